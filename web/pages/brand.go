package pages

// Look is what a provider has given the pages: a name in the place of the product's, a logo, a sheet of colours. What is
// empty is the product's own.
type Look struct{ Name, Logo, CSS string }

// Brand is how things look now, and the way to the logo.
type Brand struct {
	Shell
	Path string
	Look Look
	Own  bool // the logo is of this level
}

// Brand is what the portal is called.
func (s Shell) Brand() string {
	if s.Look.Name != "" {
		return s.Look.Name
	}
	return s.T("brand")
}

func (b Brand) name() string {
	b.Shell.Look = b.Look
	return b.Shell.Brand()
}
