package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// The story of the product, without script: tick Second Language, read what will happen, Submit, see the History, Undo.
func TestStory(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	profile := p.get(t, w.at("/profile"))
	profile.has(t, "Company General Information", "Administrator’s Account", "Virtual Assistant Information", "Account Provisioning Access",
		"Technical Support", "Change My Password", "1 of 5 used", "aide@nordik.example", "+1 418 555 0100")

	review := p.post(t, w.at("/profile"), profile.form("bilingual", "on"))
	review.is(t, 200, w.at("/profile"))
	review.has(t, "Check before it is stored", "callers to +1 418 555 0100 are greeted in French and offered English with key 2", "Second Language: none → becomes English – from the next call")
	if w.languages(t) != (anteroom.Languages{First: "fr"}) {
		t.Fatal("stored before Submit")
	}
	back := p.post(t, w.at("/profile"), review.form("back", "1"))
	if !back.ticked["bilingual"] {
		t.Error("Back lost what was typed")
	}

	saved := p.post(t, w.at("/profile"), review.form())
	saved.is(t, 200, w.at("/profile?saved="))
	saved.has(t, "Saved. This is now stored:", "Second Language: none → becomes English")
	if got := w.languages(t); got != (anteroom.Languages{First: "fr", Second: "en"}) {
		t.Fatal(got)
	}

	history := p.get(t, w.at("/history"))
	history.has(t, "Company Profile submitted", "Chantal Létourneau, Company administrator, by this portal", "Company created")
	undo := p.get(t, undoLink(t, history))
	undo.has(t, "What will be put back", "Second Language: English → becomes none", "greeted and served in French")
	done := p.post(t, w.at("/undo"), undo.form())
	done.is(t, 200, w.at("/profile?saved="))
	if got := w.languages(t); got != (anteroom.Languages{First: "fr"}) {
		t.Fatal(got)
	}
	again := p.post(t, w.at("/undo"), undo.form())
	again.is(t, 409, w.at("/undo"))
	again.has(t, "has been undone already")
	p.get(t, w.at("/history")).has(t, "This put back an earlier change.", "This change has been undone.")
}

func undoLink(t *testing.T, pg page) string {
	t.Helper()
	_, after, ok := strings.Cut(pg.body, `href="`+pg.path[:strings.LastIndex(pg.path, "/")]+`/undo?change=`)
	if !ok {
		t.Fatal("no Undo: " + pg.text)
	}
	id, _, _ := strings.Cut(after, `"`)
	return pg.path[:strings.LastIndex(pg.path, "/")] + "/undo?change=" + id
}

func (w *world) languages(t *testing.T) anteroom.Languages {
	t.Helper()
	p, err := w.Profile(context.Background(), program, w.company)
	if err != nil {
		t.Fatal(err)
	}
	return p.Company.Languages
}

// R7: one wrong field stores nothing; all are named, at the top and at the field; what was typed stays.
func TestWrongFields(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	form := p.get(t, w.at("/profile")).form("name", "", "email", "chantal@", "assistant_name", "Rose", "bilingual", "on")
	got := p.post(t, w.at("/profile"), form)
	got.is(t, 422, w.at("/profile"))
	got.has(t, "Error: Company Profile", "There is a problem", "Fill in this field.", "Enter an e-mail address such as name@company.com.")
	for _, want := range []string{`href="#name"`, `href="#email"`, `id="name-error"`, `aria-describedby="email-error email-hint"`} {
		if !strings.Contains(got.body, want) {
			t.Errorf("no %s", want)
		}
	}
	if got.values["email"] != "chantal@" || got.values["assistant_name"] != "Rose" || !got.ticked["bilingual"] {
		t.Errorf("typed values are lost: %v", got.values)
	}
	if w.languages(t).Second != "" {
		t.Error("something was stored")
	}
}

