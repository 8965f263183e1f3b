package api

import (
	"encoding/json"
	"reflect"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Whatever the body: no panic, an Invalid error or a command; and a command taken is one that encoding/json takes too.
func FuzzFill(f *testing.F) {
	for _, seed := range []string{`{"first":"fr","second":"en"}`, `{"first":1}`, `{"first":"fr","first":"en"}`, `{"first":null}`, `[]`, `{`, `{"a":{"b":[1,{"c":null}]}}`,
		"{\"first\":\"\xff\"}", `{"first":"\ud800"}`, ` `, `{"first":"fr"}x`, `{"keys":1e2}`, `{"languages":["fr",null]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, c := range []office.Command{office.SetLanguages{}, office.SetKeys{}, office.SetSystemLanguages{}, office.CreateUser{}, office.ChangePassword{}} {
			got := reflect.New(reflect.TypeOf(c)).Elem()
			if err := fill(got, raw); err != nil {
				if anteroom.KindOf(err) != anteroom.Invalid {
					t.Errorf("%q: %v", raw, err)
				}
				continue
			}
			want := reflect.New(reflect.TypeOf(c))
			if err := json.Unmarshal(raw, want.Interface()); err != nil || !reflect.DeepEqual(got.Interface(), want.Elem().Interface()) {
				t.Errorf("%q: %+v, by encoding/json %+v, %v", raw, got, want.Elem(), err)
			}
		}
	})
}
