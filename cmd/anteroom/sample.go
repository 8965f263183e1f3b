package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// sampleCompany is one company of the demo.
type sampleCompany struct {
	name           string
	kind           anteroom.CompanyKind
	vendor         string
	region, zone   string
	first, second  anteroom.Language
	number         string
	administrator  string
	email          string
	language       anteroom.Language
	assistant      string
	assistantEmail string
	people         []samplePerson
}

type samplePerson struct {
	first, last, email, extension string
	language                      anteroom.Language
	operator                      bool
}

func sampleCompanies() []sampleCompany {
	return []sampleCompany{
		{name: "Boréal Coopérative", kind: anteroom.Private, vendor: "Nordik Télécom", region: "QC", zone: "America/Toronto", first: "fr", number: "+14185550100",
			administrator: "Chantal Létourneau", email: "chantal@boreal.example", language: "fr", assistant: "Emma", assistantEmail: "emma@boreal.example",
			people: []samplePerson{
				{"Marc", "Tremblay", "marc@boreal.example", "201", "", true}, {"Élise", "Gagnon", "elise@boreal.example", "202", "fr", false},
				{"Émile", "Roy", "emile@boreal.example", "203", "", false}, {"Sarah", "Miller", "sarah@boreal.example", "204", "", false},
				{"Julie", "Côté", "julie@boreal.example", "205", "", false}}},
		{name: "Atlas Conseil", kind: anteroom.Private, vendor: "Nordik Télécom", region: "QC", zone: "America/Toronto", first: "fr", second: "en", number: "+15145550110",
			administrator: "Antoine Bouchard", email: "antoine@atlas.example", language: "en", assistant: "Léo", assistantEmail: "leo@atlas.example",
			people: []samplePerson{
				{"Nadia", "Haddad", "nadia@atlas.example", "301", "", true}, {"Olivier", "Pelletier", "olivier@atlas.example", "302", "fr", false},
				{"James", "O’Connor", "james@atlas.example", "303", "en", false}, {"Lucas", "Martin", "lucas@atlas.example", "304", "", false}}},
		{name: "Maritime Voice", kind: anteroom.PublicService, vendor: "Anteroom", region: "NB", zone: "America/Moncton", first: "en", number: "+19025550120",
			administrator: "Emma Wilson", email: "wilson@maritime.example", language: "en", assistant: "Sam", assistantEmail: "sam@maritime.example",
			people: []samplePerson{
				{"Chantal", "Létourneau", "chantal.letourneau@home.example", "401", "", false}, {"Emma", "Wilson", "emma.wilson@home.example", "402", "en", false},
				{"Lucas", "Martin", "lucas.martin@home.example", "403", "", false}}},
	}
}

// program is who makes the sample: Anteroom itself.
func program() anteroom.Who {
	return anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}
}

// sample fills an empty store with the demo's companies, by commands alone, and keeps what was made once beside it.
func (h *house) sample(ctx context.Context, file string) (ready, error) {
	var made ready
	raw, err := os.ReadFile(file)
	if err == nil {
		return made, errors.Join(json.Unmarshal(raw, &made), h.refreshLanguages(ctx, &made))
	}
	if !errors.Is(err, os.ErrNotExist) {
		return made, err
	}
	s := sampler{house: h, ctx: ctx, ready: &made}
	s.all()
	if s.err != nil {
		return made, fmt.Errorf("demo: %w", s.err)
	}
	return made, made.write(file)
}

// refreshLanguages tells the languages that the companies speak now.
func (h *house) refreshLanguages(ctx context.Context, made *ready) error {
	companies, err := h.office.Companies(ctx, program())
	for _, c := range companies {
		for i, n := range made.Numbers {
			if n.CompanyID == c.ID {
				made.Numbers[i].Languages = c.Languages.List()
			}
		}
	}
	return err
}

// sampler carries commands out one after the other; after the first error it does nothing more.
type sampler struct {
	*house
	ctx   context.Context
	ready *ready
	err   error
	wg    sync.WaitGroup
	mu    sync.Mutex
}

func (s *sampler) do(who anteroom.Who, c office.Command) map[string]string {
	if s.failed() {
		return nil
	}
	out, err := s.office.Do(s.ctx, who, c, office.Ask{})
	if err != nil {
		s.fail(fmt.Errorf("%s: %w", office.Name(c), err))
	}
	return out.Made
}

func (s *sampler) failed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err != nil
}

func (s *sampler) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = errors.Join(s.err, err)
}

func (s *sampler) all() {
	s.do(program(), office.SetSystemLanguages{Languages: []anteroom.Language{"fr", "en"}})
	pbx := anteroom.SystemID(s.do(program(), office.AddPhoneSystem{Name: "Anteroom", Kind: "builtin"})["phone_system"])
	packages := []anteroom.PackageID{
		s.pack(office.CreatePackage{Name: "Essentiel", Currency: "CAD", BaseRate: 995, Minutes: 200, MinuteRate: 4}),
		s.pack(office.CreatePackage{Name: "Affaires", Currency: "CAD", BaseRate: 1995, Minutes: 1000, MinuteRate: 3}),
		s.pack(office.CreatePackage{Name: "Illimité", Currency: "CAD", BaseRate: 3495, Minutes: 10_000, MinuteRate: 2}),
	}
	s.do(program(), office.SetPriceList{List: samplePrices()})
	vendors := map[string]anteroom.VARID{}
	for _, v := range []office.CreateVAR{
		{Name: "Anteroom", Virtual: true, Keys: 100, SupportEmail: "support@anteroom.example", SupportPhone: "+1 418 555 0190"},
		{Name: "Nordik Télécom", Keys: 250, SupportEmail: "aide@nordik.example", SupportPhone: "+1 418 555 0180"}} {
		vendors[v.Name] = anteroom.VARID(s.do(program(), v)["var"])
	}
	for _, c := range sampleCompanies() {
		s.company(c, vendors[c.vendor], pbx, packages)
	}
	s.account("system administrator", office.CreateAdministrator{Name: "Sam Opérateur", Email: "system@anteroom.example", Language: "en"})
	s.account("VAR administrator", office.CreateAdministrator{VAR: vendors["Nordik Télécom"], Name: "Nora Nordik", Email: "nora@nordik.example", Language: "fr"})
	s.wg.Wait()
}