// R14: languages that must be refused, forged by hand, each with its own words.
func TestForgedLanguages(t *testing.T) {
	for _, row := range []struct {
		system        []anteroom.Language
		first, second string
		bilingual     bool
		want          string
	}{
		{[]anteroom.Language{"fr", "en"}, "fr", "fr", true, "must differ from the first"},
		{[]anteroom.Language{"fr", "en"}, "xx", "", false, "“xx” is not a language of this system"},
		{[]anteroom.Language{"fr", "en"}, "fr", "<b>", true, "“<b>” is not a language"},
		{[]anteroom.Language{"fr", "en"}, "", "", false, "Choose a first language."},
		{[]anteroom.Language{"fr"}, "fr", "", true, "Ce système n’a qu’une langue"},
		{[]anteroom.Language{"fr"}, "fr", "en", false, "Ce système n’a qu’une langue"},
		{[]anteroom.Language{"fr", "en", "de"}, "fr", "fr", true, "must differ from the first"},
	} {
		t.Run(fmt.Sprint(row.system, row.first, row.second), func(t *testing.T) {
			w := newWorld(t, row.system...)
			form := url.Values{"first": {row.first}, "second": {row.second}}
			if row.bilingual {
				form.Set("bilingual", "on")
			}
			p := w.signedIn(t, email)
			got := p.post(t, w.at("/profile"), form)
			got.is(t, 422, w.at("/profile"))
			got.has(t, row.want)
			if w.languages(t) != (anteroom.Languages{First: "fr"}) {
				t.Error("stored")
			}
		})
	}
}

// R8: an outdated page is refused; what only others changed is taken over, of what both changed the person chooses.
func TestOutdated(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	opened := p.get(t, w.at("/profile"))
	w.change(t, office.SetGeneral{Company: w.company, Name: "Coop", Country: "CA"})
	w.change(t, office.SetAssistant{Company: w.company, Name: "Rose", Email: "emma@boreal.example"})

	got := p.post(t, w.at("/profile"), opened.form("name", "Boréal inc.", "phone", "+1 418 555 0142"))
	got.is(t, 409, w.at("/profile"))
	got.has(t, "Someone else changed this page", "Marc Tremblay changed “Company name” from “Boréal” to “Coop”",
		"Marc Tremblay changed “Assistant Name” from “Emma” to “Rose”", "You both changed one field", "Take theirs: Coop")
	if got.values["assistant_name"] != "Rose" || got.values["name"] != "Boréal inc." || got.values["phone"] != "+1 418 555 0142" {
		t.Errorf("values: %v", got.values)
	}
	undecided := got.form()
	undecided.Del("choice_name")
	asked := p.post(t, w.at("/profile"), undecided)
	asked.is(t, 409, w.at("/profile"))
	asked.has(t, "There is a problem", "Choose which of the two values is to stay.", "Take theirs: Coop")

	theirs := p.post(t, w.at("/profile"), asked.form("choice_name", "theirs"))
	theirs.is(t, 200, w.at("/profile?saved="))
	stored, err := w.Profile(context.Background(), program, w.company)
	if err != nil {
		t.Fatal(err)
	}
	if stored.Company.Name != "Coop" || stored.Company.Assistant.Name != "Rose" || stored.Administrator.Phone != "+1 418 555 0142" {
		t.Errorf("stored %+v, %+v", stored.Company, stored.Administrator)
	}
}

// Mine stays where the person says so, after the step that shows what it does.
func TestOutdatedMine(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	opened := p.get(t, w.at("/profile"))
	w.change(t, office.SetLanguages{Company: w.company, First: "fr", Second: "en"})
	w.change(t, office.SetGeneral{Company: w.company, Name: "Coop", Country: "CA"})
	got := p.post(t, w.at("/profile"), opened.form("name", "Boréal inc."))
	got.is(t, 409, w.at("/profile"))
	if !got.ticked["bilingual"] {
		t.Error("the other's second language was not taken over")
	}
	review := p.post(t, w.at("/profile"), got.form("choice_name", "mine"))
	review.has(t, "Company name: Coop → becomes Boréal inc.")
	p.post(t, w.at("/profile"), review.form()).is(t, 200, w.at("/profile?saved="))
	if w.languages(t).Second != "en" {
		t.Error("the other's change was undone")
	}
}

