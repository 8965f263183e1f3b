package api_test

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	gocmp "github.com/google/go-cmp/cmp"
)

// row says of a command what makes it valid for my company, and what answer my company's administrator, its VAR's and
// the system's get.
type row struct {
	command             office.Command // its fields are the body
	admin, vendor, root int
}

const (
	yes       = http.StatusOK
	forbidden = http.StatusForbidden
	unseen    = http.StatusNotFound
	wrong     = http.StatusUnprocessableEntity
	conflict  = http.StatusConflict
)

// rows is the table of all commands, valid for a company. A command that is not in it fails the test.
func rows(r *rig, c officetest.Company) []row {
	last, mail := "Roy", officetest.Access("nord.example")
	provider := anteroom.MailProvider{Name: "Nord", Domains: []string{"nord.example"}, MX: []string{"mx.nord.example"}, Incoming: []anteroom.MailServer{mail.Incoming}, Outgoing: []anteroom.MailServer{mail.Outgoing}}
	return []row{
		{office.SubmitProfile{Name: "Boréal Coopérative", Country: "CA", First: "fr", Second: "en", AdministratorName: "Chantal", AdministratorLanguage: "fr",
			Email: "chantal@new.example", Phone: "+1 418 555 0101", AssistantName: "Zoé", AssistantEmail: "zoe@boreal.example"}, yes, yes, yes},
		{office.SetGeneral{Name: "Boréal Coopérative", Country: "CA"}, yes, yes, yes},
		{office.SetLanguages{First: "fr", Second: "en"}, yes, yes, yes},
		{office.SetAdministrator{Name: "Chantal", Email: "chantal@new.example", Language: "en"}, yes, yes, yes},
		{office.SetAssistant{Name: "Zoé", Email: "zoe@boreal.example"}, yes, yes, yes},
		{office.ChangePassword{Current: officetest.Password, New: "tout à fait neuf"}, yes, forbidden, forbidden},
		{office.Undo{Change: c.Change}, yes, yes, yes},
		{office.UndoAbove{VAR: c.VAR, Change: c.VARChange}, unseen, yes, yes},
		{office.EditVAR{VAR: c.VAR, Name: "Nordik", SupportEmail: "aide@nordik.example"}, unseen, yes, yes},
		{office.SetBilling{Region: "QC", Zone: "America/Toronto"}, yes, yes, yes},
		{office.SetPriceList{VAR: c.VAR, List: anteroom.PriceList{Taxes: []anteroom.Tax{{Name: "TPS", Country: "CA", Rate: 50_000}}}}, unseen, yes, forbidden},
		{office.AddAdjustment{Month: "2026-01", Currency: "CAD", Reason: "Panne", Amount: -100}, forbidden, yes, yes},
		{office.RemoveAdjustment{Adjustment: c.Adjustment}, forbidden, yes, yes},
		{office.CloseBill{Month: "2026-01"}, forbidden, yes, yes},
		{office.CloseMonth{VAR: c.VAR, Month: "2026-01"}, unseen, yes, yes},
		{office.SetWholesale{VAR: c.VAR, Currency: "CAD", BaseRate: 500, Minutes: 100, MinuteRate: 1}, unseen, forbidden, yes},
		{office.CloseVARBill{VAR: c.VAR, Month: "2026-01"}, unseen, forbidden, conflict},  // it is not billed
		{office.RemindOfBill{Month: "2026-01", Currency: "CAD"}, forbidden, wrong, wrong}, // it is not closed
		{office.SetSystemLanguages{Languages: []anteroom.Language{"en", "fr"}}, unseen, unseen, yes},
		{office.CreateVAR{Name: "Tiers", SupportEmail: "aide@tiers.example"}, unseen, unseen, yes},
		{office.CreateAdministrator{VAR: c.VAR, Name: "Nina", Email: "nina@nordik.example", Language: "en"}, unseen, forbidden, yes},
		{office.CreateToken{}, yes, yes, yes}, {office.EndToken{Token: "0000000000000000"}, unseen, unseen, unseen}, // it is nobody's
		{office.SetAccount{Name: "Nina", Email: "nina@nordik.example", Language: "en"}, forbidden, yes, yes},
		{office.ChangeOwnPassword{Current: officetest.Password, New: "tout à fait neuf"}, yes, yes, yes},
		{office.CreateCompany{VAR: c.VAR, Kind: anteroom.Private, Name: "Cap", Country: "CA", First: "fr", AdministratorName: "Ann", AdministratorLanguage: "en",
			Email: "ann@cap.example", AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"}, unseen, yes, yes},
		{office.SetKeys{Keys: 9}, forbidden, yes, yes},
		{office.SetProvisioning{PBX: r.PhoneSystem, AccountID: "boreal-1"}, forbidden, yes, yes},
		{office.AddPhoneSystem{Name: "Star", Kind: "asterisk"}, unseen, unseen, yes},
		{office.CreatePackage{VAR: c.VAR, Name: "Plus", Currency: "CAD", BaseRate: 1, MinuteRate: 1}, unseen, yes, forbidden},
		{office.OfferPackage{Package: c.Package, Offer: true}, forbidden, yes, yes},
		{office.EditPackage{VAR: c.VAR, Package: c.Package, Name: "Affaires", Currency: "CAD", BaseRate: 2095, MinuteRate: 3, Active: true}, unseen, yes, forbidden},
		{office.UnlistPackage{Package: c.Listed}, forbidden, yes, yes},
		{office.SetOffers{Offer: []anteroom.PackageID{c.Listed}}, yes, yes, yes},
		{office.ChoosePackages{User: c.Users[0], Packages: []anteroom.PackageID{}}, yes, yes, yes},
		{office.CreateUser{Last: "Roy", Email: "roy@boreal.example"}, yes, yes, yes},
		{office.AddNumber{Number: "+14185550199"}, forbidden, yes, yes},
		{office.AddPhone{User: c.Users[0]}, yes, yes, yes},
		{office.SetBrand{VAR: c.VAR, Name: "Nordik", Colour: "#204080", Address: "https://phone.nordik.example"}, unseen, yes, yes},
		{office.SetCompanyBrand{Name: "Boréal", Colour: "#204080"}, forbidden, yes, yes},
		{office.SetLogo{VAR: c.VAR, Logo: officetest.Logo()}, unseen, yes, yes},
		{office.SetCompanyLogo{Logo: officetest.Logo()}, forbidden, yes, yes},
		{office.SetVARKeys{VAR: c.VAR, Keys: 60}, unseen, forbidden, yes},
		{office.RemoveVAR{VAR: c.VAR, Name: "Nordik"}, unseen, forbidden, yes},
		{office.RecoverVAR{VAR: c.VAR}, unseen, forbidden, yes},
		{office.SuspendCompany{Reason: "Impayé"}, forbidden, yes, yes},
		{office.ResumeCompany{}, forbidden, yes, yes},
		{office.RemoveCompany{Name: c.Name}, forbidden, yes, yes},
		{office.RecoverCompany{}, forbidden, yes, yes},
		{office.SetProvisioningPassword{Password: "tr3s secret"}, forbidden, yes, yes},
		{office.GivePBXAddress{}, forbidden, conflict, conflict},                                       // its phone system fetches nothing
		{office.ActFor{Reason: "Demande par téléphone", Minutes: 15}, forbidden, forbidden, forbidden}, // only in a session of the portal
		{office.EditPhoneSystem{PhoneSystem: r.PhoneSystem, Name: "Star", Kind: "builtin"}, unseen, unseen, yes},
		{office.RemovePhoneSystem{PhoneSystem: r.SparePhoneSystem}, unseen, unseen, yes},
		{office.RemoveAdministrator{VAR: c.VAR, Account: c.Vendor.Who.Account}, unseen, forbidden, yes},
		{office.SendAdministratorInvitation{VAR: c.VAR, Account: c.Vendor.Who.Account}, unseen, forbidden, wrong}, // who has a password already
		{office.WithdrawAdministratorInvitation{VAR: c.VAR, Account: c.Vendor.Who.Account}, unseen, forbidden, wrong},
		{office.SendCompanyInvitation{}, forbidden, wrong, wrong},
		{office.WithdrawCompanyInvitation{}, forbidden, wrong, wrong},
		{office.LeaveCompany{}, forbidden, forbidden, forbidden},
		{office.AddNumbers{List: "+1 418 555 0150 .. 59"}, forbidden, yes, yes},
		{office.EditNumber{Number: c.Number, Kind: anteroom.NumberBoth}, yes, yes, yes},
		{office.AssignNumber{Number: c.Number, User: c.Users[0]}, yes, yes, yes},
		{office.ReserveNumber{Number: c.Spare, Email: "ann@boreal.example"}, yes, yes, yes},
		{office.ReleaseNumber{Number: c.Number}, yes, yes, yes},
		{office.RemoveNumber{Number: c.Number}, forbidden, yes, yes},
		{office.SetReceptionist{Remember: 30}, yes, yes, yes},
		{office.SetHours{Zone: "America/Toronto"}, yes, yes, yes},
		{office.OpenByHand{State: anteroom.Closed, Until: time.Now().UTC().Add(5 * time.Hour).Format("2006-01-02T15:04")}, yes, yes, yes},
		{office.SetPrompt{Menu: c.Menu, Language: "fr", Text: "Ventes, faites le 1."}, yes, yes, yes},
		{office.GiveRecordingCode{Language: "fr"}, yes, yes, yes},
		{office.SetHoldMusic{File: []byte("RIFF")}, yes, yes, yes},
		{office.RecordPrompt{User: c.Users[0], Code: "000000", File: []byte("RIFF")}, wrong, wrong, wrong}, // no such code was given
		{office.AddMenu{Name: "Accueil"}, yes, yes, yes},
		{office.EditMenu{Menu: c.Menu, Name: "Accueil"}, yes, yes, yes},
		{office.RemoveMenu{Menu: c.Menu}, yes, yes, yes},
		{office.AddGroup{Name: "Ventes", Members: c.Users[:1]}, yes, yes, yes},
		{office.EditGroup{Group: c.Group, Name: "Ventes", Members: c.Users[:1]}, yes, yes, yes},
		{office.RemoveGroup{Group: c.Group}, yes, yes, yes},
		{office.AddRestriction{Name: "Outre-mer", Pattern: "011*", Rule: anteroom.AllowPIN, Users: c.Users}, yes, yes, yes},
		{office.EditRestriction{Restriction: c.Restriction, Name: "Kiosques", Pattern: "+1976*", Rule: anteroom.DenyAll}, yes, yes, yes},
		{office.RemoveRestriction{Restriction: c.Restriction}, yes, yes, yes},
		{office.AddRestrictionAbove{VAR: c.VAR, Name: "Kiosques", Pattern: "+1900*", Rule: anteroom.DenyAll}, unseen, yes, forbidden},
		{office.EditRestrictionAbove{VAR: c.VAR, Restriction: c.VARRestriction, Name: "Satellite", Pattern: "+870*", Rule: anteroom.DenyAll}, unseen, yes, forbidden},
		{office.RemoveRestrictionAbove{VAR: c.VAR, Restriction: c.VARRestriction}, unseen, yes, forbidden},
		{office.EditUser{User: c.Users[0], Last: &last}, yes, yes, yes},
		{office.EditSelf{User: c.Users[0], First: "Marc", Last: "Roy", Email: "roy@boreal.example"}, yes, yes, yes},
		{office.SetPIN{User: c.Users[0], PIN: "481516"}, yes, yes, yes},
		{office.RemoveUser{User: c.Users[0]}, yes, yes, yes},
		{office.RemoveUsers{Users: c.Users}, yes, yes, yes},
		{office.RecoverUser{User: c.Users[0]}, yes, yes, yes},
		{office.SendInvitation{User: c.Users[0]}, yes, yes, yes},
		{office.WithdrawInvitation{User: c.Users[0]}, wrong, wrong, wrong},                                             // nobody is invited
		{office.RemovePhone{Phone: "none"}, wrong, wrong, wrong},                                                       // nor has a phone
		{office.ConfigurePhone{Phone: "none", Model: anteroom.Yealink, MAC: "00:15:65:a1:b2:c3"}, wrong, wrong, wrong}, // nobody has a phone
		{office.ResyncPhone{Phone: "none"}, wrong, wrong, wrong},
		{office.ChangePhonePassword{Phone: "none"}, wrong, wrong, wrong},
		{office.ResyncPhones{}, conflict, conflict, conflict},    // none is configured from here
		{office.ReadPhoneSystem{}, conflict, conflict, conflict}, // Anteroom itself: there is nothing to read
		{office.ImportPBXUsers{}, conflict, conflict, conflict},
		{office.ImportPBXNumbers{}, forbidden, conflict, conflict},
		{office.AdoptFromPBX{Items: []string{"line 201"}}, conflict, conflict, conflict},
		{office.PushPhoneSystem{}, conflict, conflict, conflict},
		{office.LeaveOnPhoneSystem{Items: []string{"line 201"}}, conflict, conflict, conflict},
		{office.GiveLinePassword{Extension: "201"}, conflict, conflict, conflict},
		{office.SetStatus{User: c.Users[0], Status: anteroom.InMeeting}, yes, yes, yes},
		{office.AddCallRule{User: c.Users[0], RuleFields: office.RuleFields{Name: "Nuit", From: anteroom.FromAnybody, Deed: anteroom.DeedVoicemail}}, yes, yes, yes},
		{office.EditCallRule{User: c.Users[0], Rule: c.CallRule, RuleFields: office.RuleFields{Name: "Nuit", From: anteroom.FromOutside, Deed: anteroom.DeedVoicemail}}, yes, yes, yes},
		{office.MoveCallRule{User: c.Users[0], Rule: c.CallRule}, yes, yes, yes},
		{office.RemoveCallRule{User: c.Users[0], Rule: c.CallRule}, yes, yes, yes},
		{office.AddContact{User: c.Users[0], Last: "Roy", Number: "514 555-0122"}, yes, yes, yes},
		{office.ImportContacts{User: c.Users[0], File: []byte("last,number\nRoy,514 555-0129\n")}, yes, yes, yes},
		{office.EditContact{User: c.Users[0], Contact: c.OwnContact, Last: "Roy", Number: "514 555-0122"}, yes, yes, yes},
		{office.RemoveContact{User: c.Users[0], Contact: c.OwnContact}, yes, yes, yes},
		{office.SetGreeting{User: c.Users[0], Language: c.Greeted, Text: "Bonjour", File: []byte("RIFF")}, yes, yes, yes},
		{office.RemoveGreeting{User: c.Users[0], Language: c.Greeted}, yes, yes, yes},
		{office.MarkVoiceMessages{User: c.Users[0], Messages: []anteroom.RecordingID{"none"}, Heard: true}, forbidden, forbidden, forbidden}, // the user's alone
		{office.RemoveVoiceMessages{User: c.Users[0], Messages: []anteroom.RecordingID{"none"}}, forbidden, forbidden, forbidden},
		{office.RecoverVoiceMessages{User: c.Users[0], Messages: []anteroom.RecordingID{"none"}}, forbidden, forbidden, forbidden},
		{office.UndoOwn{User: c.Users[0], Change: c.OwnChange}, yes, yes, yes},
		{office.SetMailAccess{Incoming: mail.Incoming, Outgoing: mail.Outgoing, Email: "essai@boreal.example", Password: officetest.MailPassword}, yes, yes, yes},
		{office.RemoveMailAccess{}, yes, yes, yes},
		{office.RetryJob{Job: c.Job}, forbidden, yes, yes},
		{office.DropJob{Job: c.Job}, forbidden, yes, yes},
		{office.RetryJobAbove{Job: r.Job}, unseen, unseen, yes},
		{office.DropJobAbove{Job: r.Job}, unseen, unseen, yes},
		{office.ConnectMail{User: c.Users[0], UserName: "gagnon", Password: officetest.MailPassword}, yes, yes, yes},
		{office.DisconnectMail{User: c.Users[0]}, yes, yes, yes},
		{office.AddMailProvider{Provider: provider}, unseen, unseen, yes},
		{office.EditMailProvider{MailProvider: c.MailProvider, Provider: provider}, unseen, unseen, yes},
		{office.ApproveMailProvider{MailProvider: c.MailProvider}, unseen, unseen, yes},
		{office.RemoveMailProvider{MailProvider: c.MailProvider}, unseen, unseen, yes},
		{office.SetSpendingCap{Daily: new(int64(5000))}, yes, yes, yes},
		{officetest.Trunk("Nord"), unseen, unseen, yes},
		{office.SetRecogniser{Address: "https://whisper.nord.example", Key: "tr3s secret"}, unseen, unseen, yes},
		{office.EditTrunk{Trunk: c.Trunk, Name: "Sud", Server: "sip.sud.example", Transport: "tcp", Country: "CA", CalledIn: "to", CallsForm: "e164", DialForm: "digits", Caller: "user", MaxCalls: 5}, unseen, unseen, yes},
		{office.RemoveTrunk{Trunk: c.Trunk}, unseen, unseen, yes},
		{office.HangUpCall{Call: c.Live}, yes, yes, yes},
		{office.PlaceCall{User: c.Users[0], Number: "202"}, yes, yes, yes},
		{office.CallBack{User: c.Users[0], Call: "00000000000000000000000000"}, unseen, unseen, unseen}, // no such call was made
		{office.ProposeMailProvider{Name: "Courriel du Nord", Domain: "nord.example"}, yes, yes, yes},
		{office.WithdrawMailProvider{MailProvider: c.Proposal}, yes, yes, yes},
		{office.UploadUsers{Name: "users.csv", File: []byte("last,email\nRoy,roy@boreal.example\n")}, yes, yes, yes},
		{office.MapImport{Import: c.Import, Columns: []string{"last", "email"}}, yes, yes, yes},
		{office.ImportUsers{Import: c.Import}, yes, yes, yes},
		{office.DiscardImport{Import: c.Import}, yes, yes, yes},
	}
}

// address is where a command of a company is given.
func address(c office.Command, company anteroom.CompanyID) string {
	if _, ok := reflect.TypeOf(c).FieldByName("Company"); ok {
		return "/companies/" + string(company) + "/" + office.Name(c)
	}
	return "/" + office.Name(c)
}

// The walls between tenants, for every command: who it is not meant for learns nothing, not even whether there is such
// a company. Nobody learns a secret, and none is written down.
func TestCommandWalls(t *testing.T) {
	r := start(t)
	r.Furnish(t)
	r.secrets = r.Plant(t, r.Mine)
	table := rows(r, r.Mine)
	var covered []string
	for _, row := range table {
		covered = append(covered, office.Name(row.command))
	}
	if diff := gocmp.Diff(slices.Sorted(slices.Values(names())), slices.Sorted(slices.Values(covered))); diff != "" {
		t.Fatalf("every command needs a row: %s", diff)
	}
	user, colleague, stranger := r.Person(t, r.Mine, 0), r.Person(t, r.Mine, 1), r.Person(t, r.Other, 0)
	before := r.state(t)
	for _, row := range table {
		name, path, body := office.Name(row.command), address(row.command, r.Mine.ID), inJSON(t, row.command)
		for _, caller := range []struct {
			who, token string
			want       int
		}{
			{"nobody", "", http.StatusUnauthorized}, {"a wrong token", strings.Repeat("0", 64), http.StatusUnauthorized},
			{"own administrator", r.Mine.Administrator.Token, row.admin}, {"own VAR", r.Mine.Vendor.Token, row.vendor}, {"system", r.System.Token, row.root},
			{"other company's administrator", r.Other.Administrator.Token, strange(row.command, anteroom.LevelCompany)}, {"other VAR", r.Other.Vendor.Token, strange(row.command, anteroom.LevelVAR)},
			{"its user", user, person(row.command)}, {"a colleague", colleague, strange(row.command, anteroom.LevelUser)}, {"other company's user", stranger, strange(row.command, anteroom.LevelUser)},
		} {
			got := r.ask(t, http.MethodPost, path+"?preview=true", caller.token, body)
			if got.code != caller.want {
				t.Errorf("%s by %s: got %d, want %d: %s", name, caller.who, got.code, caller.want, got.body)
			}
			if caller.want == yes { // it would be carried out; the preview was that
				continue
			}
			if real := r.ask(t, http.MethodPost, path, caller.token, body); real.code != caller.want {
				t.Errorf("%s by %s, for real: got %d, want %d", name, caller.who, real.code, caller.want)
			}
		}
	}
	if diff := gocmp.Diff(before, r.state(t)); diff != "" {
		t.Errorf("something changed: %s", diff)
	}
	r.silent(t)
}

// strange is the answer that a stranger gets: what is not there; but for what is of the own account alone. Of that, what an
// account above companies is changed by is not for everybody, and a user of this house has no password.
func strange(c office.Command, level anteroom.Level) int {
	switch c.(type) {
	case office.CreateToken:
		return yes
	case office.ChangeOwnPassword:
		if level == anteroom.LevelUser {
			return wrong
		}
		return yes
	case office.SetAccount:
		if level == anteroom.LevelVAR {
			return yes
		}
		return forbidden
	}
	return unseen
}

// person is what the user gets whom the row is about.
func person(c office.Command) int {
	switch c.(type) {
	case office.EditSelf, office.SetPIN, office.ChoosePackages, office.ConnectMail, office.DisconnectMail,
		office.SetStatus, office.AddCallRule, office.EditCallRule, office.MoveCallRule, office.RemoveCallRule, office.SetGreeting, office.RemoveGreeting, office.AddContact, office.ImportContacts, office.EditContact, office.RemoveContact, office.UndoOwn, office.PlaceCall:
		return yes
	case office.RecordPrompt:
		return wrong
	}
	return strange(c, anteroom.LevelUser)
}

// state is all that the walls must keep: the histories, which every change enters.
func (r *rig) state(t *testing.T) map[anteroom.CompanyID]int {
	t.Helper()
	out := map[anteroom.CompanyID]int{}
	for _, c := range []officetest.Company{r.Mine, r.Other} {
		list, err := r.History(t.Context(), officetest.Program(), anteroom.Target{Company: c.ID}, 0, 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range list {
			if change.Command != "refused" { // an attempt, which is all that one leaves
				out[c.ID]++
			}
		}
	}
	return out
}

// What is another's and what does not exist look the same: to the byte.
func TestForeignIsUnknown(t *testing.T) {
	r := start(t)
	r.Furnish(t)
	const nowhere = "0000000000000000000x"
	call := r.Call(t, r.Mine, began())
	for _, stranger := range []string{r.Other.Administrator.Token, r.Other.Vendor.Token, r.Person(t, r.Other, 0)} {
		for _, row := range rows(r, r.Mine) {
			body := inJSON(t, row.command)
			unknown := strings.ReplaceAll(body, string(r.Mine.VAR), nowhere)
			for _, query := range []string{"", "?preview=true", "?version=1", "?digest=00"} {
				foreign := r.ask(t, http.MethodPost, address(row.command, r.Mine.ID)+query, stranger, body)
				same(t, office.Name(row.command)+query, foreign, r.ask(t, http.MethodPost, address(row.command, nowhere)+query, stranger, unknown))
			}
		}
		for _, path := range r.queries(t) {
			if !strings.Contains(path, "{company}") && !strings.Contains(path, "{var}") {
				continue
			}
			foreign := r.ask(t, http.MethodGet, r.filled(path, r.Mine, call), stranger, "")
			if foreign.code != unseen {
				t.Errorf("%s: %d", path, foreign.code)
			}
			none := strings.NewReplacer("{company}", nowhere, "{var}", nowhere).Replace(path)
			same(t, path, foreign, r.ask(t, http.MethodGet, r.filled(none, r.Mine, call), stranger, ""))
		}
	}
}

// queries are the addresses of all queries of the document.
func (r *rig) queries(t *testing.T) (list []string) {
	t.Helper()
	for path, item := range read[struct{ Paths map[string]map[string]any }](t, r.ask(t, http.MethodGet, "/openapi.json", "", "")).Paths {
		if item["get"] != nil {
			list = append(list, path)
		}
	}
	return list
}

// filled is an address about things of the company.
func (r *rig) filled(path string, c officetest.Company, call anteroom.Call) string {
	return strings.NewReplacer("{company}", string(c.ID), "{call}", string(call.ID), "{recording}", string(call.Recording.ID), "{message}", string(call.Recording.ID), "{var}", string(c.VAR),
		"{user}", string(c.Users[0]), "{sound}", string(c.Sound), "{import}", string(c.Import), "{month}", "2026-01").Replace(path)
}

func same(t *testing.T, what string, foreign, unknown answer) {
	t.Helper()
	if foreign.code == yes { // create-token, whose answer is a new secret
		return
	}
	if diff := gocmp.Diff(foreign, unknown, gocmp.AllowUnexported(answer{})); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// A thing of another's, named in a command of one's own company, does not exist either.
func TestForeignThings(t *testing.T) {
	r := start(t)
	r.Furnish(t)
	const nowhere = "0000000000000000000x"
	for _, row := range []struct {
		command string
		foreign any
		unknown any
		want    string
	}{
		{"undo", office.Undo{Change: r.Other.Change}, office.Undo{Change: nowhere}, "Not Found error.not_found"},
		{"add-phone", office.AddPhone{User: r.Other.Users[0]}, office.AddPhone{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"import-users", office.ImportUsers{Import: r.Other.Import}, office.ImportUsers{Import: nowhere}, "Not Found error.not_found"},
		{"map-import", office.MapImport{Import: r.Other.Import, Columns: []string{"last", "email"}}, office.MapImport{Import: nowhere, Columns: []string{"last", "email"}},
			"Not Found error.not_found"},
		{"discard-import", office.DiscardImport{Import: r.Other.Import}, office.DiscardImport{Import: nowhere}, "Not Found error.not_found"},
		{"offer-package", office.OfferPackage{Package: r.Other.Package}, office.OfferPackage{Package: nowhere}, "Unprocessable Entity package:error.package.unknown"},
		{"unlist-package", office.UnlistPackage{Package: r.Other.Listed}, office.UnlistPackage{Package: nowhere}, "Unprocessable Entity package:error.package.unknown"},
		{"set-offers", office.SetOffers{Offer: []anteroom.PackageID{r.Other.Listed}}, office.SetOffers{Offer: []anteroom.PackageID{nowhere}}, "Unprocessable Entity offer:error.package.unknown"},
		{"choose-packages", office.ChoosePackages{User: r.Other.Users[0], Packages: []anteroom.PackageID{}}, office.ChoosePackages{User: nowhere, Packages: []anteroom.PackageID{}}, "Unprocessable Entity user:error.user.unknown"},
		{"choose-packages", office.ChoosePackages{User: r.Mine.Users[0], Packages: []anteroom.PackageID{r.Other.Listed}},
			office.ChoosePackages{User: r.Mine.Users[0], Packages: []anteroom.PackageID{nowhere}}, "Unprocessable Entity packages:error.package.not_offered"},
		{"add-number", office.AddNumber{Number: "+14185550177", User: r.Other.Users[0]}, office.AddNumber{Number: "+14185550177", User: nowhere},
			"Unprocessable Entity user:error.user.unknown"},
		{"assign-number", office.AssignNumber{Number: r.Mine.Number, User: r.Other.Users[0]}, office.AssignNumber{Number: r.Mine.Number, User: nowhere},
			"Unprocessable Entity user:error.user.unknown"},
		{"assign-number", office.AssignNumber{Number: r.Other.Number}, office.AssignNumber{Number: "+14185550999"}, "Not Found error.not_found"},
		{"release-number", office.ReleaseNumber{Number: r.Other.Number}, office.ReleaseNumber{Number: "+14185550999"}, "Not Found error.not_found"},
		{"edit-number", office.EditNumber{Number: r.Other.Number, Kind: "voice"}, office.EditNumber{Number: "+14185550999", Kind: "voice"}, "Not Found error.not_found"},
		{"remove-number", office.RemoveNumber{Number: r.Other.Number}, office.RemoveNumber{Number: "+14185550999"}, "Not Found error.not_found"},
		{"add-restriction", office.AddRestriction{User: r.Other.Users[0], Name: "x", Pattern: "1*", Rule: "deny"},
			office.AddRestriction{User: nowhere, Name: "x", Pattern: "1*", Rule: "deny"}, "Unprocessable Entity user:error.user.unknown"},
		{"edit-menu", office.EditMenu{Menu: r.Other.Menu, Name: "x"}, office.EditMenu{Menu: nowhere, Name: "x"}, "Not Found error.not_found"},
		{"remove-menu", office.RemoveMenu{Menu: r.Other.Menu}, office.RemoveMenu{Menu: nowhere}, "Not Found error.not_found"},
		{"set-prompt", office.SetPrompt{Menu: r.Other.Menu, Language: "fr", Text: "x"}, office.SetPrompt{Menu: nowhere, Language: "fr", Text: "x"}, "Not Found error.not_found"},
		{"edit-group", office.EditGroup{Group: r.Other.Group, Name: "x", Members: r.Mine.Users[:1]}, office.EditGroup{Group: nowhere, Name: "x", Members: r.Mine.Users[:1]}, "Not Found error.not_found"},
		{"remove-group", office.RemoveGroup{Group: r.Other.Group}, office.RemoveGroup{Group: nowhere}, "Not Found error.not_found"},
		{"set-receptionist", office.SetReceptionist{Root: anteroom.To(anteroom.ToMenu, r.Other.Menu)}, office.SetReceptionist{Root: "menu:nowhere"}, "Unprocessable Entity root:error.destination.gone"},
		{"add-menu", office.AddMenu{Name: "x", Silence: anteroom.To(anteroom.ToUser, r.Other.Users[0])}, office.AddMenu{Name: "x", Silence: "user:nowhere"}, "Unprocessable Entity silence:error.destination.gone"},
		{"remove-restriction", office.RemoveRestriction{Restriction: r.Other.Restriction}, office.RemoveRestriction{Restriction: nowhere}, "Not Found error.not_found"},
		{"remove-restriction", office.RemoveRestriction{Restriction: r.Mine.VARRestriction}, office.RemoveRestriction{Restriction: nowhere}, "Not Found error.not_found"},
		{"edit-user", office.EditUser{User: r.Other.Users[0]}, office.EditUser{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"remove-user", office.RemoveUser{User: r.Other.Users[0]}, office.RemoveUser{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"remove-users", office.RemoveUsers{Users: r.Other.Users[:1]}, office.RemoveUsers{Users: []anteroom.UserID{nowhere}}, "Unprocessable Entity users:error.user.unknown"},
		{"recover-user", office.RecoverUser{User: r.Other.Users[0]}, office.RecoverUser{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"set-pin", office.SetPIN{User: r.Other.Users[0], PIN: "481516"}, office.SetPIN{User: nowhere, PIN: "481516"}, "Unprocessable Entity user:error.user.unknown"},
		{"edit-self", office.EditSelf{User: r.Other.Users[0]}, office.EditSelf{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"send-invitation", office.SendInvitation{User: r.Other.Users[0]}, office.SendInvitation{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"set-status", office.SetStatus{User: r.Other.Users[0], Status: anteroom.InMeeting}, office.SetStatus{User: nowhere, Status: anteroom.InMeeting}, "Unprocessable Entity user:error.user.unknown"},
		{"remove-call-rule", office.RemoveCallRule{User: r.Mine.Users[0], Rule: r.Other.CallRule}, office.RemoveCallRule{User: r.Mine.Users[0], Rule: nowhere}, "Not Found error.not_found"},
		{"add-contact", office.AddContact{User: r.Other.Users[0], Last: "x", Number: "5145550122"}, office.AddContact{User: nowhere, Last: "x", Number: "5145550122"}, "Unprocessable Entity user:error.user.unknown"},
		{"edit-contact", office.EditContact{Contact: r.Other.Contact, Last: "x", Number: "5145550122"}, office.EditContact{Contact: nowhere, Last: "x", Number: "5145550122"}, "Not Found error.not_found"},
		{"remove-contact", office.RemoveContact{Contact: r.Mine.OwnContact}, office.RemoveContact{Contact: nowhere}, "Not Found error.not_found"},
		{"undo-own", office.UndoOwn{User: r.Mine.Users[0], Change: r.Other.OwnChange}, office.UndoOwn{User: r.Mine.Users[0], Change: nowhere}, "Not Found error.not_found"},
		{"retry-job", office.RetryJob{Job: r.Other.Job}, office.RetryJob{Job: nowhere}, "Not Found error.not_found"},
		{"drop-job", office.DropJob{Job: r.Job}, office.DropJob{Job: nowhere}, "Not Found error.not_found"},
		{"hang-up-call", office.HangUpCall{Call: r.Other.Live}, office.HangUpCall{Call: nowhere}, "Not Found error.not_found"},
		{"place-call", office.PlaceCall{User: r.Other.Users[0], Number: "202"}, office.PlaceCall{User: nowhere, Number: "202"}, "Unprocessable Entity user:error.user.unknown"},
		{"call-back", office.CallBack{User: r.Mine.Users[0], Call: r.Call(t, r.Other, began()).ID}, office.CallBack{User: r.Mine.Users[0], Call: nowhere}, "Not Found error.not_found"},
		{"disconnect-mail", office.DisconnectMail{User: r.Other.Users[0]}, office.DisconnectMail{User: nowhere}, "Unprocessable Entity user:error.user.unknown"},
		{"create-user", office.CreateUser{Last: "Roy", Email: "roy@boreal.example", Packages: []anteroom.PackageID{r.Other.Package}},
			office.CreateUser{Last: "Roy", Email: "roy@boreal.example", Packages: []anteroom.PackageID{nowhere}}, "Unprocessable Entity packages:error.package.unknown"},
		{"create-user", office.CreateUser{Last: "Roy", Email: "roy@boreal.example", Numbers: []anteroom.NumberID{r.Other.Number}},
			office.CreateUser{Last: "Roy", Email: "roy@boreal.example", Numbers: []anteroom.NumberID{"+14185550123"}}, "Unprocessable Entity numbers:error.number.not_free"},
	} {
		path := "/companies/" + string(r.Mine.ID) + "/" + row.command
		foreign := r.ask(t, http.MethodPost, path, r.Mine.Vendor.Token, inJSON(t, row.foreign))
		if got := foreign.refused(t); got != row.want {
			t.Errorf("%s: got %s, want %s", row.command, got, row.want)
		}
		same(t, row.command, foreign, r.ask(t, http.MethodPost, path, r.Mine.Vendor.Token, inJSON(t, row.unknown)))
	}
	call := r.Call(t, r.Other, began())
	foreign := r.get(t, "recordings/"+string(call.Recording.ID))
	if foreign.code != unseen {
		t.Errorf("another's recording: %d", foreign.code)
	}
	same(t, "recording", foreign, r.get(t, "recordings/"+nowhere))
}

// The walls for every query of the document; no secret stands in an answer.
func TestQueryWalls(t *testing.T) {
	r := start(t)
	r.Furnish(t)
	r.secrets = r.Plant(t, r.Mine)
	defer r.silent(t)
	r.Do(t, r.System.Who, office.SetWholesale{VAR: r.Mine.VAR, Currency: "CAD", BaseRate: 600})
	call := r.Call(t, r.Mine, began())
	own := []string{"/me", "/languages", "/companies", "/tokens"}
	user, colleague, stranger := r.Person(t, r.Mine, 0), r.Person(t, r.Mine, 1), r.Person(t, r.Other, 0)
	for format, want := range map[string]string{"": "audio/wav", "?format=wav": "audio/wav", "?format=mp3": "audio/mpeg", "?format=ogg": ""} {
		got := r.ask(t, http.MethodGet, r.filled("/companies/{company}/users/{user}/voice-messages/{message}", r.Mine, call)+format, user, "")
		if got.code != yes && want != "" || want != "" && got.header.Get("Content-Type") != want || want == "" && got.code != http.StatusBadRequest {
			t.Errorf("a voice message as %q: %d, %s", format, got.code, got.header.Get("Content-Type"))
		}
	}
	for _, path := range r.queries(t) {
		system, ofVAR := slices.Contains([]string{"/mail-providers", "/outbox", "/undelivered", "/vars", "/company-list", "/restrictions", "/packages", "/overview", "/administrators", "/history", "/prices", "/phone-system-health", "/phone-system-accounts", "/trunks", "/recogniser", "/recogniser/test"}, path), strings.Contains(path, "{var}") || path == "/phone-systems" || path == "/support"
		ofUser := strings.Contains(path, "{user}")
		system = system || path == "/load"
		path = r.filled(path, r.Mine, call)
		if strings.Contains(path, "{") {
			t.Errorf("%s: the test does not know what stands there", path)
		}
		foreign := unseen
		if slices.Contains(own, path) {
			foreign = yes
		}
		wants := map[string]int{"": http.StatusUnauthorized, r.Mine.Administrator.Token: yes, r.Mine.Vendor.Token: yes, r.System.Token: yes,
			r.Other.Administrator.Token: foreign, r.Other.Vendor.Token: foreign, user: foreign, colleague: foreign, stranger: foreign}
		if ofUser {
			wants[user] = yes
		}
		if path == "/companies" { // a user is of one, and has no list
			wants[user], wants[colleague], wants[stranger] = unseen, unseen, unseen
		}
		if system || ofVAR {
			wants[r.Mine.Administrator.Token] = unseen
		}
		if system {
			wants[r.Mine.Vendor.Token] = unseen
		}
		if path == "/account" { // of who governs a VAR or the system
			wants[r.Other.Vendor.Token] = yes
			for _, below := range []string{r.Mine.Administrator.Token, r.Other.Administrator.Token, user, colleague, stranger} {
				wants[below] = forbidden
			}
		}
		if strings.Contains(path, "/recordings/") { // of a voice message
			wants[user] = yes
		}
		if strings.Contains(path, "/voice-messages") || strings.Contains(path, "/recordings/") { // the user's alone
			wants[r.Mine.Administrator.Token], wants[r.Mine.Vendor.Token], wants[r.System.Token] = forbidden, forbidden, forbidden
		}
		if path == "/phone-systems" || path == "/support" { // of all who provide
			wants[r.Other.Vendor.Token] = yes
		}
		if strings.HasSuffix(path, "/adjustments") || strings.Contains(path, string(r.Mine.ID)+"/bills") { // the company sees them on the portal, by its password
			wants[r.Mine.Administrator.Token] = http.StatusForbidden
		}
		for who, want := range wants {
			if got := r.ask(t, http.MethodGet, path, who, ""); got.code != want {
				t.Errorf("%s by %s: got %d, want %d", path, cmp.Or(map[string]string{user: "its user", colleague: "a colleague", stranger: "a stranger"}[who], r.nameOf(who)), got.code, want)
			}
		}
	}
}

func (r *rig) nameOf(token string) string {
	for _, a := range []officetest.Account{r.System, r.Mine.Administrator, r.Mine.Vendor, r.Other.Administrator, r.Other.Vendor} {
		if a.Token == token {
			return a.Who.Name
		}
	}
	return "nobody"
}

// A list holds one's own and nothing else.
func TestOwnCompanies(t *testing.T) {
	r := start(t)
	for token, want := range map[string][]string{r.System.Token: {"Atlas", "Boréal"}, r.Mine.Vendor.Token: {"Boréal"}, r.Mine.Administrator.Token: {"Boréal"},
		r.Other.Vendor.Token: {"Atlas"}, r.Other.Administrator.Token: {"Atlas"}} {
		var got []string
		for _, c := range read[[]anteroom.Company](t, r.ask(t, http.MethodGet, "/companies", token, "")) {
			got = append(got, c.Name)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", r.nameOf(token), diff)
		}
	}
}
