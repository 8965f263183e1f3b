package web

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/pbx/handset"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

const (
	password = "une phrase de passe"
	email    = "chantal@boreal.example"
	vendor   = "marc@nordik.example"
	operator = "root@anteroom.example"
	stranger = "antoine@atlas.example" // of another company of the same VAR
	// of neighbours
	otherVendor = "sal@sudtel.example"
	foreigner   = "ann@cap.example"
	foreignUser = "abel@cap.example"
)

// composer tells the cause and the link; the real one is mail's.
type composer struct {
	mu    sync.Mutex
	links []string
}

func (c *composer) Compose(n anteroom.Notice) (subject, text, html string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.links = append(c.links, n.Link)
	return string(n.Kind), n.Link, "<p></p>", nil
}

func (c *composer) last() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.links[len(c.links)-1]
}

// world is a portal on a real office and a real store: two companies, of a VAR.
type world struct {
	*office.Office
	composer   *composer
	log        *officetest.Refusals // all that was written down
	typed      url.Values           // into every form that look sends
	server     *httptest.Server
	store      *store.Store
	vendor     anteroom.VARID
	company    anteroom.CompanyID
	other      anteroom.CompanyID
	pbx        anteroom.SystemID
	trunk      anteroom.TrunkID
	user       anteroom.UserID                   // Jean, of the company
	jean       string                            // how he signs in, once neighbours has let him
	rules      map[string]anteroom.RestrictionID // of the company ("c"), the VAR ("v") and the system, once neighbours has made them
	standard   anteroom.PackageID                // system-wide, on the company's list
	own        anteroom.PackageID                // the VAR's own, once neighbours has made it
	imported   anteroom.ImportID                 // a file of one user of the company that was checked, once neighbours has brought it
	correction string                            // of the company's bill, once neighbours has made it
	menu       string                            // of the company, once neighbours has made it
	group      string                            // the same
	handset    string                            // a phone of Jean, once neighbours has made it
	provider   anteroom.MailProviderID           // of the system's list, once neighbours has made it
	proposal   string                            // for that list, of the company; the same
	mail       *officetest.MailServers           // that people have
	calls      *officetest.Calls                 // in progress
	callRule   string                            // of Jean, once neighbours has made it, with a change of his own and a voice message
	contacts   map[string]string                 // by the first part of an address: of the company, and of Jean; the same
	ownChange  string
	voice      string
	undoable   string // a change of the company, once neighbours has made it
}

var program = anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}

// loaded is read once: the texts of all pages are many.
var loaded = sync.OnceValues(locale.Load)

func newWorld(t *testing.T, system ...anteroom.Language) *world {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{composer: &composer{}, mail: &officetest.MailServers{}, log: &officetest.Refusals{}, calls: &officetest.Calls{}}
	log := slog.New(w.log)
	sealer, err := anteroom.NewSealer([]byte(anteroom.NewSealKey()))
	if err != nil {
		t.Fatal(err)
	}
	w.store = storetest.SQLite(t)
	w.Office = office.New(office.Config{Paper: officetest.Paper{}, Store: w.store, Composer: w.composer, Log: log, Portal: "http://portal.example",
		Mail: w.mail, Issuers: w.mail, Sealer: sealer, Words: c.Words, Recordings: officetest.Recordings{}, Complete: func(anteroom.Language) int { return 0 }})
	w.Switch(w.calls)
	if len(system) == 0 {
		system = []anteroom.Language{"en", "fr"}
	}
	w.fill(t, system)
	h, err := New(Config{Office: w.Office, Catalogue: c, Log: log, Demo: true, Speaker: reading{}, SIP: "sip.portal.example:5060", Handsets: handsets{}})
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(h)
	t.Cleanup(w.server.Close)
	return w
}

func (w *world) fill(t *testing.T, system []anteroom.Language) {
	t.Helper()
	w.do(t, program, office.SetSystemLanguages{Languages: system})
	reads := anteroom.Language("fr")
	if slices.Contains(system, "en") {
		reads = "en"
	}
	w.vendor = anteroom.VARID(w.do(t, program, office.CreateVAR{Name: "Nordik", Keys: 500, SupportEmail: "aide@nordik.example", SupportPhone: "+1 418 555 0199"}).Made["var"])
	w.trunk = anteroom.TrunkID(w.do(t, program, office.AddTrunk{Name: "Nord", Server: "sip.nord.example", Transport: "udp", Country: "CA", CalledIn: "to", CallsForm: "e164", DialForm: "e164",
		Caller: "company", MaxCalls: 30}).Made["trunk"])
	w.pbx = anteroom.SystemID(w.do(t, program, office.AddPhoneSystem{Name: "Anteroom PBX", Kind: "builtin"}).Made["phone_system"])
	w.company = w.found(t, office.CreateCompany{VAR: w.vendor, Kind: anteroom.Private, Name: "Boréal", Country: "CA", First: "fr", Keys: 5, PBX: w.pbx,
		AdministratorName: "Chantal Létourneau", AdministratorLanguage: reads, Email: email, AssistantName: "Emma", AssistantEmail: "emma@boreal.example"})
	w.other = w.found(t, office.CreateCompany{VAR: w.vendor, Kind: anteroom.Private, Name: "Atlas", Country: "CA", First: "fr", Keys: 5, PBX: w.pbx,
		AdministratorName: "Antoine", AdministratorLanguage: "fr", Email: stranger, AssistantName: "Léo", AssistantEmail: "leo@atlas.example"})
	w.open(t, w.do(t, program, office.CreateAdministrator{VAR: w.vendor, Name: "Marc Tremblay", Email: vendor, Language: reads}))
	w.open(t, w.do(t, program, office.CreateAdministrator{Name: "Root", Email: operator, Language: reads}))
	w.jean = "jean@boreal.example"
	w.user = anteroom.UserID(w.do(t, program, office.CreateUser{Company: w.company, First: "Jean", Last: "Roy", Email: w.jean, Extension: "201"}).Made["user"])
	w.do(t, program, office.AddNumber{Company: w.company, Number: "+1 418 555 0100"})
	w.standard = anteroom.PackageID(w.do(t, program, office.CreatePackage{Name: "Standard", Currency: "CAD", BaseRate: 2450, Minutes: 1000, MinuteRate: 3}).Made["package"])
	w.do(t, program, office.OfferPackage{Company: w.company, Package: w.standard, Offer: true})
}

