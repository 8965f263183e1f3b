package office_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// keys are the used and the reserved ones of my company.
func keys(t *testing.T, h *officetest.House) string {
	t.Helper()
	l, err := h.KeyLedger(t.Context(), h.Mine.Administrator.Who, anteroom.Target{Company: h.Mine.ID}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d used %d reserved", l.Keys.Used, l.Keys.Reserved)
}

// details are what is known of a user.
func details(t *testing.T, h *officetest.House, id anteroom.UserID) office.UserDetails {
	t.Helper()
	d, err := h.User(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// refusal is what is said to a command that is refused: its kind, and its wrong fields.
func refusal(t *testing.T, h *officetest.House, who anteroom.Who, c office.Command) string {
	t.Helper()
	_, err := h.Office.Do(t.Context(), who, c, office.Ask{})
	if err == nil {
		return "done"
	}
	return told(err)
}

func told(err error) string {
	e, ok := err.(*anteroom.Error)
	if !ok {
		return err.Error()
	}
	words := []string{string(e.Msg.Key)}
	for _, f := range e.Fields {
		words = append(words, f.Field+":"+f.Msg.Key)
	}
	return strings.Join(words, " ")
}

// link is the token of the newest message that was sent to an address.
func link(t *testing.T, h *officetest.House, to, at string) string {
	t.Helper()
	jobs, err := h.Claim(t.Context(), 100, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	token := ""
	for _, j := range jobs {
		m, _, err := h.Message(t.Context(), j.Company, anteroom.MessageID(j.Target))
		if err != nil {
			t.Fatal(err)
		}
		if _, after, found := strings.Cut(m.Text, at); found && m.ToEmail == to {
			token = strings.Fields(after)[0]
		}
	}
	return token
}

// A user from the invitation to the first sign-in (R48): the key is reserved, then used; the link works once.
func TestInvitation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, company := h.Mine.Administrator.Who, h.Mine.ID
		id := anteroom.UserID(h.Do(t, admin, office.CreateUser{Company: company, First: "Zoe", Last: "Abel", Email: "zoe@boreal.example", Invite: true}).Made["user"])
		if got := keys(t, h); got != "2 used 1 reserved" {
			t.Error(got)
		}
		if d := details(t, h, id); d.User.State != anteroom.UserInvited || d.Come || d.Invitation == nil || d.Invitation.Email != "zoe@boreal.example" {
			t.Errorf("%+v", d)
		}
		first := link(t, h, "zoe@boreal.example", "/invitation/")
		h.Do(t, admin, office.EditUser{Company: company, User: id, Email: text("zoé.abel@boreal.example")})
		elsewhere := link(t, h, "zoé.abel@boreal.example", "/invitation/")
		if _, err := h.Invited(t.Context(), first); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("the link that went to the former address: %v", err)
		}
		if in, err := h.Invited(t.Context(), elsewhere); err != nil || in.User.ID != id {
			t.Errorf("the link to the present address: %v", err)
		}
		h.Do(t, admin, office.EditUser{Company: company, User: id, Email: text("zoe@boreal.example")})
		h.Do(t, admin, office.SendInvitation{Company: company, User: id})
		second := link(t, h, "zoe@boreal.example", "/invitation/")
		if _, err := h.Invited(t.Context(), first); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("the link that was replaced: %v", err)
		}
		in, err := h.Invited(t.Context(), second)
		if err != nil || in.User.ID != id || in.Company.ID != company {
			t.Fatalf("%+v, %v", in, err)
		}
		_, _, err = h.Accept(t.Context(), second, office.Acceptance{First: "Zoé", Last: "", Password: "court", Again: "long", PIN: "1234"})
		if got := told(err); got != "error.invalid new:error.password.short again:error.password.unequal pin:error.pin.easy last:error.text.empty" {
			t.Error(got)
		}
		token, who, err := h.Accept(t.Context(), second, office.Acceptance{First: "Zoé", Last: "Abel", Password: officetest.Password, Again: officetest.Password, PIN: "481516"})
		if err != nil || who.User != id || who.Level != anteroom.LevelUser || who.Name != "Zoé Abel" {
			t.Fatalf("%+v, %v", who, err)
		}
		if _, err := h.Session(t.Context(), token); err != nil {
			t.Error(err)
		}
		if got := keys(t, h); got != "3 used 0 reserved" {
			t.Error(got)
		}
		if _, _, err := h.Accept(t.Context(), second, office.Acceptance{Last: "Abel", Password: officetest.Password, Again: officetest.Password}); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("the link works twice: %v", err)
		}
		d := details(t, h, id)
		if d.User.State != anteroom.UserActive || !d.Come || !d.User.PINSet || d.Invitation != nil {
			t.Errorf("%+v", d)
		}
		for _, name := range []string{"ZOE@boreal.example", d.User.Number} {
			if _, who, err := h.SignIn(t.Context(), name, officetest.Password, "here"); err != nil || who.User != id {
				t.Errorf("%s: %+v, %v", name, who, err)
			}
		}
		if got := refusal(t, h, admin, office.SendInvitation{Company: company, User: id}); got != "error.invalid user:error.user.come" {
			t.Error(got)
		}
	})
}

