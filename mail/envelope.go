package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// envelope is the message as it travels: headers, text and HTML, a file. It is international where an address
// can't be written in ASCII, and then only a server with SMTPUTF8 (RFC 6531) takes it.
func envelope(m anteroom.Message, file *anteroom.File) (letter *gomail.Msg, international bool, err error) {
	from, err := address(m.FromName, m.FromEmail)
	if err != nil {
		return nil, false, err
	}
	to, err := address(m.ToName, m.ToEmail)
	if err != nil {
		return nil, false, err
	}
	l := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	l.FromMailAddress(from)
	l.SetAddrHeaderFromMailAddress(gomail.HeaderTo, to)
	l.Subject(header(m.Subject, mostOfSubject))
	l.SetDateWithValue(m.Made)
	l.SetMessageIDWithValue(messageID(m, from))
	if m.Language != "" {
		l.SetGenHeader("Content-Language", line(string(m.Language), 35))
	}
	l.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		l.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	if m.HTML != "" && len(m.Logo.PNG) > 0 {
		l.EmbedReadSeeker("logo.png", bytes.NewReader(m.Logo.PNG), gomail.WithFileContentType("image/png"), gomail.WithFileContentID("<"+logoID+">"))
	}
	if file != nil {
		l.AttachReadSeeker(file.Name, bytes.NewReader(file.Content), gomail.WithFileContentType(gomail.ContentType(file.Type)))
	}
	return l, !ascii(from.Address) || !ascii(to.Address), nil
}

// logoID is by what the HTML of a message names the logo that goes with it (RFC 2392).
const logoID = "logo@anteroom.invalid"

// messageID is made of the message's id, the same at each try (RFC 5322 section 3.6.4).
func messageID(m anteroom.Message, from *netmail.Address) string {
	return line(string(m.ID), 64) + "@" + idDomain(from)
}

func idDomain(from *netmail.Address) string {
	if _, domain, _ := strings.Cut(from.Address, "@"); ascii(domain) {
		return domain
	}
	return "anteroom.invalid"
}

// address is a name with an address, whose domain is in the form that any server takes (RFC 5891 section 4.4), unless
// what stands before it asks for an international server anyway.
func address(name, email string) (*netmail.Address, error) {
	var wrong anteroom.Fields
	if wrong.Email("email", email); len(wrong) > 0 {
		return nil, fmt.Errorf("mail: %q is no address", line(email, mostOfAddress))
	}
	at := strings.LastIndexByte(email, '@')
	if local, domain := email[:at], email[at+1:]; ascii(local) && !ascii(domain) {
		encoded, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return nil, fmt.Errorf("mail: %q is no domain", line(domain, mostOfAddress))
		}
		email = local + "@" + encoded
	}
	return &netmail.Address{Name: header(name, mostOfName), Address: email}, nil
}

// header is a line as it may stand in a header. What looks like an encoded word (RFC 2047 section 2) is none, and is kept
// from being read as one: it could hold anything, the end of a line among it.
func header(s string, most int) string { return strings.ReplaceAll(line(s, most), "=?", "= ?") }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
