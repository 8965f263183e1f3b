package freeswitch_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/freeswitch"
	"anteroom.dev/anteroom/pbx/pbxtest"
	"github.com/google/go-cmp/cmp"
)

// desk is an office of one company.
type desk struct {
	mu     sync.Mutex
	items  map[string]anteroom.PBXStep
	secret string // of all lines; empty: each has its own
}

func (d *desk) give(secret string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.secret = secret
}

func (d *desk) PBXServed(_ context.Context, token string) (anteroom.CompanyID, string, error) {
	if token != "secret-address" {
		return "", "", anteroom.Missing()
	}
	return "boreal", "boreal.example", nil
}

func (d *desk) PBXShelf(_ context.Context, company anteroom.CompanyID, key string) (s anteroom.PBXState, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, item := range d.items {
		switch {
		case company != "boreal" || key != "" && k != key:
		case item.Line != nil:
			s.Lines = append(s.Lines, *item.Line)
		default:
			s.Numbers = append(s.Numbers, *item.Number)
		}
	}
	return s, nil
}

func (d *desk) Shelve(_ context.Context, _ anteroom.CompanyID, step anteroom.PBXStep) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.items[step.Key()] = step
	if step.Act == anteroom.PBXRemove {
		delete(d.items, step.Key())
	}
	return nil
}

func (d *desk) LineSecret(_ context.Context, _ anteroom.CompanyID, extension string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.secret != "" {
		return d.secret, nil
	}
	return "secret of " + extension, nil
}

// files are those of a FreeSWITCH that the company had before, beside another company's.
const files = `<document type="freeswitch/xml"><section name="directory">
<domain name="boreal.example"><groups><group name="default"><users>
<user id="1000"><params><param name="password" value="4711"/><param name="vm-mailto" value="elise@boreal.example"/></params>
<variables><variable name="effective_caller_id_name" value="Élise Roy"/></variables></user>
<user id="1001"/><user id="trunk"/></users></group></groups></domain>
<domain name="other.example"><users><user id="4000"/></users></domain></section>
<section name="dialplan"><context name="boreal.example-numbers">
<extension name="a"><condition field="destination_number" expression="^\+?14185550100$"><action application="transfer" data="1000 XML boreal.example"/></condition></extension>
<extension name="b"><condition field="destination_number" expression="^(\+14185550101)$"><action application="bridge" data="user/1001@boreal.example"/></condition></extension>
<extension name="c"><condition field="destination_number" expression="^5.*$"><action application="hangup"/></condition></extension>
</context><context name="public"><extension name="own"><condition field="destination_number" expression="^999$"><action application="echo" data=""/></condition></extension></context>
</section></document>`

