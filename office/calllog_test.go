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
				Languages: anteroom.Languages{First: "fr"}, Language: "fr", Path: []string{"ring:201"}, Verdict: anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CallerHungUp}}
			c.Ended = c.Began.Add(time.Minute)
			switch i % 3 {
			case 0:
				c.User = marc
			case 1:
				c.Sender, c.Caller, c.Result, c.Reason = elise, "202", anteroom.NotReached, anteroom.LineBusy
			}
			if err := h.Ended(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		find := func(who anteroom.Who, f anteroom.CallFind) (ids []string) {
			t.Helper()
			f.Company = id
			for {
				calls, more, err := h.FindCalls(t.Context(), who, f, 7)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range calls {
					ids = append(ids, string(c.ID))
				}
				if !more {
					return ids
				}
				f.Before, f.BeforeID = calls[len(calls)-1].Began, calls[len(calls)-1].ID
			}
		}
		for name, tt := range map[string]struct {
			f    anteroom.CallFind
			want int
		}{
			"all": {anteroom.CallFind{}, 30}, "number": {anteroom.CallFind{Text: "514 555-0103"}, 1}, "name": {anteroom.CallFind{Text: "50%_zo"}, 30}, "no joker": {anteroom.CallFind{Text: "5%0"}, 0},
			"result": {anteroom.CallFind{Result: anteroom.NotReached}, 10}, "time": {anteroom.CallFind{Since: noon.Add(time.Hour), Until: noon.Add(2 * time.Hour)}, 10},
			"extension": {anteroom.CallFind{Text: "202"}, 10}, "user": {anteroom.CallFind{User: marc}, 10}, "begun": {anteroom.CallFind{User: elise}, 10}, "none": {anteroom.CallFind{Text: "'; DROP"}, 0},
		} {
			got := find(admin, tt.f)
			seen := map[string]bool{}
			for _, id := range got {
				seen[id] = true
			}
			if len(got) != tt.want || len(seen) != len(got) {
				t.Errorf("%s: %d calls, %d different, want %d", name, len(got), len(seen), tt.want)
			}
		}
		me := anteroom.Who{Account: "a", Level: anteroom.LevelUser, Company: id, User: elise, Name: "Élise"}
		if got := find(me, anteroom.CallFind{User: elise}); len(got) != 10 {
			t.Error("own:", got)
		}
		for _, f := range []anteroom.CallFind{{Company: id}, {Company: id, User: marc}, {Company: h.Other.ID}} {
			if _, _, err := h.FindCalls(t.Context(), me, f, 10); err == nil {
				t.Errorf("a user sees %+v", f)
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
		if err := h.ExportCalls(t.Context(), admin, anteroom.CallFind{Company: id, Result: anteroom.NotReached}, form, func() io.Writer { return &table }); err != nil || strings.Count(table.String(), "busy") != 10 {
			t.Errorf("%v\n%s", err, table.String())
		}
	})
}
