package office_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// The log is found by number as it is written, by name, result, time and user; page by page nothing is left out or told twice,
// calls of the same moment too; a user sees the own calls, those begun and those taken, and nobody else's.
func TestFindCalls(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, marc, elise, admin := h.Mine.ID, h.Mine.Users[0], h.Mine.Users[1], h.Mine.Administrator.Who
		noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		for i := range 30 {
			c := anteroom.Call{ID: anteroom.CallID(fmt.Sprintf("call%02d", i)), Company: id, Number: "+14185550100", Caller: fmt.Sprintf("+151455501%02d", i), CallerName: "50%_Zoé", Began: noon.Add(time.Duration(i/10) * time.Hour),
				Languages: anteroom.Languages{First: "fr"}, Language: "fr", Path: []string{"menu", "ring:201"}, Keys: "201", Verdict: anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CallerHungUp}}
			c.Ended = c.Began.Add(time.Minute)
			switch i % 3 {
			case 0:
				c.User = marc
			case 1:
				c.Sender, c.Caller, c.Result, c.Reason = elise, "202", anteroom.NotReached, anteroom.LineBusy
			}
			if err := h.Keep(t.Context(), []anteroom.Call{c}); err != nil {
				t.Fatal(err)
			}
		}
		find := func(who anteroom.Who, user anteroom.UserID, f anteroom.Find) (ids []string) {
			t.Helper()
			for f.Most = 7; ; {
				l, err := h.CallList(t.Context(), who, id, user, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range l.Rows {
					ids = append(ids, string(c.ID))
				}
				if f.After = l.Next; f.After == "" {
					return ids
				}
			}
		}
		where := func(named ...string) anteroom.Find {
			f := anteroom.Find{Where: map[string]string{}}
			for i := 0; i < len(named); i += 2 {
				f.Where[named[i]] = named[i+1]
			}
			return f
		}
		for name, tt := range map[string]struct {
			f    anteroom.Find
			user anteroom.UserID
			want int
		}{
			"all": {anteroom.Find{}, "", 30}, "number": {anteroom.Find{Text: "514 555-0103"}, "", 1}, "name": {anteroom.Find{Text: "50%_zo"}, "", 30}, "no joker": {anteroom.Find{Text: "5%0"}, "", 0},
			"result": {where("result", "not_reached"), "", 10}, "time": {where("from", "2026-11-20T13:00:00Z", "to", "2026-11-20T14:00:00Z"), "", 10}, "day": {where("to", "2026-11-19"), "", 0},
			"extension": {anteroom.Find{Text: "202"}, "", 10}, "user": {anteroom.Find{}, marc, 10}, "begun": {anteroom.Find{}, elise, 10}, "none": {anteroom.Find{Text: "'; DROP"}, "", 0},
		} {
			got := find(admin, tt.user, tt.f)
			seen := map[string]bool{}
			for _, id := range got {
				seen[id] = true
			}
			if len(got) != tt.want || len(seen) != len(got) {
				t.Errorf("%s: %d calls, %d different, want %d", name, len(got), len(seen), tt.want)
			}
		}
		me := anteroom.Who{Account: "a", Level: anteroom.LevelUser, Company: id, User: elise, Name: "Élise"}
		if got := find(me, elise, anteroom.Find{}); len(got) != 10 {
			t.Error("own:", got)
		}
		for _, of := range []anteroom.Target{{Company: id}, {Company: id, User: marc}, {Company: h.Other.ID}} {
			if _, err := h.CallList(t.Context(), me, of.Company, of.User, anteroom.Find{}); err == nil {
				t.Errorf("a user sees %+v", of)
			}
		}
		for _, f := range []anteroom.Find{where("result", "fine"), where("from", "yesterday"), {After: "x"}, where("color", "red")} {
			if _, err := h.CallList(t.Context(), admin, id, "", f); anteroom.KindOf(err) != anteroom.Invalid {
				t.Errorf("%+v: %v", f, err)
			}
		}
		if d, err := h.Office.Call(t.Context(), me, id, elise, "call01"); err != nil || d.Sender != elise {
			t.Error(d, err)
		}
		if _, err := h.Office.Call(t.Context(), me, id, elise, "call00"); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error("another's call:", err)
		}
		var table bytes.Buffer
		form := office.TableForm{Kind: "csv", Say: func(key string, _ ...any) string { return key }}
		if err := h.ExportCalls(t.Context(), admin, id, "", where("result", "not_reached"), form, func() io.Writer { return &table }); err != nil || strings.Count(table.String(), "busy,menu → ring:201,201") != 10 {
			t.Errorf("%v\n%s", err, table.String())
		}
	})
}
