package voice_test

import (
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// told is what a lamp shows next, in words.
func (f *floor) told(w *fake.Watch) (l fake.Lamp, words string) {
	f.t.Helper()
	l, err := w.Told(f.ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	if l.State != "full" || !strings.HasPrefix(l.Entity, "sip:202@") || l.Dialog.ID != "202" || l.Event != "dialog;id=7" {
		f.t.Errorf("%+v", l)
	}
	return l, strings.TrimSpace(l.Dialog.State + " " + l.Dialog.Direction)
}

// A phone's lamp shows when a colleague's phone rings and when it is in a call, whoever began it, and that nobody else is told with
// whom; by what it tells of one that rings the call is picked up (RFC 4235, RFC 3891).
func TestLamps(t *testing.T) {
	f := newFloor(t, voice.Config{})
	shows := func(w *fake.Watch, want string) fake.Lamp {
		t.Helper()
		l, got := f.told(w)
		if got != want || strings.HasPrefix(got, "early") != (l.Dialog.Call != "") {
			t.Errorf("%+v, want %s", l, want)
		}
		return l
	}
	w, err := f.zoe.Watch(f.ctx, "202", f.s.Addr(), "600")
	if err != nil {
		t.Fatal(err)
	}
	if l := shows(w, "terminated"); l.Version != 0 || !strings.HasPrefix(l.Lasts, "active") {
		t.Errorf("%+v", l)
	}
	c := f.rings(f.marc)
	l := shows(w, "early recipient")
	z, err := w.PickUp(f.ctx, l)
	if err != nil {
		t.Fatal(err)
	}
	if l := shows(w, "terminated"); l.Version != 2 {
		t.Errorf("%+v", l)
	}
	f.talk(c, z)
	c.Hangup()
	f.over(z)
	f.elise.Behave(fake.Manner{})
	near, far := f.dial(f.marc, "202", f.elise)
	if _, words := f.told(w); words == "early recipient" { // it answers at once: whether it rang before is a matter of moments
		shows(w, "confirmed recipient")
	} else if words != "confirmed recipient" {
		t.Error(words)
	}
	far.Hangup()
	f.over(near)
	shows(w, "terminated")
	near, far = f.dial(f.elise, "201", f.marc)
	shows(w, "confirmed initiator")
	if err := w.Renew(f.ctx, "600"); err != nil {
		t.Fatal(err)
	}
	shows(w, "confirmed initiator")
	near.Hangup()
	f.over(far)
	shows(w, "terminated")
	if err := w.Renew(f.ctx, "0"); err != nil {
		t.Fatal(err)
	}
	if l := shows(w, "terminated"); !strings.HasPrefix(l.Lasts, "terminated") {
		t.Errorf("%+v", l)
	}
	if err := w.Renew(f.ctx, "600"); err == nil || !strings.Contains(err.Error(), "481") {
		t.Error("one that is over goes on:", err)
	}
}

// Only who is a colleague is shown, and to phones alone; a phone that is gone is told nothing any more, and holds up nobody.
func TestLampsOfStrangers(t *testing.T) {
	f := newFloorOf(t, voice.Config{}, "c2")
	for extension, who := range map[string]*fake.Phone{"202": f.zoe, "*8202": f.marc, "999": f.marc} {
		if _, err := who.Watch(f.ctx, extension, f.s.Addr(), "600"); err == nil || !strings.Contains(err.Error(), "404") {
			t.Errorf("%s: %v", extension, err)
		}
	}
	w, err := f.marc.Watch(f.ctx, "202", f.s.Addr(), "600")
	if err != nil {
		t.Fatal(err)
	}
	f.told(w)
	f.marc.Close()
	f.elise.Behave(fake.Manner{Rings: time.Minute})
	c, err := f.elise.Dial(f.ctx, "201", f.s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	c.Hangup()
}
