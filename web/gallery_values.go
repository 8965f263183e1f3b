package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// profileData is the Company Profile of a company of two languages.
func (s *sample) profileData() office.Profile {
	return office.Profile{
		Version: 7,
		Company: anteroom.Company{ID: "boreal", VAR: "nordik", Kind: anteroom.Private, Name: "Boréal Coopérative d’habitation", Country: "CA",
			Languages: anteroom.Languages{First: "fr", Second: "en"}, Assistant: anteroom.Assistant{Name: "Emma", Email: "emma@boreal.example"},
			Keys: 50, PBX: "pbx", AccountID: "boreal-7741", PasswordSet: true},
		Administrator: anteroom.Account{ID: "chantal", Level: anteroom.LevelCompany, Company: "boreal", Name: "Chantal Létourneau",
			Email: "chantal@boreal.example", Phone: "+1 418 555-0142", Language: "fr", PasswordChanged: s.now.AddDate(0, -2, -19)},
		System:   []anteroom.Language{"en", "fr"},
		PBX:      anteroom.PhoneSystem{ID: "pbx", Name: "Nordik Hosted PBX", Kind: "builtin"},
		Packages: s.packageList(),
		Numbers: []anteroom.Number{{ID: "+14185550100", Company: "boreal"}, {ID: "+14185550111", Company: "boreal", User: "jean"},
			{ID: "+14185550112", Company: "boreal", Free: true}},
		Users: 42, KeysUsed: 42, CountryFixed: true,
		Mail: &anteroom.CompanyMail{MailAccess: sampleAccess(), Validated: s.now},
		Probe: &anteroom.AssistantProbe{Email: "emma@boreal.example", Checked: s.now, Words: anteroom.T("mail.cause.recipient", "host", "mx.boreal.example", "port", "25"),
			Advice: anteroom.T("mail.active.do")},
		Support: anteroom.VAR{ID: "nordik", Name: "Nordik Télécom", SupportEmail: "support@nordik.example", SupportPhone: "+1 418 555-0199"},
	}
}

func (s *sample) packageList() []anteroom.CompanyPackage {
	of := func(name string, base int64, minutes int, rate int64, active, offer, given bool) anteroom.CompanyPackage {
		return anteroom.CompanyPackage{Package: anteroom.Package{Name: name, Currency: "CAD", BaseRate: base, Minutes: minutes, MinuteRate: rate, Active: active}, Offer: offer, Default: given}
	}
	return []anteroom.CompanyPackage{of("Essentiel", 1500, 200, 4, true, true, true), of("Standard", 2450, 1000, 3, true, true, false),
		of("Direction", 4900, 5000, 2, true, true, false), of("Hall d’entrée (ancien)", 900, 0, 6, false, false, false)}
}

// form is the profile page as it is opened.
func (s *sample) form(data office.Profile) pages.Profile {
	typed := pages.Stored(data)
	return pages.Profile{Shell: s.Shell, Data: data, Typed: typed, Bilingual: typed.Second != "", Version: data.Version, Countries: s.countries}
}

func profileSpecimens() []specimen {
	of := func(change func(*sample, *pages.Profile)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			page := s.form(s.profileData())
			change(s, &page)
			return pages.ProfilePage(page)
		}
	}
	return []specimen{
		{state: "usual", make: of(func(*sample, *pages.Profile) {})},
		{state: "empty", make: of(emptyProfile)},
		{state: "full", make: of(fullProfile)},
		{state: "one-language", make: of(func(_ *sample, p *pages.Profile) {
			p.Data.System, p.Data.Company.Second, p.Typed.Second, p.Bilingual = []anteroom.Language{"fr"}, "", "", false
		})},
		{state: "three-languages", make: of(func(_ *sample, p *pages.Profile) {
			p.Data.System = []anteroom.Language{"en", "fr", "de"}
		})},
		{state: "provider", make: of(func(s *sample, p *pages.Profile) {
			p.Name, p.Level, p.Data.CountryFixed = "Marc Tremblay", anteroom.LevelVAR, false
		})},
		{state: "error", wrong: true, status: 422, make: of(wrongProfile)},
		{state: "preview", make: of(previewedProfile)},
		{state: "stale", wrong: true, status: 409, make: of(staleProfile)},
		{state: "merged", wrong: true, status: 409, make: of(func(s *sample, p *pages.Profile) {
			staleProfile(s, p)
			p.Clashes, p.Problems, p.Others, p.Since = nil, nil, p.Others[:1], 0
		})},
		{state: "saved", make: of(func(s *sample, p *pages.Profile) {
			p.Saved = &pages.Saved{Lines: s.Lines(s.items()), Change: "change", Undoable: true}
		})},
		{state: "nothing", make: of(func(_ *sample, p *pages.Profile) { p.Saved = &pages.Saved{Nothing: true} })},
	}
}

