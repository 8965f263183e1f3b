package office_test

import (
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
)

// A recording is mailed as its user chose, or as the administrator chose for the user: the choice is that of when it is sent. What
// cannot be made MP3 is sent as WAV; asked for as MP3 it is an error.
func TestMailedAsMP3(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	id, marc, who := h.Mine.ID, h.Mine.Users[0], marcOf(h.Mine)
	yes, no := true, false
	for _, row := range []struct {
		fact   string
		who    anteroom.Who
		choose office.Command
		broken bool
		want   string
	}{
		{"nobody chose", who, nil, false, "wav audio/wav RIFF"},
		{"the user chose MP3", who, office.EditSelf{Company: id, User: marc, Last: "Tremblay", Email: "marc@boreal.example", VoiceMP3: &yes}, false, "mp3 audio/mpeg ID3"},
		{"the user says nothing of it", who, office.EditSelf{Company: id, User: marc, Last: "Roy", Email: "marc@boreal.example"}, false, "mp3 audio/mpeg ID3"},
		{"the encoder fails", who, nil, true, "wav audio/wav RIFF"},
		{"the administrator chose WAV", h.Mine.Administrator.Who, office.EditUser{Company: id, User: marc, VoiceMP3: &no}, false, "wav audio/wav RIFF"},
	} {
		call := h.Call(t, h.Mine, time.Now())
		if row.choose != nil {
			h.Do(t, row.who, row.choose)
		}
		h.Encoder.Broken.Store(row.broken)
		if got := attachment(t, h); got != row.want {
			t.Errorf("%s: %s, want %s", row.fact, got, row.want)
		}
		m, r, err := h.VoiceMessage(t.Context(), who, id, marc, anteroom.RecordingID(call.ID))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.RecordingFile(t.Context(), r, m.Received, true); (anteroom.KindOf(err) == anteroom.Unavailable) != row.broken || (err != nil) != row.broken {
			t.Errorf("%s: asked for as MP3: %v", row.fact, err)
		}
	}
}

// attachment is the file of the one message that is due, which is sent.
func attachment(t *testing.T, h *officetest.House) string {
	t.Helper()
	jobs, err := h.Claim(t.Context(), 50, time.Minute, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		if m, file, err := h.Message(t.Context(), j.Company, anteroom.MessageID(j.Target)); j.Kind == anteroom.Deliver && m.Kind == anteroom.VoiceMessage {
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Delivered(t.Context(), j, time.Time{}, ""); err != nil {
				t.Fatal(err)
			}
			_, kind, _ := strings.Cut(file.Name, ".")
			return kind + " " + file.Type + " " + strings.TrimRight(string(file.Content[:4]), "\x04R")
		}
	}
	return "none"
}
