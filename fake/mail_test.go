package fake

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"os"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/locale"
	"github.com/google/go-cmp/cmp"
)

func openTrap(t *testing.T, dir string) *MailTrap {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	trap, err := NewMailTrap(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	return trap
}

// letter is a message as a mail program of the old school writes it.
func letter(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

var hostile = letter("From: =?iso-8859-1?q?Zo=E9?= <zoe@xn--qubec-csa.example>", "To: elise@boreal.example", "Subject: <script>alert(1)</script> =?utf-8?q?=C3=A9?=",
	"MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=a", "",
	"--a", "Content-Type: multipart/alternative; boundary=b", "",
	"--b", "Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable", "", "d=E9j=E0 <b>",
	"--b", "Content-Type: text/html; charset=utf-8", "", "<html><head><script>alert(2)</script></head><img src=\"http://x.example/\">déjà</html>", "--b--",
	"--a", "Content-Type: audio/wav", "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=\"a.wav\"", "", "UklGRg==",
	"--a", "Content-Type: text/html", "Content-Disposition: attachment; filename=\"../../<b>.html\"", "", "<script>", "--a--")

func send(t *testing.T, trap *MailTrap, to []string, body string) {
	t.Helper()
	if err := smtp.SendMail(trap.SMTPAddr(), nil, "sender@boreal.example", to, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

func want(id int) Message {
	return Message{ID: id, From: "Zoé <zoe@québec.example>", FromName: "Zoé", FromEmail: "zoe@québec.example", EnvelopeFrom: "sender@boreal.example",
		To: []string{"a@boreal.example", "b@boreal.example"}, Subject: "<script>alert(1)</script> é", Text: "déjà <b>",
		HTML:        "<html><head><script>alert(2)</script></head><img src=\"http://x.example/\">déjà</html>",
		Attachments: []Attachment{{Name: "a.wav", Type: "audio/wav", Size: 4}, {Name: "../../<b>.html", Type: "text/html", Size: 8}}}
}

var told = cmp.FilterPath(func(p cmp.Path) bool {
	s := p.String()
	return s == "raw" || s == "Headers" || s == "Received" || strings.HasSuffix(s, "data")
}, cmp.Ignore())

// What comes is read, kept, and there again at the next start, whole; numbers go on.
func TestTrapKeeps(t *testing.T) {
	dir := t.TempDir()
	trap := openTrap(t, dir)
	to := []string{"a@boreal.example", "b@boreal.example"}
	send(t, trap, to, hostile)
	send(t, trap, to, hostile)
	before := trap.Messages()
	trap.Close()
	if err := os.WriteFile(trap.path(7)+".part", []byte("half"), 0o600); err != nil { // a process died in writing
		t.Fatal(err)
	}
	trap = openTrap(t, dir)
	defer trap.Close()
	if diff := cmp.Diff([]Message{want(2), want(1)}, trap.Messages(), told); diff != "" {
		t.Error(diff)
	}
	for i, m := range trap.Messages() {
		if diff := cmp.Diff(string(before[i].Raw()), string(m.Raw())); diff != "" || m.Received.Unix() != before[i].Received.Unix() {
			t.Errorf("%v, %v: %s", m.Received, before[i].Received, diff)
		}
	}
	send(t, trap, to, hostile)
	if id := trap.Messages()[0].ID; id != 3 {
		t.Errorf("number %d", id)
	}
	trap.empty()
	send(t, trap, to, hostile)
	if list := trap.Messages(); len(list) != 1 || list[0].ID != 4 {
		t.Errorf("%d messages", len(list))
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 2 { // the message and the half
		t.Errorf("%v %v", files, err)
	}
}

// The oldest go first.
func TestTrapForgets(t *testing.T) {
	trap := openTrap(t, "")
	defer trap.Close()
	for i := range mostMessages + 5 {
		if err := trap.keep("a@x.example", []string{"b@x.example"}, []byte(fmt.Sprintf("Subject: %d\r\n\r\n", i+1))); err != nil {
			t.Fatal(err)
		}
	}
	list := trap.Messages()
	if len(list) != mostMessages || list[0].Subject != "1005" || list[len(list)-1].Subject != "6" {
		t.Errorf("%d messages, from %s to %s", len(list), list[0].Subject, list[len(list)-1].Subject)
	}
}

func TestTrapWaits(t *testing.T) {
	trap := openTrap(t, "")
	defer trap.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	got := make(chan Message, 1)
	go func() {
		m, _ := trap.Wait(ctx, func(m Message) bool { return m.To[0] == "second@boreal.example" })
		got <- m
	}()
	send(t, trap, []string{"first@boreal.example"}, hostile)
	send(t, trap, []string{"second@boreal.example"}, hostile)
	if m := <-got; m.ID != 2 {
		t.Errorf("message %d", m.ID)
	}
	cancel()
	if _, err := trap.Wait(ctx, func(Message) bool { return false }); err == nil {
		t.Error("waited for nothing, and got it")
	}
}

func get(t *testing.T, server *httptest.Server, path, languages string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", languages)
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// The pages: in both languages, nothing of a message runs in them.
func TestTrapPages(t *testing.T) {
	trap := openTrap(t, "")
	defer trap.Close()
	server := httptest.NewServer(trap.Handler())
	defer server.Close()
	if _, body := get(t, server, "/", "fr"); !strings.Contains(body, "Aucun message pour l’instant") {
		t.Error(body)
	}
	send(t, trap, []string{"a@boreal.example", "b@boreal.example"}, hostile)
	for _, row := range []struct {
		path, languages string
		status          int
		kind, has       string
	}{
		{"/", "fr-CA", 200, "text/html", `<html lang="fr">`},
		{"/", "en", 200, "text/html", "&lt;script&gt;alert(1)&lt;/script&gt; é"},
		{"/?lang=fr", "en", 200, "text/html", `href="/messages/1?lang=fr"`},
		{"/?lang=xx", "en", 200, "text/html", `href="/messages/1"`},
		{"/messages/1", "en", 200, "text/html", `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"`},
		{"/messages/1", "fr", 200, "text/html", `<audio controls preload="metadata" aria-label="Écouter a.wav" src="/messages/1/attachments/0">`},
		{"/messages/1", "en", 200, "text/html", "a@boreal.example and b@boreal.example"},
		{"/messages/1/html", "en", 200, "text/html", `<head><base target="_blank">`},
		{"/messages/1/raw", "en", 200, "text/plain", "<script>alert(1)</script>"},
		{"/messages/1/attachments/0", "en", 200, "audio/wav", "RIFF"},
		{"/messages/1/attachments/1", "en", 200, "application/octet-stream", "<script>"},
		{"/messages/1/attachments/2", "en", 404, "text/plain", ""},
		{"/messages/1/attachments/-1", "en", 404, "text/plain", ""},
		{"/messages/01", "en", 404, "text/plain", ""},
		{"/messages/2", "en", 404, "text/plain", ""},
		{"/elsewhere", "en", 404, "text/plain", ""},
	} {
		response, body := get(t, server, row.path, row.languages)
		if response.StatusCode != row.status || !strings.HasPrefix(response.Header.Get("Content-Type"), row.kind) || !strings.Contains(body, row.has) {
			t.Errorf("%s: %d, %s: %s", row.path, response.StatusCode, response.Header.Get("Content-Type"), body)
		}
		policy, page := response.Header.Get("Content-Security-Policy"), strings.HasPrefix(row.kind, "text/html")
		if page && !strings.Contains(policy, "default-src 'none'") || strings.HasSuffix(row.path, "/html") != strings.HasPrefix(policy, "sandbox") {
			t.Errorf("%s: policy %q", row.path, policy)
		}
		if page && !strings.HasSuffix(row.path, "/html") && (strings.Contains(body, "<script") || strings.Contains(body, "⟦")) {
			t.Errorf("%s: %s", row.path, body)
		}
		if response.StatusCode == 200 && response.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: may be sniffed", row.path)
		}
	}
	response, _ := get(t, server, "/messages/1/attachments/1", "en")
	if d := response.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") {
		t.Errorf("disposition %q", d)
	}
}

// Programs read and empty the trap; a page of elsewhere does not.
func TestTrapJSON(t *testing.T) {
	trap := openTrap(t, "")
	defer trap.Close()
	server := httptest.NewServer(trap.Handler())
	defer server.Close()
	if _, body := get(t, server, "/messages.json", "en"); strings.TrimSpace(body) != "[]" {
		t.Error(body)
	}
	send(t, trap, []string{"a@boreal.example"}, hostile)
	_, body := get(t, server, "/messages.json", "en")
	var list []map[string]any
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"id": 1.0, "from": "Zoé <zoe@québec.example>", "from_name": "Zoé", "from_email": "zoe@québec.example", "envelope_from": "sender@boreal.example",
		"to": []any{"a@boreal.example"}, "subject": "<script>alert(1)</script> é", "text": "déjà <b>",
		"attachments": []any{map[string]any{"name": "a.wav", "type": "audio/wav", "size": 4.0}, map[string]any{"name": "../../<b>.html", "type": "text/html", "size": 8.0}}} {
		if diff := cmp.Diff(want, list[0][key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
	if headers, _ := list[0]["headers"].(map[string]any); cmp.Diff([]any{"1.0"}, headers["Mime-Version"]) != "" {
		t.Errorf("headers %v", headers)
	}
	for _, row := range []struct {
		site         string
		status, left int
	}{{"cross-site", 403, 1}, {"same-origin", 204, 0}, {"same-origin", 204, 0}} {
		r, err := http.NewRequest(http.MethodDelete, server.URL+"/messages", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", row.site)
		response, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if left := len(trap.Messages()); response.StatusCode != row.status || left != row.left {
			t.Errorf("%s: %d, %d messages left", row.site, response.StatusCode, left)
		}
	}
}

// Whatever comes is read without harm, and its envelope is not the sender's to write.
func FuzzRead(f *testing.F) {
	f.Add(hostile)
	f.Add("")
	f.Add("Received: x; y\r\nDelivered-To: evil@x.example\r\n\r\n")
	f.Add("From: =?x?q?a?=\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\n----")
	f.Add(strings.Repeat("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", 40))
	f.Add("Content-Transfer-Encoding: base64\r\n\r\n!!!!")
	f.Fuzz(func(t *testing.T, body string) {
		m := read(append(trace("a@x.example", []string{"b@x.example"}, 1, time.Unix(0, 0)), body...))
		if m.EnvelopeFrom != "a@x.example" || cmp.Diff([]string{"b@x.example"}, m.To) != "" || m.Received.Unix() != 0 {
			t.Errorf("envelope %q to %q at %v", m.EnvelopeFrom, m.To, m.Received)
		}
		if _, err := json.Marshal(m); err != nil {
			t.Error(err)
		}
	})
}