func (w *world) do(t *testing.T, who anteroom.Who, c office.Command) office.Outcome {
	t.Helper()
	out, err := w.Do(context.Background(), who, c, office.Ask{})
	if err != nil {
		t.Fatalf("%s: %v", office.Name(c), err)
	}
	return out
}

func (w *world) found(t *testing.T, c office.CreateCompany) anteroom.CompanyID {
	t.Helper()
	out := w.do(t, program, c)
	w.open(t, out)
	return anteroom.CompanyID(out.Made["company"])
}

func (w *world) open(t *testing.T, out office.Outcome) {
	t.Helper()
	if err := w.Reset(context.Background(), out.Made["set_up"], password, password); err != nil {
		t.Fatal(err)
	}
}

func (w *world) at(path string) string { return "/c/" + string(w.company) + path }

// change is what another does meanwhile.
func (w *world) change(t *testing.T, c office.Command) {
	t.Helper()
	_, who, err := w.SignIn(context.Background(), vendor, password, "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	w.do(t, who, c)
}

// person is somebody with a browser that runs no script.
type person struct {
	w      *world
	client *http.Client
}

// page is what somebody sees.
type page struct {
	*document
	status int
	body   string
	path   string
	header http.Header
}

func (w *world) person(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{w, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (w *world) signedIn(t *testing.T, email string) *person {
	t.Helper()
	p := w.person(t)
	if got := p.post(t, "/sign-in", url.Values{"email": {email}, "password": {password}}); got.status != http.StatusOK || strings.HasPrefix(got.path, "/sign-in") {
		t.Fatalf("sign in of %s: %d %s: %s", email, got.status, got.path, got.text)
	}
	return p
}

func (p *person) send(t *testing.T, r *http.Request) page {
	t.Helper()
	r.Header.Set("Accept-Language", "en")
	resp, err := p.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{document: read(t, string(raw)), status: resp.StatusCode, body: string(raw), path: resp.Request.URL.RequestURI(), header: resp.Header}
}

func (p *person) get(t *testing.T, path string) page {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.w.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p.send(t, r)
}

func (p *person) post(t *testing.T, path string, form url.Values) page {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, p.w.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", p.w.server.URL)
	return p.send(t, r)
}

// form is what a browser would send of the page, with some fields typed over; an empty box is left out.
func (pg page) form(typed ...string) url.Values {
	v := url.Values{}
	for name, value := range pg.values {
		if name != "" && name != "next" {
			v.Set(name, value)
		}
	}
	maps.Copy(v, pg.boxes)
	for i := 0; i+1 < len(typed); i += 2 {
		v.Set(typed[i], typed[i+1])
		if typed[i] == "bilingual" && typed[i+1] == "" {
			v.Del("bilingual")
		}
	}
	return v
}

func (pg page) has(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(pg.text, s) {
			t.Errorf("%s (%d): %q is not in: %s", pg.path, pg.status, s, pg.text)
		}
	}
}

func (pg page) is(t *testing.T, status int, path string) {
	t.Helper()
	if pg.status != status || !strings.HasPrefix(pg.path, path) {
		t.Fatalf("got %d %s, want %d %s: %s", pg.status, pg.path, status, path, pg.text)
	}
}

// handsets writes the configuration of telephones, as cmd does.
type handsets struct{}

func (handsets) Write(s anteroom.HandsetSettings, name string) (file []byte, kind string, own bool) {
	f, own := handset.Write(s, name)
	return f.Body, f.Type, own
}

func (handsets) Path(m anteroom.HandsetModel) string { return handset.Path(m) }

// reading reads texts aloud as a file that holds them.
type reading struct{}

func (reading) Reads() bool { return true }

func (reading) Read(_ context.Context, l anteroom.Language, text string) ([]byte, error) {
	return []byte("RIFF " + string(l) + " " + text), nil
}

func (reading) Hear(_ context.Context, p anteroom.Prompt) ([]byte, error) {
	return []byte("RIFF " + string(p.Language) + " " + string(p.ID) + " " + p.Text), nil
}
