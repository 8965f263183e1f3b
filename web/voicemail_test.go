package web

import (
	"testing"

	"anteroom.dev/anteroom"
)

// Who left a message is called back, where that is somebody: a colleague at the extension, others by the call, for its language.
func TestBackTo(t *testing.T) {
	for want, m := range map[string]anteroom.Voicemail{
		"/me/calls/c1/back":          {Call: "c1", Caller: "+15145550199"},
		"/me/calls/place?number=202": {Call: "of the colleague", Sender: "u2", Caller: "202"},
		"":                           {Call: "c1", Caller: "anonymous"},
	} {
		if got := backTo(m); got != want {
			t.Errorf("%+v: %q, want %q", m, got, want)
		}
	}
}