// R9: what was shown is no longer what would happen, so it is shown again.
func TestPreviewOutdated(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	review := p.post(t, w.at("/profile"), p.get(t, w.at("/profile")).form("bilingual", "on"))
	w.do(t, program, office.AddNumber{Company: w.company, Number: "+1 418 555 0101"})
	again := p.post(t, w.at("/profile"), review.form())
	again.is(t, 409, w.at("/profile"))
	again.has(t, "is no longer what was shown", "+1 418 555 0100 and +1 418 555 0101")
	p.post(t, w.at("/profile"), again.form()).is(t, 200, w.at("/profile?saved="))
}

// The first language can be swapped with the second.
func TestSwap(t *testing.T) {
	for _, system := range [][]anteroom.Language{{"en", "fr"}, {"en", "fr", "de"}} {
		w := newWorld(t, system...)
		w.do(t, program, office.SetLanguages{Company: w.company, First: "fr", Second: "en"})
		p := w.signedIn(t, email)
		review := p.post(t, w.at("/profile"), p.get(t, w.at("/profile")).form("first", "en"))
		p.post(t, w.at("/profile"), review.form()).is(t, 200, w.at("/profile?saved="))
		if got := w.languages(t); got != (anteroom.Languages{First: "en", Second: "fr"}) {
			t.Errorf("%v: %v", system, got)
		}
		one := p.post(t, w.at("/profile"), p.get(t, w.at("/profile")).form("bilingual", ""))
		p.post(t, w.at("/profile"), one.form()).is(t, 200, w.at("/profile?saved="))
		if got := w.languages(t); got != (anteroom.Languages{First: "en"}) {
			t.Errorf("%v: %v", system, got)
		}
	}
}

// R35: the page that answers is already in the administrator's language.
func TestOwnLanguage(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	got := p.post(t, w.at("/profile"), p.get(t, w.at("/profile")).form("administrator_language", "fr"))
	got.is(t, 200, w.at("/profile?saved="))
	got.has(t, "Profil de l’entreprise", "Langue de l’administrateur")
	if got.language != "fr" || w.languages(t) != (anteroom.Languages{First: "fr"}) {
		t.Error("language of the page", got.language)
	}
	nothing := p.post(t, w.at("/profile"), got.form())
	nothing.has(t, "Rien n’a été modifié")
}

// R32, R34: wrong or unequal changes nothing; the right one ends the other sessions, not this one.
func TestPassword(t *testing.T) {
	w := newWorld(t)
	p, elsewhere := w.signedIn(t, email), w.signedIn(t, email)
	got := p.post(t, w.at("/password"), url.Values{"current": {"wrong"}, "new": {"short"}, "again": {"other"}})
	got.is(t, 422, w.at("/password"))
	got.has(t, "This is not your current password.", "Use at least 10 characters.", "The two new passwords differ.")
	if strings.Contains(got.body, `value="short"`) || strings.Contains(got.body, `value="wrong"`) {
		t.Error("a password was sent back")
	}
	done := p.post(t, w.at("/password"), url.Values{"current": {password}, "new": {"deux longues phrases"}, "again": {"deux longues phrases"}})
	done.is(t, 200, w.at("/profile?saved="))
	done.has(t, "Password: changed – at the next sign-in")
	if strings.Contains(done.body, "/undo?change=") {
		t.Error("a password can't be undone")
	}
	p.get(t, w.at("/history")).has(t, "Password changed", "A change of password or PIN can't be undone")
	elsewhere.get(t, w.at("/profile")).is(t, 200, "/sign-in")
}

