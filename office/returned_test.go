package office_test

import (
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A message that was sent and comes back stands in the outbox as failed, and can be tried again; a report about another's
// address, a delay, one of a message that was not sent, or a second one changes nothing.
func TestReturned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		ctx, c := t.Context(), h.Mine
		of := anteroom.Target{Company: c.ID}
		find := func(state string) []anteroom.JobLine {
			t.Helper()
			l, err := h.Outbox(ctx, c.Administrator.Who, of, anteroom.Find{Where: map[string]string{"state": state, "kind": string(anteroom.Deliver)}})
			if err != nil {
				t.Fatal(err)
			}
			return l.Rows
		}
		var job anteroom.JobLine
		for _, j := range find("") {
			if j.ID == c.Job {
				job = j
			}
		}
		report := anteroom.Returned{Message: anteroom.MessageID(job.Target), Recipient: job.To, Permanent: true, Words: "5.1.1 550 no such user"}
		returned := func(r anteroom.Returned) {
			t.Helper()
			if err := h.Returned(ctx, r); err != nil {
				t.Error(err)
			}
		}
		returned(report) // not sent yet
		if err := h.Delivered(ctx, anteroom.Job{ID: c.Job, Kind: anteroom.Deliver, Company: c.ID, Target: job.Target}, time.Time{}, ""); err != nil {
			t.Fatal(err)
		}
		other, later, nobody := report, report, report
		other.Recipient, later.Permanent, nobody.Message = "mallory@elsewhere.example", false, "nothing"
		for _, r := range []anteroom.Returned{other, later, nobody} {
			returned(r)
		}
		if failed := find("failed"); len(failed) != 0 {
			t.Fatalf("%+v", failed)
		}
		returned(report)
		returned(report)
		if failed := find("failed"); len(failed) != 1 || failed[0].Why != "returned: 5.1.1 550 no such user" {
			t.Errorf("%+v", failed)
		}
		count := func(who anteroom.Who, of anteroom.Target, want anteroom.Undelivered) {
			t.Helper()
			if u, err := h.Undelivered(ctx, who, of); err != nil || u != want {
				t.Errorf("%+v %v", u, err)
			}
		}
		one := anteroom.Undelivered{Messages: 1, Returned: 1}
		count(c.Administrator.Who, of, one)
		count(c.Vendor.Who, anteroom.Target{VAR: c.VAR}, one)
		count(h.Other.Vendor.Who, anteroom.Target{VAR: h.Other.VAR}, anteroom.Undelivered{})
		theirs, err := h.Office.Job(ctx, officetest.Program(), anteroom.Target{Company: h.Other.ID}, h.Other.Job)
		if err == nil {
			err = h.Delivered(ctx, anteroom.Job{ID: theirs.ID, Kind: anteroom.Deliver, Company: h.Other.ID, Target: theirs.Target}, time.Time{}, "550 refused")
		}
		if err != nil {
			t.Fatal(err)
		}
		count(h.System.Who, anteroom.Target{}, anteroom.Undelivered{Messages: 2, Returned: 1})
		h.Do(t, c.Vendor.Who, office.RetryJob{Company: c.ID, Job: c.Job})
		count(c.Administrator.Who, of, anteroom.Undelivered{})
		if m, _, err := h.Message(ctx, c.ID, report.Message); err != nil || !m.Sent.IsZero() || !m.Failed.IsZero() {
			t.Errorf("%v %v %v", m.Sent, m.Failed, err)
		}
	})
}
