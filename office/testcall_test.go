package office_test

import (
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// Leave for a test call is good for one call to the number that it names, whatever is dialled; for who asked alone, and while
// the session goes on.
func TestTestCall(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		token, _, err := h.SignIn(t.Context(), h.Mine.Administrator.Email, officetest.Password, "test")
		if err != nil {
			t.Fatal(err)
		}
		who, err := h.Session(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		pass, err := h.PassTestCall(t.Context(), who, h.Mine.ID, h.Mine.Number)
		if err != nil {
			t.Fatal(err)
		}
		phone, err := h.Phone(t.Context(), pass.Name)
		if err != nil || phone.Company != h.Mine.ID || phone.User != "" || phone.HA1SHA256 == "" {
			t.Fatalf("got %+v, %v", phone, err)
		}
		if _, err := h.TestCall(who, pass.Name); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error("a call that was not made is seen:", err)
		}
		route, err := h.Dialled(t.Context(), phone, string(h.Other.Number))
		if err != nil || route.Number != h.Mine.Number || route.Plan.Company != h.Mine.ID || route.Plan.Test != pass.Name || route.Plan.Refused != "" {
			t.Fatalf("got %+v, %v", route, err)
		}
		if _, err := h.Phone(t.Context(), pass.Name); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error("it is good for another call:", err)
		}
		if _, err := h.Dialled(t.Context(), phone, string(h.Mine.Number)); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error("it is good for another call:", err)
		}
		h.TestCallSeen(pass.Name, anteroom.Call{Company: h.Mine.ID, Path: []string{"test", "greeting"}})
		if c, err := h.TestCall(who, pass.Name); err != nil || len(c.Path) != 2 {
			t.Errorf("got %+v, %v", c, err)
		}
		elsewhere := who
		elsewhere.Session = "another"
		for name, other := range map[string]anteroom.Who{"another session": elsewhere, "another company": h.Other.Administrator.Who, "the VAR": h.Mine.Vendor.Who} {
			if _, err := h.TestCall(other, pass.Name); anteroom.KindOf(err) != anteroom.NotFound {
				t.Errorf("seen by %s: %v", name, err)
			}
		}
		if pass, err = h.PassTestCall(t.Context(), who, h.Mine.ID, h.Mine.Number); err != nil {
			t.Fatal(err)
		}
		if err := h.SignOut(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Phone(t.Context(), pass.Name); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error("it outlives its session:", err)
		}
	})
}

// Who may try which numbers, and how many times.
func TestTestCallAsked(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	user := anteroom.Who{Account: "u", Level: anteroom.LevelUser, VAR: h.Mine.VAR, Company: h.Mine.ID, User: h.Mine.Users[0]}
	for _, tt := range []struct {
		name   string
		who    anteroom.Who
		number anteroom.NumberID
		want   anteroom.Kind
		may    bool
	}{
		{"a user of the company", user, h.Mine.Number, 0, true},
		{"another company's number", h.Mine.Administrator.Who, h.Other.Number, anteroom.Invalid, false},
		{"a number of nobody", h.Mine.Administrator.Who, "+14155550100", anteroom.Invalid, false},
		{"another company's administrator", h.Other.Administrator.Who, h.Mine.Number, anteroom.NotFound, false},
		{"nobody", anteroom.Who{}, h.Mine.Number, anteroom.Forbidden, false},
	} {
		_, err := h.PassTestCall(t.Context(), tt.who, h.Mine.ID, tt.number)
		if tt.may != (err == nil) || err != nil && anteroom.KindOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.want != anteroom.Invalid {
			if _, err := h.TestNumbers(t.Context(), tt.who, h.Mine.ID); tt.may != (err == nil) {
				t.Errorf("%s: the numbers: %v", tt.name, err)
			}
		}
	}
	var err error
	for range 5 {
		_, err = h.PassTestCall(t.Context(), user, h.Mine.ID, h.Mine.Number)
	}
	if anteroom.KindOf(err) != anteroom.Limit {
		t.Errorf("the sixth that waits: %v", err)
	}
	if _, err := h.Phone(t.Context(), office.TestPass{Name: "test-unknown"}.Name); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("a pass that nobody gave: %v", err)
	}
}
