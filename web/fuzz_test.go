package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Where somebody is sent after signing in is always a page of this portal, as browsers read addresses: a backslash is
// a slash to them, and white space is dropped.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/c/x/profile?before=1", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/..//evil.example", "/%2f/evil", "/?next=//x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !local(path) {
			return
		}
		rec := httptest.NewRecorder()
		http.Redirect(rec, httptest.NewRequest(http.MethodGet, "http://portal.example/sign-in", nil), path, http.StatusSeeOther)
		base := &url.URL{Scheme: "http", Host: "portal.example", Path: "/sign-in"}
		to, err := base.Parse(rec.Header().Get("Location"))
		if err != nil || to.Host != "portal.example" || to.Scheme != "http" || len(to.Path) > 1 && (to.Path[1] == '/' || to.Path[1] == '\\') && rec.Header().Get("Location")[1] == to.Path[1] {
			t.Errorf("%q leads to %q", path, rec.Header().Get("Location"))
		}
	})
}

// Whatever is posted, the second language is what was asked for, one that exists, or none; it is never made up.
func FuzzSecond(f *testing.F) {
	f.Add("first=fr&bilingual=on", 2)
	f.Add("first=fr&second=en&bilingual=on", 3)
	f.Add("first=xx&second=yy", 1)
	f.Fuzz(func(t *testing.T, query string, n int) {
		form, err := url.ParseQuery(query)
		if err != nil || n < 1 || n > 3 {
			return
		}
		system := []anteroom.Language{"fr", "en", "de"}[:n]
		p := office.Profile{System: system, Company: anteroom.Company{Languages: anteroom.Languages{First: "fr"}}}
		got := second(form, p)
		asked := got == anteroom.Language(form.Get("second")) || got == anteroom.Language(form.Get("first")) || got == "fr" || got == "en" || got == "de"
		if got != "" && !asked {
			t.Errorf("%q: %q", query, got)
		}
		if got != "" && !form.Has("bilingual") && form.Get("second") == "" {
			t.Errorf("%q: %q without being asked", query, got)
		}
	})
}
