package officetest_test

import (
	"context"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// Whoever holds a token is who the house says, and can sign in.
func TestAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		for _, a := range []officetest.Account{h.System, h.Mine.Administrator, h.Mine.Vendor, h.Other.Administrator, h.Other.Vendor} {
			who, err := h.Bearer(context.Background(), a.Token)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a.Who, who); diff != "" {
				t.Error(diff)
			}
			if _, _, err := h.SignIn(context.Background(), a.Email, officetest.Password, "test"); err != nil {
				t.Errorf("%s: %v", a.Email, err)
			}
		}
	})
}

// A call leaves its line and its sound.
func TestCall(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	call := h.Call(t, h.Mine, time.Now().Truncate(time.Second))
	owner := anteroom.Who{Account: "a", Level: anteroom.LevelUser, Company: h.Mine.ID, User: call.User}
	sound, err := h.Recording(context.Background(), owner, h.Mine.ID, call.Recording.ID)
	if err != nil || string(sound.WAV) != string(call.Recording.WAV) {
		t.Errorf("%q, %v", sound.WAV, err)
	}
	if l, err := h.CallList(context.Background(), h.Other.Administrator.Who, h.Other.ID, "", anteroom.Find{}); err != nil || len(l.Rows) != 0 {
		t.Errorf("the other company has %d calls: %v", len(l.Rows), err)
	}
	if h.Company(t, h.Mine.ID).Languages != (anteroom.Languages{First: "fr"}) {
		t.Error("the first company is French only")
	}
}
