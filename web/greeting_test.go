package web

import (
	"net/url"
	"strings"
	"testing"
)

// A recording that is sent is heard, and what it changes is shown, before it is stored; then callers hear it, and so does who sees
// the page. What is none is refused.
func TestGreetingRecording(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/users/"+string(w.user)+"/greetings/fr/any")
	p.get(t, at).has(t, "Send a recording", "The assistant’s words")
	if sound := p.get(t, at+"/sound"); !strings.HasPrefix(sound.body, "RIFF fr voicemail") {
		t.Errorf("of the assistant: %q", sound.body)
	}
	p.sendsWith(t, at+"/recording", "", "", url.Values{}).is(t, 422, at+"/recording")
	p.sendsWith(t, at+"/recording", "x.wav", "MZ", url.Values{}).has(t, "This is no recording that can be read")
	file := "RIFF" + strings.Repeat("x", 40+32000)
	review := p.sendsWith(t, at+"/recording", "x.wav", file, url.Values{})
	review.has(t, "The recording as callers will hear it", "0 min 02 s")
	review.holds(t, `src="data:audio/wav;base64,UklGR`)
	back := review.form()
	back.Set("back", "1")
	p.post(t, at+"/recording", back).has(t, "Recording of the greeting")
	p.sure(t, review).has(t, "Recording, 0 min 02 s")
	if sound := p.get(t, at+"/sound"); sound.body != file {
		t.Errorf("heard: %d bytes", len(sound.body))
	}
	w.signedIn(t, stranger).get(t, at+"/sound").is(t, 404, at+"/sound")
	p.sure(t, p.post(t, at, url.Values{"text": {"C’est Jean"}})).has(t, "C’est Jean")
}
