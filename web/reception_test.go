package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// A menu is made by its form, shown in the tree, heard, led to, simulated, changed and removed; what was typed wrongly stays,
// and is told at its field.
func TestReceptionistPages(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/receptionist")
	p.get(t, at).has(t, "The menu that is built in", "Always open", "No groups yet")
	menu := url.Values{"name": {"Accueil"}, "prompt_fr": {"Pour les ventes, faites le 1."}, "wait": {"6"}, "to_1": {"user"}, "who_1": {"201"}, "to_9": {"hang_up"}, "to_silence": {""}}
	wrong := url.Values{"name": {""}, "prompt_fr": {"Bonjour"}, "wait": {"6"}, "to_1": {"user"}, "who_1": {"299"}}
	page := p.post(t, at+"/menus/add", wrong)
	page.is(t, 422, at+"/menus/add")
	page.has(t, "Choose where key 1 leads; for a user or a number, say which")
	page.holds(t, `value="299"`)
	p.post(t, at+"/menus/add", menu).has(t, "Accueil", "Menus to which nothing leads yet")
	x, err := w.Receptionist(t.Context(), program, w.company)
	if err != nil || len(x.Menus) != 1 || x.Menus[0].To("1") != anteroom.To(anteroom.ToUser, w.user) || x.Menus[0].Wait != 6 {
		t.Fatalf("%+v, %v", x.Menus, err)
	}
	id := string(x.Menus[0].ID)
	for path, want := range map[string]string{"/hear/" + id + "/fr": "RIFF fr menu_own Pour les ventes, faites le 1.", "/hear/greeting/fr": "RIFF fr greeting "} {
		if sound := p.get(t, at+path); sound.status != 200 || sound.body != want {
			t.Errorf("%s: %d %q", path, sound.status, sound.body)
		}
	}
	p.get(t, at+"/hear/"+id+"/de").is(t, 404, at+"/hear/"+id+"/de")

	root := url.Values{"to_root": {"menu:" + id}, "remember": {"30"}}
	review := p.post(t, at+"/settings", root)
	review.has(t, "From the next call on, callers of +1 418 555 0100 are answered in this way", "First menu", "Menu Accueil")
	p.sure(t, review).has(t, "After the greeting", "Pour les ventes")
	for path, required := range map[string]bool{"/menus/add": false, "/menus/" + id: true} { // R18: once callers can come there
		if got := strings.Contains(p.get(t, at+path).text, "Text in French (required)"); got != required {
			t.Errorf("%s: a text is required: %v", path, got)
		}
	}
	p.get(t, w.at("/simulator")+"?number=%2B14185550100&keys=1&at=2026-12-24T17:00&caller=%2B14185550177").has(t, "Pour les ventes, faites le 1.", "Greeting → Menu Accueil", "Extension 201 rings")
	p.get(t, w.at("/simulator")+"?number=%2B14185550100&keys=1&at=yesterday").has(t, "Enter a date and a time")

	hours := url.Values{"zone": {"America/Toronto"}, "day_1": {"8:30 - 12h00, 13:00–17:00"}, "holidays": {"12-25 Noël"}, "to_closed": {"voicemail"}, "who_closed": {"201"}}
	p.sure(t, p.post(t, at+"/hours", hours)).has(t, "Monday 08:30-12:00, 13:00-17:00", "12-25", "Outside the hours", "Voicemail of Jean Roy")
	hours.Set("day_2", "8h30–12h, 13-17 h")
	p.sure(t, p.post(t, at+"/hours", hours)).has(t, "Tuesday 08:30-12:00, 13:00-17:00")
	hours.Set("day_2", "8h30 à midi")
	hours.Set("holidays", "25 décembre Noël")
	p.post(t, at+"/hours", hours).has(t, "“8h30 à midi” is not a period of a day", "“25” is no day") // what the page can't read, and what the command refuses
	p.get(t, w.at("/simulator")+"?number=%2B14185550100&at=2026-12-21T17:00").has(t, "Closed → Voicemail of 201")

	p.sure(t, p.post(t, at+"/menus/"+id, p.get(t, at+"/menus/"+id).form("prompt_fr", "Faites le 2.", "to_2", "operator"))).has(t, "Faites le 2.", "Key 2")
	p.post(t, at+"/menus/"+id+"/remove", url.Values{}).has(t, "led here by the receptionist itself")
	p.sure(t, p.post(t, at+"/settings", url.Values{"to_root": {""}, "remember": {"0"}}))
	p.sure(t, p.post(t, at+"/menus/"+id+"/remove", url.Values{})).has(t, "Saved")
	if x, err = w.Receptionist(t.Context(), program, w.company); err != nil || len(x.Menus) != 0 {
		t.Errorf("%+v, %v", x.Menus, err)
	}
	asked := p.get(t, w.at("/undo?change="+w.latest(anteroom.Target{Company: w.company})))
	p.post(t, w.at("/undo"), asked.form()).is(t, 200, at+"?saved=")
}

