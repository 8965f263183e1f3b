package mail

import (
	netmail "net/mail"
	"strings"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
)

// automatic marks a message as of no person's making: nobody's absence note answers it (RFC 3834 section 5). What comes
// again and again has a name by which its reader can file it (RFC 2919).
func automatic(letter *gomail.Msg, m anteroom.Message) {
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	switch m.Kind {
	case anteroom.VoiceMessage, anteroom.MissedCall, anteroom.BillReady, anteroom.BillReminder, anteroom.MailAccessFailed, anteroom.PBXDrifted:
		letter.SetGenHeaderPreformatted("List-Id", "<"+listID(m, letter.GetFrom()[0])+">")
	}
}

// listID names the kind and the company, below the sender's domain: the same for each message of a list, as the sender's
// name and the company's may change.
func listID(m anteroom.Message, from *netmail.Address) string {
	label := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(string(m.Kind)+"."+string(m.Company)))
	kind, company := label[:len(m.Kind)], strings.Trim(label[len(m.Kind)+1:], "-")
	if company == "" {
		company = "anteroom"
	}
	return kind + "." + company[:min(len(company), 63)] + "." + idDomain(from)
}
