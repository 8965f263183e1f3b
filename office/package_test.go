package office_test

import (
	"context"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// packaged is a house whose company has three packages on its list, none of which is offered.
type packaged struct {
	*officetest.House
	c                 officetest.Company
	own, listed, wide anteroom.PackageID
}

func pack(t *testing.T, s *store.Store) packaged {
	t.Helper()
	h := officetest.Build(t, s)
	h.Furnish(t)
	p := packaged{House: h, c: h.Mine, own: h.Mine.Package, listed: h.Mine.Listed}
	p.wide = anteroom.PackageID(h.Do(t, h.System.Who, office.CreatePackage{Name: "Standard", Currency: "CAD", BaseRate: 2450, Minutes: 1000, MinuteRate: 3}).Made["package"])
	for _, id := range []anteroom.PackageID{p.own, p.wide} {
		h.Do(t, p.c.Vendor.Who, office.OfferPackage{Company: p.c.ID, Package: id})
	}
	return p
}

// offers carries out SetOffers as the company's administrator.
func (p packaged) offers(t *testing.T, offer, given []anteroom.PackageID) office.Outcome {
	t.Helper()
	return p.Do(t, p.c.Administrator.Who, office.SetOffers{Company: p.c.ID, Offer: offer, Default: given})
}

func (p packaged) refused(who officetest.Account, c office.Command) string {
	_, err := p.Office.Do(context.Background(), who.Who, c, office.Ask{})
	return wrong(err)
}

func (p packaged) user(t *testing.T, last string) anteroom.UserID {
	t.Helper()
	return anteroom.UserID(p.Do(t, p.c.Administrator.Who, office.CreateUser{Company: p.c.ID, Last: last, Email: last + "@boreal.example"}).Made["user"])
}

// choice are the packages that a user has ("+Plus") or may take.
func (p packaged) choice(t *testing.T, who anteroom.Who, u anteroom.UserID) (names []string) {
	t.Helper()
	list, _, err := p.UserPackages(context.Background(), who, p.c.ID, u)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		mark := ""
		if x.Held {
			mark = "+"
		}
		if !x.Open {
			mark += "!"
		}
		names = append(names, mark+x.Package.Name)
	}
	return names
}

func ids(list ...anteroom.PackageID) []anteroom.PackageID { return list }

// R21: Default is for each new user only. Who is there keeps what he has, whatever is offered later.
func TestDefaultPackages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := pack(t, s)
		admin := p.c.Administrator.Who
		first := p.offers(t, ids(p.own, p.wide), ids(p.own))
		if diff := cmp.Diff([]string{"effect.offers.given 1 <nil> <nil>", "effect.offers.kept 2 <nil> <nil>"}, effects(first)); diff != "" || !first.Reach() {
			t.Error(diff)
		}
		ann := p.user(t, "ann")
		changed := p.offers(t, ids(p.wide), ids(p.wide))
		cost := changed.Effects[0].Text.Args["cost"]
		if diff := cmp.Diff([]anteroom.Money{{Amount: 2450, Currency: "CAD"}}, cost); diff != "" {
			t.Error(diff)
		}
		bea := p.user(t, "bea")
		for u, want := range map[anteroom.UserID][]string{ann: {"+!Affaires", "Standard"}, bea: {"+Standard"}, p.c.Users[0]: {"Standard"}} {
			if diff := cmp.Diff(want, p.choice(t, admin, u)); diff != "" {
				t.Error(diff)
			}
		}
		p.Do(t, admin, office.Undo{Company: p.c.ID, Change: changed.Change})
		if diff := cmp.Diff([]string{"+Affaires", "Standard"}, p.choice(t, admin, p.user(t, "cat"))); diff != "" {
			t.Error(diff)
		}
	})
}

