package store_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, s *store.Store, do func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Write(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s *store.Store, do func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Read(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

var (
	boreal = anteroom.Company{ID: "c1", VAR: "v1", Kind: anteroom.Private, Name: "Boréal", Country: "CA",
		Languages: anteroom.Languages{First: "fr"}, Assistant: anteroom.Assistant{Name: "Emma", Email: "emma@boreal.example"}, Keys: 5, PBX: "p1"}
	marc = anteroom.User{ID: "u1", Company: "c1", Number: "1001", First: "Marc", Last: "Tremblay", Email: "marc@boreal.example", Extension: "201",
		State: anteroom.UserActive, Options: anteroom.DefaultOptions()}
)

func seed(t *testing.T, s *store.Store) {
	write(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutLanguage("fr", 0), tx.PutLanguage("en", 1), tx.PutVAR(anteroom.VAR{ID: "v1", Name: "Nordik"}),
			tx.PutPhoneSystem(anteroom.PhoneSystem{ID: "p1", Name: "Anteroom", Kind: "builtin"}),
			tx.PutCompany(boreal), tx.PutUser(marc),
			tx.MoveKeys("v1", anteroom.KeysAdded, 10, ""), tx.MoveKeys("v1", anteroom.KeysGiven, 5, "c1"),
			tx.MoveKeys("c1", anteroom.KeysAdded, 5, ""), tx.MoveKeys("c1", anteroom.KeysUsed, 1, "u1"))
	})
}

func TestCompany(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed(t, s)
		want := boreal
		want.Second, want.Name = "en", "Boréal Coopérative"
		write(t, s, func(tx *store.Tx) error { return tx.PutCompany(want) })
		read(t, s, func(tx *store.Tx) error {
			got, err := tx.Company("c1")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

// What the database itself refuses: a link across companies, a second of what must be one, a language in use dropped.
func TestRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed(t, s)
		other := boreal
		other.ID, other.PBX = "c2", ""
		write(t, s, func(tx *store.Tx) error { return tx.PutCompany(other) })
		twin := marc
		twin.ID, twin.Number = "u2", "1002"
		equal := boreal
		equal.Second = "fr"
		for name, row := range map[string]struct {
			do   func(tx *store.Tx) error
			want anteroom.Kind
		}{
			"a number given to another company's user": {func(tx *store.Tx) error {
				return tx.PutNumber(anteroom.Number{ID: "+14185550100", Company: "c2", User: "u1"})
			}, anteroom.Conflict},
			"an extension twice":           {func(tx *store.Tx) error { return tx.PutUser(twin) }, anteroom.Conflict},
			"a language in use dropped":    {func(tx *store.Tx) error { return tx.DropLanguage("fr") }, anteroom.Conflict},
			"a language that is not there": {func(tx *store.Tx) error { c := boreal; c.First = "de"; return tx.PutCompany(c) }, anteroom.Conflict},
			"the same language twice":      {func(tx *store.Tx) error { return tx.PutCompany(equal) }, anteroom.Conflict},
			"a company that is not there":  {func(tx *store.Tx) error { _, err := tx.Company("c9"); return err }, anteroom.NotFound},
			"a user of another company":    {func(tx *store.Tx) error { _, err := tx.User("c2", "u1"); return err }, anteroom.NotFound},
		} {
			if err := s.Write(context.Background(), row.do); anteroom.KindOf(err) != row.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestReadOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.Read(context.Background(), func(tx *store.Tx) error { return tx.PutLanguage("fr", 0) }); err == nil {
			t.Error("a Read wrote")
		}
	})
}

// The chain has no gap and no double under parallel writers, and a change to it is found.
func TestChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 5 {
					err := s.Write(context.Background(), func(tx *store.Tx) error {
						return tx.AddChange(&anteroom.Change{ID: anteroom.NewID[anteroom.ChangeID](tx.Now), Scope: "c1", Who: "Émile", Command: "set-languages",
							Items: []anteroom.Item{{Noun: "company", ID: "c1"}}})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		read(t, s, func(tx *store.Tx) error {
			list, err := tx.ChangesBefore("c1", 0, 100)
			if len(list) != 40 || list[0].Seq != 40 {
				t.Errorf("%d entries, the newest %d", len(list), list[0].Seq)
			}
			return errors.Join(err, tx.Verify("c1"))
		})
	})
}

func TestTampering(t *testing.T) {
	path := t.TempDir() + "/a.db"
	s, err := store.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 3 {
		write(t, s, func(tx *store.Tx) error {
			return tx.AddChange(&anteroom.Change{ID: anteroom.NewID[anteroom.ChangeID](tx.Now), Scope: "c1", Who: "Marc"})
		})
	}
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec("UPDATE changes SET who = 'Nobody' WHERE seq = 2"); err != nil {
		t.Fatal(err)
	}
	if err := s.Read(context.Background(), func(tx *store.Tx) error { return tx.Verify("c1") }); err == nil {
		t.Error("a changed entry was not found")
	}
}

func TestCallOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed(t, s)
		c := anteroom.Call{ID: "k1", Company: "c1", Number: "+14185550100", Began: time.UnixMicro(1e15).UTC(), Languages: boreal.Languages, Language: "fr",
			Prompts: []anteroom.Prompt{}, Path: []string{}}
		write(t, s, func(tx *store.Tx) error { return errors.Join(tx.BeginCall(c), tx.BeginCall(c)) })
		c.Ended, c.Result, c.Reason, c.Keys, c.Path = c.Began.Add(time.Second), anteroom.Abandoned, anteroom.CallerHungUp, "2", []string{"greeting"}
		c.Prompts = []anteroom.Prompt{{ID: "greeting", Language: "fr", Name: "Boréal"}}
		whole := c // nobody was told that it began
		whole.ID = "k2"
		for _, row := range []struct {
			call anteroom.Call
			open bool
		}{{c, true}, {c, false}, {whole, true}, {whole, false}} {
			write(t, s, func(tx *store.Tx) error {
				was, err := tx.EndCall(row.call)
				if was != row.open {
					t.Errorf("%s was open: %v, want %v", row.call.ID, was, row.open)
				}
				return err
			})
		}
		read(t, s, func(tx *store.Tx) error {
			got, _, err := tx.CallsFound(anteroom.CallFind{Company: "c1", Most: 10})
			if diff := cmp.Diff([]anteroom.Call{whole, c}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

// A claimed job is not claimed again before its lease ends, and is one even when queued twice.
func TestJobs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.AddJob(anteroom.Job{ID: "j1", Kind: "send", Target: "m1"}, tx.Now), tx.AddJob(anteroom.Job{ID: "j2", Kind: "send", Target: "m1"}, tx.Now))
		})
		var mu sync.Mutex
		var claimed []anteroom.Job
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				var jobs []anteroom.Job
				err := s.Write(context.Background(), func(tx *store.Tx) (err error) {
					jobs, err = tx.ClaimJobs(10, time.Minute, "")
					return err
				})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				claimed = append(claimed, jobs...)
			})
		}
		wg.Wait()
		if len(claimed) != 1 {
			t.Fatalf("claimed %d times", len(claimed))
		}
		write(t, s, func(tx *store.Tx) error { return tx.EndJob(claimed[0], anteroom.JobDone, tx.Now, "") })
		read(t, s, func(tx *store.Tx) error {
			due, err := tx.NextDue("")
			if !due.IsZero() {
				t.Errorf("due at %s", due)
			}
			return err
		})
	})
}

