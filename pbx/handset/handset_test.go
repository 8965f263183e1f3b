package handset

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

func settings(m anteroom.HandsetModel) anteroom.HandsetSettings {
	return anteroom.HandsetSettings{Model: m, MAC: "001565a1b2c3", Label: "Élise Roy", Extension: "201", Name: "p0123456789", Password: "SECRETPASS", Realm: "anteroom",
		Server: "sip.example:5060", Address: "https://portal.example/p/TOKEN/", Language: "fr"}
}

// Every make is told who it is, its password, the server, and where to fetch from next.
func TestWrite(t *testing.T) {
	for _, m := range anteroom.HandsetModels() {
		f, ok := Write(settings(m), "")
		if !ok {
			t.Errorf("%s: nothing", m)
			continue
		}
		body := string(f.Body)
		wants := []string{"p0123456789", "SECRETPASS", "sip.example", "Élise Roy"}
		if m != anteroom.MicroSIP && m != anteroom.Baresip {
			wants = append(wants, "portal.example/p/TOKEN")
		}
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s in %s", m, want, body)
			}
		}
		if strings.Contains(f.Type, "xml") {
			wellFormed(t, string(m), body)
		}
	}
}

// An account of a domain that is reached by way of another host names both: the domain in its address, the host as proxy.
func TestDomain(t *testing.T) {
	for _, m := range anteroom.HandsetModels() {
		s := settings(m)
		s.Domain, s.Realm = "boreal.example", ""
		f, _ := Write(s, "")
		body := string(f.Body)
		if !strings.Contains(body, "boreal.example") || !strings.Contains(body, "sip.example") {
			t.Errorf("%s: %s", m, body)
		}
		if strings.Contains(f.Type, "xml") {
			wellFormed(t, string(m), body)
		}
	}
}

// A Poly asks for its master file first, which leads to the one with its options.
func TestPoly(t *testing.T) {
	f, ok := Write(settings(anteroom.Poly), "001565A1B2C3.cfg")
	if !ok || !strings.Contains(string(f.Body), `<APPLICATION`) || !strings.Contains(string(f.Body), `CONFIG_FILES="001565a1b2c3-anteroom.cfg"`) {
		t.Errorf("%s", f.Body)
	}
	wellFormed(t, "master", string(f.Body))
}

func wellFormed(t *testing.T, name, body string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(body)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%s: %v in %s", name, err, body)
			return
		}
	}
}

// A phone gets the file of its own MAC, and none of another's or of its series.
func TestNames(t *testing.T) {
	for _, row := range []struct {
		model anteroom.HandsetModel
		name  string
		own   bool
	}{
		{anteroom.Yealink, "001565a1b2c3.cfg", true}, {anteroom.Yealink, "001565A1B2C3.cfg", true}, {anteroom.Yealink, "y000000000052.cfg", false},
		{anteroom.Yealink, "001565a1b2c4.cfg", false}, {anteroom.Grandstream, "cfg001565a1b2c3.xml", true}, {anteroom.Grandstream, "cfg001565a1b2c3", false},
		{anteroom.Poly, "001565a1b2c3.cfg", true}, {anteroom.Poly, "001565a1b2c3-anteroom.cfg", true}, {anteroom.Poly, "001565a1b2c3-phone.cfg", false},
		{anteroom.Poly, "000000000000.cfg", false}, {anteroom.Fanvil, "001565a1b2c3.cfg", true},
		{anteroom.Snom, "snom.xml", true}, {anteroom.CiscoMPP, "cisco.xml", true},
	} {
		if _, own := Write(settings(row.model), row.name); own != row.own {
			t.Errorf("%s %s: %v", row.model, row.name, own)
		}
	}
}

// A name that tries to add an option of its own adds none.
func FuzzWrite(f *testing.F) {
	f.Add("Élise\naccount.1.password = x")
	f.Add(`"><evil a="`)
	f.Add("a<sip:x@y>;auth_pass=z")
	f.Fuzz(func(t *testing.T, label string) {
		for _, m := range anteroom.HandsetModels() {
			s := settings(m)
			want, _ := Write(s, "")
			s.Label = label
			got, _ := Write(s, "")
			if a, b := strings.Count(string(want.Body), "\n"), strings.Count(string(got.Body), "\n"); a != b {
				t.Errorf("%s: %d lines, not %d: %q", m, b, a, got.Body)
			}
			if strings.Contains(got.Type, "xml") {
				wellFormed(t, string(m), string(got.Body))
			}
		}
	})
}
