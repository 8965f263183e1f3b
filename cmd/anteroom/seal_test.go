package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/office"
)

// TestSealProcess is not a test but the command, in a process of its own that can be killed.
func TestSealProcess(t *testing.T) {
	if os.Getenv("ANTEROOM_SEAL_PROCESS") == "" {
		t.Skip("run by TestSealKilled")
	}
	if code := run(context.Background(), strings.Fields(os.Getenv("ANTEROOM_SEAL_PROCESS"))); code != 0 {
		t.Fatalf("it ended with %d", code)
	}
}

func sealProcess(t *testing.T, dir, command string) *exec.Cmd {
	t.Helper()
	p := exec.Command(os.Args[0], "-test.run=^TestSealProcess$")
	p.Env = append(os.Environ(), "ANTEROOM_SEAL_PROCESS="+command, "ANTEROOM_DATA="+dir)
	p.Stdout, p.Stderr = &bytes.Buffer{}, &bytes.Buffer{}
	return p
}

// The key is rotated while a server makes and reads secrets, killed at random moments: each secret opens at any moment,
// and when it has come to its end the old keys are needed no more.
func TestSealKilled(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), context.Background()
	h, err := open(ctx, config.Config{Data: dir, HTTP: "127.0.0.1:0"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	const all = 150
	first := make([]string, all)
	for i := range first {
		first[i] = h.secretive(t, i)
	}
	for range 10 {
		p := sealProcess(t, dir, "seal rotate")
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(rand.IntN(100))*time.Millisecond, func() { _ = p.Process.Kill() })
		for range 5 { // those who are served meanwhile
			i := rand.IntN(all)
			edit := office.EditMailProvider{MailProvider: anteroom.MailProviderID(first[i]), Provider: provider(i), Issuer: issuer(), ClientSecret: "another"}
			if _, err := h.office.Do(ctx, anteroom.Who{Level: anteroom.LevelSystem, Source: anteroom.Program}, edit, office.Ask{}); err != nil {
				t.Error(err)
			}
		}
		_ = p.Wait()
		timer.Stop()
	}
	for _, command := range []string{"seal rotate", "seal retire"} {
		if p := sealProcess(t, dir, command); p.Run() != nil {
			t.Fatalf("%s: %s%s", command, p.Stdout, p.Stderr)
		}
	}
	file := filepath.Join(dir, "anteroom.key")
	now, old := keysIn(t, file), keysIn(t, file+".retired")
	if len(now) != 1 || len(old) == 0 || strings.Contains(strings.Join(old, " "), now[0]) {
		t.Errorf("%d keys, %d retired", len(now), len(old))
	}
	if done, err := h.office.Reseal(ctx); err != nil || done != (office.Resealed{Were: all}) {
		t.Errorf("%+v, %v", done, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".key-*")); len(left) > 10 {
		t.Error(left)
	}
}

func keysIn(t *testing.T, file string) []string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	return strings.Fields(string(raw))
}

func provider(i int) anteroom.MailProvider {
	server := func(p anteroom.MailProtocol) []anteroom.MailServer {
		return []anteroom.MailServer{{Protocol: p, Host: "mail.example", Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailOAuth}}
	}
	return anteroom.MailProvider{Name: fmt.Sprintf("Provider %d", i), Domains: []string{fmt.Sprintf("p%d.example", i)}, Incoming: server(anteroom.IMAP), Outgoing: server(anteroom.SMTP)}
}

func issuer() anteroom.MailIssuer {
	return anteroom.MailIssuer{Authorize: "https://mail.example/a", Token: "https://mail.example/t", Scopes: []string{"mail"}, ClientID: "id"}
}

// secretive is a mail provider with a secret.
func (h *house) secretive(t *testing.T, i int) string {
	t.Helper()
	out, err := h.office.Do(context.Background(), anteroom.Who{Level: anteroom.LevelSystem, Source: anteroom.Program}, office.AddMailProvider{Provider: provider(i), Issuer: issuer(), ClientSecret: fmt.Sprint("secret ", i)}, office.Ask{})
	if err != nil {
		t.Fatal(err)
	}
	return out.Made["mail_provider"]
}

// The key may be given by the environment or a program; one of them at a time.
func TestKeySources(t *testing.T) {
	key := anteroom.NewSealKey()
	script := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho "+key+"\n"), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	sealed := [][]byte{}
	for name, c := range map[string]config.Config{"key": {Key: anteroom.NewSealKey() + "," + key}, "key_command": {KeyCommand: script + " now"}, "the key alone": {Key: key}} {
		h := &house{settings: c, log: slog.New(slog.DiscardHandler)}
		s, err := h.sealer()
		if err != nil {
			t.Fatal(name, err)
		}
		if name != "key" {
			sealed = append(sealed, s.Seal("secret", "o"))
		}
	}
	s, err := anteroom.NewSealer([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range sealed {
		if got, err := s.Open(b, "o"); err != nil || got != "secret" {
			t.Errorf("%q, %v", got, err)
		}
	}
	for name, c := range map[string]config.Config{"no key": {Key: "short"}, "no program": {KeyCommand: filepath.Join(t.TempDir(), "none")}, "a program that fails": {KeyCommand: "false"}, "a program that says nothing": {KeyCommand: "true"}} {
		h := &house{settings: c, log: slog.New(slog.DiscardHandler)}
		if _, err := h.sealer(); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