// emptyProfile is a company that was just made.
func emptyProfile(s *sample, p *pages.Profile) {
	c := anteroom.Company{ID: "boreal", Kind: anteroom.PublicService, Name: "Public", Country: "CA", Languages: anteroom.Languages{First: "en"}}
	*p = s.form(office.Profile{Version: 1, Company: c, System: []anteroom.Language{"en", "fr"}, Support: anteroom.VAR{Name: "Anteroom"},
		Administrator: anteroom.Account{Name: "A", Email: "a@b.example", Language: "en"}})
}

// fullProfile has the longest values, hostile ones, and some in other writings.
func fullProfile(s *sample, p *pages.Profile) {
	data := s.profileData()
	data.Company.Name = "Société coopérative d’habitation et de services partagés du Bas-Saint-Laurent–Gaspésie–Îles-de-la-Madeleine"
	data.Company.Assistant = anteroom.Assistant{Name: "<b>Emma</b> \"& مساعدة", Email: "assistante.virtuelle.de.la.cooperative@courriel.bas-saint-laurent.example"}
	data.Company.AccountID = "boreal-7741-0000000000000000000000000000000000000000000000"
	data.Administrator.Name = "יעל <script>alert(1)</script> Létourneau-Desrosiers"
	data.Support.Name = "Télécommunications Nordik de l’Est du Québec et des Maritimes inc."
	for i := range 12 {
		data.Numbers = append(data.Numbers, anteroom.Number{ID: anteroom.NumberID("+1418555020" + string(rune('0'+i%10))), First: "en"})
	}
	shell := p.Shell
	*p = s.form(data)
	shell.CompanyIs, shell.Name = data.Company.Name, data.Administrator.Name
	p.Shell = shell
}

func wrongProfile(_ *sample, p *pages.Profile) {
	p.Typed.Name, p.Typed.Email, p.Typed.AssistantEmail, p.Typed.Phone = "", "chantal.letourneau@boreal", "", "12"
	p.Data.System, p.Typed.Second = []anteroom.Language{"en", "fr", "de"}, "fr"
	p.Problems = problems("", "name", "error.text.empty", "second", "error.language.equal", "email", "error.email.wrong", "phone", "error.phone.wrong", "assistant_email", "error.email.empty")
}

func previewedProfile(s *sample, p *pages.Profile) {
	p.Typed.First, p.Typed.Second = "en", "fr"
	p.Preview = &pages.Effects{Shell: s.Shell, Digest: "00", Effects: s.effects()}
}

func (s *sample) effects() []anteroom.Effect {
	return []anteroom.Effect{
		{Text: anteroom.T("effect.callers.two_languages", "count", 1, "numbers", []string{"+1 418 555 0100"}, "first", anteroom.Language("en"),
			"second", anteroom.Language("fr"), "key", anteroom.SecondLanguageKey), Reach: true},
		{Text: anteroom.T("effect.callers.in_progress")},
		{Text: anteroom.T("effect.users.follow", "count", 12), Reach: true},
	}
}

// raw is a value as the history holds it.
func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // values made up here always become JSON
	}
	return b
}

func fields(pairs ...any) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = raw(pairs[i+1])
	}
	return m
}

