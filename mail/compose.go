// Package mail writes the messages to people and hands them to a mail server. It owns their layout and the SMTP that
// carries them. It never decides what is said, which is in locale, nor when a message is sent, to whom, or whether again.
//
// What a caller sent, and what people typed, is hostile here: it is cut, put on one line, escaped by the layout, and
// encoded in headers.
package mail

import (
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

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
	Copy     string // that it can be copied
	Quote    fact   // what was said, in words; without a value: nothing
	Closing  string
	Name     string
	Company  string
	Light    anteroom.Shades
	Dark     anteroom.Shades
	Brand    string // whose look it has; empty: nobody's
	Logo     bool   // goes with it
}

type fact struct{ Name, Value string }

// Compose writes the subject, the plain text and the HTML of a message, in its reader's language. The time of a call is
// told in the zone that it carries. The error is Internal: a kind that has no text, a call that is not there, a link
// that is none.
func (c *Composer) Compose(n anteroom.Notice) (subject, text, html string, err error) {
	p := c.catalogue.In(n.Language)
	l := letter{Language: string(p.Language), Greeting: p.T("message.greeting.nameless"), Closing: p.T("message.closing"),
		Name: line(n.Sender.Name, mostOfName), Company: line(n.Company, mostOfName), Brand: line(n.Look.Name, mostOfName), Logo: n.Look.Logo != ""}
	l.Light, l.Dark = shades(n.Look.Colour)
	if to := line(n.ToName, mostOfName); to != "" {
		l.Greeting = p.T("message.greeting", "name", to)
	}
	if err := l.fill(p, n); err != nil {
		return "", "", "", &anteroom.Error{Msg: anteroom.T("error.internal"), Err: err}
	}
	var b strings.Builder
	if err := c.layout.Execute(&b, l); err != nil {
		return "", "", "", &anteroom.Error{Msg: anteroom.T("error.internal"), Err: err}
	}
	return l.Subject, l.text(), b.String(), nil
}

// shades are the colours of a message: the product's own, where nobody has chosen any.
func shades(c anteroom.Colour) (light, dark anteroom.Shades) {
	if !c.Is() {
		return anteroom.Shades{Brand: "#0b6b62", On: "#ffffff"}, anteroom.Shades{Brand: "#5cc8bb", On: "#0f1319"}
	}
	p := c.Palette()
	return p.Light, p.Dark
}

