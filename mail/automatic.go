package mail

import (
	netmail "net/mail"
	"strings"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
)

// about is the thing that messages are about where several can be about one, as of a bill its sending and each reminder: its
// name stands in all of them, so that readers see them together (RFC 5322 section 3.6.4).
func about(letter *gomail.Msg, m anteroom.Message) {
	month, user, currency := m.Bill.Parts()
	if month == "" {
		return
	}
	name := strings.Join([]string{"bill", string(m.Company), string(month), string(user), currency}, ".")
	letter.SetGenHeaderPreformatted("References", "<"+label(name)+"@"+idDomain(letter.GetFrom()[0])+">")
}

// automatic marks a message as of no person's making: nobody's absence note answers it (RFC 3834 section 5). What comes
// again and again has a name by which its reader can file it (RFC 2919).
func automatic(letter *gomail.Msg, m anteroom.Message) {
	about(letter, m)
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	switch m.Kind {
	case anteroom.VoiceMessage, anteroom.MissedCall, anteroom.BillReady, anteroom.BillReminder, anteroom.MailAccessFailed, anteroom.PBXDrifted:
		letter.SetGenHeaderPreformatted("List-Id", "<"+listID(m, letter.GetFrom()[0])+">")
	}
}

// listID names the kind and the company, below the sender's domain: the same for each message of a list, as the sender's
// name and the company's may change.
func listID(m anteroom.Message, from *netmail.Address) string {
	kind, company := label(string(m.Kind)), strings.Trim(label(string(m.Company)), "-")
	if company == "" {
		company = "anteroom"
	}
	return kind + "." + company[:min(len(company), 63)] + "." + idDomain(from)
}

// label is a text as it may stand in a name of a list or a thing.
func label(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(s))
}
