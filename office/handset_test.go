package office_test

import (
	"context"
	"crypto/md5" //nolint:gosec // RFC 8760
	"encoding/hex"
	"strings"
	"testing"
	"time"

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
		was := told.Password
		w.Do(t, me, office.ChangePhonePassword{Company: c, Phone: phone})
		state(false)
		w.Do(t, me, office.ChangePhonePassword{Company: c, Phone: phone}) // the phone has still the first one
		until := func() (left time.Duration) {
			t.Helper()
			p, err := w.Phone(ctx, string(phone))
			if sum := md5.Sum([]byte(string(phone) + ":" + office.Realm + ":" + was)); err != nil || p.FormerMD5 != hex.EncodeToString(sum[:]) || p.FormerMD5 == p.HA1MD5 {
				t.Errorf("the former password holds no more: %v", err)
			}
			return time.Until(p.FormerUntil)
		}
		if left := until(); left < 6*24*time.Hour {
			t.Errorf("before it is fetched, the former password holds %v", left)
		}
		if got := fetch(own(), true); got != -1 || told.Password == was {
			t.Errorf("%v, with its former password: %v", got, told.Password == was)
		}
		state(true)
		if left := until(); left > 10*time.Minute {
			t.Errorf("when it is fetched, the former password still holds %v", left)
		}
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

// A phone that signs in to its user's line on the phone system is told that, with a password that its line gets for it alone;
// a second phone of the user may not, and once the line is gone nothing is told.
func TestHandsetOnLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := officetest.Build(t, st)
		c, me, ctx := w.Mine.ID, w.Mine.Administrator.Who, context.Background()
		phone := func() anteroom.PhoneID {
			return anteroom.PhoneID(w.Do(t, me, office.AddPhone{Company: c, User: w.Mine.Users[0]}).Made["phone"])
		}
		first, second := phone(), phone()
		try := func(id anteroom.PhoneID) string {
			_, err := w.Office.Do(ctx, me, office.ConfigurePhone{Company: c, Phone: id, Model: anteroom.Linphone, Line: true}, office.Ask{})
			return wrong(err)
		}
		if got := try(first); got != "conflict error.pbx.unreached" {
			t.Errorf("on no phone system: %s", got)
		}
		onFreeSWITCH(t, w)
		sip := "pbx.example:5070"
		status, err := w.CompanyPhoneSystem(ctx, me, c)
		if err != nil {
			t.Fatal(err)
		}
		p := status.System
		w.Do(t, officetest.Program(), office.EditPhoneSystem{PhoneSystem: p.ID, Name: p.Name, Kind: p.Kind, Manager: p.Manager, SIP: sip})
		if got := try(first); got != "invalid line:error.handset.line" {
			t.Errorf("without a line: %s", got)
		}
		line := anteroom.PBXLine{Extension: "201", Name: "Élise", Peer: "201@boreal.example", Ours: true}
		officetest.ReadPBX(t, w.Office, c, anteroom.PBXState{Lines: []anteroom.PBXLine{line}}, nil)
		once := token(w.Do(t, me, office.ConfigurePhone{Company: c, Phone: first, Model: anteroom.Linphone, Line: true}).Made["address"])
		var told anteroom.HandsetSettings
		fetch := func() error {
			_, err := w.FetchHandset(ctx, once, "", "192.0.2.7", func(s anteroom.HandsetSettings) ([]byte, bool) {
				told = s
				return nil, true
			})
			return err
		}
		if err := fetch(); err != nil {
			t.Fatal(err)
		}
		secret, err := w.LineSecret(ctx, c, "201")
		if err != nil || told.Password != secret || told.Name != "201" || told.Domain != "boreal.example" || told.Server != sip {
			t.Errorf("told %s %s %s, %v", told.Name, told.Domain, told.Server, err)
		}
		push, err := w.PBXPush(ctx, c)
		if err != nil || len(push.Steps) != 1 || push.Steps[0].Why.Key != "pbx.why.line.password" {
			t.Fatalf("it is not written: %+v, %v", push, err)
		}
		if err := w.PBXStepped(ctx, c, push, true); err != nil {
			t.Fatal(err)
		}
		if got := try(second); got != "invalid line:error.handset.line.taken" {
			t.Errorf("a second phone: %s", got)
		}
		current := func(want bool) {
			t.Helper()
			if h, err := w.Handset(ctx, me, c, first); err != nil || !h.Line || h.Current != want {
				t.Errorf("%+v, %v", h, err)
			}
		}
		current(true)
		w.Do(t, me, office.GiveLinePassword{Company: c, Extension: "201"})
		current(false)
		officetest.ReadPBX(t, w.Office, c, anteroom.PBXState{}, nil)
		current(false)
		if err := fetch(); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("of a line that is gone: %v", err)
		}
	})
}