// fill writes what differs from kind to kind.
func (l *letter) fill(p locale.Printer, n anteroom.Notice) error {
	switch n.Kind {
	case anteroom.VoiceMessage, anteroom.MissedCall:
		if n.Call == nil {
			return fmt.Errorf("mail: a %s without its call", n.Kind)
		}
		l.call(p, n)
	case anteroom.EmailChanged:
		l.email(p, n)
	case anteroom.PasswordReset:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = p.T("message.reset.subject")
		l.Words = []string{p.T("message.reset.text"), p.T("message.reset.unasked")}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.reset.link"), p.T("message.reset.copy")
	case anteroom.VoiceReply:
		l.Subject = p.T("message.voice_reply.subject")
		l.Words = []string{p.T("message.voice_reply.text")}
	case anteroom.PINClosed:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = p.T("message.pin_closed.subject")
		l.Words = []string{p.T("message.pin_closed.text"), p.T("message.pin_closed.unasked")}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.pin_closed.link"), p.T("message.reset.copy")
	case anteroom.BillClosed:
		l.Subject = p.T("message.bill_closed.subject")
		l.Words = []string{p.T("message.bill_closed.text"), p.T("message.bill_closed.unasked")}
	case anteroom.BillReady:
		if n.Bill == nil {
			return fmt.Errorf("mail: a %s without its bill", n.Kind)
		}
		l.Subject = p.T("message.bill_ready.subject", "month", p.Month(n.Bill.Period.From))
		l.Words = []string{p.T("message.bill_ready.text")}
		if n.Bill.VAR != "" {
			l.Words = []string{p.T("message.bill_ready.var")}
		}
		l.Facts = []fact{{p.T("message.bill_ready.total"), p.Money(n.Bill.Total, n.Bill.Currency)}}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.bill_ready.link"), p.T("message.reset.copy")
	case anteroom.BillReminder:
		if n.Bill == nil {
			return fmt.Errorf("mail: a %s without its bill", n.Kind)
		}
		l.Subject = p.T("message.bill_reminder.subject", "month", p.Month(n.Bill.Period.From))
		l.Words = []string{p.T("message.bill_reminder.text"), p.T("message.bill_reminder.paid")}
		l.Facts = []fact{{p.T("message.bill_ready.total"), p.Money(n.Bill.Total, n.Bill.Currency)}}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.bill_ready.link"), p.T("message.reset.copy")
	case anteroom.AccountExpiring:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = p.T("message.account_expiring.subject", "date", p.Date(n.At))
		l.Words = []string{p.T("message.account_expiring.text", "date", p.Date(n.At)), p.T("message.account_expiring.do")}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.account_expiring.link"), p.T("message.reset.copy")
	case anteroom.InvitationSent:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = line(p.T("message.invitation.subject", "company", l.Company), mostOfSubject)
		l.Words = []string{p.T("message.invitation.text", "company", l.Company), p.T("message.invitation.life", "count", n.Days)}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.invitation.link"), p.T("message.reset.copy")
	case anteroom.AdministratorInvited:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.administrator(p, n)
	case anteroom.MailExpiring:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = p.T("message.mail_expiring.subject")
		l.Words = []string{p.T("message.mail_expiring.text", "count", n.Days), p.T("message.mail_expiring.do")}
		if n.Days == 0 {
			l.Subject, l.Words[0] = p.T("message.mail_expired.subject"), p.T("message.mail_expired.text")
		}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.mail_expiring.link"), p.T("message.reset.copy")
	case anteroom.MailAccessFailed:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = p.T("message.mail_access.subject")
		l.Words = []string{p.T("message.mail_access.text"), line(p.Text(n.Why), mostOfWords), p.T("message.mail_access.kept")}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.mail_access.link"), p.T("message.reset.copy")
	case anteroom.PBXDrifted:
		if err := isLink(n.Link); err != nil {
			return err
		}
		l.Subject = p.T("message.pbx_drifted.subject")
		l.Words = []string{p.T("message.pbx_drifted.text", "count", n.Count), p.T("message.pbx_drifted.kept")}
		l.Link, l.Do, l.Copy = n.Link, p.T("message.pbx_drifted.link"), p.T("message.reset.copy")
	case anteroom.TestMessage:
		l.Subject = p.T("message.test.subject")
		l.Words = []string{p.T("message.test.text"), p.T("message.test.nothing")}
		l.Facts = []fact{{p.T("message.sender"), p.T("message.name_and_email", "name", l.Name, "email", line(n.Sender.Email, mostOfAddress))}}
	default:
		return fmt.Errorf("mail: no text for the kind %q", n.Kind)
	}
	return nil
}

// administrator invites who is to govern a company, a VAR or the system.
func (l *letter) administrator(p locale.Printer, n anteroom.Notice) {
	l.Subject, l.Words = p.T("message.administrator.subject"), []string{p.T("message.administrator.text")}
	if place := line(n.Place, mostOfName); place != "" {
		l.Subject = line(p.T("message.administrator.of.subject", "place", place), mostOfSubject)
		l.Words[0] = p.T("message.administrator.of.text", "place", place)
	}
	l.Words = append(l.Words, p.T("message.administrator.sign_in", "email", line(n.ToEmail, mostOfAddress)),
		p.T("message.invitation.life", "count", n.Days), p.T("message.administrator.unasked"))
	l.Link, l.Do, l.Copy = n.Link, p.T("message.administrator.link"), p.T("message.reset.copy")
}

func isLink(s string) error {
	if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("mail: %q is no link", s)
	}
	return nil
}

