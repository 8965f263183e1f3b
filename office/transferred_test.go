package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A voice message is from who spoke, whatever transfers were made before: by who called, somebody else is on the line. The call's
// line keeps who called, says who spoke, and what the gate refused meanwhile.
func TestWhoIsOnTheLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		marc, elise := h.Mine.Users[0], h.Mine.Users[1]
		for _, row := range []struct {
			id                 anteroom.CallID
			on                 *anteroom.Caller
			caller, name, mail string
			sender             anteroom.UserID
		}{
			{"plain", nil, "201", "Somebody Else", "Somebody Else", marc},
			{"colleague", &anteroom.Caller{User: elise}, "202", "Marc Gagnon", "Marc Gagnon", elise},
			{"outside", &anteroom.Caller{Number: "+15145550199"}, "+15145550199", "", "+1 514 555 0199", ""},
			{"nobody any more", &anteroom.Caller{User: "gone"}, "anonymous", "", "", "gone"},
		} {
			c := h.Call(t, h.Mine, time.Now().Add(-time.Minute))
			c.ID, c.Number, c.Caller, c.CallerName, c.Sender, c.User, c.OnLine = row.id, "202", "201", "Somebody Else", marc, elise, row.on
			if row.on != nil && row.on.User == elise {
				c.User = marc // whose mailbox it came to does not matter
			}
			c.Path = []string{"talk:202", "transfer:203", "voicemail:203"}
			c.Refusals = []anteroom.Refusal{{Way: anteroom.ByTransfer, To: "1 900 555 1234", Decision: anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyClosed}}}
			c.Recording.ID = anteroom.RecordingID(row.id)
			if err := h.Keep(t.Context(), []anteroom.Call{c}); err != nil {
				t.Fatal(row.id, err)
			}
			err := s.Read(t.Context(), func(tx *store.Tx) error {
				v, err := tx.Voicemail(h.Mine.ID, c.Recording.ID)
				if err == nil && (v.Caller != row.caller || v.CallerName != row.name || v.Sender != row.sender) {
					t.Errorf("%s: the message is from %s, %q, %s", row.id, v.Caller, v.CallerName, v.Sender)
				}
				kept, wrong := tx.Call(h.Mine.ID, row.id)
				if wrong == nil && (kept.Caller != "201" || kept.Sender != marc || len(kept.Refusals) != 1 || kept.Refusals[0].Way != anteroom.ByTransfer || (kept.OnLine == nil) != (row.on == nil)) {
					t.Errorf("%s: %+v", row.id, kept)
				}
				return err
			})
			if err != nil {
				t.Fatal(row.id, err)
			}
			jobs, err := h.Claim(t.Context(), 50, time.Minute, "")
			told := false
			for _, j := range jobs {
				if m, _, err := h.Message(t.Context(), h.Mine.ID, anteroom.MessageID(j.Target)); err == nil && m.Attachment == c.Recording.ID {
					told = strings.Contains(m.Text, row.mail) && (row.on == nil) == strings.Contains(m.Text, "Somebody Else")
				}
			}
			if !told || err != nil {
				t.Errorf("%s: the mail tells of somebody else: %v", row.id, err)
			}
		}
	})
}

// A call in progress is shown with who is on the line: after a transfer by the side that called, by the own name and extension.
func TestLiveAfterTransfer(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	elise := h.Mine.Users[1]
	c := anteroom.Call{ID: "live", Company: h.Mine.ID, Number: "202", Caller: "201", CallerName: "Somebody Else", Sender: h.Mine.Users[0], User: h.Mine.Users[0], OnLine: &anteroom.Caller{User: elise}}
	h.Switchboard.Add(c.Live())
	l, err := h.LiveCalls(t.Context(), h.Mine.Administrator.Who, h.Mine.ID)
	i := slices.IndexFunc(l.Calls, func(l office.LiveLine) bool { return l.ID == "live" })
	if err != nil || i < 0 {
		t.Fatal(l, err)
	}
	if got := l.Calls[i]; got.From != "Marc Gagnon" || got.Caller != "202" || got.CallerName != "" || got.With == "" {
		t.Errorf("%+v", got)
	}
}
