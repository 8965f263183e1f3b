package web

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// The page of live calls shows what there is when it is loaded, and its stream what there is since; another company's
// administrator sees nothing of it. A call is ended by its button, and the history says who did.
func TestLiveCalls(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	first := p.get(t, w.at("/live"))
	if first.has(t, "No call in progress"); !strings.Contains(first.body, `data-feed="`+w.at("/live/events")+`"`) {
		t.Error("the page is not told where it can follow")
	}
	ctx, leave := context.WithTimeout(t.Context(), 15*time.Second)
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.server.URL+w.at("/live/events"), nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := p.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	events := bufio.NewScanner(stream.Body)
	next := func() (e struct{ HTML, At string }) {
		t.Helper()
		for events.Scan() {
			if data, ok := strings.CutPrefix(events.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					t.Fatal(err)
				}
				return e
			}
		}
		t.Fatal("the stream ended:", events.Err())
		return e
	}
	if e := next(); !strings.Contains(e.HTML, "No call in progress") || e.At == "" {
		t.Errorf("at first: %+v", e)
	}
	w.calls.Add(anteroom.LiveCall{ID: "live1", Company: w.company, Number: "+14185550100", Caller: "+15145550199", CallerName: "Zoé <b>x", User: w.user, Began: time.Now(), Language: "fr", At: "ring:201"})
	if e := next(); !strings.Contains(e.HTML, "Extension 201 rings") || !strings.Contains(e.HTML, "Zoé &lt;b&gt;x") || strings.Contains(e.HTML, "<b>x") {
		t.Errorf("once somebody calls: %+v", e)
	}
	w.signedIn(t, operator).get(t, "/system/load").has(t, "Boréal", "1 of 100 at most")
	p.get(t, w.at("/live/live1/hang-up")).has(t, "Zoé", "+1 514 555 0199")
	p.post(t, w.at("/live/live1/hang-up"), nil).has(t, "Saved", "Caller: +1 514 555 0199")
	p.get(t, w.at("/history")).has(t, "Call ended by an administrator", "Caller: +1 514 555 0199", "This change can't be undone")
}

// A call's page lets each prompt be heard that can be: a letter is kept nowhere, and a voice message is its user's alone.
func TestHeardPrompts(t *testing.T) {
	w := newWorld(t)
	w.neighbours(t)
	admin, jean := w.signedIn(t, email), w.person(t)
	jean.look(t, http.MethodPost, "/sign-in?"+url.Values{"email": {w.jean}, "password": {password}}.Encode())
	page := admin.get(t, w.at("/calls/callofjean"))
	page.has(t, "A voice message was played.", "An e-mail was read aloud")
	if n := strings.Count(page.body, "<audio"); n != 1 {
		t.Errorf("the administrator can hear %d prompts", n)
	}
	if n := strings.Count(jean.get(t, "/me/calls/callofjean").body, "<audio"); n != 2 {
		t.Errorf("Jean can hear %d prompts", n)
	}
	for _, row := range []struct {
		who  *person
		path string
		want int
	}{
		{admin, w.at("/calls/callofjean/heard/0"), http.StatusOK}, {admin, w.at("/calls/callofjean/heard/1"), http.StatusForbidden}, {admin, w.at("/calls/callofjean/heard/2"), http.StatusNotFound},
		{admin, w.at("/calls/callofjean/heard/3"), http.StatusNotFound}, {admin, w.at("/calls/callofjean/heard/-1"), http.StatusNotFound},
		{jean, "/me/calls/callofjean/heard/1", http.StatusOK}, {jean, "/me/calls/callofjean/heard/2", http.StatusNotFound},
	} {
		if got := row.who.get(t, row.path); got.status != row.want {
			t.Errorf("%s: %d, want %d", row.path, got.status, row.want)
		}
	}
}
