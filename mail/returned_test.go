package mail_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
	"github.com/google/go-cmp/cmp"
)

// Reports of what did not arrive are taken out of a mailbox, once; what else is there stays. One that could not be taken is
// there the next time. Real Dovecot, over both protocols.
func TestReturned(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	dv := openDovecot(t, a, a.issue(nil), "xoauth2 oauthbearer")
	reader := mail.NewReader(inside(t, a.Roots, dv.IMAPS, dv.POP3S), catalogue(t))
	secret := anteroom.MailSecret{User: dv.User, Password: dv.Password}
	failure := "Final-Recipient: rfc822; elise@nord.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n"
	want := []anteroom.Returned{{Message: "0abc", Recipient: "elise@nord.example", Permanent: true, Words: "5.1.1 550 no such user"}}
	for _, s := range []anteroom.MailServer{{Protocol: anteroom.IMAP, Port: dv.IMAPS}, {Protocol: anteroom.POP3, Port: dv.POP3S}} {
		s.Host, s.Security, s.SignIn = serverName, anteroom.MailTLS, anteroom.MailPassword
		dv.deliver(t, time.Now(), report(failure, original))
		dv.deliver(t, time.Now(), "From: bob@nord.example\r\nSubject: Hello\r\n\r\nNo report.\r\n")
		look := func(fail error) (got []anteroom.Returned, err error) {
			box := openBox(t, reader, s, secret)
			err = box.Returned(func(r anteroom.Returned) error {
				got = append(got, r)
				return fail
			})
			box.Close()
			return got, err
		}
		if _, err := look(errors.New("the store is away")); err == nil || !strings.Contains(err.Error(), "the store is away") {
			t.Errorf("%s: %v", s.Protocol, err)
		}
		got, err := look(nil)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", s.Protocol, err, diff)
		}
		if got, err := look(nil); len(got) != 0 || err != nil {
			t.Errorf("%s again: %+v %v", s.Protocol, got, err)
		}
	}
}
