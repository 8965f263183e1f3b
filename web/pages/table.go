package pages

import (
	"net/url"

	"github.com/a-h/templ"
)

// Table is a list of things of one kind, as a page shows it: sorted, searched, filtered and cut into pages by the server,
// all of which stands in the address.
type Table struct {
	Caption string   // what it is a list of, in words
	Columns []Column // the first one names the row
	Rows    []Row
	Query   url.Values // of the page's address: what is sorted, searched and filtered by
	Path    string     // of the page
	Search  string     // label of the search field, in words; empty: it cannot be searched
	Filters []Filter
	Count   string // how many there are, in words; empty: not said
	Older   string // value of "after" for the next page; empty: there is none
	Empty   Empty
	Bulk    *Bulk // what can be done with several rows; nil: nothing
}

// Column is one column of a table.
type Column struct {
	Label  string // in words
	Sort   string // value of "sort" in the address; empty: it is not sorted by
	Amount bool   // numbers, to the right
}

// Row is one thing; ID is what a bulk action is told.
type Row struct {
	ID    string
	Cells []templ.Component
}

// Filter is a list of which one may be chosen; the option with the empty value is all of them.
type Filter struct {
	Name, Label string
	Options     []Option
}

// Bulk is an action on the rows that are ticked.
type Bulk struct {
	Action, Button string // where they are sent, as "id"; what the button says, in words
	Danger         bool
}

// Empty is what is said where there is nothing.
type Empty struct {
	Title, About string
	Action       Link // what to do about it; empty: nothing
}

// filtered tells whether the rows are only some of all.
func (t Table) filtered() bool {
	if t.Query.Get("q") != "" {
		return true
	}
	for _, f := range t.Filters {
		if t.Query.Get(f.Name) != "" {
			return true
		}
	}
	return false
}

// with is the address of the page with one value set; where the order or the choice changes, it begins anew.
func (t Table) with(name, value string) string {
	q := url.Values{}
	for k, list := range t.Query {
		if k != "saved" && k != "after" {
			q[k] = list
		}
	}
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return t.Path
	}
	return t.Path + "?" + q.Encode()
}

// sorted is how a column stands: "ascending", "descending", or "none".
func (t Table) sorted(c Column) string {
	switch t.Query.Get("sort") {
	case c.Sort:
		return "ascending"
	case "-" + c.Sort:
		return "descending"
	}
	return "none"
}

// sortBy is the address of the page sorted by a column: the other way round where it already is.
func (t Table) sortBy(c Column) string {
	if t.sorted(c) == "ascending" {
		return t.with("sort", "-"+c.Sort)
	}
	return t.with("sort", c.Sort)
}

// chosen is the text of what a filter is set to.
func (t Table) chosen(f Filter) string {
	for _, o := range f.Options {
		if o.Value != "" && o.Value == t.Query.Get(f.Name) {
			return o.Text
		}
	}
	return ""
}

// hiddenQuery are the values that a search keeps.
func (t Table) hiddenQuery() [][2]string {
	var list [][2]string
	if s := t.Query.Get("sort"); s != "" {
		list = append(list, [2]string{"sort", s})
	}
	return list
}

// Words is a cell with a text that a person typed, or of the catalogue.
func Words(s string) templ.Component { return wordsCell(s) }

// Linked is a cell that leads to a page.
func Linked(path, text string) templ.Component { return linkCell(path, text) }

// LinkedAll is a cell that leads to several pages.
func LinkedAll(links ...Link) templ.Component { return linkCells(links) }

// Pill is a cell with a state: tone is "good", "warn", "bad", "info" or empty.
func Pill(tone, icon, text string) templ.Component { return pillCell(tone, icon, text) }

// List is a page that is a table.
type List struct {
	Shell
	Above         Link // the page that this one belongs to; empty: none
	Intro         string
	Actions       []Link          // the first is the main one
	Before, After templ.Component // shown around the table; nil: nothing
	Table         Table
}
