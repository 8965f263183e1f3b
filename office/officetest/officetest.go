// Package officetest builds an office with two of everything, so that a test of any room can ask for what is its own and
// for what is another's. It is made through commands only, on a store that the test hands in; it owns no rule, and is
// imported by tests only.
package officetest

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
)

// Password is that of every account.
const Password = "une phrase de passe"

// Account is something that can sign in with its e-mail and Password, or by its token.
type Account struct {
	Who   anteroom.Who
	Email string
	Token string
}

// Company is a company of the house with all that is its own. It has five keys, of which two are used.
type Company struct {
	ID      anteroom.CompanyID
	VAR     anteroom.VARID
	Name    string
	Number  anteroom.NumberID
	Users   []anteroom.UserID // the first is the operator; extensions 201 and 202
	Package anteroom.PackageID

	Change anteroom.ChangeID // an entry of its history that can be undone: its assistant was named
	// Furnish makes the following.
	// Job delivers a message of the company.
	Job anteroom.JobID
	// CallRule, a greeting in the language Greeted, and a status are the first user's; OwnChange set the status.
	CallRule  anteroom.CallRuleID
	Greeted   anteroom.Language
	OwnChange anteroom.ChangeID
	// Contact is the company's, OwnContact the first user's.
	Contact, OwnContact anteroom.ContactID
	// MailProvider is on the system's list; the company has a mail connection, and its first user another.
	MailProvider   anteroom.MailProviderID
	Proposal       anteroom.MailProviderID // for the list, by the company; not decided on
	Import         anteroom.ImportID       // of a file that was checked: one user, Luc Roy
	Spare          anteroom.NumberID       // assigned to nobody
	Restriction    anteroom.RestrictionID  // of its own: premium numbers are denied
	Listed         anteroom.PackageID      // on its list, neither offered nor given
	VARRestriction anteroom.RestrictionID  // of its VAR: satellites are denied
	// VARChange is an entry of its VAR's history that can be undone: the support's telephone number was set.
	VARChange anteroom.ChangeID
	// Menu has a recorded prompt, Sound; no call comes to it, nor to Group.
	Menu  anteroom.MenuID
	Group anteroom.GroupID
	Sound anteroom.RecordingID
	Live  anteroom.CallID  // in progress
	Trunk anteroom.TrunkID // of the system, by the company's name
	// Adjustment of this month's bill.
	Adjustment anteroom.AdjustmentID

	Administrator Account // of the company
	Vendor        Account // of its VAR
}

// Beside is another office on the same store, as that of another process: it has kept nothing yet.
func (h *House) Beside() *office.Office { return office.New(h.config) }

// House is an office with the system languages fr and en, two VARs, a company of each, and their accounts.
type House struct {
	*office.Office
	config      office.Config
	Store       *store.Store
	Keys        atomic.Pointer[string] // of the key file, which may be changed
	Catalogue   *locale.Catalogue
	System      Account
	PhoneSystem anteroom.SystemID
	Mail        *MailServers   // that people have
	PBX         *Accounts      // on phone systems
	Switchboard *Calls         // in progress: Furnish begins one of each company
	Encoder     *Encoder       // of MP3
	Scribe      *Scribe        // what the recogniser understands
	Refusals    Refusals       // that were written down
	Job         anteroom.JobID // of the system itself, that delivers a message; made by Furnish
	// SparePhoneSystem is one that no company is on.
	SparePhoneSystem anteroom.SystemID
	Mine             Company // Boréal, of Nordik: French only, private
	Other            Company // Atlas, of Sudtel: French and English, private
}

// Program is Anteroom itself, who may do everything.
func Program() anteroom.Who {
	return anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}
}

// Build makes the house on an empty store.
func Build(t testing.TB, s *store.Store) *House {
	t.Helper()
	return build(t, s, "fr", "en")
}

// BuildFrench makes the house in a system that has French only: all its companies and accounts have it.
func BuildFrench(t testing.TB, s *store.Store) *House {
	t.Helper()
	return build(t, s, "fr", "")
}