// R36: a forgotten password is replaced through a link that works once.
func TestForgotten(t *testing.T) {
	w := newWorld(t)
	p := w.person(t)
	for _, address := range []string{"nobody@nowhere.example", email} {
		p.post(t, "/forgot", url.Values{"email": {address}}).has(t, "If there is an account with this address")
	}
	p.post(t, "/forgot", url.Values{"email": {"x"}}).is(t, 422, "/forgot")
	link := strings.TrimPrefix(w.composer.last(), "http://portal.example")
	p.get(t, link).has(t, "Set a new password")
	p.post(t, link, url.Values{"new": {"a long enough one"}, "again": {"another"}}).is(t, 422, link)
	p.post(t, link, url.Values{"new": {"a long enough one"}, "again": {"a long enough one"}}).is(t, 200, "/sign-in?done=reset")
	p.post(t, link, url.Values{"new": {"a long enough one"}, "again": {"a long enough one"}}).is(t, 404, link)
	p.post(t, "/sign-in", url.Values{"email": {email}, "password": {"a long enough one"}}).is(t, 200, w.at("/profile"))
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	p := w.person(t)
	p.get(t, w.at("/history?before=9")).is(t, 200, "/sign-in?done=ended&next=")
	wrong := p.post(t, "/sign-in", url.Values{"email": {email}, "password": {"nope"}})
	wrong.is(t, 422, "/sign-in")
	wrong.has(t, "The e-mail address or the password is wrong.")
	if wrong.values["email"] != email || wrong.values["password"] != "" {
		t.Errorf("values: %v", wrong.values)
	}
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"} {
		q := w.person(t)
		q.post(t, "/sign-in", url.Values{"email": {email}, "password": {password}, "next": {next}}).is(t, 200, w.at("/profile"))
	}
	p.post(t, "/sign-in", url.Values{"email": {email}, "password": {password}, "next": {w.at("/calls")}}).is(t, 200, w.at("/calls"))
	p.post(t, "/sign-out", nil).has(t, "You have signed out.")
	p.get(t, "/").is(t, 200, "/sign-in")
}

// R36: attempts are limited, and the person is told so.
func TestAttempts(t *testing.T) {
	w := newWorld(t)
	p := w.person(t)
	var got page
	for range 12 {
		got = p.post(t, "/sign-in", url.Values{"email": {email}, "password": {"nope"}})
	}
	got.is(t, 429, "/sign-in")
	got.has(t, "Too many attempts.")
}

// R1: another company's pages are not there, and neither is anything of nobody's.
func TestWalls(t *testing.T) {
	w := newWorld(t)
	other, provider := w.signedIn(t, stranger), w.signedIn(t, vendor)
	for _, path := range []string{"/profile", "/history", "/calls", "/packages", "/password", "/undo?change=x", "/profile/events"} {
		got := other.get(t, w.at(path))
		got.is(t, 404, w.at(path))
		missing := other.get(t, "/c/nothing"+path)
		if got.text[:40] != missing.text[:40] {
			t.Errorf("%s tells foreign from missing", path)
		}
	}
	other.post(t, w.at("/profile"), url.Values{"name": {"X"}}).is(t, 404, w.at("/profile"))
	other.post(t, w.at("/profile/preview"), url.Values{"name": {"X"}}).is(t, 404, w.at("/profile"))
	list := provider.get(t, "/")
	list.is(t, 200, "/v/"+string(w.vendor)+"/companies")
	list.has(t, "Boréal", "Atlas")
	provider.get(t, w.at("/profile")).has(t, "Only the administrator can change it")
	provider.get(t, w.at("/password")).is(t, 403, w.at("/password"))
}

// A country that is fixed is refused where it is told, and the summary leads there.
func TestForgedCountry(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	got := p.post(t, w.at("/profile"), url.Values{"country": {"FR"}})
	got.is(t, 422, w.at("/profile"))
	got.has(t, "Country: The country can't be changed while the company has a telephone number.")
	if got.ids["country"] != 1 {
		t.Error("the summary leads nowhere")
	}
	provider := w.signedIn(t, vendor)
	provider.post(t, w.at("/profile"), provider.get(t, w.at("/profile")).form("country", "FR")).is(t, 200, w.at("/profile?saved="))
}

// A form that is sent twice is stored once, and the second time nothing differs.
func TestTwice(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	review := p.post(t, w.at("/profile"), p.get(t, w.at("/profile")).form("bilingual", "on"))
	p.post(t, w.at("/profile"), review.form()).is(t, 200, w.at("/profile?saved="))
	second := p.post(t, w.at("/profile"), review.form())
	second.is(t, 200, w.at("/profile?saved=nothing"))
	second.has(t, "everything was stored like this already")
	if got := w.languages(t); got != (anteroom.Languages{First: "fr", Second: "en"}) {
		t.Error(got)
	}
}
