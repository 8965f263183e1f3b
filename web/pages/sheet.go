package pages

import "github.com/a-h/templ"

// Sheet is a page that tells of one thing, part by part, and what can be done with it.
type Sheet struct {
	Shell
	Above Link
	Intro string
	Parts []Part
}

// Part is a card of facts, with what can be done about them. Its title is empty where it is the only one.
type Part struct {
	Title   string
	Facts   []FactLine
	Actions []Link // the first is the main one
	Posts   []Link // what is done at once
	Danger  []Link // what takes something away
}

// FactLine is a fact: its label and hint in words; no hint where that is empty.
type FactLine struct {
	Label, Hint string
	Value       templ.Component
}

// MailTo is a cell with an address to write to, or the word for none.
func (s Shell) MailTo(email string) templ.Component {
	if email == "" {
		return Words(s.T("word.none"))
	}
	return linkCell("mailto:"+email, email)
}

// CallTo is a cell with a telephone number to call, or the word for none.
func (s Shell) CallTo(phone string) templ.Component {
	if phone == "" {
		return Words(s.T("word.none"))
	}
	return linkCell("tel:"+dialled(phone), phone)
}