// call tells of a voice message or a missed call.
func (l *letter) call(p locale.Printer, n anteroom.Notice) {
	who := caller(p, *n.Call)
	key := "message.missed"
	switch {
	case n.Kind == anteroom.VoiceMessage:
		key = "message.voice"
	case n.Call.Result == anteroom.AskedBack:
		key = "message.asked_back"
	}
	l.Subject = line(p.T(key+".subject", "caller", who), mostOfSubject)
	l.Words = []string{p.T(key + ".text")}
	l.Facts = []fact{{p.T("message.caller"), who},
		{p.T("message.when"), p.T("message.time", "time", n.Call.Began, "zone", zone(n.Call.Began))}}
	if n.Kind == anteroom.VoiceMessage {
		l.Facts = append(l.Facts, fact{p.T("message.length"), length(p, n.Length)})
	}
	if words := line(n.Words, mostOfQuote); words != "" && n.Kind == anteroom.VoiceMessage {
		l.Quote = fact{p.T("message.voice.words"), words}
	}
	if isLink(n.Link) == nil {
		l.Link, l.Do, l.Copy = n.Link, p.T(key+".link"), p.T("message.reset.copy")
	}
	if n.Call.Language != "" {
		l.Facts = append(l.Facts, fact{p.T("message.language"), p.LanguageName(n.Call.Language)})
	}
	if n.Call.Number != "" {
		l.Facts = append(l.Facts, fact{p.T("message.number"), n.Call.Number.String()})
	}
}

// email tells the old and the new address, each what there is to do (R34).
func (l *letter) email(p locale.Printer, n anteroom.Notice) {
	l.Subject = p.T("message.email.subject")
	old, now := line(n.OldEmail, mostOfAddress), line(n.NewEmail, mostOfAddress)
	if n.ToEmail == n.OldEmail {
		l.Words = []string{p.T("message.email.old", "old", old), p.T("message.email.old.unasked")}
	} else {
		l.Words = []string{p.T("message.email.new", "new", now), p.T("message.email.new.unasked")}
	}
	l.Facts = []fact{{p.T("message.email.was"), old}, {p.T("message.email.is"), now}}
	if !n.At.IsZero() {
		l.Facts = append(l.Facts, fact{p.T("message.email.when"), p.T("message.time", "time", n.At, "zone", zone(n.At))})
	}
}

// caller is who called, as far as the caller told: nothing of it is proven.
func caller(p locale.Printer, c anteroom.Call) string {
	number, name := line(c.Caller, mostOfName), line(c.CallerName, mostOfName)
	if id := anteroom.ParseNumber(number); id != "" {
		if anteroom.ParseNumber(name) == id { // many phones send their number as their name
			name = ""
		}
		number = id.String()
	}
	if number == "" || strings.EqualFold(number, "anonymous") {
		number = p.T("message.anonymous")
	}
	if name == "" || strings.EqualFold(name, "anonymous") || name == number {
		return number
	}
	return p.T("message.name_and_number", "name", name, "number", number)
}

// zone is what the time's zone is called: "UTC", "EST", "-03".
func zone(t time.Time) string {
	name, _ := t.Zone()
	return name
}

func length(p locale.Printer, d time.Duration) string {
	if d < time.Minute-time.Second/2 {
		return p.T("message.seconds", "count", int(d.Round(time.Second)/time.Second))
	}
	return p.Duration(d)
}

// text is the letter without the layout.
func (l letter) text() string {
	parts := append([]string{l.Greeting}, l.Words...)
	if len(l.Facts) > 0 {
		facts := make([]string, len(l.Facts))
		for i, f := range l.Facts {
			facts[i] = f.Name + " " + f.Value
		}
		parts = append(parts, strings.Join(facts, "\n"))
	}
	if l.Quote.Value != "" {
		parts = append(parts, l.Quote.Name+"\n"+l.Quote.Value)
	}
	if l.Link != "" {
		parts = append(parts, l.Do+"\n"+l.Copy+"\n"+l.Link)
	}
	sign := l.Closing + "\n" + l.Name
	if l.Company != "" {
		sign += "\n" + l.Company
	}
	return strings.Join(append(parts, sign), "\n\n") + "\n"
}
