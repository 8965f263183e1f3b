package web

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is open to nobody in particular: signing in, what a secret in the address opens, and what is the same for all. A
// page of somebody's is not among them.
func TestOpenRoutes(t *testing.T) {
	w := newWorld(t)
	got := slices.Clone(w.server.Config.Handler.(*portal).opened)
	want := []string{
		"GET /{$}", "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /forgot", "POST /forgot", // who one is
		"GET /reset/{token}", "POST /reset/{token}", "GET /set-up/{token}", "POST /set-up/{token}", "GET /invitation/{token}", "POST /invitation/{token}",
		"GET /p/{token}/{$}", "GET /p/{token}/{file}", // a telephone, by its secret
		"GET /join/{company}", "POST /join/{company}", "GET /join/{company}/sent", // a public service, which is for everybody
		"GET /logo/{file}", "GET /look/{file}", // of a brand, by what they hold
		"GET /mail/signed-in",                                                         // who comes back from a provider's sign-in page: it asks for the session by itself
		"GET /gallery", "GET /gallery/messages/{name}", "GET /gallery/{page}/{state}", // in the demo
		"POST /appearance", "GET /help", "GET /help/profile", "GET /help/keys", "GET /help/{topic}", "GET /accessibility",
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
