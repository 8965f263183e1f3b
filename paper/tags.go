package paper

import (
	"fmt"
	"slices"
)

// node is an element of the document's structure (ISO 32000-1, 14.7): what a screen reader goes by. The library knows of
// none, so the structure is kept here while the page is set, and written by tagged.
type node struct {
	role  string // a standard one (14.8.4): "H1", "TD"
	scope string // of a cell that is a heading: "Row" or "Column"
	alt   string // of a figure, in words
	box   string // of a figure: its left, lower, right and upper edge, in points from the page's lower left corner
	kids  []any  // *node, or mark
}

// mark is a piece of a page's content that belongs to a node (14.6).
type mark struct{ page, id int }

// tags are the structure of what is being set.
type tags struct {
	root   node
	path   []*node   // from the root to the node to which belongs what is set now
	owners [][]*node // of the marks, by page and id
	open   bool      // a mark is begun
}

// in sets what belongs to a node of its own within the present one.
func (s *sheet) in(role string, set func()) *node {
	n := &node{role: role}
	s.here().kids = append(s.here().kids, n)
	s.within(n, set)
	return n
}

// cell sets a cell of a table that is a heading of its row or column.
func (s *sheet) cell(scope string, set func()) *node {
	n := s.in("TH", set)
	n.scope = scope
	return n
}

// within sets what belongs to a node that is there already.
func (s *sheet) within(n *node, set func()) {
	s.path = append(s.path, n)
	set()
	s.path = s.path[:len(s.path)-1]
}

func (s *sheet) here() *node {
	if len(s.path) == 0 {
		return &s.root
	}
	return s.path[len(s.path)-1]
}

// begin and end enclose content of the present node.
func (s *sheet) begin() {
	n, page := s.here(), s.PageNo()
	for len(s.owners) < page {
		s.owners = append(s.owners, nil)
	}
	m := mark{page, len(s.owners[page-1])}
	s.owners[page-1] = append(s.owners[page-1], n)
	n.kids = append(n.kids, m)
	s.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", n.role, m.id))
}

func (s *sheet) end() { s.RawWriteStr("EMC") }

// content marks what is set as the present node's, over as many pages as it takes.
func (s *sheet) content(set func()) {
	s.open = true
	s.begin()
	set()
	s.end()
	s.open = false
}

// artifact marks what is no content: it is seen and not read aloud (14.8.2.2).
func (s *sheet) artifact(set func()) {
	s.RawWriteStr("/Artifact BMC")
	set()
	s.end()
}

// MultiCell and CellFormat are the library's, as content of the present node.
func (s *sheet) MultiCell(w, h float64, text, border, align string, fill bool) {
	s.content(func() { s.Fpdf.MultiCell(w, h, text, border, align, fill) })
}

// CellFormat is as MultiCell.
func (s *sheet) CellFormat(w, h float64, text, border string, after int, align string, fill bool, link int, address string) {
	s.content(func() { s.Fpdf.CellFormat(w, h, text, border, after, align, fill, link, address) })
}

// turned makes a mark that goes on over the end of a page two: one before the foot of the page, one on the next.
func (s *sheet) turned(foot func()) {
	s.SetFooterFunc(func() {
		if s.open {
			s.end()
		}
		s.artifact(foot)
	})
	s.SetHeaderFunc(func() {
		if s.open {
			s.begin()
		}
	})
}

// all are the nodes below the root, each before those within it.
func (t *tags) all() []*node {
	var list []*node
	var walk func(n *node)
	walk = func(n *node) {
		list = append(list, n)
		for _, k := range n.kids {
			if below, ok := k.(*node); ok {
				walk(below)
			}
		}
	}
	walk(&t.root)
	return slices.Clip(list)
}
