package voice

// Unsaid is what tests from outside compare with.
var Unsaid = unsaid
