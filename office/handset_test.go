package office_test

import (
	"context"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A phone's addresses: the one that works once goes on for a while after its first use, until its own was used; a file that
// is not the phone's uses nothing up; a wrong token opens nothing, and too many are limited; what is told changes with the
// user's name, and is then told to be older.
func TestHandset(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := officetest.Build(t, st)
		c, me, ctx := w.Mine.ID, w.Mine.Administrator.Who, context.Background()
		phone := anteroom.PhoneID(w.Do(t, me, office.AddPhone{Company: c, User: w.Mine.Users[0]}).Made["phone"])
		once := token(w.Do(t, me, office.ConfigurePhone{Company: c, Phone: phone, Model: anteroom.Yealink, MAC: "00:15:65:A1:B2:C3"}).Made["address"])
		var told anteroom.HandsetSettings
		fetch := func(token string, own bool) anteroom.Kind {
			_, err := w.FetchHandset(ctx, token, "Yealink SIP-T54W", "192.0.2.7", func(s anteroom.HandsetSettings) ([]byte, bool) {
				told = s
				return []byte(s.Password), own
			})
			if err == nil {
				return -1
			}
			return anteroom.KindOf(err)
		}
		own := func() string { return token(told.Address) }
		for _, row := range []struct {
			what  string
			token func() string
			own   bool
			want  anteroom.Kind
		}{
			{"a file of its series", func() string { return once }, false, anteroom.NotFound},
			{"the first time", func() string { return once }, true, -1},
			{"its answer was lost", func() string { return once }, true, -1},
			{"by its own", own, true, -1},
			{"by its own again", own, true, -1},
			{"once more", func() string { return once }, true, anteroom.NotFound},
			{"the MAC alone", func() string { return "001565a1b2c3" }, true, anteroom.NotFound},
		} {
			if got := fetch(row.token(), row.own); got != row.want {
				t.Errorf("%s: %v, not %v", row.what, got, row.want)
			}
		}
		if told.MAC != "001565a1b2c3" || told.Password == "" {
			t.Errorf("told %q", told.MAC)
		}
		state := func(want bool) {
			t.Helper()
			if h, err := w.Handset(ctx, me, c, phone); err != nil || h.Current != want || h.Agent != "Yealink SIP-T54W" {
				t.Errorf("current %v, not %v (%q, %v)", h.Current, want, h.Agent, err)
			}
		}
		state(true)
		last := "Roy-Gagnon"
		w.Do(t, me, office.EditUser{Company: c, User: w.Mine.Users[0], Last: &last})
		state(false)
		for range 60 {
			fetch("wrong", true)
		}
		if got := fetch(own(), true); got != anteroom.Limit {
			t.Errorf("after many wrong ones: %v", got)
		}
	})
}

// token is what an address of a configuration ends with.
func token(address string) string {
	_, rest, _ := strings.Cut(address, "/p/")
	return strings.TrimSuffix(rest, "/")
}
