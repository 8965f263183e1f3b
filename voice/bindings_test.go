package voice

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// Where phones are outlives a restart: what was replaced or taken away does not come back, half a line loses no other, the file does not
// grow without end, and what an older version wrote, all in one line, is read.
func TestBindings(t *testing.T) {
	file, log := filepath.Join(t.TempDir(), "phones.json"), slog.New(slog.DiscardHandler)
	at := func(user anteroom.UserID, port int) []binding {
		return []binding{{User: user, Phone: "p", Host: "192.0.2.1", Port: port, Params: sip.HeaderParams{{K: "line", V: "a1"}, {K: "ob"}}, Source: "192.0.2.1:5060", Expires: time.Now().Add(time.Hour)}}
	}
	if err := os.WriteFile(file, fmt.Appendf(nil, `{"marc": [{"User": "u1", "Port": 5060, "Expires": "2999-01-01T00:00:00Z"}], "gone": [{"User": "u1", "Expires": "2020-01-01T00:00:00Z"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	b := readBindings(file, log)
	if list := b.phones("u1", time.Now()); len(list) != 1 || list[0].Port != 5060 || len(b.of) != 1 {
		t.Fatalf("of an older version: %+v", list)
	}
	b.put("marc", at("u2", 5062))
	b.put("julie", at("u3", 5064))
	b.put("taken", at("u4", 5066))
	b.put("taken", nil)
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"julie": [{"User": "u`); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	for range 2 { // the half of a line is in the way of none that follows
		b = readBindings(file, log)
		for user, port := range map[anteroom.UserID]int{"u1": 0, "u2": 5062, "u3": 5064, "u4": 0} {
			list := b.phones(user, time.Now())
			switch {
			case port == 0 && len(list) > 0, port > 0 && (len(list) != 1 || list[0].Port != port):
				t.Errorf("%s: %+v", user, list)
			case port > 0:
				if uri := list[0].uri(); uri.String() != fmt.Sprintf("sip:192.0.2.1:%d;line=a1;ob", port) {
					t.Errorf("asked as %s", &uri)
				}
			}
		}
	}
	for range 5000 {
		b.put("julie", at("u3", 5068))
	}
	raw, err := os.ReadFile(file)
	if lines := bytes.Count(raw, []byte("\n")); err != nil || lines > 1100 {
		t.Errorf("%d lines for two phones, %v", lines, err)
	}
	if list := readBindings(file, log).phones("u3", time.Now()); len(list) != 1 || list[0].Port != 5068 {
		t.Errorf("the last place is not known: %+v", list)
	}
}

// What a Contact has beside the address comes back as it was (RFC 3261 section 10.3), for phones with several lines tell them by it; what is
// not to be sent on does not.
func TestParams(t *testing.T) {
	for text, want := range map[string]string{
		"sip:a@192.0.2.1;line=x1-Y_2;rinstance=9f;ob":  "[line=x1-Y_2 rinstance=9f ob]",
		"sip:a@192.0.2.1;transport=udp;Transport=tcp":  "[]",
		"sip:a@192.0.2.1;x=%0d%0a;y=<z>;lr":            "[lr]",
		"sip:a@192.0.2.1;" + fmt.Sprintf("p=%080d", 1): "[]",
		"sip:a@192.0.2.1;a;b;c;d;e;f;g;h;i;j":          "[a b c d e f g h]",
	} {
		var u sip.Uri
		if err := sip.ParseUri(text, &u); err != nil {
			t.Fatal(text, err)
		}
		got := []string{}
		for _, p := range paramsOf(u) {
			if p.V != "" {
				p.K += "=" + p.V
			}
			got = append(got, p.K)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}
