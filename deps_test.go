package anteroom_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms says which rooms each room may import, and why. What is not named is not allowed.
var rooms = []struct {
	room string
	may  []string
	why  string
}{
	{"", nil, "the nouns and rules know nobody"},
	{"locale", []string{""}, "words for nouns; no rule"},
	{"store/db", nil, "generated: SQL and nothing else"},
	{"store", []string{"", "store/db"}, "rows to nouns; a rule or a right here would be a second one"},
	{"store/storetest", []string{"", "store"}, "for tests"},
	{"sheet", []string{""}, "cells of a file; what they mean is not its business"},
	{"office", []string{"", "store", "sheet"}, "commands reach the world through what they queue, never by HTTP, SIP or SMTP"},
	{"office/officetest", []string{"", "store", "office", "locale", "mail", "store/storetest"}, "for tests"},
	{"web", []string{"", "office", "locale", "web/pages"}, "pages ask the office; the store and the API are none of their business"},
	{"web/pages", []string{"", "office", "locale"}, "what a page looks like; it asks nobody"},
	{"api", []string{"", "office", "locale"}, "the same commands, another form"},
	{"api/client", []string{""}, "speaks HTTP to the API, wherever that is"},
	{"voice", []string{""}, "asks its desk by an interface of its own"},
	{"speech", []string{"", "locale"}, "a prompt is text for a person"},
	{"mail", []string{"", "locale"}, "a message is text for a person"},
	{"paper", []string{"", "locale"}, "a bill is text for a person"},
	{"jobs", []string{"", "office"}, "queued work of the office; what it needs of mail it declares"},
	{"pbx", []string{""}, "what adapters of phone systems share"},
	{"pbx/asterisk", []string{"", "pbx"}, "an adapter holds no rules"},
	{"pbx/freeswitch", []string{"", "pbx"}, "an adapter holds no rules"},
	{"pbx/pbxtest", []string{""}, "what every adapter must do, for tests"},
	{"pbx/handset", []string{""}, "files of telephones, from settings that it is given"},
	{"pbx/asterisk/asterisktest", nil, "a real Asterisk, for tests"},
	{"config", []string{""}, "read once, before anything else"},
	{"fake", []string{"", "locale", "voice"}, "the outside world: for demo and tests only"},
	{"cmd/anteroom", []string{"", "locale", "store", "office", "web", "api", "api/client", "voice", "speech", "mail", "paper", "jobs", "pbx", "pbx/asterisk", "pbx/freeswitch", "pbx/handset", "config", "fake"}, "wiring"},
	{"speech/render", []string{"", "locale", "speech"}, "makes the embedded sound"},
	{"bench", []string{"", "locale", "store", "office", "web", "api", "api/client", "voice", "speech", "mail", "jobs", "config", "fake", "pbx/asterisk/asterisktest"}, "measures everything"},
}

const module = "anteroom.dev/anteroom"

// thirdParty says which room alone may hold a library, so that no type of it crosses the room's edge.
var thirdParty = map[string][]string{
	"github.com/emiago/sipgo":         {"voice", "fake", "bench"},
	"github.com/pion/":                {"voice", "fake"},
	"codeberg.org/go-pdf/fpdf":        {"paper"},
	"golang.org/x/image":              {"paper"},
	"github.com/wneessen/go-mail":     {"mail"},
	"github.com/emersion/go-smtp":     {"fake"},
	"github.com/emersion/go-imap":     {"mail", "fake"},
	"github.com/emersion/go-msgauth":  {"mail"},
	"golang.org/x/oauth2":             {"mail"},
	"github.com/a-h/templ":            {"web", "web/pages"},
	"modernc.org/sqlite":              {"store", "bench"},
	"github.com/jackc/pgx/":           {"store", "pbx/asterisk"},
	"github.com/nyaruka/phonenumbers": {"office"},
	"github.com/boombuler/barcode":    {"web/pages"},
	"github.com/pressly/goose/":       {"store"},
	"github.com/xuri/excelize":        {"sheet"},
	"github.com/alecthomas/kong":      {"cmd/anteroom", "config"},
	"github.com/danielgtaylor/huma":   {"api"},
	"database/sql":                    {"store", "store/db", "store/storetest", "bench"},
	"net/http": {"mail", "web", "api", "api/client", "speech", "fake", "voice", // SIP by WebSocket begins as HTTP
		"pbx/asterisk", "pbx/asterisk/asterisktest", "pbx/freeswitch", "cmd/anteroom", "bench"},
}

// Which room may import which: the table above, held against the code.
func TestRooms(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		checkRoom(t, strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/"), p.Imports)
	}
}

func checkRoom(t *testing.T, room string, imports []string) {
	for _, imp := range imports {
		if other, ours := strings.CutPrefix(imp, module); ours {
			other = strings.TrimPrefix(other, "/")
			if !may(t, room, other) {
				t.Errorf("%q imports %q", room, other)
			}
			continue
		}
		for library, at := range thirdParty {
			if (imp == library || strings.HasPrefix(imp, strings.TrimSuffix(library, "/")+"/")) && !slices.Contains(at, room) {
				t.Errorf("%q imports %s, which belongs to %v", room, imp, at)
			}
		}
	}
	if room == "" {
		for _, imp := range imports {
			if strings.Contains(imp, ".") && !strings.HasPrefix(imp, "golang.org/x/text") {
				t.Errorf("the root imports %s", imp)
			}
		}
	}
}

func may(t *testing.T, room, other string) bool {
	for _, r := range rooms {
		if r.room == room {
			return slices.Contains(r.may, other)
		}
	}
	t.Errorf("room %q is not in the table", room)
	return true
}

// asks says which files may put a call before the gate, and why: whatever else starts one asks them.
var asks = map[string]string{
	"office/gate.go":  "MayCall, by which every call is decided",
	"office/route.go": "a phone's emergency call while the store is away",
	"office/smart.go": "the numbers that a user's rules forward to, decided as the plan of a call is made",
}

// One gate: no other code decides whether a call may start (SPEC 4).
func TestOneGate(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "node_modules" {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		code, err := os.ReadFile(path)
		if path = filepath.ToSlash(path); strings.Contains(string(code), ".Decide(") {
			found[path] = true
			if asks[path] == "" {
				t.Errorf("%s asks the gate by itself", path)
			}
		}
		return err
	})
	if err != nil || len(found) != len(asks) {
		t.Error(found, err)
	}
}
