package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// The page of a test call alone may use the microphone and connect by WebSocket, to its own host; what it is given is good for
// one call, and it shows how far that came in words.
func TestTry(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/try")
	policies := func(path string) (content, permissions string) {
		r, err := p.client.Get(w.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		return r.Header.Get("Content-Security-Policy"), r.Header.Get("Permissions-Policy")
	}
	host := strings.TrimPrefix(w.server.URL, "http://")
	if content, permissions := policies(at); !strings.Contains(content, "connect-src 'self' ws://"+host+" wss://"+host+";") || !strings.Contains(permissions, "microphone=(self)") {
		t.Errorf("%s; %s", content, permissions)
	}
	if content, permissions := policies(w.at("/simulator")); strings.Contains(content, "ws") || !strings.Contains(permissions, "microphone=()") {
		t.Errorf("elsewhere: %s; %s", content, permissions)
	}
	answer, err := p.client.Post(w.server.URL+at+"/pass", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"number": {"+14185550100"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var pass office.TestPass
	if err := json.NewDecoder(answer.Body).Decode(&pass); err != nil || answer.StatusCode != http.StatusOK || pass.Secret == "" || pass.Number != "+14185550100" {
		t.Fatalf("%d, %+v, %v", answer.StatusCode, pass, err)
	}
	phone, err := w.Phone(t.Context(), pass.Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Dialled(t.Context(), phone, "+14185550100"); err != nil {
		t.Fatal(err)
	}
	w.TestCallSeen(pass.Name, anteroom.Call{Path: []string{"test", "greeting", "menu"}, Keys: "2", Prompts: []anteroom.Prompt{{ID: "menu", Language: "en"}},
		Verdict: anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}})
	p.get(t, at+"/"+pass.Name).has(t, "Test call → Greeting → Menu", "Dial the extension", "Abandoned")
	if got := w.signedIn(t, stranger).get(t, at+"/"+pass.Name); got.status != http.StatusNotFound {
		t.Errorf("another sees it: %d", got.status)
	}
}