// samplePrices are round numbers, and the taxes of Québec and New Brunswick.
func samplePrices() anteroom.PriceList {
	return anteroom.PriceList{
		Seller: anteroom.Place{Country: "CA", Region: "QC"},
		Rates: anteroom.Rates{{Currency: "CAD", Prefix: "1", Minute: 1500, Least: 30, Step: 6}, {Currency: "CAD", Prefix: "33", Minute: 2500, Least: 30, Step: 6},
			{Currency: "CAD", Prefix: "1900", Minute: 99_000, Step: 60, Extra: true}, {Currency: "CAD", Minute: 25_000, Least: 30, Step: 6}},
		Taxes: []anteroom.Tax{{Name: "TPS", Country: "CA", Region: "QC", Rate: 50_000}, {Name: "TVQ", Country: "CA", Region: "QC", Rate: 99_750},
			{Name: "HST", Country: "CA", Region: "NB", Rate: 150_000}},
	}
}

func (s *sampler) pack(c office.CreatePackage) anteroom.PackageID {
	return anteroom.PackageID(s.do(program(), c)["package"])
}

func (s *sampler) account(role string, c office.CreateAdministrator) {
	made := s.do(program(), c)
	a := account{Role: role, Email: c.Email}
	who := anteroom.Who{Account: anteroom.AccountID(made["account"]), Level: anteroom.LevelSystem, Name: c.Name, Source: anteroom.Program}
	if c.VAR != "" {
		who.Level, who.VAR, a.VAR = anteroom.LevelVAR, c.VAR, "Nordik Télécom"
	}
	s.enrol(a, made["set_up"], who)
}

// enrol gives a new account a password, by its set-up token, and a token of the API. Hashing is slow, so each account
// is enrolled beside the others.
func (s *sampler) enrol(a account, setUp string, who anteroom.Who) {
	if s.failed() {
		return
	}
	a.Password = strings.ToLower(rand.Text()[:16])
	s.mu.Lock()
	at := len(s.ready.Accounts)
	s.ready.Accounts = append(s.ready.Accounts, a)
	s.mu.Unlock()
	s.wg.Go(func() {
		if err := s.office.Reset(s.ctx, setUp, a.Password, a.Password); err != nil {
			s.fail(err)
			return
		}
		token := s.do(who, office.CreateToken{})["token"]
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ready.Accounts[at].Token = token
	})
}

func (s *sampler) company(c sampleCompany, vendor anteroom.VARID, pbx anteroom.SystemID, packages []anteroom.PackageID) {
	made := s.do(program(), office.CreateCompany{VAR: vendor, Kind: c.kind, Name: c.name, Country: "CA", First: c.first, Second: c.second, Keys: 12, PBX: pbx,
		AdministratorName: c.administrator, AdministratorLanguage: c.language, Email: c.email, Phone: "+1 418 555 0100",
		AssistantName: c.assistant, AssistantEmail: c.assistantEmail})
	id := anteroom.CompanyID(made["company"])
	who := anteroom.Who{Account: anteroom.AccountID(made["account"]), Level: anteroom.LevelCompany, VAR: vendor, Company: id, Name: c.administrator, Source: anteroom.Program}
	s.do(program(), office.SetBilling{Company: id, Region: c.region, Zone: c.zone})
	s.do(program(), office.SetProvisioning{Company: id, PBX: pbx, AccountID: strings.ToLower(strings.Fields(c.name)[1]) + "-7741"})
	s.do(program(), office.SetProvisioningPassword{Company: id, Password: rand.Text()})
	for i, p := range packages {
		s.do(program(), office.OfferPackage{Company: id, Package: p, Offer: i < 2, Default: i == 0})
	}
	n := number{Number: anteroom.NumberID(c.number), Company: c.name, CompanyID: id, Languages: anteroom.Languages{First: c.first, Second: c.second}.List()}
	for i, p := range c.people {
		user := s.do(program(), office.CreateUser{Company: id, First: p.first, Last: p.last, Email: p.email, Extension: p.extension, Language: p.language, Operator: p.operator})["user"]
		n.Extensions = append(n.Extensions, p.extension)
		if i < 2 {
			secret := s.do(program(), office.AddPhone{Company: id, User: anteroom.UserID(user)})
			s.ready.Phones = append(s.ready.Phones, phone{Company: c.name, Extension: p.extension, User: secret["name"], Password: secret["password"]})
		}
	}
	first := office.AddNumber{Company: id, Number: c.number}
	if c.kind == anteroom.PublicService { // it has no receptionist
		first.User = anteroom.UserID(c.people[0].extension)
	}
	s.do(program(), first)
	s.ready.Numbers = append(s.ready.Numbers, n)
	s.enrol(account{Role: "company administrator", Company: c.name, CompanyID: id, Email: c.email}, made["set_up"], who)
}