func (s *sample) items() []anteroom.Item {
	return []anteroom.Item{
		{Noun: "company", ID: "boreal", Before: fields("languages.first", "fr", "languages.second", "", "assistant.name", "Emma"),
			After: fields("languages.first", "en", "languages.second", "fr", "assistant.name", "Rose")},
		{Noun: "account", ID: "chantal", Before: fields("phone", "+1 418 555-0142"), After: fields("phone", "+1 418 555-0199")},
	}
}

func staleProfile(s *sample, p *pages.Profile) {
	at := s.now.Add(-3 * time.Minute)
	country := s.NewsOf(anteroom.StaleField{Noun: "company", Field: "assistant.name", Before: raw("Emma"), Now: raw("Rose"), Who: "Marc Tremblay", At: at})
	first := s.NewsOf(anteroom.StaleField{Noun: "company", Field: "name", Before: raw("Boréal"), Now: raw("Coop Boréal"), Who: "Marc Tremblay", At: at})
	p.Others = []pages.News{country, first}
	p.Notes = map[string]pages.News{"assistant_name": country}
	p.Data.Company.Assistant.Name, p.Typed.AssistantName = "Rose", "Rose"
	p.Data.Company.Name, p.Typed.Name = "Coop Boréal", "Boréal Coopérative"
	p.Clashes = map[string]pages.Clash{"name": {News: first}}
	p.Problems, p.Since = []pages.Problem{pages.ProblemAt("name", "-mine", "conflict.unchosen")}, 6
}

func reviewSpecimens() []specimen {
	of := func(again bool) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			typed := pages.Stored(s.profileData())
			typed.First, typed.Second = "en", "fr"
			return pages.ReviewPage(pages.Review{Shell: s.Shell, Typed: typed, Version: 7, Digest: "00", Lines: s.Lines(s.items()), Effects: s.effects(), Again: again})
		}
	}
	return []specimen{{state: "usual", make: of(false)}, {state: "again", status: 409, make: of(true)}}
}

// entries are a few entries of a history, one of each sort.
func (s *sample) entries() []anteroom.Change {
	entry := func(seq int64, who string, level anteroom.Level, command string, items ...anteroom.Item) anteroom.Change {
		return anteroom.Change{ID: "c", Seq: seq, At: s.now.Add(time.Duration(seq) * time.Minute), Who: who, Level: level, Source: anteroom.Portal, Command: command, Items: items}
	}
	made := anteroom.Item{Noun: "company", After: fields("name", "Boréal", "country", "CA", "languages.first", "fr", "languages.second", "", "keys", 50, "assistant.name", "Emma", "assistant.email", "emma@boreal.example")}
	user := anteroom.Item{Noun: "user", After: fields("number", "1001", "first", "<i>Jean</i>", "last", "כהן", "extension", "201", "operator", true, "language", "")}
	secret := anteroom.Item{Noun: "account", Before: fields("password_changed", s.now), After: fields("password_changed", s.now)}
	list := []anteroom.Change{entry(5, "Chantal Létourneau", anteroom.LevelCompany, "undo", s.items()[1]),
		entry(4, "Chantal Létourneau", anteroom.LevelCompany, "submit-profile", s.items()...),
		entry(3, "Chantal Létourneau", anteroom.LevelCompany, "change-password", secret),
		entry(2, "Marc Tremblay", anteroom.LevelVAR, "create-user", user), entry(1, "Marc Tremblay", anteroom.LevelVAR, "create-company", made)}
	list[0].Undoes, list[1].UndoneBy = "d", "e"
	list[3].Source, list[4].Source = anteroom.API, anteroom.CLI
	return list
}

// changeLines are the same entries, as a history shows them: of the shell's company, or of what is below.
func (s *sample) changeLines() []anteroom.ChangeLine {
	var list []anteroom.ChangeLine
	for i, c := range s.entries() {
		c.ID, c.Account = anteroom.ChangeID("c"+strconv.Itoa(i)), "chantal"
		l := anteroom.ChangeLine{Change: c, CompanyID: "boreal", CompanyName: "Boréal Coopérative d’habitation", VARID: "nordik", VARName: "Nordik Télécom"}
		if s.Company == "" && i > 2 {
			l.CompanyID, l.CompanyName = "", ""
		}
		if s.Company == "" && i > 3 {
			l.VARID, l.VARName = "", ""
		}
		list = append(list, l)
	}
	return list
}

