package fake

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

//go:embed mailpage.html
var mailPage embed.FS

// Handler shows the messages to people, and as messages.json to programs.
func (t *MailTrap) Handler() http.Handler {
	mux := http.NewServeMux()
	page := template.Must(template.ParseFS(mailPage, "mailpage.html"))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { t.show(w, r, page, nil) })
	mux.HandleFunc("GET /messages.json", t.list)
	mux.HandleFunc("DELETE /messages", func(w http.ResponseWriter, _ *http.Request) { t.empty(); w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /messages/{id}", t.one(func(w http.ResponseWriter, r *http.Request, m Message) { t.show(w, r, page, &m) }))
	mux.HandleFunc("GET /messages/{id}/raw", t.one(func(w http.ResponseWriter, _ *http.Request, m Message) { give(w, "text/plain; charset=utf-8", m.raw) }))
	mux.HandleFunc("GET /messages/{id}/html", t.one(func(w http.ResponseWriter, _ *http.Request, m Message) {
		w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
		give(w, "text/html; charset=utf-8", []byte(m.HTML))
	}))
	mux.HandleFunc("GET /messages/{id}/attachments/{n}", t.one(func(w http.ResponseWriter, r *http.Request, m Message) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if err != nil || n < 0 || n >= len(m.Attachments) {
			http.NotFound(w, r)
			return
		}
		kind := "application/octet-stream"
		if m.Attachments[n].Type == "audio/wav" {
			kind = "audio/wav"
		}
		give(w, kind, m.Attachments[n].data)
	}))
	return mux
}

func give(w http.ResponseWriter, kind string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(data) // who asked has gone
}

func (t *MailTrap) list(w http.ResponseWriter, _ *http.Request) {
	list := t.Messages()
	if list == nil {
		list = []Message{}
	}
	raw, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	give(w, "application/json", raw)
}

// one finds the message that an address names.
func (t *MailTrap) one(do func(http.ResponseWriter, *http.Request, Message)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, m := range t.Messages() {
			if fmt.Sprint(m.ID) == r.PathValue("id") {
				do(w, r, m)
				return
			}
		}
		http.NotFound(w, r)
	}
}

// trapPage is what the page shows: all messages, or one.
type trapPage struct {
	P        locale.Printer
	Messages []Message
	One      *Message
}

func (t *MailTrap) show(w http.ResponseWriter, r *http.Request, page *template.Template, one *Message) {
	language := t.catalogue.Match(r.Header.Get("Accept-Language"), t.catalogue.Languages())
	if l := anteroom.Language(r.URL.Query().Get("lang")); len(t.catalogue.Keys(l)) > 0 {
		language = l
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; media-src 'self'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, trapPage{P: t.catalogue.In(language), Messages: t.Messages(), One: one}) // who asked has gone
}