// start runs a FreeSWITCH that fetches from us, and our side of it.
func start(t *testing.T) (*fake.FreeSWITCH, *desk, string) {
	t.Helper()
	f, err := fake.NewFreeSWITCH(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	d := &desk{items: map[string]anteroom.PBXStep{}}
	mux := http.NewServeMux()
	mux.Handle("POST /pbx/{token}", freeswitch.Serve(d, "sip.anteroom.example:5060", slog.New(slog.DiscardHandler)))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	f.Bind(server.URL + "/pbx/secret-address")
	return f, d, server.URL
}

func access(f *fake.FreeSWITCH) anteroom.PBXAccess {
	return anteroom.PBXAccess{Company: "boreal", System: anteroom.PhoneSystem{Kind: "freeswitch", Manager: f.Manager()}, Account: "boreal.example", Password: f.Password}
}

// A FreeSWITCH does what every phone system must.
func TestConformance(t *testing.T) {
	pbxtest.Run(t, func(t *testing.T) pbxtest.Subject {
		f, d, _ := start(t)
		return pbxtest.Subject{Access: access(f), Connect: func(a anteroom.PBXAccess) pbxtest.System { return freeswitch.New(a, pbx.Dialler{}, d) }, Secret: d.give,
			SignsIn: func(_ *testing.T, extension, password string) bool {
				return f.SignsIn(extension, "boreal.example", password)
			}, Registers: func(_ *testing.T, extension, _ string) func(context.Context) error {
				f.Register(extension + "@boreal.example")
				return func(context.Context) error {
					if !slices.Equal(f.Synced(), []string{extension + "@boreal.example"}) {
						return fmt.Errorf("told are %v", f.Synced())
					}
					return nil
				}
			}}
	})
}

// What a company has in the files of its FreeSWITCH is read, and nothing of another's.
func TestRead(t *testing.T) {
	f, d, _ := start(t)
	got, err := freeswitch.New(access(f), pbx.Dialler{}, d).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := anteroom.PBXState{Lines: []anteroom.PBXLine{{Extension: "1000", Name: "Élise Roy", Email: "elise@boreal.example", Peer: "1000@boreal.example"},
		{Extension: "1001", Peer: "1001@boreal.example"}}, Numbers: []anteroom.PBXNumber{{Number: "+14185550101", To: "1001"}, {Number: "14185550100", To: "1000"}}, Boxes: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The gateway to Anteroom is found by the profile that names the domain, and how its pings go is read.
func TestWay(t *testing.T) {
	f, d, _ := start(t)
	s := freeswitch.New(access(f), pbx.Dialler{}, d)
	way := func(want anteroom.PBXWay) {
		t.Helper()
		if got, err := s.Read(t.Context()); err != nil || got.Way != want {
			t.Errorf("%q, not %q, %v", got.Way, want, err)
		}
	}
	way(anteroom.WayUnknown)
	if got := f.Rescan("internal", "boreal.example"); len(got) != 0 {
		t.Errorf("another profile finds %v", got)
	}
	if got := f.Rescan("external", "boreal.example"); got["boreal.example-anteroom"] != "sip.anteroom.example:5060" {
		t.Errorf("the profile finds %v", got)
	}
	way(anteroom.WayUp)
	f.Ping("boreal.example-anteroom", false)
	way(anteroom.WayDown)
}

// What FreeSWITCH does with what it was given: lines sign in and are rung, numbers come to us, and what stands in its own
// files goes on as it did.
func TestServed(t *testing.T) {
	f, d, _ := start(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := freeswitch.New(access(f), pbx.Dialler{}, d)
	for _, step := range []anteroom.PBXStep{{Act: anteroom.PBXAdd, Line: &anteroom.PBXLine{Extension: "201", Name: `Zoé "Z" <Côté>`}},
		{Act: anteroom.PBXAdd, Number: &anteroom.PBXNumber{Number: "+14185550199"}}, {Act: anteroom.PBXChange, Number: &anteroom.PBXNumber{Number: "+14185550100"}}} {
		if err := s.Apply(ctx, step, ""); err != nil {
			t.Fatalf("%s: %v", step.Key(), err)
		}
	}
	for _, row := range []struct{ in, number, application, data string }{
		{"public", "+14185550199", "bridge", "sofia/external/sip:+14185550199@sip.anteroom.example:5060"},
		{"public", "14185550199", "bridge", "sofia/external/sip:+14185550199@sip.anteroom.example:5060"},
		{"boreal.example-numbers", "+14185550100", "bridge", "sofia/external/sip:+14185550100@sip.anteroom.example:5060"},
		{"boreal.example-numbers", "+14185550101", "bridge", "user/1001@boreal.example"},
		{"boreal.example", "201", "bridge", "user/201@boreal.example"},
		{"public", "201", "", ""}, // from outside nobody dials an extension
		{"boreal.example", "202", "", ""},
		{"public", "999", "echo", ""},
		{"public", ".*", "", ""},
	} {
		if application, data := f.Route(ctx, row.in, row.number); application != row.application || data != row.data {
			t.Errorf("%s in %s: %s %s", row.number, row.in, application, data)
		}
	}
	for _, row := range []struct {
		id, domain, password string
		want                 bool
	}{
		{"201", "boreal.example", "secret of 201", true},
		{"201", "boreal.example", "wrong", false},
		{"1000", "boreal.example", "4711", true},
		{"202", "boreal.example", "secret of 202", false},
		{"201", "other.example", "secret of 201", false},
	} {
		if got := f.SignsIn(row.id, row.domain, row.password); got != row.want {
			t.Errorf("%s@%s with %q: %v", row.id, row.domain, row.password, got)
		}
	}
}

// A FreeSWITCH that does not fetch from us has not got what was written, and says so in words.
func TestUnserved(t *testing.T) {
	f, err := fake.NewFreeSWITCH(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	s := freeswitch.New(access(f), pbx.Dialler{}, &desk{items: map[string]anteroom.PBXStep{}})
	for _, step := range []anteroom.PBXStep{{Act: anteroom.PBXAdd, Line: &anteroom.PBXLine{Extension: "201"}}, {Act: anteroom.PBXAdd, Number: &anteroom.PBXNumber{Number: "+14185550199"}}} {
		if err := s.Apply(t.Context(), step, ""); err == nil || !strings.Contains(err.Error(), "pbx.problem.unserved") {
			t.Errorf("%s: %v", step.Key(), err)
		}
	}
}

// realmHash is MD5 of "201:pbx:secret of 201".
const realmHash = "af3348ee912d20d2021fa9ea96833675"

// Who has not the secret address is told nothing, and no request is endless.
func TestAddress(t *testing.T) {
	_, d, at := start(t)
	d.items["line 201"] = anteroom.PBXStep{Line: &anteroom.PBXLine{Extension: "201", Name: "Zoé"}}
	ask := url.Values{"section": {"directory"}, "user": {"201"}, "domain": {"boreal.example"}}
	for _, row := range []struct {
		name, path string
		body       url.Values
		status     int
		says, not  string
	}{
		{"a user", "/pbx/secret-address", ask, 200, `id="201"`, "secret of"},
		{"a user, by another's writing", "/pbx/secret-address", url.Values{"section": {"directory"}, "user": {"201"}, "domain": {"Boreal.Example"}}, 200, `name="Boreal.Example"`, "secret of"},
		{"a realm of its own", "/pbx/secret-address", url.Values{"section": {"directory"}, "user": {"201"}, "domain": {"boreal.example"}, "sip_auth_realm": {"pbx"}}, 200, realmHash, "secret of"},
		{"another's domain", "/pbx/secret-address", url.Values{"section": {"directory"}, "user": {"201"}, "domain": {"other.example"}}, 200, "not found", "201"},
		{"another address", "/pbx/guessed", ask, 404, "", "201"},
		{"the whole directory", "/pbx/secret-address", url.Values{"section": {"directory"}, "tag_name": {"domain"}, "key_value": {"boreal.example"}}, 200, "not found", "201"},
		{"gateways of all", "/pbx/secret-address", url.Values{"section": {"directory"}, "purpose": {"gateways"}}, 200, "not found", "201"},
		{"its gateways", "/pbx/secret-address", url.Values{"section": {"directory"}, "tag_name": {"domain"}, "key_name": {"name"}, "key_value": {"boreal.example"}, "purpose": {"gateways"}, "profile": {"external"}},
			200, `<user id="anteroom"><gateways><gateway name="boreal.example-anteroom"><param name="proxy" value="sip.anteroom.example:5060">`, "201"},
		{"its gateways, in another profile", "/pbx/secret-address", url.Values{"section": {"directory"}, "key_name": {"name"}, "key_value": {"boreal.example"}, "purpose": {"gateways"}, "profile": {"internal"}}, 200, "not found", "201"},
		{"another's gateways", "/pbx/secret-address", url.Values{"section": {"directory"}, "key_name": {"name"}, "key_value": {"other.example"}, "purpose": {"gateways"}, "profile": {"external"}}, 200, "not found", "201"},
		{"its configuration", "/pbx/secret-address", url.Values{"section": {"configuration"}, "key_value": {"sofia.conf"}}, 200, "not found", "201"},
		{"a flood", "/pbx/secret-address", url.Values{"section": {strings.Repeat("x", 300<<10)}}, 400, "", "201"},
	} {
		t.Run(row.name, func(t *testing.T) {
			answer, err := http.PostForm(at+row.path, row.body)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = answer.Body.Close() }()
			var b strings.Builder
			if err := answer.Write(&b); err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != row.status || !strings.Contains(b.String(), row.says) || strings.Contains(b.String(), row.not) {
				t.Errorf("%s", b.String())
			}
		})
	}
}
