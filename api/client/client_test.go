package client_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/api/client"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func start(t *testing.T) (*officetest.House, string) {
	t.Helper()
	h := officetest.Build(t, storetest.SQLite(t))
	handler, err := api.New(api.Config{Office: h.Office, Catalogue: h.Catalogue, Log: slog.New(slog.DiscardHandler), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return h, server.URL
}

func TestDo(t *testing.T) {
	h, address := start(t)
	c := client.New(address+"/", h.Mine.Administrator.Token, "en")
	body := office.SetLanguages{First: "fr", Second: "en"}
	shown, err := c.Do(t.Context(), "set-languages", h.Mine.ID, body, client.Options{Preview: true})
	if err != nil || shown.Change != "" || shown.Language != "en" || len(shown.Effects) == 0 {
		t.Fatalf("%+v, %v", shown, err)
	}
	done, err := c.Do(t.Context(), "set-languages", h.Mine.ID, body, client.Options{Digest: shown.Digest, Version: shown.Version})
	if err != nil || done.Change == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	var profile struct{ Languages anteroom.Languages }
	if err := c.Get(t.Context(), "/companies/"+string(h.Mine.ID)+"/profile", &profile); err != nil || profile.Languages != (anteroom.Languages{First: "fr", Second: "en"}) {
		t.Errorf("%+v, %v", profile, err)
	}
	var history []anteroom.Change
	if err := c.Get(t.Context(), "/companies/"+string(h.Mine.ID)+"/history", &history); err != nil || history[0].Source != anteroom.CLI {
		t.Errorf("%+v, %v", history, err)
	}
}

// A refusal is the very error that the office gave, but for what only the server knows.
func TestRefused(t *testing.T) {
	h, address := start(t)
	version := h.Do(t, officetest.Program(), office.SetKeys{Company: h.Mine.ID, Keys: 6}).Version
	h.Do(t, officetest.Program(), office.SetGeneral{Company: h.Mine.ID, Name: "Autre", Country: "CA"})
	for _, row := range []struct {
		command office.Command
		ask     office.Ask
	}{
		{office.SetLanguages{Company: h.Mine.ID, First: "x", Second: "y"}, office.Ask{}},
		{office.SetLanguages{Company: h.Other.ID, First: "fr"}, office.Ask{}},
		{office.SetKeys{Company: h.Mine.ID, Keys: 9}, office.Ask{}},
		{office.SetLanguages{Company: h.Mine.ID, First: "en"}, office.Ask{Version: version}},
		{office.SetLanguages{Company: h.Mine.ID, First: "en"}, office.Ask{Digest: "x"}},
	} {
		_, failed := h.Office.Do(context.Background(), h.Mine.Administrator.Who, row.command, row.ask)
		var want *anteroom.Error
		if !errors.As(failed, &want) {
			t.Fatal(failed)
		}
		c := client.New(address, h.Mine.Administrator.Token, "")
		_, err := c.Do(t.Context(), office.Name(row.command), row.command.Of().Company, row.command, client.Options{Digest: row.ask.Digest, Version: row.ask.Version})
		var got *anteroom.Error
		var problem *client.Problem
		if !errors.As(err, &got) || !errors.As(err, &problem) || problem.Detail == "" || problem.Language != "fr" {
			t.Fatalf("%T %v", err, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(anteroom.Error{}, "Err"), cmpopts.IgnoreFields(anteroom.Text{}, "Args"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", office.Name(row.command), diff)
		}
	}
}

// What is no Anteroom is Unavailable; a redirect does not get the token.
func TestElsewhere(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	t.Cleanup(other.Close)
	for name, handler := range map[string]http.HandlerFunc{
		"a page": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("<html>"))
		},
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		},
	} {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		if err := client.New(server.URL, "token", "").Get(t.Context(), "/me", nil); anteroom.KindOf(err) != anteroom.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if asked {
		t.Error("the redirect was followed")
	}
	other.Close()
	if err := client.New(other.URL, "token", "").Get(t.Context(), "/me", nil); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("nobody there: %v", err)
	}
}
