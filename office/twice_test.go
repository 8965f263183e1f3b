package office_test

import (
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store/storetest"
)

// A page that is sent twice has one effect, and answers twice as the first time. Another page, another person or other words do
// it anew; what was shown once is not made again to be shown.
func TestTwice(t *testing.T) {
	h := callers(t, storetest.SQLite(t))
	id, marc, who, admin := h.Mine.ID, h.Mine.Users[0], signedUser(t, h, h.Mine), h.Mine.Administrator.Who
	page := h.Do(t, admin, office.AddMenu{Company: id, Name: "Été", Wait: 5}).Version
	rule := office.AddCallRule{Company: id, User: marc, RuleFields: office.RuleFields{Name: "Soir", From: anteroom.FromAnybody, Deed: anteroom.DeedVoicemail}}
	menu, call := office.AddMenu{Company: id, Name: "Hiver", Wait: 5}, office.PlaceCall{Company: id, User: marc, Number: "514 555-0122"}
	for _, row := range []struct {
		who   anteroom.Who
		c     office.Command
		made  string
		other office.Command
	}{{admin, menu, "menu", office.AddMenu{Company: id, Name: "Hiver", Wait: 6}}, {who, rule, "call_rule", nil}, {who, call, "call", nil}} {
		name := office.Name(row.c)
		sent := func(c office.Command, version int64) office.Outcome {
			t.Helper()
			out, err := h.Office.Do(t.Context(), row.who, c, office.Ask{Version: version})
			if err != nil || out.Change == "" || out.Made[row.made] == "" {
				t.Fatalf("%s: %+v, %v", name, out, err)
			}
			return out
		}
		first := sent(row.c, page)
		if again := sent(row.c, page); again.Change != first.Change || again.Made[row.made] != first.Made[row.made] {
			t.Errorf("%s: sent twice, it was done twice: %+v %+v", name, first, again)
		}
		if row.other != nil && sent(row.other, page).Change == first.Change {
			t.Errorf("%s: other words were taken for the same", name)
		}
		if sent(row.c, first.Version).Change == first.Change {
			t.Errorf("%s: a page opened anew was taken for the same", name)
		}
	}
	if out, err := h.Office.Do(t.Context(), h.System.Who, menu, office.Ask{Version: page}); err != nil || out.Change == "" || out.Items[0].ID == "" {
		t.Errorf("by another person: %+v, %v", out, err)
	}
	phone := office.AddPhone{Company: id, User: marc}
	if _, err := h.Office.Do(t.Context(), admin, phone, office.Ask{Version: page}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Office.Do(t.Context(), admin, phone, office.Ask{Version: page}); anteroom.KindOf(err) != anteroom.Conflict || err.(*anteroom.Error).Msg.Key != "error.twice" {
		t.Errorf("what is shown once: %v", err)
	}
	if u, err := h.User(t.Context(), admin, id, marc); err != nil || len(u.Phones) != 2 {
		t.Errorf("phones: %d, %v", len(u.Phones), err)
	}
}
