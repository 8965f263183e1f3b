package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"github.com/google/go-cmp/cmp"
)

// billing is a VAR whose month is closed by a process that is killed.
type billing struct {
	*server
	vendor anteroom.VARID
	token  string
	month  anteroom.Month
	file   string
}

// A month of many companies is closed, and the process killed again and again: in the end each company has its bill, once,
// and it is the one that was drafted.
func TestBillsKilled(t *testing.T) {
	t.Parallel()
	const all = 40
	binary := filepath.Join(t.TempDir(), "anteroom")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b := billing{file: filepath.Join(t.TempDir(), "anteroom.db")}
	b.furnish(t, all)
	b.server = &server{t: t, binary: binary, dir: t.TempDir(), at: "sqlite:" + b.file}
	b.start()
	defer func() { b.kill() }()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	drafts := b.run(ctx)
	b.ask(ctx, http.MethodPost, "/close-month", fmt.Sprintf(`{"var":%q,"month":%q}`, b.vendor, b.month), nil)
	kills := 0
	for range 5 {
		<-time.After(time.Duration(5+rand.IntN(60)) * time.Millisecond)
		b.kill()
		if n := b.closed(); n > 0 && n < all {
			kills++
		}
		b.start()
	}
	for b.closed() < all && ctx.Err() == nil {
		<-time.After(50 * time.Millisecond)
	}
	bills := b.run(ctx)
	for i := range drafts {
		drafts[i].Closed = true
	}
	if diff := cmp.Diff(drafts, bills); diff != "" {
		t.Error(diff)
	}
	t.Logf("%d of 5 kills came in the middle", kills)
}

// furnish builds a house whose VAR has so many companies, each with a user who held a package and made calls last month.
func (b *billing) furnish(t *testing.T, all int) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+b.file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	h := officetest.Build(t, s)
	b.vendor, b.token = h.Mine.VAR, h.Mine.Vendor.Token
	now := time.Now().UTC()
	b.month = anteroom.MonthAt(now.AddDate(0, 0, -now.Day()), time.UTC)
	period, _ := b.month.Period(time.UTC)
	for i := range all - 1 {
		made := h.Do(t, h.Mine.Vendor.Who, office.CreateCompany{VAR: b.vendor, Kind: anteroom.Private, Name: fmt.Sprintf("Cap %d", i), Country: "CA", First: "fr", PBX: h.PhoneSystem,
			AdministratorName: "Ann", AdministratorLanguage: "fr", Email: fmt.Sprintf("ann%d@cap.example", i), AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"}).Made
		c := anteroom.CompanyID(made["company"])
		err := s.Write(t.Context(), func(tx *store.Tx) error {
			tx.Now = period.From.AddDate(0, -1, 0)
			p := anteroom.Package{ID: anteroom.PackageID("p" + string(c)), VAR: b.vendor, Name: "Affaires", Currency: "CAD", BaseRate: 2450, Minutes: 10, MinuteRate: 3, Active: true}
			errs := []error{tx.PutPackage(p), tx.BeginHolding(c, "u", p.ID)}
			for n := range 100 + i {
				began := period.From.Add(time.Duration(n) * time.Hour)
				errs = append(errs, tx.AddUsage(c, anteroom.Usage{Call: anteroom.CallID(fmt.Sprint(n)), User: "u", To: "+33142685300", Began: began, Ended: began.Add(time.Duration(n) * time.Second)}))
			}
			return errors.Join(errs...)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// closed is how many bills are closed. Nobody serves now, or soon: what a process that was killed had claimed is free.
func (b *billing) closed() (n int) {
	b.t.Helper()
	db, err := sql.Open("sqlite", b.file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(`UPDATE jobs SET due = 0 WHERE state = 'waiting' AND kind = 'close_bills'`); err != nil {
		b.t.Fatal(err)
	}
	if err := db.QueryRow(`SELECT COUNT(*) FROM bills`).Scan(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// run is the billing run of the month as the API tells it.
func (b *billing) run(ctx context.Context) (rows []office.MonthBill) {
	b.t.Helper()
	b.ask(ctx, http.MethodGet, "/vars/"+string(b.vendor)+"/billing-run?limit=500&month="+string(b.month), "", &rows)
	return rows
}

func (b *billing) ask(ctx context.Context, method, path, body string, out any) {
	b.t.Helper()
	b.mu.Lock()
	address := b.portal + "/api/v1" + path
	b.mu.Unlock()
	q, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+b.token)
	q.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	raw, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %d %s %v", path, a.StatusCode, raw, err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			b.t.Fatal(err)
		}
	}
}
