package office_test

import (
	"context"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// The options say how many contacts a user keeps, none included, and whether those of the company are seen (SPEC 4).
func TestContacts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, admin, marc, who := h.Mine.ID, h.Mine.Administrator.Who, h.Mine.Users[0], marcOf(h.Mine)
		edit := func(e office.EditUser) { e.Company, e.User = c, marc; h.Do(t, admin, e) }
		two, no := 2, false
		edit(office.EditUser{Contacts: &two})
		h.Do(t, admin, office.AddContact{Company: c, Last: "Zénith", Number: "+33 1 44 55 66 77"})
		h.Do(t, who, office.AddContact{Company: c, User: marc, First: "Émilie", Last: "Roy", Number: "(514) 555-0122"})
		roy := h.Do(t, who, office.AddContact{Company: c, User: marc, Last: "100 % bio_", Number: "514 555-0123"})
		h.Do(t, h.Other.Administrator.Who, office.AddContact{Company: h.Other.ID, Last: "Roy", Number: "514 555 0199"})
		for _, find := range []struct{ text, want string }{
			{"", "100 % bio_ +15145550123, Émilie Roy +15145550122, Zénith +33144556677, "}, {"emilie", "Émilie Roy +15145550122, "}, {"0 %", "100 % bio_ +15145550123, "},
			{"555-0122", "Émilie Roy +15145550122, "}, {"%", "100 % bio_ +15145550123, "}, {"x", ""}} {
			if got := contactsSeen(t, h, who, marc, find.text); got != find.want {
				t.Errorf("%q: got %q, want %q", find.text, got, find.want)
			}
		}
		one := office.AddContact{Company: c, User: marc, Last: "Côté", Number: "514 555 0124"}
		if got := refusal(t, h, who, one); got != "error.contact.most" {
			t.Error(got)
		}
		h.Do(t, who, office.UndoOwn{Company: c, User: marc, Change: roy.Change})
		edit(office.EditUser{Contacts: new(int), CompanyContacts: &no})
		if got := refusal(t, h, who, one); got != "error.contact.none" {
			t.Error(got)
		}
		if got := contactsSeen(t, h, who, marc, ""); got != "Émilie Roy +15145550122, " {
			t.Error(got)
		}
		for number, want := range map[string]string{"12": "error.invalid number:error.contact.number", "911": "error.invalid number:error.contact.number", "": "error.invalid number:error.contact.number", "+1 514 555 0124": "done"} {
			if got := refusal(t, h, admin, office.AddContact{Company: c, Last: "X", Number: number}); got != want {
				t.Errorf("%q: got %s, want %s", number, got, want)
			}
		}
	})
}

// contactsSeen are a user's contacts that fit, read a row at a time.
func contactsSeen(t *testing.T, h *officetest.House, who anteroom.Who, user anteroom.UserID, text string) (seen string) {
	t.Helper()
	for after := ""; ; {
		l, _, err := h.UserContacts(context.Background(), who, who.Company, user, anteroom.Find{Text: text, After: after, Most: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range l.Rows {
			seen += x.Name() + " " + string(x.Number) + ", "
		}
		if after = l.Next; after == "" {
			return seen
		}
	}
}
