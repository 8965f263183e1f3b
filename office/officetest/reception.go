package officetest

import (
	"context"
	"sync/atomic"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Recordings takes every file for a recording that begins as one.
type Recordings struct{}

func (Recordings) Recording(raw []byte) ([]byte, error) {
	if len(raw) < 4 || string(raw[:4]) != "RIFF" {
		return nil, anteroom.Fail(anteroom.Invalid, "error.recording.kind")
	}
	return raw, nil
}

// Encoder puts the mark of an MP3 file before what it is given, or fails.
type Encoder struct{ Broken atomic.Bool }

// MP3 is the WAV so marked.
func (e *Encoder) MP3(_ context.Context, wav []byte) ([]byte, error) {
	if e.Broken.Load() {
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	return append([]byte("ID3"), wav...), nil
}

// reception gives a company a menu with a recorded prompt, and a group; no call comes to them.
func (h *House) reception(t testing.TB, c *Company) {
	t.Helper()
	prompts := []anteroom.Wording{{Language: "fr", Text: "Pour les ventes, faites le 1."}}
	c.Menu = anteroom.MenuID(h.Do(t, c.Administrator.Who, office.AddMenu{Company: c.ID, Name: "Accueil", Prompts: prompts, Keys: []anteroom.MenuKey{{Key: "1", To: "user:201"}}}).Made["menu"])
	c.Group = anteroom.GroupID(h.Do(t, c.Administrator.Who, office.AddGroup{Company: c.ID, Name: "Ventes", Members: []anteroom.UserID{"201", "202"}}).Made["group"])
	h.Do(t, c.Administrator.Who, office.SetPrompt{Company: c.ID, Menu: c.Menu, Language: "fr", Text: prompts[0].Text, File: []byte("RIFF" + string(c.ID))})
	x, err := h.Receptionist(t.Context(), c.Administrator.Who, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	c.Sound = x.Menus[0].Prompts[0].Sound
}
