package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A runner without a mail system ends what was removed long ago, once a day; the messages wait.
func TestPurgeDaily(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := officetest.Build(t, st)
		w.Call(t, w.Other, time.Now())
		err := st.Write(context.Background(), func(tx *store.Tx) error {
			c, err := tx.Company(w.Mine.ID)
			if err != nil {
				return err
			}
			c.Removed = tx.Now.AddDate(0, 0, -32)
			return tx.PutCompany(c)
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); jobs.New(w.Office, jobs.Outside{}, slog.New(slog.DiscardHandler)).Run(ctx) }()
		defer func() { cancel(); <-done }()
		tomorrow := func() bool {
			due, err := w.NextDue(context.Background(), anteroom.Deliver)
			if err != nil {
				t.Fatal(err)
			}
			return time.Until(due) > 23*time.Hour && time.Until(due) <= 24*time.Hour
		}
		for deadline := time.Now().Add(20 * time.Second); !tomorrow(); <-time.After(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("it does not come round again")
			}
		}
		err = st.Read(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Company(w.Mine.ID)
			return err
		})
		if anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("the company is still there: %v", err)
		}
		due, err := w.NextDue(context.Background(), anteroom.Purge)
		if err != nil || due.IsZero() || time.Until(due) > 0 {
			t.Errorf("the message does not wait: %v %v", due, err)
		}
	})
}