// An invitation that is withdrawn leaves nothing: the key is free, the link is dead, and a recovery needs a new one. Who
// asks for a password before having come is invited again.
func TestWithdrawn(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	admin, company := h.Mine.Administrator.Who, h.Mine.ID
	id := anteroom.UserID(h.Do(t, admin, office.CreateUser{Company: company, Last: "Abel", Email: "zoe@boreal.example", Invite: true}).Made["user"])
	if err := h.AskReset(t.Context(), "zoe@boreal.example", "here"); err != nil {
		t.Fatal(err)
	}
	token := link(t, h, "zoe@boreal.example", "/invitation/")
	if _, err := h.Invited(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	change := h.Do(t, admin, office.WithdrawInvitation{Company: company, User: id}).Change
	if got := keys(t, h); got != "2 used 0 reserved" {
		t.Error(got)
	}
	if _, err := h.Invited(t.Context(), token); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("the link still works: %v", err)
	}
	h.Do(t, admin, office.Undo{Company: company, Change: change})
	if got := keys(t, h); got != "2 used 1 reserved" {
		t.Error(got)
	}
	if _, err := h.Invited(t.Context(), token); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("the link works again: %v", err)
	}
}

// Who is removed frees the key, the extension and the numbers, signs in no longer, and can be brought back where a key and
// the extension are free (R48).
func TestRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, company, marc := h.Mine.Administrator.Who, h.Mine.ID, h.Mine.Users[0]
		h.Do(t, h.Mine.Vendor.Who, office.AddNumber{Company: company, Number: "+14185550123", User: marc})
		phone := h.Do(t, admin, office.AddPhone{Company: company, User: marc}).Made["name"]
		out, err := h.Office.Do(t.Context(), admin, office.RemoveUser{Company: company, User: marc}, office.Ask{Preview: true})
		if err != nil || !out.Reach() {
			t.Errorf("%+v, %v", out, err)
		}
		change := h.Do(t, admin, office.RemoveUser{Company: company, User: marc}).Change
		if got := keys(t, h); got != "1 used 0 reserved" {
			t.Error(got)
		}
		if d := details(t, h, marc); len(d.Numbers) != 0 || d.User.Removed.IsZero() {
			t.Errorf("%+v", d)
		}
		if _, err := h.Phone(t.Context(), phone); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("the phone of who was removed: %v", err)
		}
		for c, want := range map[office.Command]string{
			office.RemoveUser{Company: company, User: marc}:              "error.invalid user:error.user.unknown",
			office.EditUser{Company: company, User: marc}:                "error.invalid user:error.user.unknown",
			office.SetPIN{Company: company, User: marc, PIN: "481516"}:   "error.invalid user:error.user.unknown",
			office.SendInvitation{Company: company, User: marc}:          "error.invalid user:error.user.unknown",
			office.AddPhone{Company: company, User: h.Other.Users[0]}:    "error.invalid user:error.user.unknown",
			office.RecoverUser{Company: company, User: h.Other.Users[0]}: "error.invalid user:error.user.unknown",
		} {
			if got := refusal(t, h, admin, c); got != want {
				t.Errorf("%s: %s", office.Name(c), got)
			}
		}
		undone := h.Do(t, admin, office.Undo{Company: company, Change: change})
		if d := details(t, h, marc); !d.User.Removed.IsZero() || cmp.Diff([]anteroom.NumberID{"+14185550123"}, d.Numbers) != "" {
			t.Errorf("after undo: %+v", d)
		}
		h.Do(t, admin, office.Undo{Company: company, Change: undone.Change})
		h.Do(t, admin, office.EditUser{Company: company, User: h.Mine.Users[1], Extension: text("201")})
		if got := refusal(t, h, admin, office.RecoverUser{Company: company, User: marc}); got != "error.invalid extension:error.extension.taken" {
			t.Error(got)
		}
		h.Do(t, admin, office.EditUser{Company: company, User: h.Mine.Users[1], Extension: text("202")})
		h.Do(t, h.Mine.Vendor.Who, office.SetKeys{Company: company, Keys: 1})
		if got := refusal(t, h, admin, office.RecoverUser{Company: company, User: marc}); got != "error.invalid company:error.keys.none" {
			t.Error(got)
		}
		h.Do(t, h.Mine.Vendor.Who, office.SetKeys{Company: company, Keys: 2})
		h.Do(t, admin, office.RecoverUser{Company: company, User: marc})
		if got := keys(t, h); got != "2 used 0 reserved" {
			t.Error(got)
		}
		h.Do(t, admin, office.RemoveUsers{Company: company, Users: h.Mine.Users})
		if got := keys(t, h); got != "0 used 0 reserved" {
			t.Error(got)
		}
	})
}

