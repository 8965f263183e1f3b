package api

import (
	"reflect"
	"strings"
	"testing"

	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

// Every command, every query, and every field and parameter of them is described in each language that the description
// is not written in (locale/fr/commands.json, queries.json, flags.json); no text describes what does not exist, or a flag
// that all commands have a text of their own for.
func TestDescribedInEveryLanguage(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range catalogue.Languages() {
		if l == "en" {
			continue
		}
		p, used := catalogue.In(l), map[string]bool{}
		for name, fields := range taken(t) {
			keys := []string{locale.Described + name}
			for _, field := range fields {
				key := locale.Described + name + "." + field
				if !p.Has(key) {
					key = locale.Described + "flag." + field
				}
				keys = append(keys, key)
			}
			for _, key := range keys {
				used[key] = true
				if !p.Has(key) {
					t.Errorf("%s: %s is missing; it describes %s", l, key, name)
				}
			}
		}
		for _, key := range catalogue.Keys(l) {
			if strings.HasPrefix(key, locale.Described) && !used[key] {
				t.Errorf("%s: %s describes nothing", l, key)
			}
		}
	}
}

// taken are the commands and queries, with the names of what they take.
func taken(t *testing.T) map[string][]string {
	t.Helper()
	takes := map[string][]string{}
	for _, c := range office.Commands() {
		of := reflect.TypeOf(c)
		fields := []string{}
		if _, ofCompany := of.FieldByName("Company"); ofCompany {
			fields = append(fields, "company")
		}
		for _, f := range reflect.VisibleFields(of) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
				fields = append(fields, name)
			}
		}
		takes[office.Name(c)] = fields
	}
	for _, q := range queries() {
		fields := append([]string{}, q.params...)
		for _, part := range strings.Split(q.path, "/") {
			if name, ok := strings.CutPrefix(part, "{"); ok {
				fields = append(fields, strings.TrimSuffix(name, "}"))
			}
		}
		takes[q.id] = fields
	}
	return takes
}