// A group is made by its form; the members stay as they were typed where one of them is nobody.
func TestGroupPages(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/receptionist")
	group := url.Values{"name": {"Ventes"}, "members": {"201\n299"}, "order": {"turn"}, "seconds": {"15"}, "to_then": {"voicemail"}, "who_then": {"201"}}
	page := p.post(t, at+"/groups/add", group)
	page.is(t, 422, at+"/groups/add")
	page.has(t, "299", "is no user of the company")
	group.Set("members", "201")
	p.post(t, at+"/groups/add", group).has(t, "Ventes", "Jean Roy", "One after the other → Voicemail of Jean Roy")
	x, err := w.Receptionist(t.Context(), program, w.company)
	if err != nil || len(x.Groups) != 1 || !x.Groups[0].InTurn || x.Groups[0].Seconds != 15 {
		t.Fatalf("%+v, %v", x.Groups, err)
	}
	p.get(t, at+"/groups/"+string(x.Groups[0].ID)).has(t, "201")
	w.do(t, program, office.RemoveUser{Company: w.company, User: w.user})
	p.get(t, at).has(t, "2 choices lead nowhere", "Ventes: Voicemail of Jean Roy")
	p.get(t, w.at("/overview")).has(t, "2 choices lead to somebody or something that is no more")
}

// A recording goes before the text; what is none is refused, and the text stays.
func TestPromptPage(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/receptionist/prompts/greeting/fr")
	p.get(t, at).has(t, "Greeting, French")
	p.sendsWith(t, at, "x.wav", "MZ not a sound", url.Values{"text": {"Bonjour !"}}).has(t, "This is no recording that can be read", "Bonjour !")
	review := p.sendsWith(t, at, "x.wav", "RIFF sound", url.Values{"text": {"Bonjour !"}})
	review.has(t, "The recording as callers will hear it")
	review.holds(t, `src="data:audio/wav;base64,UklGR`)
	p.sure(t, review).has(t, "Recording (Bonjour !)")
	if sound := p.get(t, w.at("/receptionist/hear/greeting/fr")); sound.body != "RIFF sound" {
		t.Errorf("heard: %q", sound.body)
	}
	other := w.signedIn(t, stranger)
	other.get(t, w.at("/receptionist/hear/greeting/fr")).is(t, 404, w.at("/receptionist/hear/greeting/fr"))
	p.sure(t, p.sendsWith(t, at, "", "", url.Values{"text": {"Bonsoir !"}, "spoken": {"on"}}))
	if sound := p.get(t, w.at("/receptionist/hear/greeting/fr")); !strings.HasSuffix(sound.body, "greeting Bonsoir !") {
		t.Errorf("heard: %q", sound.body)
	}
}

// The music for who is held is a recording, or what is built in; a form that holds neither changes nothing.
func TestHoldPage(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/receptionist/hold")
	p.sendsWith(t, at, "", "", url.Values{}).has(t, "Choose a recording, or go back to the built-in music")
	p.sure(t, p.sendsWith(t, at, "x.wav", "RIFF music", url.Values{})).has(t, "Whoever is put on hold hears Recording")
	if sound := p.get(t, at+"/hear"); sound.body != "RIFF music" {
		t.Errorf("heard: %q", sound.body)
	}
	w.signedIn(t, stranger).get(t, at+"/hear").is(t, 404, at+"/hear")
	p.sure(t, p.sendsWith(t, at, "", "", url.Values{"built_in": {"on"}})).has(t, "The built-in music")
}

// sure sends again what is first shown.
func (p *person) sure(t *testing.T, shown page) page {
	t.Helper()
	if shown.status != 200 || shown.values["digest"] == "" {
		t.Fatalf("nothing is shown first: %d %s", shown.status, shown.text)
	}
	got := p.post(t, strings.SplitN(shown.path, "?", 2)[0], shown.form())
	if got.status != 200 {
		t.Fatalf("%s: %d %s", shown.path, got.status, got.text)
	}
	return got
}

// sendsWith sends a form with a file; without a name none is chosen.
func (p *person) sendsWith(t *testing.T, path, name, file string, form url.Values) page {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k := range form {
		_ = m.WriteField(k, form.Get(k)) // into memory, always
	}
	if name != "" {
		part, err := m.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(file))
	}
	_ = m.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.w.server.URL+path, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Origin", p.w.server.URL)
	return p.send(t, r)
}
