package office_test

import (
	"context"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// What failed for good stands in the outbox with why, is tried again as if it were new, or given up; each sees their own.
func TestOutbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		c, ctx := h.Mine, context.Background()
		find := func(who anteroom.Who, of anteroom.Target, state string) (list []anteroom.JobLine) {
			t.Helper()
			l, err := h.Outbox(ctx, who, of, anteroom.Find{Most: 500, Where: map[string]string{"state": state, "kind": "deliver"}})
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range l.Rows {
				if j.Message == anteroom.TestMessage {
					list = append(list, j)
				}
			}
			return list
		}
		of := anteroom.Target{Company: c.ID}
		waiting := find(c.Administrator.Who, of, "")
		if len(waiting) != 1 || waiting[0].ID != c.Job || waiting[0].To != "zoe@boreal.example" || waiting[0].CompanyName != "Boréal" {
			t.Fatalf("%+v", waiting)
		}
		if got := find(c.Vendor.Who, anteroom.Target{VAR: c.VAR}, ""); len(got) != 1 {
			t.Errorf("the VAR sees %+v", got)
		}
		if got := find(h.System.Who, anteroom.Target{}, ""); len(got) != 3 {
			t.Errorf("the system sees %+v", got)
		}
		for id, want := range map[anteroom.JobID]string{h.Other.Job: "not_found error.not_found", h.Job: "not_found error.not_found", "none": "not_found error.not_found"} {
			if _, err := h.Office.Do(ctx, c.Vendor.Who, office.RetryJob{Company: c.ID, Job: id}, office.Ask{}); wrong(err) != want {
				t.Errorf("%s: %s", id, wrong(err))
			}
		}
		if err := h.Delivered(ctx, anteroom.Job{ID: c.Job, Kind: anteroom.Deliver, Company: c.ID, Target: waiting[0].Target}, time.Time{}, "550 no such user"); err != nil {
			t.Fatal(err)
		}
		if failed := find(c.Administrator.Who, of, "failed"); len(failed) != 1 || failed[0].Why != "550 no such user" {
			t.Errorf("%+v", failed)
		}
		h.Do(t, c.Vendor.Who, office.RetryJob{Company: c.ID, Job: c.Job})
		m, _, err := h.Message(ctx, c.ID, anteroom.MessageID(waiting[0].Target))
		if again := find(c.Administrator.Who, of, ""); err != nil || !m.Failed.IsZero() || len(again) != 1 || again[0].Attempts != 0 || again[0].Due.After(time.Now()) {
			t.Errorf("%+v %+v %v", again, m, err)
		}
		h.Do(t, c.Vendor.Who, office.DropJob{Company: c.ID, Job: c.Job})
		if dropped := find(c.Administrator.Who, of, "dropped"); len(dropped) != 1 {
			t.Errorf("%+v", dropped)
		}
		if _, err := h.Office.Do(ctx, c.Vendor.Who, office.RetryJob{Company: c.ID, Job: c.Job}, office.Ask{}); wrong(err) != "conflict outbox.error.over" {
			t.Error(wrong(err))
		}
		checks, err := h.Outbox(ctx, c.Vendor.Who, of, anteroom.Find{Most: 1, Where: map[string]string{"kind": string(anteroom.CheckMail)}})
		if err != nil || len(checks.Rows) != 1 {
			t.Fatalf("%+v %v", checks, err)
		}
		if _, err := h.Office.Do(ctx, c.Vendor.Who, office.DropJob{Company: c.ID, Job: checks.Rows[0].ID}, office.Ask{}); wrong(err) != "conflict outbox.error.kept" {
			t.Error(wrong(err))
		}
	})
}
