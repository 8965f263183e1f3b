package mail_test

import (
	"errors"
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

// Whatever a mailbox over IMAP holds, what is listed of it is bounded and of one line.
func FuzzIMAP(f *testing.F) {
	f.Add("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nT1 OK [READ-WRITE] selected\r\n* STATUS INBOX (MESSAGES 1 UNSEEN 1)\r\nT2 OK\r\n" +
		"* 1 FETCH (UID 3 FLAGS (\\Seen) INTERNALDATE \"23-Nov-2026 14:05:00 +0000\" RFC822.SIZE 300 ENVELOPE (\"Mon, 23 Nov 2026 14:05:00 +0000\" \"=?utf-8?q?Devis?=\" ((\"Zoe\" NIL \"zoe\" \"client.example\")) NIL NIL NIL NIL NIL NIL \"<1@client.example>\"))\r\nT3 OK\r\n" +
		"* 1 FETCH (UID 3 BODY[]<0> {9}\r\nSubject: \r\n)\r\nT4 OK\r\n")
	f.Add("* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 0] x\r\nT1 OK\r\n* STATUS INBOX (MESSAGES 4294967295)\r\nT2 OK\r\n* 0 FETCH (UID 0)\r\n* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))\r\nT3 OK\r\n")
	f.Add("* BYE {99999999999}\r\n")
	f.Fuzz(func(t *testing.T, raw string) {
		for _, h := range mail.ImapContent([]byte(raw)) {
			if !clean(h.Subject, 200) || !clean(h.From, 254) || !clean(h.Email, 254) {
				t.Errorf("%+v", h)
			}
		}
	})
}

// Whatever a provider answers to the question for a token, there is a token, or an error whose words are lines; and none
// of what stands in the answer beside its code is told on.
func FuzzToken(f *testing.F) {
	f.Add(200, "application/json", []byte(`{"access_token":"a","refresh_token":"b","expires_in":3600,"token_type":"Bearer"}`))
	f.Add(400, "application/json", []byte(`{"error":"invalid_grant\r\nX: y","error_description":"opensesame"}`))
	f.Add(200, "application/x-www-form-urlencoded", []byte(`access_token=a&expires_in=99999999999999999999`))
	f.Add(500, "text/html", []byte(`<html>opensesame`))
	f.Fuzz(func(t *testing.T, status int, kind string, body []byte) {
		token, err := mail.TokenOf(status, kind, body)
		if err == nil {
			if token.Access == "" {
				t.Errorf("no token, and no error: %d %q", status, body)
			}
			return
		}
		e, ok := errors.AsType[*anteroom.Error](err)
		if !ok || e.Msg.Key == "" || !clean(err.Error(), 600) {
			t.Errorf("%q", err)
		}
		if strings.Contains(err.Error(), "opensesame") && !strings.Contains(string(body), `"error":"opensesame`) && !strings.Contains(string(body), "error=opensesame") {
			t.Errorf("it tells %q of %q", err, body)
		}
	})
}

// Whatever a server says when it refuses a message, it is kept on one line of a bounded length.
func FuzzRefusal(f *testing.F) {
	f.Add(`550 "5.1.1 no\r\nsuch user"`)
	f.Add("421 \"\\x00\\u202e")
	f.Fuzz(func(t *testing.T, said string) {
		if got := mail.Words(errors.New(said)); !clean(got, 300) {
			t.Errorf("%q", got)
		}
	})
}
