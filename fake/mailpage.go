package fake

import (
	"embed"
	"encoding/json"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

//go:embed mailpage.html
var mailPage embed.FS

// What a page of the trap may load, and what the HTML of a message may: nothing but its own style. A link in it opens
// in a window of its own.
const (
	pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	htmlPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
)

// Handler shows the messages: to people at /, to programs at /messages.json, newest first. DELETE /messages empties the
// trap.
func (t *MailTrap) Handler() http.Handler {
	mux := http.NewServeMux()
	page := template.Must(template.ParseFS(mailPage, "mailpage.html"))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { t.show(w, r, page, nil) })
	mux.HandleFunc("GET /messages.json", t.list)
	mux.HandleFunc("DELETE /messages", func(w http.ResponseWriter, _ *http.Request) { t.empty(); w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /messages/{id}", t.one(func(w http.ResponseWriter, r *http.Request, m Message) { t.show(w, r, page, &m) }))
	mux.HandleFunc("GET /messages/{id}/raw", t.one(func(w http.ResponseWriter, _ *http.Request, m Message) { give(w, "text/plain; charset=utf-8", m.raw) }))
	mux.HandleFunc("GET /messages/{id}/html", t.one(func(w http.ResponseWriter, _ *http.Request, m Message) {
		w.Header().Set("Content-Security-Policy", htmlPolicy)
		give(w, "text/html; charset=utf-8", []byte(strings.Replace(m.HTML, "<head>", `<head><base target="_blank">`, 1)))
	}))
	mux.HandleFunc("GET /messages/{id}/attachments/{n}", t.one(attachment))
	return http.NewCrossOriginProtection().Handler(mux)
}

// attachment gives sound to be played, and anything else to be stored only: what it says it is, is the sender's word.
func attachment(w http.ResponseWriter, r *http.Request, m Message) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(m.Attachments) {
		http.NotFound(w, r)
		return
	}
	a, kind := m.Attachments[n], "application/octet-stream"
	if a.Type == "audio/wav" {
		kind = a.Type
	} else {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	}
	give(w, kind, a.data)
}

func give(w http.ResponseWriter, kind string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, _ = w.Write(data) // who asked has gone
}

func (t *MailTrap) list(w http.ResponseWriter, _ *http.Request) {
	list := t.Messages()
	if list == nil {
		list = []Message{}
	}
	raw, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	give(w, "application/json", raw)
}

// one finds the message that an address names.
func (t *MailTrap) one(do func(http.ResponseWriter, *http.Request, Message)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, m := range t.Messages() {
			if strconv.Itoa(m.ID) == r.PathValue("id") {
				do(w, r, m)
				return
			}
		}
		http.NotFound(w, r)
	}
}

// trapPage is what the page shows: all messages, or one.
type trapPage struct {
	P         locale.Printer
	Languages []trapLanguage
	Query     string // carries the choice of language on; empty: none was made
	Messages  []Message
	One       *Message
}

type trapLanguage struct {
	Tag, Name string
	Current   bool
}

func (t *MailTrap) show(w http.ResponseWriter, r *http.Request, page *template.Template, one *Message) {
	p := trapPage{P: t.catalogue.In(t.catalogue.Match(r.Header.Get("Accept-Language"), t.catalogue.Languages())), Messages: t.Messages(), One: one}
	if l := anteroom.Language(r.URL.Query().Get("lang")); len(t.catalogue.Keys(l)) > 0 {
		p.P, p.Query = t.catalogue.In(l), "?"+url.Values{"lang": {string(l)}}.Encode()
	}
	for _, l := range t.catalogue.Languages() {
		p.Languages = append(p.Languages, trapLanguage{string(l), p.P.OwnName(l), l == p.P.Language})
	}
	var b strings.Builder
	if err := page.Execute(&b, p); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", pagePolicy)
	give(w, "text/html; charset=utf-8", []byte(b.String()))
}