func text(s string) *string { return &s }

// A user changes what is the user's own, and nothing where the administrator keeps that to himself; of the company's
// history a user sees what is about the user.
func TestSelf(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	admin, company, marc := h.Mine.Administrator.Who, h.Mine.ID, h.Mine.Users[0]
	h.Do(t, admin, office.SendInvitation{Company: company, User: marc})
	_, self, err := h.Accept(t.Context(), link(t, h, "Tremblay@Boréal.example", "/invitation/"), office.Acceptance{First: "Marc", Last: "Tremblay", Password: officetest.Password, Again: officetest.Password})
	if err != nil {
		t.Fatal(err)
	}
	h.Do(t, self, office.EditSelf{Company: company, User: marc, First: "Marco", Last: "Tremblay", Email: "marco@boreal.example"})
	h.Do(t, self, office.SetPIN{Company: company, User: marc, PIN: "481516"})
	h.Do(t, self, office.SetPIN{Company: company, User: marc, PIN: "162342"})
	yes := true
	h.Do(t, admin, office.EditUser{Company: company, User: marc, AdministratorOnly: &yes})
	h.Do(t, admin, office.EditUser{Company: company, User: h.Mine.Users[1], Last: text("Roy")})
	for _, c := range []struct {
		command office.Command
		want    string
	}{
		{office.EditSelf{Company: company, User: marc, Last: "Tremblay", Email: "marc@boreal.example"}, "error.user.administrator_only"},
		{office.EditSelf{Company: company, User: h.Mine.Users[1], Last: "Tremblay", Email: "marc@boreal.example"}, "error.not_found"},
		{office.SetPIN{Company: company, User: h.Mine.Users[1], PIN: "481516"}, "error.not_found"},
		{office.SetPIN{Company: company, User: marc, PIN: "4444"}, "error.invalid pin:error.pin.easy"},
		{office.EditUser{Company: company, User: marc, Last: text("Roy")}, "error.not_found"},
		{office.RemoveUser{Company: company, User: marc}, "error.not_found"},
		{office.ChangePassword{Company: company, User: marc, Current: "wrong", New: "tout à fait neuf"}, "error.invalid current:error.password.wrong"},
		{office.ChangePassword{Company: company, User: marc, Current: officetest.Password, New: "tout à fait neuf"}, "done"},
	} {
		if got := refusal(t, h, self, c.command); got != c.want {
			t.Errorf("%s: got %s, want %s", office.Name(c.command), got, c.want)
		}
	}
	list, err := h.History(context.Background(), self, anteroom.Target{Company: company, User: marc}, 0, 50)
	var commands []string
	for _, c := range list {
		commands = append(commands, c.Command)
	}
	want := []string{"change-password", "edit-user", "set-pin", "set-pin", "edit-self", "accept-invitation", "send-invitation", "create-user"}
	if diff := cmp.Diff(want, commands); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	if _, err := h.History(context.Background(), self, anteroom.Target{Company: company}, 0, 50); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("a user sees the company's history: %v", err)
	}
	if _, err := h.Users(context.Background(), self, company, anteroom.Find{}); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("a user lists the users: %v", err)
	}
	if got := refusal(t, h, admin, office.Undo{Company: company, Change: list[2].ID}); got != "error.undo.secret" {
		t.Error(got)
	}
}