// R22 to R24: what is refused, of whom, and at which field.
func TestPackagesRefused(t *testing.T) {
	p := pack(t, storetest.SQLite(t))
	p.offers(t, ids(p.own, p.wide), ids(p.own))
	ann := p.user(t, "ann")
	system, vendor, admin := p.System, p.c.Vendor, p.c.Administrator
	edit := office.EditPackage{VAR: p.c.VAR, Package: p.own, Name: "Affaires", Currency: "CAD", BaseRate: 1, Active: true}
	set := func(change func(*office.EditPackage)) office.EditPackage {
		e := edit
		change(&e)
		return e
	}
	for _, row := range []struct {
		what string
		who  officetest.Account
		c    office.Command
		want string
	}{
		{"Default without Offer", admin, office.SetOffers{Company: p.c.ID, Default: ids(p.own)}, "invalid default:error.package.default"},
		{"another VAR's package", admin, office.SetOffers{Company: p.c.ID, Offer: ids(p.Other.Listed)}, "invalid offer:error.package.unknown"},
		{"not on the list", admin, office.SetOffers{Company: p.c.ID, Offer: ids("x")}, "invalid offer:error.package.unknown"},
		{"a company's edit", admin, edit, "not_found error.not_found"},
		{"a company's edit of a system-wide one", admin, set(func(e *office.EditPackage) { e.VAR, e.Package = "", p.wide }), "not_found error.not_found"},
		{"a company's listing", admin, office.OfferPackage{Company: p.c.ID, Package: p.wide}, "forbidden error.provider_only"},
		{"a VAR's edit of a system-wide one", vendor, set(func(e *office.EditPackage) { e.VAR, e.Package = "", p.wide }), "not_found error.not_found"},
		{"the same as if it were its own", vendor, set(func(e *office.EditPackage) { e.Package = p.wide }), "not_found error.not_found"},
		{"another VAR's", vendor, set(func(e *office.EditPackage) { e.Package = p.Other.Package }), "not_found error.not_found"},
		{"the system's edit of a VAR's", system, edit, "forbidden error.forbidden"},
		{"the same as if it were system-wide", system, set(func(e *office.EditPackage) { e.VAR = "" }), "not_found error.not_found"},
		{"less than nothing", vendor, set(func(e *office.EditPackage) { e.BaseRate = -1 }), "invalid base_rate:error.negative"},
		{"too much", vendor, set(func(e *office.EditPackage) { e.MinuteRate = 1 << 60 }), "invalid minute_rate:error.package.most"},
		{"more than a month", vendor, set(func(e *office.EditPackage) { e.Minutes = 50_001 }), "invalid minutes:error.package.most"},
		{"another currency", vendor, set(func(e *office.EditPackage) { e.Currency = "EUR" }), "invalid currency:error.package.currency"},
		{"no currency", vendor, office.CreatePackage{VAR: p.c.VAR, Name: "x", Currency: "cad"}, "invalid currency:error.currency"},
		{"held", vendor, office.UnlistPackage{Company: p.c.ID, Package: p.own}, "invalid package:error.package.held"},
		{"not offered", admin, office.ChoosePackages{Company: p.c.ID, User: ann, Packages: ids(p.listed)}, "invalid packages:error.package.not_offered"},
		{"another company's user", admin, office.ChoosePackages{Company: p.c.ID, User: p.Other.Users[0]}, "invalid user:error.user.unknown"},
	} {
		if got := p.refused(row.who, row.c); got != row.want {
			t.Errorf("%s: got %s, want %s", row.what, got, row.want)
		}
	}
}

// R24: an inactive package stays with who has it, and is given and offered to nobody anew, by no undo either.
func TestInactivePackage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := pack(t, s)
		admin := p.c.Administrator.Who
		p.offers(t, ids(p.own, p.wide), ids(p.own))
		ann := p.user(t, "ann")
		off := office.EditPackage{VAR: p.c.VAR, Package: p.own, Name: "Affaires", Currency: "CAD", BaseRate: 1995, MinuteRate: 3}
		out := p.Do(t, p.c.Vendor.Who, off)
		if diff := cmp.Diff([]string{"effect.package.inactive 1 <nil> <nil>"}, effects(out)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"Standard"}, p.choice(t, admin, p.user(t, "bea"))); diff != "" {
			t.Error(diff)
		}
		p.offers(t, ids(p.own, p.wide), ids(p.own)) // as it stands: nothing is offered anew
		dropped := p.offers(t, ids(p.wide), nil)
		if got := p.refused(p.c.Administrator, office.SetOffers{Company: p.c.ID, Offer: ids(p.own)}); got != "invalid offer:error.package.inactive" {
			t.Error(got)
		}
		if got := p.refused(p.c.Administrator, office.Undo{Company: p.c.ID, Change: dropped.Change}); got != "invalid offer:error.package.inactive" {
			t.Error(got)
		}
		gave := p.Do(t, admin, office.ChoosePackages{Company: p.c.ID, User: ann, Packages: ids(p.wide)})
		if diff := cmp.Diff([]string{"effect.packages.cost <nil> <nil> <nil>", "effect.packages.lost 1 <nil> <nil>", "effect.cost.more.company <nil> <nil> <nil>"}, effects(gave)); diff != "" {
			t.Error(diff)
		}
		if got := p.refused(p.c.Administrator, office.Undo{Company: p.c.ID, Change: gave.Change}); got != "conflict error.package.not_offered" {
			t.Error(got)
		}
		p.Do(t, p.c.Vendor.Who, office.UnlistPackage{Company: p.c.ID, Package: p.own}) // nobody holds it any more
	})
}

// A user chooses among what is offered, for oneself only, unless the administrator alone configures the account.
func TestUserChooses(t *testing.T) {
	p := pack(t, storetest.SQLite(t))
	p.offers(t, ids(p.own, p.wide), nil)
	me := anteroom.Who{Level: anteroom.LevelUser, VAR: p.c.VAR, Company: p.c.ID, User: p.c.Users[0], Name: "Jean"}
	p.Do(t, me, office.ChoosePackages{Company: p.c.ID, User: me.User, Packages: ids(p.wide)})
	if diff := cmp.Diff([]string{"Affaires", "+Standard"}, p.choice(t, me, me.User)); diff != "" {
		t.Error(diff)
	}
	user := officetest.Account{Who: me}
	for what, row := range map[string]struct {
		c    office.Command
		want string
	}{
		"a colleague's": {office.ChoosePackages{Company: p.c.ID, User: p.c.Users[1]}, "not_found error.not_found"},
		"not offered":   {office.ChoosePackages{Company: p.c.ID, User: me.User, Packages: ids(p.listed)}, "invalid packages:error.package.not_offered"},
		"the offers":    {office.SetOffers{Company: p.c.ID, Offer: ids(p.listed)}, "not_found error.not_found"},
	} {
		if got := p.refused(user, row.c); got != row.want {
			t.Errorf("%s: got %s, want %s", what, got, row.want)
		}
	}
}
