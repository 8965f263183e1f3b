package main

import (
	"errors"
	"net/http"
	"net/netip"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/speech"
)

// A recogniser inside is reached only where the operator allows it, whatever name leads there (R30).
func TestGuarded(t *testing.T) {
	server := fake.NewRecogniser("Bonjour.")
	defer server.Close()
	for _, row := range []struct {
		allowed []netip.Prefix
		want    string
	}{
		{nil, "recogniser.problem.address"}, {[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "recogniser.problem.address"}, {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "Bonjour."},
	} {
		client := guarded(row.allowed)
		got, err := speech.NewRecogniser(client).Write(t.Context(), anteroom.Recogniser{Address: server.URL, Model: "x"}, "", "fr", speech.WAV(make([]int16, 800)))
		if e, ok := errors.AsType[*anteroom.Error](err); ok {
			got = e.Msg.Key
		}
		if got != row.want {
			t.Errorf("%v: got %q, %v", row.allowed, got, err)
		}
		client.Transport.(*http.Transport).CloseIdleConnections()
	}
	if asked, wrong := server.Asked(); len(asked) != 1 || len(wrong) != 0 {
		t.Errorf("asked %d times, wrong: %v", len(asked), wrong)
	}
}