func build(t testing.TB, s *store.Store, first, second anteroom.Language) *House {
	t.Helper()
	languages := anteroom.Languages{First: first, Second: second}
	other := languages.List()[len(languages.List())-1]
	catalogue, err := words()
	if err != nil {
		t.Fatal(err)
	}
	h := &House{Store: s, Catalogue: catalogue, Mail: &MailServers{}, PBX: &Accounts{}, Encoder: &Encoder{}, Scribe: &Scribe{}, Switchboard: &Calls{}}
	h.Keys.Store(new(anteroom.NewSealKey()))
	sealer, err := anteroom.FollowKeys(func() ([]byte, error) { return []byte(*h.Keys.Load()), nil })
	if err != nil {
		t.Fatal(err)
	}
	h.config = office.Config{Paper: Paper{},
		Sealer: sealer, Words: catalogue.Words, Recordings: Recordings{}, MP3: h.Encoder, Scribe: h.Scribe, Mail: h.Mail, Issuers: h.Mail, PBX: h.PBX,
		Store: s, Composer: mail.NewComposer(catalogue), Portal: "http://portal.example", Log: slog.New(&h.Refusals),
		Sender:   anteroom.Assistant{Name: "Anteroom", Email: "anteroom@system.example"},
		Complete: catalogue.Lacking}
	h.Office = h.Beside()
	h.Do(t, Program(), office.SetSystemLanguages{Languages: languages.List()})
	h.SparePhoneSystem = anteroom.SystemID(h.Do(t, Program(), office.AddPhoneSystem{Name: "Spare", Kind: "asterisk"}).Made["phone_system"])
	h.Switch(h.Switchboard)
	h.PhoneSystem = anteroom.SystemID(h.Do(t, Program(), office.AddPhoneSystem{Name: "Anteroom", Kind: "builtin"}).Made["phone_system"])
	h.System = h.account(t, anteroom.Who{Level: anteroom.LevelSystem}, office.CreateAdministrator{Name: "Sam Opérateur", Email: "sam@system.example", Language: other})
	h.Mine = h.company(t, "Nordik", "nora@nordik.example", other, office.CreateCompany{Name: "Boréal", First: first, AdministratorName: "Chantal Létourneau",
		AdministratorLanguage: first, Email: "chantal@boreal.example", AssistantName: "Emma", AssistantEmail: "emma@boreal.example"}, "+14185550100")
	h.Other = h.company(t, "Sudtel", "sal@sudtel.example", other, office.CreateCompany{Name: "Atlas", First: first, Second: second, AdministratorName: "Antoine Bouchard",
		AdministratorLanguage: other, Email: "antoine@atlas.example", AssistantName: "Léo", AssistantEmail: "leo@atlas.example"}, "+15145550110")
	return h
}

// words are read once for all tests of a process.
var words = sync.OnceValues(locale.Load)

// Do carries out a command that must succeed.
func (h *House) Do(t testing.TB, who anteroom.Who, c office.Command) office.Outcome {
	t.Helper()
	out, err := h.Office.Do(context.Background(), who, c, office.Ask{})
	if err != nil {
		t.Fatalf("%s: %v", office.Name(c), err)
	}
	return out
}

