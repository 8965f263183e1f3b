package mail

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText is the text of an HTML message, a paragraph a line, with what it quotes marked by ">" as in plain text. It
// goes through the tokens, never builds a tree: nesting costs nothing.
func htmlText(s string) string {
	w := &htmlWriter{}
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(mostText)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return w.b.String()
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken:
			w.start(z.Token())
		case html.SelfClosingTagToken:
			if t := z.Token(); t.DataAtom == atom.Br {
				w.end()
			}
		case html.EndTagToken:
			w.stop(z.Token().DataAtom)
		}
	}
}

type htmlWriter struct {
	b       strings.Builder
	quotes  int       // quotations we are in
	silent  atom.Atom // the element whose content is no text; 0: none
	begun   bool      // something stands on this line
	space   bool      // a space is to stand before what comes
	forever bool      // all that follows is quoted
}

// text writes a text with its white space made one.
func (w *htmlWriter) text(s string) {
	if w.silent != 0 {
		return
	}
	s = html.UnescapeString(s)
	if s != "" && strings.TrimLeft(s, " \t\r\n\u00a0") != s {
		w.space = true
	}
	for i, word := range strings.Fields(s) {
		if i > 0 {
			w.space = true
		}
		if !w.begun && (w.quotes > 0 || w.forever) {
			w.b.WriteString("> ")
		}
		if w.space && w.begun {
			w.b.WriteByte(' ')
		}
		w.b.WriteString(word)
		w.begun, w.space = true, false
	}
	if s != "" && strings.TrimRight(s, " \t\r\n\u00a0") != s {
		w.space = true
	}
}

// end ends the line, where there is one.
func (w *htmlWriter) end() {
	w.b.WriteByte('\n')
	w.begun, w.space = false, false
}

func (w *htmlWriter) start(t html.Token) {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Textarea:
		if w.silent == 0 {
			w.silent = t.DataAtom
		}
		return
	case atom.Body: // a head that was never closed
		w.silent = 0
	case atom.Blockquote:
		w.end()
		w.quotes++
		return
	case atom.Td, atom.Th:
		w.space = true
		return
	}
	for _, a := range t.Attr {
		if a.Key == "id" && (a.Val == "divRplyFwdMsg" || a.Val == "appendonsend") || a.Key == "class" && strings.HasPrefix(a.Val, "gmail_quote") && t.DataAtom == atom.Div {
			w.end()
			w.forever = true
		}
	}
	if breaks(t.DataAtom) {
		w.end()
	}
}

func (w *htmlWriter) stop(a atom.Atom) {
	switch {
	case a == w.silent:
		w.silent = 0
	case a == atom.Blockquote:
		w.end()
		w.quotes = max(0, w.quotes-1)
	case breaks(a):
		w.end()
	}
}

// breaks tells an element that stands on lines of its own.
func breaks(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Pre, atom.Dt, atom.Dd, atom.Address, atom.Center:
		return true
	}
	return false
}
