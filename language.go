package anteroom

import "slices"

// Language is a tag of BCP 47 such as "fr" or "en"; empty means none.
type Language string

// SecondLanguageKey is the key that a caller presses to go on in the second language (R17).
const SecondLanguageKey = "2"

// Languages are what a company speaks: one, or two.
type Languages struct {
	First  Language `json:"first"`
	Second Language `json:"second"` // empty: one language
}

// List is the one or two languages, the first one first.
func (l Languages) List() []Language {
	if l.Second == "" {
		return []Language{l.First}
	}
	return []Language{l.First, l.Second}
}

// Has tells whether the language is one of them.
func (l Languages) Has(x Language) bool { return x != "" && (x == l.First || x == l.Second) }

// Choose is the person's own choice where the company speaks it, else the first language (R18).
func (l Languages) Choose(own Language) Language {
	if l.Has(own) {
		return own
	}
	return l.First
}

// Check says what is wrong with the languages, given those of the system (R12, R14).
func (l Languages) Check(f *Fields, system []Language) {
	switch {
	case l.First == "":
		f.Wrong("first", "error.language.none")
	case !slices.Contains(system, l.First):
		f.Wrong("first", "error.language.unknown", "language", string(l.First))
	}
	switch {
	case l.Second == "":
	case len(system) < 2:
		f.Wrong("second", "error.language.only_one")
	case !slices.Contains(system, l.Second):
		f.Wrong("second", "error.language.unknown", "language", string(l.Second))
	case l.Second == l.First:
		f.Wrong("second", "error.language.equal")
	}
}