// Users are found by the beginning of their words, without case and accents, in each order, page by page, on both stores.
func TestUsers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, company := h.Mine.Administrator.Who, h.Mine.ID
		h.Do(t, h.Mine.Vendor.Who, office.SetKeys{Company: company, Keys: 20})
		h.Do(t, h.Mine.Vendor.Who, office.OfferPackage{Company: company, Package: h.Mine.Package, Offer: true})
		for i, last := range []string{"Côté-Roy", "Éthier", "O’Brien", "Zhang", "Roy"} {
			h.Do(t, admin, office.CreateUser{Company: company, First: "Éléonore", Last: last, Email: fmt.Sprintf("u%d@boreal.example", i),
				Extension: []string{"9", "10", "1000", "", "77"}[i], Invite: i == 3, Packages: map[bool][]anteroom.PackageID{true: {h.Mine.Package}, false: {}}[i == 1]})
		}
		gone := anteroom.UserID(h.Do(t, admin, office.CreateUser{Company: company, Last: "Parti", Email: "parti@boreal.example"}).Made["user"])
		h.Do(t, admin, office.RemoveUser{Company: company, User: gone})
		for _, c := range []struct {
			find anteroom.Find
			want string
		}{
			{anteroom.Find{}, "Côté-Roy Éthier Gagnon O’Brien Roy Tremblay Zhang"},
			{anteroom.Find{Sort: "-name"}, "Zhang Tremblay Roy O’Brien Gagnon Éthier Côté-Roy"},
			{anteroom.Find{Sort: "extension"}, "Zhang Côté-Roy Éthier Roy Tremblay Gagnon O’Brien"},
			{anteroom.Find{Sort: "-extension"}, "O’Brien Gagnon Tremblay Roy Éthier Côté-Roy Zhang"},
			{anteroom.Find{Sort: "-email"}, "Côté-Roy Éthier Gagnon O’Brien Roy Tremblay Zhang"},
			{anteroom.Find{Text: "cote"}, "Côté-Roy"},
			{anteroom.Find{Text: "ROY"}, "Côté-Roy Roy"},
			{anteroom.Find{Text: "roy", Sort: "-name"}, "Roy Côté-Roy"},
			{anteroom.Find{Text: "ele r"}, "Côté-Roy Roy"},
			{anteroom.Find{Text: "u4@bor"}, "Roy"},
			{anteroom.Find{Text: "1000"}, "O’Brien"}, // a User ID may begin with any two digits
			{anteroom.Find{Text: "%"}, "Côté-Roy Éthier Gagnon O’Brien Roy Tremblay Zhang"},
			{anteroom.Find{Text: "nobody"}, ""},
			{anteroom.Find{Where: map[string]string{"state": "invited"}}, "Zhang"},
			{anteroom.Find{Where: map[string]string{"state": "active", "package": string(h.Mine.Package)}}, "Éthier"},
			{anteroom.Find{Where: map[string]string{"operator": "yes"}}, "Tremblay"},
			{anteroom.Find{Where: map[string]string{"state": "removed"}}, "Parti"},
			{anteroom.Find{Where: map[string]string{"state": "removed"}, Text: "zz"}, ""},
		} {
			for _, most := range []int{1, 3, 50} {
				got, count := pagesOf(t, h, c.find, most)
				if strings.Contains(c.want, "Tremblay") && strings.Contains(c.find.Sort, "email") {
					got, c.want = sorted(got), sorted(c.want)
				}
				if got != c.want || count != len(strings.Fields(c.want)) {
					t.Errorf("%+v by %d: got %q (%d), want %q", c.find, most, got, count, c.want)
				}
			}
		}
		if _, err := h.Users(t.Context(), admin, company, anteroom.Find{Sort: "password"}); anteroom.KindOf(err) != anteroom.Invalid {
			t.Errorf("sorted by what is no column: %v", err)
		}
	})
}

func sorted(words string) string {
	return strings.Join(slices.Sorted(strings.FieldsSeq(words)), " ")
}

// pagesOf walks through a list.
func pagesOf(t *testing.T, h *officetest.House, f anteroom.Find, most int) (string, int) {
	t.Helper()
	var names []string
	count := 0
	for f.Most = most; ; {
		l, err := h.Users(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range l.Rows {
			names = append(names, u.Last)
		}
		if count = l.Count; l.Next == "" {
			return strings.Join(names, " "), count
		}
		f.After = l.Next
	}
}
