package office_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// signIn is a user's sign-in at the provider, there and back.
func signIn(t *testing.T, h *officetest.House, me anteroom.Who) {
	t.Helper()
	ctx := context.Background()
	trial, err := h.MailTrialOf(ctx, me, office.ConnectMail{Company: me.Company, User: me.User})
	if err != nil {
		t.Fatal(err)
	}
	name, address, err := h.BeginMailSignIn(ctx, me, trial)
	if err != nil || name != "Nuage" {
		t.Fatal(name, err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	colleague := me
	colleague.Account = "another"
	if _, _, err := h.EndMailSignIn(ctx, colleague, q.Get("state"), q.Get("code"), func(anteroom.MailStep) {}); wrong(err) != "invalid mail.error.state" {
		t.Errorf("another's state: %v", err)
	}
	if _, _, err := h.EndMailSignIn(ctx, me, q.Get("state"), "another code", func(anteroom.MailStep) {}); wrong(err) != "invalid mail.cause.token" {
		t.Errorf("another code: %v", err)
	}
	if _, _, err := h.EndMailSignIn(ctx, me, q.Get("state"), q.Get("code"), func(anteroom.MailStep) {}); err != nil {
		t.Fatal(err)
	}
}

// A token is renewed before it is used too late, and every day; when that ends the user is told, once.
func TestMailTokens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx, me := h.Mine, context.Background(), userOf(h.Mine)
		a := officetest.Browser(t, h.Do, "nuage.example")
		h.Mail.Token, h.Mail.Refresh, h.Mail.Lives = "essai", "encore", time.Minute // less than is left of it when it is used
		trialByToken(t, h, a)
		signIn(t, h, me)
		open := func() error {
			box, err := h.OpenMail(ctx, me, c.ID, me.User)
			if err == nil {
				box.Close()
			}
			return err
		}
		first := h.Mail.Token
		if err := open(); err != nil || h.Mail.Token == first {
			t.Errorf("it was not renewed before it was used: %v", err)
		}
		h.Mail.Lives = time.Hour
		job := anteroom.Job{Kind: anteroom.RenewMail, Company: c.ID, Target: string(me.User)}
		renew := func(want int) {
			t.Helper()
			if err := h.RenewMail(ctx, job); err != nil {
				t.Fatal(err)
			}
			if n := warned(t, h, c.ID); n != want {
				t.Errorf("%d warnings, want %d", n, want)
			}
		}
		second := h.Mail.Token
		renew(0)
		if h.Mail.Token == second || open() != nil {
			t.Error("it is not renewed every day, or opens nothing")
		}
		h.Mail.Strange = true // the operator's to mend: the user could sign in as often as there is time
		renew(0)
		h.Mail.Strange, h.Mail.Lapsed = false, true
		renew(1)
		renew(1)
	})
}

// trialByToken proves the company's servers by a sign-in of its administrator.
func trialByToken(t *testing.T, h *officetest.House, a anteroom.MailAccess) {
	t.Helper()
	ctx, who := context.Background(), h.Mine.Administrator.Who
	_, address, err := h.BeginMailSignIn(ctx, who, office.MailTrial{Of: anteroom.Target{Company: h.Mine.ID}, Access: a, Email: "essai@nuage.example"})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.EndMailSignIn(ctx, who, u.Query().Get("state"), u.Query().Get("code"), func(anteroom.MailStep) {}); err != nil {
		t.Fatal(err)
	}
}

func warned(t *testing.T, h *officetest.House, company anteroom.CompanyID) (n int) {
	t.Helper()
	l, err := h.Outbox(context.Background(), officetest.Program(), anteroom.Target{Company: company}, anteroom.Find{Most: 100, Where: map[string]string{"kind": string(anteroom.Deliver)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range l.Rows {
		if j.Message == anteroom.MailExpiring {
			n++
		}
	}
	return n
}

// What can't be renewed is warned of 30, 7 and 1 days before its end, and when it has ended; each once.
func TestMailExpiryWarnings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx, me := h.Mine, context.Background(), userOf(h.Mine)
		a := officetest.Browser(t, h.Do, "nuage.example")
		h.Mail.Lives = 90 * 24 * time.Hour
		trialByToken(t, h, a)
		signIn(t, h, me)
		for _, row := range []struct {
			days float64
			want int
		}{{40, 0}, {29.5, 1}, {20, 1}, {6.9, 2}, {3, 2}, {0.9, 3}, {-0.1, 4}, {-5, 4}} {
			err := s.Write(ctx, func(tx *store.Tx) error {
				m, secret, err := tx.UserMail(c.ID, me.User)
				if err != nil {
					return err
				}
				return tx.SetMailSecret(m.Company, m.User, secret.Sealed, tx.Now.Add(time.Duration(row.days*24*float64(time.Hour))))
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := h.RenewMail(ctx, anteroom.Job{Company: c.ID, Target: string(me.User)}); err != nil {
				t.Fatal(err)
			}
			if n := warned(t, h, c.ID); n != row.want {
				t.Errorf("%v days before the end: %d warnings, want %d", row.days, n, row.want)
			}
		}
	})
}