// What is asked for while it is being done is done once more, from the start, and once however often it was asked for; what
// is put off is enough as it is.
func TestJobsAskedAnew(t *testing.T) {
	job := anteroom.Job{ID: "j1", Kind: "read", Target: "x"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ask := func(id anteroom.JobID) {
			again := job
			again.ID = id
			write(t, s, func(tx *store.Tx) error { return tx.AddJob(again, tx.Now) })
		}
		var mine anteroom.Job
		claim := func(want int) {
			t.Helper()
			var claimed []anteroom.Job
			write(t, s, func(tx *store.Tx) (err error) {
				claimed, err = tx.ClaimJobs(10, time.Minute, "")
				return err
			})
			if len(claimed) != want {
				t.Fatalf("claimed %d times, not %d", len(claimed), want)
			}
			if want > 0 {
				mine = claimed[0]
			}
		}
		end := func(state anteroom.JobState) {
			write(t, s, func(tx *store.Tx) error { return tx.EndJob(mine, state, tx.Now, "") })
		}
		ask("j1")
		ask("j2") // not begun: it will see both
		claim(1)
		ask("j3")
		ask("j4")
		claim(0) // it is being done
		end(anteroom.JobDone)
		claim(1)
		if mine.Attempts != 1 {
			t.Errorf("begins with attempt %d", mine.Attempts)
		}
		ask("j5")
		end(anteroom.JobWaiting)
		claim(1)
		end(anteroom.JobDone)
		claim(0)
		ask("j6")
		claim(1)
		ask("j7")
		end(anteroom.JobFailed)
		claim(1)
	})
}
