package office_test

import (
	"context"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A difference is left as it is on the phone system: no update touches it and nothing drifts, until it is put right, the
// phone system is changed again, or the leaving is undone. What is no difference is not left, and one difference can be put
// right alone.
func TestLeaveOnPhoneSystem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		c, me, ctx := h.Mine.ID, h.Mine.Administrator.Who, context.Background()
		officetest.ReadPBX(t, h.Office, c, anteroom.PBXState{}, nil)
		number := "number " + string(h.Mine.Number)
		plan := func() string {
			t.Helper()
			status, err := h.CompanyPhoneSystem(ctx, me, c)
			if err != nil {
				t.Fatal(err)
			}
			text := ""
			for _, step := range status.Plan {
				if step.Act != anteroom.PBXKeep {
					text += string(step.Act) + " " + step.Key() + ", "
				}
			}
			return text
		}
		push := func(only ...string) (keys string) {
			t.Helper()
			done := h.Do(t, me, office.PushPhoneSystem{Company: c, Only: only})
			told := ""
			for _, i := range done.Items {
				told += string(i.After["items"])
			}
			if told != `"`+strings.Join(only, ", ")+`"` {
				t.Errorf("the history does not name %v: %s", only, told)
			}
			p, err := h.PBXPush(ctx, c)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range p.Steps {
				keys += step.Key() + ", "
			}
			return keys
		}
		all := plan()
		if !strings.HasPrefix(all, "add line 201, add line 202, add "+number) {
			t.Fatal(all)
		}
		left := h.Do(t, me, office.LeaveOnPhoneSystem{Company: c, Items: []string{"line 201", "line 202"}})
		if got := plan(); "add line 201, add line 202, "+got != all {
			t.Errorf("with two left: %s", got)
		}
		_, err := h.Office.Do(ctx, me, office.LeaveOnPhoneSystem{Company: c, Items: []string{"line 201"}}, office.Ask{})
		if wrong(err) != "invalid items:error.pbx.item" {
			t.Errorf("once more: %s", wrong(err))
		}
		if got := push(number); got != number+", " {
			t.Errorf("only the number: %s", got)
		}
		if got := push("line 201"); got != "line 201, " {
			t.Errorf("what was left is put right by name: %s", got)
		}
		if got := plan(); !strings.HasPrefix(got, "add line 201, add "+number) {
			t.Errorf("and is left no more: %s", got)
		}
		_, err = h.Office.Do(ctx, me, office.Undo{Company: c, Change: left.Change}, office.Ask{})
		if wrong(err) != "not_found error.not_found" { // a part of it is over
			t.Errorf("undone: %s", wrong(err))
		}
		left = h.Do(t, me, office.LeaveOnPhoneSystem{Company: c, Items: []string{"line 201"}})
		h.Do(t, me, office.Undo{Company: c, Change: left.Change})
		if got := plan(); !strings.HasPrefix(got, "add line 201") {
			t.Errorf("the leaving is undone: %s", got)
		}
	})
}
