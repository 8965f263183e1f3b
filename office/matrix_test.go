package office_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
)

// object is a row of the table of rights (SPEC section 2): what is done to it, how it is looked at, and what each level may:
// "edit" (all of it is done, and it is seen), "see" (none of it, and it is seen), "none".
type object struct {
	name   string
	edit   []office.Command
	see    func(who anteroom.Who) error // nil: it is seen nowhere but where it is changed
	levels string                       // system, VAR, company, user
}

// matrix are the rows, of a company with a number, whose first user asks.
func matrix(h *officetest.House) []object {
	c, ctx := h.Mine, context.Background()
	first := anteroom.Target{VAR: c.VAR, Company: c.ID, User: c.Users[0]}
	asked := func(ask func(who anteroom.Who) error) func(anteroom.Who) error { return ask }
	mail, name, country := officetest.Access("nord.example"), "Roy", office.SetGeneral{Company: c.ID, Name: c.Name, Country: "US"}
	see := map[string]func(anteroom.Who) error{
		"profile": asked(func(who anteroom.Who) error { _, err := h.Profile(ctx, who, c.ID); return err }),
		"history": asked(func(who anteroom.Who) error {
			_, err := h.History(ctx, who, anteroom.Target{Company: c.ID}, 0, 9)
			return err
		}),
		"own":      asked(func(who anteroom.Who) error { _, err := h.History(ctx, who, first, 0, 9); return err }),
		"packages": asked(func(who anteroom.Who) error { _, err := h.Packages(ctx, who, c.VAR); return err }),
	}
	return []object{
		{"system languages", []office.Command{office.SetSystemLanguages{Languages: []anteroom.Language{"en", "fr"}}}, nil, "edit none none none"},
		{"phone systems", []office.Command{office.AddPhoneSystem{Name: "Star", Kind: "asterisk"}, office.EditPhoneSystem{PhoneSystem: h.SparePhoneSystem, Name: "X", Kind: "asterisk"}, office.RemovePhoneSystem{PhoneSystem: h.SparePhoneSystem}},
			asked(func(who anteroom.Who) error { _, err := h.PhoneSystemsHealth(ctx, who); return err }), "edit none none none"},
		{"speech recogniser", []office.Command{office.SetRecogniser{Address: "https://whisper.nord.example"}}, asked(func(who anteroom.Who) error { _, err := h.Recogniser(ctx, who); return err }), "edit none none none"},
		{"mail providers", []office.Command{office.AddMailProvider{Provider: anteroom.MailProvider{Name: "Nord", Domains: []string{"nord.example"}, Incoming: []anteroom.MailServer{mail.Incoming}, Outgoing: []anteroom.MailServer{mail.Outgoing}}},
			office.RemoveMailProvider{MailProvider: c.MailProvider}}, asked(func(who anteroom.Who) error { _, err := h.MailProviders(ctx, who); return err }), "edit none none none"},
		{"VARs", []office.Command{office.CreateVAR{Name: "Tiers", SupportEmail: "aide@tiers.example"}, office.CreateAdministrator{VAR: c.VAR, Name: "Nina", Email: "nina@x.example", Language: "fr"}, office.RemoveVAR{VAR: c.VAR, Name: "Nordik"}},
			asked(func(who anteroom.Who) error { _, err := h.VARs(ctx, who, anteroom.Find{Most: 9}); return err }), "edit none none none"},
		{"VAR key pools", []office.Command{office.SetVARKeys{VAR: c.VAR, Keys: 60}}, nil, "edit none none none"},
		{"system-wide packages", []office.Command{office.CreatePackage{Name: "Plus", Currency: "CAD"}, office.EditPackage{Package: systemWide(h), Name: "Base", Currency: "CAD", Active: true}}, see["packages"], "edit see none none"},
		{"system-wide packages, chosen for a company", []office.Command{office.OfferPackage{Company: c.ID, Package: systemWide(h)}}, nil, "edit edit none none"},
		{"a VAR's own packages", []office.Command{office.CreatePackage{VAR: c.VAR, Name: "Plus", Currency: "CAD"}, office.EditPackage{VAR: c.VAR, Package: c.Package, Name: "X", Currency: "CAD", Active: true}}, see["packages"], "see edit none none"},
		{"company: create", []office.Command{office.CreateCompany{VAR: c.VAR, Kind: anteroom.Private, Name: "Cap", Country: "CA", First: "fr", AdministratorName: "Ann", AdministratorLanguage: "en", Email: "ann@cap.example", AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"}}, nil, "edit edit none none"},
		{"company: suspend, remove, key count, package list, PBX, provisioning credentials", []office.Command{office.SuspendCompany{Company: c.ID, Reason: "Impayé"}, office.RemoveCompany{Company: c.ID, Name: c.Name}, office.SetKeys{Company: c.ID, Keys: 9},
			office.UnlistPackage{Company: c.ID, Package: c.Listed}, office.SetProvisioning{Company: c.ID, PBX: h.PhoneSystem, AccountID: "b-1"}, office.SetProvisioningPassword{Company: c.ID, Password: "tr3s secret"}}, see["profile"], "edit edit see none"},
		{"Offer and Default", []office.Command{office.SetOffers{Company: c.ID, Offer: []anteroom.PackageID{c.Listed}}}, asked(func(who anteroom.Who) error { _, _, err := h.UserPackages(ctx, who, c.ID, c.Users[0]); return err }), "edit edit edit see"},
		{"company name, languages, assistant, mail access, administrator's account", []office.Command{office.SetGeneral{Company: c.ID, Name: "X", Country: "CA"}, office.SetLanguages{Company: c.ID, First: "fr", Second: "en"},
			office.SetAssistant{Company: c.ID, Name: "Zoé", Email: "zoe@x.example"}, office.SetMailAccess{Company: c.ID, Incoming: mail.Incoming, Outgoing: mail.Outgoing, Email: "e@nord.example", Password: officetest.MailPassword},
			office.SetAdministrator{Company: c.ID, Name: "X", Email: "x@y.example", Language: "fr"}}, see["profile"], "edit edit edit none"},
		{"country of a company with a number", []office.Command{country}, see["profile"], "edit edit see none"},
		{"users, options, extensions, numbers, restrictions of the company", []office.Command{office.CreateUser{Company: c.ID, Last: "Roy", Email: "r@x.example"}, office.EditUser{Company: c.ID, User: c.Users[0], Last: &name}, office.RemoveUser{Company: c.ID, User: c.Users[1]},
			office.AssignNumber{Company: c.ID, Number: c.Number, User: c.Users[0]}, office.AddRestriction{Company: c.ID, Name: "Outre-mer", Pattern: "011*", Rule: anteroom.DenyAll}, office.EditRestriction{Company: c.ID, Restriction: c.Restriction, Name: "X", Pattern: "+1976*", Rule: anteroom.DenyAll}},
			asked(func(who anteroom.Who) error { _, err := h.Users(ctx, who, c.ID, anteroom.Find{Most: 9}); return err }), "edit edit edit none"},
		{"company contacts", []office.Command{office.AddContact{Company: c.ID, Last: "Taxi", Number: "418 555-0123"}, office.ImportContacts{Company: c.ID, File: []byte("last,number\nRoy,514 555-0129\n")}, office.EditContact{Company: c.ID, Contact: c.Contact, Last: "Taxi", Number: "418 555-0123"}, office.RemoveContact{Company: c.ID, Contact: c.Contact}},
			asked(func(who anteroom.Who) error {
				_, _, err := h.Contacts(ctx, who, c.ID, anteroom.Find{Most: 9})
				return err
			}), "edit edit edit none"},
		{"a user's own contacts", []office.Command{office.AddContact{Company: c.ID, User: c.Users[0], Last: "Roy", Number: "418 555-0123"}, office.ImportContacts{Company: c.ID, User: c.Users[0], File: []byte("last,number\nRoy,514 555-0129\n")}, office.EditContact{Company: c.ID, User: c.Users[0], Contact: c.OwnContact, Last: "Roy", Number: "418 555-0123"}, office.RemoveContact{Company: c.ID, User: c.Users[0], Contact: c.OwnContact}},
			asked(func(who anteroom.Who) error {
				_, _, err := h.UserContacts(ctx, who, c.ID, c.Users[0], anteroom.Find{Most: 9})
				return err
			}), "edit edit edit edit"},
		{"prompts of the receptionist", []office.Command{office.SetPrompt{Company: c.ID, Language: "fr", Text: "Bonjour"}, office.GiveRecordingCode{Company: c.ID, Language: "fr"}, office.SetHoldMusic{Company: c.ID, File: []byte("RIFF")}}, asked(func(who anteroom.Who) error { _, err := h.Receptionist(ctx, who, c.ID); return err }), "edit edit edit none"},
		{"calls in progress", []office.Command{office.HangUpCall{Company: c.ID, Call: c.Live}}, asked(func(who anteroom.Who) error { _, err := h.LiveCalls(ctx, who, c.ID); return err }), "edit edit edit none"},
		{"calls placed for a user", []office.Command{office.PlaceCall{Company: c.ID, User: c.Users[0], Number: "202"}}, nil, "edit edit edit edit"},
		{"calls placed for a colleague", []office.Command{office.PlaceCall{Company: c.ID, User: c.Users[1], Number: "201"}}, nil, "edit edit edit none"},
		{"load of the system", nil, asked(func(who anteroom.Who) error { _, err := h.SystemLoad(ctx, who); return err }), "see none none none"},
		{"a user's own settings", []office.Command{office.EditSelf{Company: c.ID, User: c.Users[0], First: "Marc", Last: "Roy", Email: "roy@x.example"}, office.SetPIN{Company: c.ID, User: c.Users[0], PIN: "481516"}}, see["own"], "edit edit edit edit"},
		{"a colleague's settings", []office.Command{office.EditSelf{Company: c.ID, User: c.Users[1], First: "Marc", Last: "Roy", Email: "roy@x.example"}, office.SetPIN{Company: c.ID, User: c.Users[1], PIN: "481516"}},
			asked(func(who anteroom.Who) error { _, err := h.User(ctx, who, c.ID, c.Users[1]); return err }), "edit edit edit none"},
		{"restrictions set by the VAR", []office.Command{office.EditRestrictionAbove{VAR: c.VAR, Restriction: c.VARRestriction, Name: "X", Pattern: "+870*", Rule: anteroom.DenyAll}, office.RemoveRestrictionAbove{VAR: c.VAR, Restriction: c.VARRestriction}},
			asked(func(who anteroom.Who) error {
				_, err := h.Restrictions(ctx, who, anteroom.Target{Company: c.ID})
				return err
			}), "see edit see none"},
		{"company bill: closing and corrections", []office.Command{office.CloseBill{Company: c.ID, Month: "2026-01"}, office.AddAdjustment{Company: c.ID, Month: "2026-01", Currency: "CAD", Reason: "Panne", Amount: -1}}, asked(func(who anteroom.Who) error { _, err := h.BillingDetails(ctx, who, c.ID); return err }), "edit edit see none"},
		{"branding", []office.Command{office.SetBrand{VAR: c.VAR, Name: "X"}, office.SetCompanyBrand{Company: c.ID, Name: "X"}}, see["profile"], "edit edit see none"}, // who is to be asked stands on the profile
		{"history of the system", nil, asked(func(who anteroom.Who) error { _, err := h.History(ctx, who, anteroom.Target{}, 0, 9); return err }), "see none none none"},
		{"history of the VAR", nil, asked(func(who anteroom.Who) error {
			_, err := h.History(ctx, who, anteroom.Target{VAR: c.VAR}, 0, 9)
			return err
		}), "see see none none"},
		{"history of the company", nil, see["history"], "see see see none"},
		{"history of a user's account", nil, see["own"], "see see see see"},
	}
}

// signedUser is the first user of a company, signed in.
func signedUser(t *testing.T, h *officetest.House, c officetest.Company) anteroom.Who {
	t.Helper()
	who, err := h.Bearer(context.Background(), h.Person(t, c, 0))
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// cell is what somebody may do of a row.
func cell(t *testing.T, h *officetest.House, row object, who anteroom.Who) string {
	t.Helper()
	var may, mayNot []string
	for _, c := range row.edit {
		_, err := h.Office.Do(context.Background(), who, c, office.Ask{Preview: true})
		switch kind := anteroom.KindOf(err); {
		case err == nil:
			may = append(may, office.Name(c))
		case kind == anteroom.Forbidden || kind == anteroom.NotFound || kind == anteroom.Invalid && row.name == "country of a company with a number":
			mayNot = append(mayNot, office.Name(c))
		default:
			t.Errorf("%s by %s: %v", office.Name(c), who.Level, err)
		}
	}
	seen := row.see != nil && row.see(who) == nil
	switch {
	case len(may) > 0 && len(mayNot) > 0:
		return fmt.Sprintf("(may %v, not %v)", may, mayNot)
	case len(may) > 0 && (seen || row.see == nil):
		return "edit"
	case len(may) > 0:
		return "(may, and does not see)"
	case seen:
		return "see"
	}
	return "none"
}

// systemWide is the package that TestMatrixOfCommands makes first.
func systemWide(h *officetest.House) anteroom.PackageID {
	list, err := h.Packages(context.Background(), officetest.Program(), "")
	if err != nil || len(list) == 0 {
		return ""
	}
	return list[0].ID
}

// The table of SPEC section 2, every cell, by the commands and queries themselves. What another VAR, another company and
// another company's user get of it is nothing.
func TestMatrixOfCommands(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	h.Furnish(t)
	for _, u := range h.Mine.Users {
		h.Do(t, officetest.Program(), office.AddPhone{Company: h.Mine.ID, User: u})
	}
	h.Do(t, officetest.Program(), office.CreatePackage{Name: "Base", Currency: "CAD"})
	people := []anteroom.Who{h.System.Who, h.Mine.Vendor.Who, h.Mine.Administrator.Who, signedUser(t, h, h.Mine)}
	strangers := []anteroom.Who{h.Other.Vendor.Who, h.Other.Administrator.Who, signedUser(t, h, h.Other), {}}
	for _, row := range matrix(h) {
		var got []string
		for _, who := range people {
			got = append(got, cell(t, h, row, who))
		}
		if strings.Join(got, " ") != row.levels {
			t.Errorf("%s: got %s, want %s", row.name, strings.Join(got, " "), row.levels)
		}
		for _, who := range strangers {
			if got := cell(t, h, row, who); got != "none" {
				t.Errorf("%s: %s of another place has %s", row.name, who.Level, got)
			}
		}
	}
}

// Nobody reads a secret: neither a password nor a PIN nor what opens a mailbox or a phone system stands in what anybody is
// told, of whatever is theirs.
func TestNobodyReadsSecrets(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	h.Furnish(t)
	secrets := append(h.Plant(t, h.Mine), officetest.Secret{Name: "a hash", Value: "argon2id"})
	ctx, c := context.Background(), h.Mine
	for _, who := range []anteroom.Who{h.System.Who, h.Mine.Vendor.Who, h.Mine.Administrator.Who, signedUser(t, h, h.Mine)} {
		var told []any
		keep := func(v any, err error) {
			if err == nil {
				told = append(told, v)
			}
		}
		p, err := h.Profile(ctx, who, c.ID)
		keep(p, err)
		u, err := h.User(ctx, who, c.ID, c.Users[0])
		keep(u, err)
		m, err := h.UserMail(ctx, who, c.ID, c.Users[0])
		keep(m, err)
		a, err := h.MailAccess(ctx, who, c.ID)
		keep(a, err)
		l, err := h.History(ctx, who, anteroom.Target{Company: c.ID}, 0, 500)
		keep(l, err)
		o, err := h.History(ctx, who, anteroom.Target{VAR: c.VAR, Company: c.ID, User: c.Users[0]}, 0, 500)
		keep(o, err)
		raw, err := json.Marshal(told)
		if err != nil || len(told) < 3 {
			t.Fatalf("%s: %v, %d answers", who.Level, err, len(told))
		}
		if told := officetest.Told(string(raw), secrets); len(told) > 0 {
			t.Errorf("%s reads %v", who.Level, told)
		}
	}
}
