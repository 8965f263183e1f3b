// Package mail writes the messages to people and hands them to a mail server. It owns their texts' layout and the SMTP
// that carries them; what is said in which language is in locale, and when a message is sent is not its to decide.
package mail

import (
	"embed"
	"html/template"
	"strings"
	"unicode"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

//go:embed message.html
var layouts embed.FS

// Composer writes messages. It is safe from many goroutines.
type Composer struct {
	catalogue *locale.Catalogue
	layout    *template.Template
}

// NewComposer makes a composer of all languages of the catalogue.
func NewComposer(c *locale.Catalogue) *Composer {
	return &Composer{catalogue: c, layout: template.Must(template.ParseFS(layouts, "message.html"))}
}

// letter is a message as the layout and the plain text take it: the same words in both.
type letter struct {
	Language string
	Subject  string
	Greeting string
	Words    []string
	Facts    []fact
	Link     string
	Do       string // what the link does
	Closing  string
	Name     string
	Company  string
}

type fact struct{ Name, Value string }

// Compose writes the subject, the plain text and the HTML of a message, in its reader's language. What a caller sent is
// cut, put on one line, and escaped by the layout.
func (c *Composer) Compose(n anteroom.Notice) (subject, text, html string, err error) {
	p := c.catalogue.In(n.Language)
	l := letter{Language: string(p.Language), Greeting: p.T("message.greeting", "name", line(n.ToName)), Closing: p.T("message.closing"),
		Name: line(n.Sender.Name), Company: line(n.Company)}
	l.fill(p, n)
	var b strings.Builder
	if err := c.layout.Execute(&b, l); err != nil {
		return "", "", "", &anteroom.Error{Kind: anteroom.Internal, Msg: anteroom.T("error.internal"), Err: err}
	}
	return l.Subject, l.text(), b.String(), nil
}

func (l *letter) fill(p locale.Printer, n anteroom.Notice) {
	switch n.Kind {
	case anteroom.VoiceMessage:
		who := caller(p, n.Call)
		l.Subject = p.T("message.voice.subject", "caller", who)
		l.Words = []string{p.T("message.voice.text", "caller", who, "length", n.Length)}
		l.facts(p, n)
		l.Facts = append(l.Facts, fact{p.T("message.length"), p.Duration(n.Length)})
	case anteroom.MissedCall:
		who := caller(p, n.Call)
		l.Subject = p.T("message.missed.subject", "caller", who)
		l.Words = []string{p.T("message.missed.text", "caller", who)}
		l.facts(p, n)
	case anteroom.EmailChanged:
		l.Subject = p.T("message.email.subject")
		key := "message.email.new"
		if n.ToEmail == n.OldEmail {
			key = "message.email.old"
		}
		l.Words = []string{p.T(key, "old", line(n.OldEmail), "new", line(n.NewEmail))}
	case anteroom.PasswordReset:
		l.Subject = p.T("message.reset.subject")
		l.Words = []string{p.T("message.reset.text")}
		l.Link, l.Do = n.Link, p.T("message.reset.link")
	default:
		l.Subject = p.T("message.test.subject")
		l.Words = []string{p.T("message.test.text", "name", line(n.Sender.Name), "email", line(n.Sender.Email))}
	}
}

// facts are those of a call.
func (l *letter) facts(p locale.Printer, n anteroom.Notice) {
	if n.Call == nil {
		return
	}
	l.Facts = []fact{{p.T("message.caller"), caller(p, n.Call)}, {p.T("message.number"), n.Call.Number.String()},
		{p.T("message.when"), p.DateTime(n.Call.Began) + " " + n.Call.Began.Format("MST")}}
	if n.Call.Language != "" {
		l.Facts = append(l.Facts, fact{p.T("message.language"), p.LanguageName(n.Call.Language)})
	}
}

// caller is who called, as far as the caller told.
func caller(p locale.Printer, c *anteroom.Call) string {
	if c == nil {
		return p.T("message.anonymous")
	}
	number := line(c.Caller)
	if id := anteroom.ParseNumber(number); id != "" {
		number = id.String()
	}
	if number == "" || number == "anonymous" {
		number = p.T("message.anonymous")
	}
	if name := line(c.CallerName); name != "" && name != number {
		return p.T("message.name_and_number", "name", name, "number", number)
	}
	return number
}

// line is a text on one line, of at most 200 characters, without control characters or marks of direction.
func line(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > 200 {
			break
		}
		if unicode.IsPrint(r) && !unicode.Is(unicode.Cf, r) {
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// text is the letter without the layout.
func (l letter) text() string {
	var b strings.Builder
	b.WriteString(l.Greeting + "\n\n" + strings.Join(l.Words, "\n\n") + "\n")
	for i, f := range l.Facts {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(f.Name + " " + f.Value + "\n")
	}
	if l.Link != "" {
		b.WriteString("\n" + l.Do + "\n" + l.Link + "\n")
	}
	b.WriteString("\n" + l.Closing + "\n" + l.Name + "\n")
	if l.Company != "" {
		b.WriteString(l.Company + "\n")
	}
	return b.String()
}
