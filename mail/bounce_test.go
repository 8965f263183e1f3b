package mail_test

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
	"github.com/google/go-cmp/cmp"
)

// report is a report of delivery with these groups of fields.
func report(groups, original string) string {
	return "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nIn-Reply-To: <from-header@boreal.example>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n" +
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" + strings.ReplaceAll(groups, "\n", "\r\n") + "\r\n--b\r\n" + original + "--b--\r\n"
}

const original = "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <0abc@boreal.example>\r\nSubject: x\r\n\r\n"

// What servers report, of whom, and whether for good.
func TestBounce(t *testing.T) {
	gone := mail.Failure{Recipient: "elise@nord.example", Permanent: true, Status: "5.1.1", Words: "550 5.1.1 no such user"}
	for fact, row := range map[string]struct {
		raw  string
		want mail.Bounce
	}{
		"for good":                  {report("Final-Recipient: rfc822; elise@nord.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n", original), mail.Bounce{MessageID: "0abc@boreal.example", Failures: []mail.Failure{gone}}},
		"the address that we wrote": {report("Original-Recipient: rfc822;elise@nord.example\nFinal-Recipient: rfc822; x@inside.example\nAction: Failed\nStatus: 5.1.1 (unknown)\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n", original), mail.Bounce{MessageID: "0abc@boreal.example", Failures: []mail.Failure{gone}}},
		"later":                     {report("Final-Recipient: rfc822; elise@nord.example\nAction: delayed\nStatus: 4.4.1\n", ""), mail.Bounce{MessageID: "from-header@boreal.example", Failures: []mail.Failure{{Recipient: "elise@nord.example", Status: "4.4.1"}}}},
		"one of two":                {report("Final-Recipient: rfc822; a@nord.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; elise@nord.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n", original), mail.Bounce{MessageID: "0abc@boreal.example", Failures: []mail.Failure{gone}}},
		"hostile words":             {report("Final-Recipient: rfc822; <elise@nord.example>\nAction: failed\nStatus: none\nDiagnostic-Code: smtp; \u202e"+strings.Repeat("x", 400)+"\n", original), mail.Bounce{MessageID: "0abc@boreal.example", Failures: []mail.Failure{{Recipient: "elise@nord.example", Permanent: true, Words: strings.Repeat("x", 300)}}}},
	} {
		got, err := mail.ReadBounce(strings.NewReader(row.raw))
		if d := cmp.Diff(row.want, got); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", fact, err, d)
		}
	}
	for _, raw := range []string{"", "hello", "Subject: Hello\r\n\r\nYour mail failed", report("Final-Recipient: rfc822; a@nord.example\nAction: delivered\nStatus: 2.0.0\n", original), report("", original),
		strings.Replace(report("Final-Recipient: rfc822; a@b.example\nAction: failed\n", ""), "delivery-status;", "feedback-report;", 1)} {
		if b, err := mail.ReadBounce(strings.NewReader(raw)); anteroom.KindOf(err) != anteroom.Invalid {
			t.Errorf("%.60q: %+v, %v", raw, b, err)
		}
	}
}

// Whatever a report holds, what is read of it is bounded and of one line.
func FuzzBounce(f *testing.F) {
	f.Add([]byte(report("Final-Recipient: rfc822; elise@nord.example\nAction: failed\nStatus: 5.1.1\n", original)))
	f.Add([]byte(report(strings.Repeat("Final-Recipient: rfc822; a@b.c\nAction: failed\n\n", 80), "")))
	f.Add([]byte("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n--b"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := mail.ReadBounce(strings.NewReader(string(raw)))
		if err != nil && len(b.Failures) > 0 || len(b.Failures) > 50 {
			t.Errorf("%+v, %v", b, err)
		}
		for _, s := range b.Failures {
			if strings.ContainsAny(s.Recipient+s.Words+s.Status+b.MessageID, "\r\n\x00") || len([]rune(s.Words)) > 300 {
				t.Errorf("%+v", s)
			}
		}
	})
}
