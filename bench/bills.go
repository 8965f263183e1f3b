package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// A billing run of a large provider.
const (
	billed       = 1_000 // companies
	callsOfEach  = 1_000
	billPackage  = "p"
	billsAtOnce  = 2
	usersOfBills = 10

	callsASecond = 20_000 // at least
	heapOfBills  = 256    // MB at most
)

// bills closes a month of many companies with many calls, as a billing run does, beside reading the same calls out of the
// store and nothing else. It fails where that is slower, or takes more memory, than a billing run may.
func bills(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "anteroom-bills")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "anteroom.db")
	w, err := newWorld(ctx, "sqlite:"+file)
	if err != nil {
		return err
	}
	defer w.close()
	s := w.store
	month := anteroom.MonthAt(time.Now().AddDate(0, 0, -time.Now().Day()), time.UTC)
	period, _ := month.Period(time.UTC)
	if err := w.fillUsage(ctx, file, period); err != nil {
		return err
	}
	read, err := over(func(id anteroom.CompanyID) error {
		return s.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Usage(id, period)
			return err
		})
	})
	if err != nil {
		return err
	}
	most, stop := watchMemory()
	closed, err := over(func(id anteroom.CompanyID) error { return w.office.CloseOf(ctx, id, month) })
	stop()
	if err != nil {
		return err
	}
	const calls = billed * callsOfEach
	rate, heap := int(calls/closed.Seconds()), most.Load()>>20
	fmt.Printf("billing run             %d calls of %d companies rated and closed in %s: %d calls/s, × %.1f of reading them; %d MB of heap at most\n",
		calls, billed, round(closed), rate, closed.Seconds()/read.Seconds(), heap)
	if rate < callsASecond || heap > heapOfBills {
		return fmt.Errorf("a billing run has to bill %d calls a second at least, in %d MB at most", callsASecond, heapOfBills)
	}
	return nil
}

// over does something for each company, a few at a time.
func over(do func(anteroom.CompanyID) error) (time.Duration, error) {
	var wg sync.WaitGroup
	var next atomic.Int64
	failed := make(chan error, billsAtOnce)
	begun := time.Now()
	for range billsAtOnce {
		wg.Go(func() {
			for i := next.Add(1); i <= billed; i = next.Add(1) {
				if err := do(anteroom.CompanyID(fmt.Sprintf("c%d", i))); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	return time.Since(begun), <-failed
}

// watchMemory notes how large the heap is at most, until it is stopped.
func watchMemory() (most *atomic.Uint64, stop func()) {
	most = &atomic.Uint64{}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapInuse))
			}
		}
	})
	return most, func() { close(done); wg.Wait() }
}

// fillUsage makes the companies, their users, what these held, and their calls of the month.
func (w *world) fillUsage(ctx context.Context, file string, period anteroom.Period) error {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	from := period.From.UnixMicro()
	for _, statement := range []string{
		`INSERT INTO companies (id, var_id, kind, name, country, first_language, assistant_name, assistant_email, pbx_account) ` + series(billed) +
			`SELECT 'c' || i, (SELECT id FROM vars), 'private', 'Company ' || i, 'CA', 'fr', 'Emma', 'emma@x.example', '' FROM n`,
		`INSERT INTO key_balances (owner, total, reserved, used) ` + series(billed) + fmt.Sprintf(`SELECT 'c' || i, %d, 0, %d FROM n`, usersOfBills, usersOfBills),
		`INSERT INTO accounts (id, level, company_id, name, email, email_folded, phone, language, password_hash, password_changed) ` + series(billed) +
			`SELECT 'a' || i, 'company', 'c' || i, 'Chantal', 'a' || i || '@x.example', 'a' || i || '@x.example', '', 'fr', '', 0 FROM n`,
		userColumns + series(usersOfBills) + `SELECT c.id, 'u' || i, c.id || '-' || i, ` + userValues + ` CROSS JOIN companies c WHERE c.name LIKE 'Company %'`,
		`INSERT INTO packages (id, name, currency, base_rate, minutes, minute_rate, active) VALUES ('` + billPackage + `', 'Affaires', 'CAD', 2450, 500, 3, TRUE)`,
		fmt.Sprintf(`INSERT INTO package_prices (package_id, since, base_rate, minutes, minute_rate) VALUES ('%s', 0, 2450, 500, 3)`, billPackage),
		fmt.Sprintf(`INSERT INTO holdings (company_id, user_id, package_id, given, taken) SELECT company_id, id, '%s', %d, 0 FROM users WHERE company_id LIKE 'c%%'`, billPackage, from-1),
		`INSERT INTO usage_records (company_id, call_id, user_id, dialled, began, ended, counted) ` + series(callsOfEach) +
			fmt.Sprintf(`SELECT c.id, 'call-' || i, 'u' || (1 + i %% %[1]d), '+1418555' || (1000 + i %% 9000), %[2]d + i * 2000000000, %[2]d + i * 2000000000 + (i %% 600) * 1000000, %[2]d + i * 2000000000 + (i %% 600) * 1000000 FROM n CROSS JOIN companies c WHERE c.name LIKE 'Company %%'`, usersOfBills, from),
		"ANALYZE",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}
