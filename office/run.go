package office

// Run is one command being carried out.
type Run struct{}