func historySpecimens() []specimen {
	of := func(q url.Values, older string, above bool, some bool) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			if above {
				s.Shell = s.inSystem()
			}
			page := pages.History{Shell: s.Shell, Query: q, Older: older, Commands: commandOptions(s.Shell)}
			if some {
				page.Entries = s.changeLines()
			}
			return pages.HistoryPage(page)
		}
	}
	return []specimen{{state: "usual", make: of(nil, "", false, true)},
		{state: "empty", make: of(url.Values{"person": {"<b>Marc"}, "from": {"2026-11-01"}}, "", false, false)},
		{state: "older", make: of(url.Values{"after": {"x"}, "command": {"create-user"}, "person": {"chantal"}}, "y", true, true)}}
}

func undoSpecimens() []specimen {
	of := func(problem *anteroom.Text, again bool) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			e := s.entries()[1]
			return pages.UndoPage(pages.Undo{Shell: s.Shell, Change: e.ID, Entry: &e, Lines: s.Lines(s.items()), Effects: s.effects(), Digest: "00", Problem: problem, Again: again})
		}
	}
	newer := anteroom.T("error.undo.newer", "fields", []string{"First Language"})
	return []specimen{{state: "usual", make: of(nil, false)}, {state: "again", status: 409, make: of(nil, true)},
		{state: "refused", status: 409, wrong: true, make: of(&newer, false)}}
}

func callSpecimens() []specimen {
	return []specimen{
		{state: "usual", make: func(s *sample) templ.Component {
			return pages.CallsPage(pages.Calls{Shell: s.Shell, List: s.callList()})
		}},
		{state: "empty", make: func(s *sample) templ.Component {
			return pages.CallsPage(pages.Calls{Shell: s.Shell})
		}},
		{state: "older", make: func(s *sample) templ.Component {
			return pages.CallsPage(pages.Calls{Shell: s.Shell, List: s.callList(), Find: anteroom.Find{After: "x"}, Next: "y"})
		}},
	}
}

// callList has a call of every result, and what a hostile caller sends.
func (s *sample) callList() []anteroom.Call {
	call := func(minutes int, caller, name string, l anteroom.Language, keys string, v anteroom.Verdict, path ...string) anteroom.Call {
		began := s.now.Add(-time.Duration(minutes) * time.Minute)
		return anteroom.Call{Number: "+14185550100", Caller: caller, CallerName: name, Began: began, Answered: began, Ended: began.Add(65 * time.Second),
			Language: l, Keys: keys, Path: path, Verdict: v}
	}
	list := []anteroom.Call{
		call(1, "+14185550177", "", "fr", "", anteroom.Verdict{}, "greeting"),
		call(5, "+14185550177", "Zoé Gagnon", "en", "2201", anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.UserHungUp}, "greeting", "language:en", "menu", "ring:201", "talk:201"),
		call(9, "anonymous", "", "fr", "201#", anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft}, "greeting", "ring:201", "voicemail:201"),
		call(15, "\"><script>alert(1)</script>", "<img src=x onerror=alert(1)> שלום", "fr", "***", anteroom.Verdict{Result: anteroom.Lost, Reason: anteroom.TooManyTries}, "greeting", "<b>x</b>"),
		call(20, "+4930555010", "", "fr", "", anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}, "greeting"),
		call(25, "+14185550170", "", "fr", "", anteroom.Verdict{Result: anteroom.Announced, Reason: anteroom.NumberFree}, "unassigned"),
		call(30, "+14185550171", "", "fr", "", anteroom.Verdict{Result: anteroom.Refused, Reason: anteroom.NoCodec}),
		call(35, "+14185550172", "", "fr", "", anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.InternalError}, "greeting"),
	}
	list[0].Ended = time.Time{}
	list[6].Answered = time.Time{}
	return list
}