// Company is the company as it is stored now.
func (h *House) Company(t testing.TB, id anteroom.CompanyID) anteroom.Company {
	t.Helper()
	p, err := h.Profile(context.Background(), Program(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p.Company
}

// Call ends a call to the company in which its first user was left a voice message of three seconds.
func (h *House) Call(t testing.TB, c Company, began time.Time) anteroom.Call {
	t.Helper()
	call := anteroom.Call{ID: anteroom.NewID[anteroom.CallID](began), Company: c.ID, Number: c.Number, Caller: "+15145550199", CallerName: "Zoé",
		Began: began, Answered: began.Add(time.Second), Ended: began.Add(30 * time.Second), Languages: h.Company(t, c.ID).Languages, Language: "fr",
		Prompts: []anteroom.Prompt{{ID: "greeting", Language: "fr", Name: c.Name}, {ID: "menu", Language: "fr"}}, Keys: "201",
		Path: []string{"greeting", "menu", "ring:201", "voicemail:201"}, User: c.Users[0],
		Verdict:   anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft},
		Recording: &anteroom.Recording{Length: 3 * time.Second, WAV: []byte("RIFF\x24\x00\x00\x00WAVE")}}
	if err := h.Keep(context.Background(), []anteroom.Call{call}); err != nil {
		t.Fatal(err)
	}
	call.Recording.ID = anteroom.RecordingID(call.ID) // as the office names it
	return call
}

func (h *House) company(t testing.TB, vendor, email string, language anteroom.Language, c office.CreateCompany, number string) Company {
	t.Helper()
	made := Company{VAR: anteroom.VARID(h.Do(t, Program(), office.CreateVAR{Name: vendor, Keys: 50, SupportEmail: "aide@" + vendor + ".example"}).Made["var"]),
		Name: c.Name, Number: anteroom.NumberID(number)}
	made.Vendor = h.account(t, anteroom.Who{Level: anteroom.LevelVAR, VAR: made.VAR},
		office.CreateAdministrator{VAR: made.VAR, Name: "Admin " + vendor, Email: email, Language: language})
	made.VARChange = h.Do(t, made.Vendor.Who, office.EditVAR{VAR: made.VAR, Name: vendor, SupportEmail: "aide@" + vendor + ".example", SupportPhone: "+1 418 555 0180"}).Change
	assistant := office.SetAssistant{Name: c.AssistantName, Email: c.AssistantEmail}
	c.VAR, c.Kind, c.Country, c.Keys, c.PBX, c.AssistantName = made.VAR, anteroom.Private, "CA", 5, h.PhoneSystem, "Anteroom"
	out := h.Do(t, Program(), c)
	made.ID = anteroom.CompanyID(out.Made["company"])
	made.Administrator = h.enrol(t, anteroom.Who{Account: anteroom.AccountID(out.Made["account"]), Level: anteroom.LevelCompany, VAR: made.VAR, Company: made.ID,
		Name: c.AdministratorName, Lang: c.AdministratorLanguage}, c.Email, out.Made["set_up"])
	made.Package = anteroom.PackageID(h.Do(t, made.Vendor.Who, office.CreatePackage{VAR: made.VAR, Name: "Affaires", Currency: "CAD", BaseRate: 1995, MinuteRate: 3}).Made["package"])
	assistant.Company = made.ID
	made.Change = h.Do(t, Program(), assistant).Change
	for i, last := range []string{"Tremblay", "Gagnon"} {
		u := office.CreateUser{Company: made.ID, First: "Marc", Last: last, Email: last + "@" + c.Name + ".example", Extension: []string{"201", "202"}[i], Operator: i == 0}
		made.Users = append(made.Users, anteroom.UserID(h.Do(t, Program(), u).Made["user"]))
	}
	h.Do(t, Program(), office.AddNumber{Company: made.ID, Number: number})
	credit := office.AddAdjustment{Company: made.ID, Month: anteroom.MonthAt(time.Now(), time.UTC), Currency: "CAD", Reason: "Panne", Amount: -100}
	made.Adjustment = anteroom.AdjustmentID(h.Do(t, Program(), credit).Made["adjustment"])
	return made
}

func (h *House) account(t testing.TB, who anteroom.Who, c office.CreateAdministrator) Account {
	t.Helper()
	out := h.Do(t, Program(), c)
	who.Account, who.Name, who.Lang = anteroom.AccountID(out.Made["account"]), c.Name, c.Language
	return h.enrol(t, who, c.Email, out.Made["set_up"])
}

// Person is a token of a user of the company.
func (h *House) Person(t testing.TB, c Company, n int) string {
	t.Helper()
	who := anteroom.Who{Level: anteroom.LevelUser, VAR: c.VAR, Company: c.ID, User: c.Users[n], Source: anteroom.API}
	err := h.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		who.Account, err = tx.AccountOfUser(c.ID, who.User)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.Do(t, who, office.CreateToken{}).Made["token"]
}

// enrol gives an account its password and a token.
func (h *House) enrol(t testing.TB, who anteroom.Who, email, setUp string) Account {
	t.Helper()
	if err := h.Reset(context.Background(), setUp, Password, Password); err != nil {
		t.Fatal(err)
	}
	who.Source = anteroom.API
	return Account{Who: who, Email: email, Token: h.Do(t, who, office.CreateToken{}).Made["token"]}
}

// Furnish gives both companies what not every test needs: a number that is free, and call restrictions.
func (h *House) Furnish(t testing.TB) {
	t.Helper()
	for _, c := range []*Company{&h.Mine, &h.Other} {
		spare := office.AddNumber{Company: c.ID, Number: string(c.Number[:len(c.Number)-1]) + "9", Free: true}
		c.Spare = anteroom.NumberID(h.Do(t, Program(), spare).Made["number"])
		plus := office.CreatePackage{VAR: c.VAR, Name: "Plus", Currency: "CAD", BaseRate: 2995, MinuteRate: 2}
		c.Listed = anteroom.PackageID(h.Do(t, c.Vendor.Who, plus).Made["package"])
		h.Do(t, c.Vendor.Who, office.OfferPackage{Company: c.ID, Package: c.Listed})
		premium := office.AddRestriction{Company: c.ID, Name: "Kiosques", Pattern: "+1900*", Rule: anteroom.DenyAll}
		h.reception(t, c)
		c.Restriction = anteroom.RestrictionID(h.Do(t, Program(), premium).Made["restriction"])
		satellite := office.AddRestrictionAbove{VAR: c.VAR, Name: "Satellite", Pattern: "+881*", Rule: anteroom.DenyAll}
		c.VARRestriction = anteroom.RestrictionID(h.Do(t, c.Vendor.Who, satellite).Made["restriction"])
		c.handled(t, h)
		c.Import = h.upload(t, c.ID)
		h.connect(t, c)
		c.Job = h.letter(t, c.ID)
		c.Live = anteroom.CallID("live" + string(c.Number[1:]))
		h.Switchboard.Add(anteroom.LiveCall{ID: c.Live, Company: c.ID, Number: c.Number, Caller: "+15145550199", CallerName: "Zoé", User: c.Users[0], Began: time.Now(), Language: c.Greeted, At: "ring:201"})
	}
	h.Job = h.letter(t, "")
}

// handled gives the first user a rule, a greeting and a status.
func (c *Company) handled(t testing.TB, h *House) {
	t.Helper()
	rule := office.AddCallRule{Company: c.ID, User: c.Users[0], RuleFields: office.RuleFields{Name: "Soir", From: anteroom.FromWithheld, Deed: anteroom.DeedVoicemail}}
	c.CallRule, c.Greeted = anteroom.CallRuleID(h.Do(t, Program(), rule).Made["call_rule"]), h.Company(t, c.ID).Languages.First
	c.Contact = anteroom.ContactID(h.Do(t, Program(), office.AddContact{Company: c.ID, Last: "Taxi Coop", Number: "418 555-0122"}).Made["contact"])
	c.OwnContact = anteroom.ContactID(h.Do(t, Program(), office.AddContact{Company: c.ID, User: c.Users[0], First: "Luc", Last: "Roy", Number: "514 555-0122"}).Made["contact"])
	h.Do(t, Program(), office.SetGreeting{Company: c.ID, User: c.Users[0], Language: c.Greeted, Text: "Marc"})
	c.OwnChange = h.Do(t, Program(), office.SetStatus{Company: c.ID, User: c.Users[0], Status: anteroom.OutOfOffice}).Change
}

// upload brings a file of one user and has it checked, as the runner does.
func (h *House) upload(t testing.TB, company anteroom.CompanyID) anteroom.ImportID {
	t.Helper()
	file := office.UploadUsers{Company: company, Name: "users.csv", File: []byte("last,email\nRoy,luc.roy@new.example\n")}
	id := anteroom.ImportID(h.Do(t, Program(), file).Made["import"])
	if err := h.CheckImport(context.Background(), anteroom.Job{Company: company, Target: string(id)}); err != nil {
		t.Fatal(err)
	}
	return id
}

// Paper sets bills as a line of text that begins as a PDF does.
type Paper struct{}

// Bill is the bill's key and language.
func (Paper) Bill(b anteroom.Bill, _ anteroom.Logo, l anteroom.Language) ([]byte, error) {
	return []byte("%PDF-" + string(b.Key()) + " " + string(l)), nil
}
