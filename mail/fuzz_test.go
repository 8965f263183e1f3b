package mail_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// clean tells whether a text of a stranger's may stand on one line.
func clean(s string, most int) bool {
	return utf8.ValidString(s) && !strings.ContainsAny(s, "\r\n\x00\x1b\u202e") && len([]rune(s)) <= most
}

// Whatever a server says before the mailbox is open is an answer, or the end.
func FuzzAnswers(f *testing.F) {
	f.Add("* OK ready\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK done\r\n+ go on\r\na1 NO [AUTHENTICATIONFAILED] no\r\n")
	f.Add("+OK ready\r\n+OK\r\nSASL PLAIN\r\n.\r\n-ERR [SYS/TEMP] later\r\n")
	f.Add("220 ready\r\n250-here\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE\r\n550 5.1.1 no\r\n354\r\n")
	f.Add("* BYE [UNAVAILABLE\r\n")
	f.Fuzz(func(t *testing.T, raw string) {
		for _, p := range []anteroom.MailProtocol{anteroom.IMAP, anteroom.POP3, anteroom.SMTP} {
			for _, a := range mail.Answers(p, []byte(raw)) {
				if strings.Contains(a, "\n") {
					t.Errorf("%q", a)
				}
			}
		}
	})
}

// Whatever a mailbox over POP3 holds, what is listed of it is bounded and of one line.
func FuzzPOP3(f *testing.F) {
	f.Add("+OK 1 300\r\n+OK\r\n1 u1\r\n.\r\n+OK 1 300\r\n+OK\r\nSubject: x\r\n\r\n.\r\n+OK 1 300\r\n+OK\r\nSubject: x\r\n\r\nHello\r\n..\r\n.\r\n")
	f.Add("+OK 99999999999999999999 1\r\n+OK\r\n-1 u\r\n5 v\r\n.\r\n")
	f.Fuzz(func(t *testing.T, raw string) {
		for _, h := range mail.PopContent([]byte(raw)) {
			if !clean(h.Subject, 200) || !clean(h.From, 254) || !clean(h.Email, 254) || h.Size < 0 {
				t.Errorf("%+v", h)
			}
		}
	})
}

// Whatever a message is made of, what is read aloud of it is text of a bounded length, and its headers are lines.
func FuzzDigest(f *testing.F) {
	for _, l := range letters[:2] {
		f.Add([]byte(l))
	}
	f.Add([]byte("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n"))
	f.Add([]byte("Subject: =?x?B?////?=\r\nContent-Type: text/html; charset=\"no such\"\r\nContent-Transfer-Encoding: base64\r\n\r\n<a><b"))
	f.Add([]byte("References: <" + strings.Repeat("a@b> <", 99) + "c@d>\r\n\r\n> quoted\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := mail.Digest(raw)
		if !utf8.ValidString(b.Text) || len([]rune(b.Text)) > anteroom.MostRead || !clean(b.Head.Subject, 200) || !clean(b.Head.From, 254) || !clean(b.ReplyTo, 254) || len(b.Thread.References) > 20 {
			t.Errorf("%+v", b)
		}
		for _, id := range append(b.Thread.References, b.Thread.MessageID) {
			if !clean(id, 250) || strings.ContainsAny(id, "<> ") {
				t.Errorf("%q", id)
			}
		}
	})
}
