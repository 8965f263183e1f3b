package web

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"golang.org/x/net/html"
)

// testPortal is a portal without an office: for pages that are made of values.
func testPortal(t *testing.T) *portal {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	h, err := New(Config{Catalogue: c, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	return h.(*portal)
}

// rendered is a specimen's page in a language.
func rendered(t *testing.T, p *portal, sp specimen, l anteroom.Language) string {
	t.Helper()
	r := httptest.NewRequest("GET", "/gallery/"+sp.page+"/"+sp.state+"?lang="+string(l), nil)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Code != sp.status {
		t.Fatalf("status %d, want %d: %s", w.Code, sp.status, w.Body)
	}
	return w.Body.String()
}

// Every page in every state and language is whole: valid structure, nothing untranslated, nothing inline.
func TestGallery(t *testing.T) {
	p := testPortal(t)
	for _, sp := range specimens() {
		for _, l := range p.Catalogue.Languages() {
			t.Run(fmt.Sprintf("%s/%s/%s", sp.page, sp.state, l), func(t *testing.T) {
				body := rendered(t, p, sp, l)
				for _, wrong := range inspect(t, body, l) {
					t.Error(wrong)
				}
				if wrong := regexp.MustCompile("<title>(Error|Erreur)").MatchString(body); wrong != sp.wrong {
					t.Errorf("title begins with Error: %v, want %v", wrong, sp.wrong)
				}
			})
		}
	}
}

// inspect is what is wrong with a page as a document.
func inspect(t *testing.T, body string, l anteroom.Language) []string {
	t.Helper()
	var wrong []string
	for what, pattern := range map[string]string{
		"untranslated": `⟦.*?⟧`, "inline script": `<script>|<script [^>]*>[^<]|\son[a-z]+="`, "inline style": `<style|\sstyle="`,
		"unescaped": `<b>x|<i>Jean|<img src=x|alert\(1\)</script>`, "needs eval": `hx-on|js:|hx-vals`,
	} {
		if m := regexp.MustCompile(pattern).FindString(body); m != "" {
			wrong = append(wrong, what+": "+m)
		}
	}
	d := read(t, body)
	if d.language != string(l) {
		wrong = append(wrong, "lang is "+d.language)
	}
	if d.h1 != 1 {
		wrong = append(wrong, fmt.Sprintf("%d h1", d.h1))
	}
	for id, n := range d.ids {
		if n > 1 {
			wrong = append(wrong, fmt.Sprintf("id %q stands %d times", id, n))
		}
	}
	for _, id := range d.controls {
		if !d.labels[id] {
			wrong = append(wrong, fmt.Sprintf("control %q has no label", id))
		}
	}
	for _, id := range d.refers {
		if d.ids[id] == 0 {
			wrong = append(wrong, fmt.Sprintf("nothing has the id %q that is referred to", id))
		}
	}
	return wrong
}

// document is what of a page is looked at.
type document struct {
	language         string
	h1               int
	ids              map[string]int
	labels           map[string]bool
	controls, refers []string
	values           map[string]string // of the form's controls, by name
	ticked           map[string]bool
	boxes            url.Values // the values of those that are ticked
	text             string
}

func read(t *testing.T, body string) *document {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	d := &document{ids: map[string]int{}, labels: map[string]bool{}, values: map[string]string{}, ticked: map[string]bool{}, boxes: url.Values{}}
	d.read(doc, "")
	d.text = strings.Join(strings.Fields(d.text), " ")
	return d
}

// read walks the page; of a list, the name of the control that is being read is handed down.
func (d *document) read(n *html.Node, list string) {
	switch n.Type {
	case html.TextNode:
		d.text += n.Data
	case html.ElementNode:
		a := attributes(n)
		d.element(n.Data, a)
		switch _, chosen := a["selected"]; {
		case n.Data == "textarea" && n.FirstChild != nil:
			d.values[a["name"]] = n.FirstChild.Data
		case n.Data == "select":
			list = a["name"]
		case n.Data == "option" && chosen:
			d.values[list] = a["value"]
		}
		if n.Data != "bdi" {
			d.text += " "
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.read(c, list)
	}
}

func attributes(n *html.Node) map[string]string {
	m := map[string]string{}
	for _, a := range n.Attr {
		m[a.Key] = a.Val
	}
	return m
}

func (d *document) element(name string, a map[string]string) {
	if id, ok := a["id"]; ok {
		d.ids[id]++
	}
	switch {
	case name == "html":
		d.language = a["lang"]
	case name == "h1":
		d.h1++
	case name == "label":
		d.labels[a["for"]] = true
	case a["aria-labelledby"] != "" && name == "input": // a box in a table, whose label is the name of its row
		d.refers = append(d.refers, a["aria-labelledby"])
	case name == "select", name == "input" && a["type"] != "hidden" && a["aria-hidden"] == "":
		d.controls = append(d.controls, a["id"])
	case name == "a" && strings.HasPrefix(a["href"], "#"):
		d.refers = append(d.refers, a["href"][1:])
	}
	_, checked := a["checked"]
	if name == "input" && a["type"] == "checkbox" {
		d.ticked[a["name"]] = checked
		if checked {
			d.boxes.Add(a["name"], cmp.Or(a["value"], "on"))
		}
	} else if name == "input" && (a["type"] != "radio" || checked) {
		d.values[a["name"]] = a["value"]
	}
	for _, key := range []string{"aria-describedby", "aria-labelledby", "for"} {
		d.refers = append(d.refers, strings.Fields(a[key])...)
	}
}

// The page of a call names the rule that let it out, in whatever way, and the one that kept it in; and tells what was heard.
func TestCallNamesTheRule(t *testing.T) {
	p := testPortal(t)
	i := slices.IndexFunc(specimens(), func(s specimen) bool { return s.page == "call" && s.state == "on-the-way" })
	body := rendered(t, p, specimens()[i], "en")
	for _, way := range []string{"By forwarding. +1 514 555 0122: “", "By forwarding. +33 142 000 000: “"} {
		if _, rule, told := strings.Cut(body, way); !told || !strings.Contains(rule[:80], "” (") {
			t.Errorf("%s is not told, with its rule", way)
		}
	}
	if strings.Contains(body, "Pour les ventes") || !strings.Contains(body, "A recording in French.") {
		t.Error("the words of a text are shown where a recording was heard in its place")
	}
}
