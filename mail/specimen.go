package mail

import (
	"time"

	"anteroom.dev/anteroom"
)

// Specimens are a notice of each kind of message, by and to people who do not exist, under the name of the kind; a kind
// that comes in several forms is there in each. The gallery shows them.
func Specimens(l anteroom.Language) map[string]anteroom.Notice {
	list := map[string]anteroom.Notice{}
	for _, k := range []anteroom.MessageKind{anteroom.VoiceMessage, anteroom.MissedCall, anteroom.EmailChanged, anteroom.PasswordReset, anteroom.TestMessage, anteroom.PINClosed, anteroom.VoiceReply,
		anteroom.BillClosed, anteroom.BillReady, anteroom.BillReminder, anteroom.AccountExpiring, anteroom.InvitationSent, anteroom.AdministratorInvited, anteroom.MailAccessFailed, anteroom.MailExpiring, anteroom.PBXDrifted} {
		list[string(k)] = Specimen(k, l)
	}
	words := Specimen(anteroom.VoiceMessage, l)
	words.Words, words.Link = "Hello Élise, it’s Jean <b>O’Neil</b>. Please call me back before noon & thank you.", "https://portal.example/me/voicemail/4f1c"
	list["voice_message.words"] = words
	asked := Specimen(anteroom.MissedCall, l)
	asked.Call.Verdict, asked.Link = anteroom.Verdict{Result: anteroom.AskedBack, Reason: anteroom.CallBackAsked}, "https://portal.example/me/calls/4f1c/back"
	list["missed_call.asked_back"] = asked
	changed := Specimen(anteroom.EmailChanged, l)
	changed.ToEmail = changed.NewEmail
	list["email_changed.new"] = changed
	vendor := Specimen(anteroom.BillReady, l) // from the system to a VAR, in a look of the system's own
	vendor.Bill.VAR, vendor.Company, vendor.Sender.Name, vendor.Link = "nordik", "", "Télécom Nord", "https://portal.example/v/nordik/bill"
	vendor.Look = anteroom.Brand{Name: "Télécom Nord", Colour: "#8a2be2", Logo: "x"}
	list["bill_ready.var"] = vendor
	ended := Specimen(anteroom.MailExpiring, l)
	ended.Days = 0
	list["mail_expiring.ended"] = ended
	system := Specimen(anteroom.AdministratorInvited, l)
	system.Place = ""
	list["administrator_invitation.system"] = system
	return list
}

// Specimen is a notice of one kind, made of names with accents and marks.
func Specimen(kind anteroom.MessageKind, l anteroom.Language) anteroom.Notice {
	began := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	n := anteroom.Notice{Kind: kind, Language: l, Company: "Boréal & fils", Sender: anteroom.Assistant{Name: "Emma", Email: "emma@boreal.example"},
		ToName: "Élise Gagnon", ToEmail: "elise@boreal.example", At: began}
	switch kind {
	case anteroom.VoiceMessage, anteroom.MissedCall:
		n.Call = &anteroom.Call{Number: "+14185550100", Caller: "+15145550199", CallerName: "Jean O'Neil", Began: began, Language: "en"}
		n.Length = 65 * time.Second
	case anteroom.EmailChanged:
		n.OldEmail, n.NewEmail = "elise@boreal.example", "gagnon@boreal.example"
	case anteroom.BillReady, anteroom.BillReminder:
		n.Bill = &anteroom.Bill{Period: anteroom.MonthOf(2026, 11, time.UTC), Currency: "CAD", Total: 28_471}
		n.Link = "https://portal.example/c/boreal/bill"
	case anteroom.PasswordReset:
		n.Link = "https://portal.example/reset/4f1c?a=b&c=d"
	case anteroom.PINClosed:
		n.Link = "https://portal.example/me/pin"
	case anteroom.InvitationSent:
		n.Link, n.Days = "https://portal.example/invitation/4f1c", 14
	case anteroom.AccountExpiring:
		n.Link, n.Days, n.At = "https://portal.example/me", 7, time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	case anteroom.MailExpiring:
		n.Link, n.Days = "https://portal.example/me/mail", 7
	case anteroom.MailAccessFailed:
		n.Link, n.Why = "https://portal.example/c/boreal/mail", anteroom.T("mail.cause.closed", "host", "imap.boreal.example", "port", "993")
	case anteroom.PBXDrifted:
		n.Link, n.Count = "https://portal.example/c/boreal/phone-system", 3
	case anteroom.AdministratorInvited: // from the system, whose name is not a company's
		n.Link, n.Days, n.Place, n.Company, n.Sender.Name = "https://portal.example/reset/4f1c", 7, "Boréal & fils", "", "Anteroom"
	}
	return n
}
