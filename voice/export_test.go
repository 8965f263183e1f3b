package voice

// HoldMusic is what tests from outside compare with.
var HoldMusic = holdMusic
