package pages

import "anteroom.dev/anteroom"

// mailFields are the fields of mail connections and providers that people are told of.
func mailFields() []known {
	var list []known
	for _, noun := range []string{"mail_access", "mail_connection"} {
		for _, side := range []string{"incoming.", "outgoing."} {
			list = append(list, known{noun, side + "protocol", mailKind, "", ""}, known{noun, side + "host", words, "", ""}, known{noun, side + "port", words, "", ""},
				known{noun, side + "security", mailKind, "", ""}, known{noun, side + "sign_in", mailKind, "", ""})
		}
	}
	return append(list, known{"delivery", "to", words, "", ""}, known{"delivery", "state", jobKind, "", ""}, known{"mail_access", "validated", timeKind, "", ""}, known{"mail_connection", "user_name", words, "", ""},
		known{"mail_connection", "connected", timeKind, "", ""}, known{"mail_connection", "expires", timeKind, "", ""},
		known{"mail_provider", "name", words, "", ""}, known{"mail_provider", "domains", listKind, "", ""}, known{"mail_provider", "mx", listKind, "", ""},
		known{"mail_provider", "local_part", yesNoKind, "", ""}, known{"mail_provider", "approved", yesNoKind, "", ""},
		known{"mail_provider", "proposed_by", words, "", ""}, known{"mail_provider", "issuer.client_id", words, "", ""},
		known{"mail_provider", "issuer.secret_set", yesNoKind, "", ""})
}

// MailMessage is a page with a message of the reader's own mailbox.
type MailMessage struct {
	Shell
	Above        Link
	Facts        Part
	Body         anteroom.MailBody
	Sound        string // address of the message as sound; empty: it can't be spoken here
	Mark, Delete string // addresses of what can be done
}

// MailFound is settings that were found: from where, and as the fields of the form.
type MailFound struct {
	Source anteroom.MailSource
	Where  string
	Hosts  string
	Fields [][2]string
}

// Words tell from where they are.
func (m MailFound) Words(key string, s Shell) anteroom.Text {
	return anteroom.T(key, "source", s.T("mail.source."+string(m.Source)), "where", m.Where)
}

// mailTone and mailIcon are how the outcome of a step looks; its word says the same.
func mailTone(o anteroom.MailOutcome) string {
	return map[anteroom.MailOutcome]string{anteroom.MailPassed: "good", anteroom.MailWarned: "warn", anteroom.MailFailed: "bad"}[o]
}

func mailIcon(o anteroom.MailOutcome) string {
	return map[anteroom.MailOutcome]string{anteroom.MailPassed: "yes", anteroom.MailWarned: "clock", anteroom.MailFailed: "wrong", anteroom.MailSkipped: "no"}[o]
}
