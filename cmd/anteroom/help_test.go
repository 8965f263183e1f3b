package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/locale"
)

// Help is in the language of the terminal, or in the one that is asked for: for local commands and for those that are
// asked of a server.
func TestHelpInFrench(t *testing.T) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES"} {
		t.Setenv(name, "")
	}
	for _, row := range []struct {
		terminal, args string
		want           []string
	}{
		{"fr_CA.UTF-8", "users --help", []string{"Utilisation\u00a0: anteroom users --company …", "Les utilisateurs de l’entreprise", "seulement ce qui contient ce texte"}},
		{"en_US.UTF-8", "users --help", []string{"Usage: anteroom users --company …", "The users of the company.", "only what contains this text"}},
		{"en_US.UTF-8", "set-logo --answer-in fr --help", []string{"Donne son logo à un revendeur", "PNG ou JPEG, 1 Mo", "id du revendeur"}},
		{"fr_CA.UTF-8", "set-logo --help --answer-in=en", []string{"gives a VAR", "PNG or JPEG, 1 MB"}},
		{"fr_CA.UTF-8", "add-trunk --help", []string{"Ajoute une liaison", "nom d’utilisateur"}},
		{"fr_CA.UTF-8", "edit-user --help", []string{"id de l’utilisateur"}},
	} {
		t.Setenv("LANG", row.terminal)
		var out, errs bytes.Buffer
		if code, _ := runRemote(t.Context(), strings.Fields(row.args), &out, &errs); code != 0 {
			t.Errorf("%+v: %d %s", row, code, &errs)
		}
		for _, want := range row.want {
			if !strings.Contains(strings.ToLower(out.String()), strings.ToLower(want)) {
				t.Errorf("%s, %s: %q is not in\n%s", row.terminal, row.args, want, &out)
			}
		}
		p, err := printer(nil, os.Getenv)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range texts(p) {
			if text == "" || strings.HasPrefix(text, "⟦") {
				t.Errorf("%s: %s is %q", row.terminal, name, text)
			}
		}
	}
}

// Every command of the office and every query has help without gaps in each language, and every setting its words; no
// text describes a setting that is none. (What describes commands and flags is asked for in api.)
func TestHelpIsWhole(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range catalogue.Languages() {
		p := catalogue.In(l)
		for _, name := range remoteNames() {
			var out bytes.Buffer
			r, _ := named(name)
			r.define(p)
			if r.help(&out, p); r.about(p) == "" || strings.Contains(out.String(), "⟦") || !strings.Contains(out.String(), "--token-file") {
				t.Errorf("%s: %s --help lacks words:\n%s", l, name, &out)
			}
		}
		used := map[string]bool{}
		for _, s := range config.Settings() {
			used["config.about."+s.Key] = true
			if !p.Has("config.about." + s.Key) {
				t.Errorf("%s: the setting %s is not described", l, s.Key)
			}
		}
		for _, key := range catalogue.Keys(l) {
			if strings.HasPrefix(key, "config.about.") && !used[key] {
				t.Errorf("%s: %s describes nothing", l, key)
			}
		}
	}
}

// What is given wrongly is told in the reader's language. No local command has the name of one that is asked of a server.
func TestMisgiven(t *testing.T) {
	p, err := printer([]string{"--answer-in", "fr"}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"verison":        "« verison » n’est pas une commande, ni rien qu’elle prenne. Vouliez-vous dire version ?",
		"serve --x":      "L’option --x n’existe pas.",
		"call":           "Il manque <number>.",
		"seal":           "Il manque une commande : rotate, retire. « anteroom --help » en dit plus.",
		"demo --http":    "L’option --http demande une valeur.",
		"serve a\x1b[2J": "« a[2J » n’est pas une commande, ni rien qu’elle prenne.",
	} {
		parser, err := parser(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range parser.Model.Children {
			if _, taken := named(c.Name); taken {
				t.Errorf("%s is a command of the API too", c.Name)
			}
		}
		_, err = parser.Parse(strings.Fields(args))
		if got := strings.ReplaceAll(misgiven(p, err), "\u00a0", " "); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
}

// What is described, Load reads; and what is wrong is told in the reader's language, all of it at once.
func TestSettingsInWords(t *testing.T) {
	for language, want := range map[string][2]string{
		"en": {"# address on which the portal and the API are served\n# in the environment: ANTEROOM_HTTP\nhttp = 127.0.0.1:8080\n",
			"4 settings are wrong. “anteroom config” describes them all.\n  line 2 of the file: key = value is wanted\n  calls: “many” is no whole number\n  colour: there is no such setting\n  smtp_tls: one of these is wanted: none, starttls, tls"},
		"fr": {"# adresse à laquelle le portail et l’API sont servis\n# dans l’environnement : ANTEROOM_HTTP\nhttp = 127.0.0.1:8080\n",
			"4 réglages sont incorrects. « anteroom config » les décrit tous.\n  ligne 2 du fichier : écrivez clé = valeur\n  calls : « many » n’est pas un nombre entier\n  colour : ce réglage n’existe pas\n  smtp_tls : il faut l’un de ceux-ci : none, starttls, tls"},
	} {
		p, err := printer([]string{"--answer-in", language}, os.Getenv)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := describe(&out, p); err != nil || !strings.HasPrefix(strings.ReplaceAll(out.String(), "\u00a0", " "), want[0]) {
			t.Errorf("%v %s", err, &out)
		}
		file := t.TempDir() + "/anteroom.conf"
		if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Load(file, nil); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(file, []byte("colour = red\nnonsense\ncalls = many\nsmtp_tls = perhaps\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = config.Load(file, nil)
		if got := strings.ReplaceAll(complaint(p, err), "\u00a0", " "); got != want[1] {
			t.Errorf("%s\nwant\n%s", got, want[1])
		}
	}
}
