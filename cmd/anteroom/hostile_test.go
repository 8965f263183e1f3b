package main

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/fake"
)

// What a hostile caller calls himself: markup, a terminal's commands, a path, a header, a writing direction turned round.
const (
	hostileName = "</td><script>alert(1)</script>\x1b[31m../../../etc/passwd\u202e Bcc: z@evil.example {{.}} %s ${jndi:x} '; DROP TABLE calls;--"
	hostileUser = "%3Cscript%3Ealert(2)%3C/script%3E%0d%0aBcc%3az%40evil.example"
)

// Such a caller leaves a message: nothing of it is unescaped in the page, the mail, the answer of the API, the log or the name of a file.
func TestHostileCaller(t *testing.T) {
	dir := t.TempDir()
	log := divertLog(t)
	r := startDemoIn(t, dir)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	p, err := fake.NewPhone(hostileUser)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.Display = strings.ReplaceAll(hostileName, `"`, `\"`)
	c, err := p.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	c.Key(r.Numbers[0].Extensions[4])
	words := loud(2 * time.Second)
	for !c.Over() {
		c.Speak(words)
		if c.Listen(ctx, 1500*time.Millisecond) != nil {
			t.Fatal("no end of the call")
		}
		c.Key("#")
	}
	b := newBrowser(t, r.Portal)
	b.open("/sign-in")
	b.submit("/sign-in", url.Values{"email": {r.Accounts[0].Email}, "password": {r.Accounts[0].Password}})
	raw := fetchedText(t, b.http, r.Portal+"/c/"+string(r.Accounts[0].CompanyID)+"/calls")
	if !strings.Contains(raw, "&lt;script&gt;alert(1)") {
		t.Errorf("the caller's name does not stand on the page as text")
	}
	harmless(t, "the page", raw)
	var calls []map[string]any
	if err := ask(ctx, r, http.MethodGet, "/companies/"+string(r.Accounts[0].CompanyID)+"/calls", "", &calls); err != nil || len(calls) != 1 || calls[0]["result"] != "message" {
		t.Errorf("%v %v", err, calls)
	}
	checkHostileMail(ctx, t, r)
	plainNames(t, dir)
	harmless(t, "the log", log())
}

// divertLog makes what is logged from now on stand in a file, and tells what stands there.
func divertLog(t *testing.T) func() string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = file
	slogged := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(file, nil))) // of the SIP library
	t.Cleanup(func() {
		os.Stderr = stderr
		slog.SetDefault(slogged)
		_ = file.Close()
	})
	return func() string {
		raw, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
}

func fetchedText(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var b strings.Builder
	if _, err := io.Copy(&b, answer.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// harmless tells whether markup or a control of a terminal came through.
func harmless(t *testing.T, where, text string) {
	t.Helper()
	for _, bad := range []string{"<script>alert", "\x1b", "\u202e"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q stands in %s", bad, where)
		}
	}
}

// checkHostileMail waits for the message to the user.
func checkHostileMail(ctx context.Context, t *testing.T, r ready) {
	t.Helper()
	for {
		var list []fake.Message
		if err := json.Unmarshal([]byte(fetchedText(t, http.DefaultClient, r.Mail+"/messages.json")), &list); err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if len(m.Attachments) == 0 {
				continue
			}
			harmless(t, "the mail as HTML", m.HTML)
			if strings.ContainsAny(m.Text+m.Subject, "\x1b\u202e") || len(m.Headers["Bcc"]) > 0 || len(m.To) != 1 {
				t.Errorf("%q %q %v", m.Subject, m.Headers, m.To)
			}
			for _, a := range m.Attachments {
				if !plainName.MatchString(a.Name) {
					t.Errorf("an attachment is called %q", a.Name)
				}
			}
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("the message did not come")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

var plainName = regexp.MustCompile(`^[\p{L}0-9 ._+-]+$`)

// plainNames looks at every file that the demo has made.
func plainNames(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path != dir && !plainName.MatchString(d.Name()) {
			t.Errorf("a file is called %q", d.Name())
		}
		return nil // one that is gone meanwhile
	})
	if err != nil {
		t.Error(err)
	}
}
