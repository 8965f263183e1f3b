package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/office"
)

// A new installation prints its one-time link at each start until one was used, and never after.
func TestInviteToSetUp(t *testing.T) {
	settings, err := config.From(map[string]string{"http": "127.0.0.1:0", "data": t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	start := func() (*house, string) {
		h, err := open(t.Context(), settings, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := h.inviteToSetUp(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(strings.TrimSpace(out.String()), "/set-up/")
		return h, token
	}
	h, first := start()
	h.close()
	h, second := start()
	if len(first) != 64 || len(second) != 64 || first == second {
		t.Fatalf("%q and %q are no two links", first, second)
	}
	const phrase = "une phrase de passe"
	_, _, err = h.office.SetUp(t.Context(), second, office.SetUp{Languages: h.catalogue.Languages(), AdministratorName: "Rose", Email: "rose@anteroom.example",
		Language: "en", Password: phrase, Again: phrase, Name: "Anteroom", SupportEmail: "help@anteroom.example", PublicName: "Public", PublicEmail: "public@anteroom.example", Country: "CA"})
	if err != nil {
		t.Fatal(err)
	}
	h.close()
	h, none := start()
	defer h.close()
	if none != "" {
		t.Errorf("a link was printed again: %q", none)
	}
	known, err := h.office.MailProviders(t.Context(), program())
	if err != nil || len(known) != 2 || !known[0].Approved || !known[1].Issuer.Is() || known[1].Issuer.ClientID != "" {
		t.Errorf("the list of mail providers begins with %+v %v", known, err)
	}
	if err := h.office.MaySetUp(t.Context(), first); err == nil {
		t.Error("the first link opens still")
	}
}

// Whoever tells a server to end while it starts has no failure of it, and the data are as they were.
func TestEndedWhileStarting(t *testing.T) {
	for key, value := range map[string]string{"ANTEROOM_DATA": t.TempDir(), "ANTEROOM_HTTP": "127.0.0.1:0", "ANTEROOM_SIP": "127.0.0.1:0", "ANTEROOM_SPEECH": "embedded"} {
		t.Setenv(key, value)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := run(ctx, []string{"serve"}); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	t.Setenv("ANTEROOM_HTTP", "192.0.2.1:0")
	if code := run(t.Context(), []string{"serve"}); code != 1 {
		t.Errorf("what can't start ended with %d", code)
	}
}
