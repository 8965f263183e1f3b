package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// purged is a house on a database that can be looked into.
type purged struct {
	*officetest.House
	raw *sql.DB
}

func eachPurged(t *testing.T, test func(t *testing.T, p purged)) {
	for engine, open := range map[string]func(t *testing.T) (address, driver, source string){
		"sqlite": func(t *testing.T) (string, string, string) {
			path := filepath.Join(t.TempDir(), "anteroom.db")
			return "sqlite:" + path, "sqlite", path
		},
		"postgres": func(t *testing.T) (string, string, string) {
			address := storetest.PostgresAddress(t)
			return address, "pgx", address
		},
	} {
		t.Run(engine, func(t *testing.T) {
			address, driver, source := open(t)
			s, err := store.Open(context.Background(), address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			p := purged{House: officetest.Build(t, s)}
			if p.raw, err = sql.Open(driver, source); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = p.raw.Close() })
			test(t, p)
		})
	}
}

// reads gives a company what was read of a phone system, and a line there.
func (p purged) reads(t *testing.T, c anteroom.CompanyID) {
	t.Helper()
	officetest.ReadPBX(t, p.Office, c, anteroom.PBXState{}, nil)
	if _, err := p.LineSecret(context.Background(), c, "201"); err != nil {
		t.Fatal(err)
	}
	shelve := func(tx *store.Tx) error {
		step := anteroom.PBXStep{Act: anteroom.PBXAdd, Line: &anteroom.PBXLine{Extension: "201"}}
		return errors.Join(tx.Shelve(c, step), tx.PutPBXAddress(c, string(c)))
	}
	if err := p.Store.Write(context.Background(), shelve); err != nil {
		t.Fatal(err)
	}
}

// handles gives a user a status, a rule, a greeting, and a mailbox that is full of one message.
func (p purged) handles(t *testing.T, c officetest.Company) {
	t.Helper()
	one, user, first := 1, c.Users[0], p.Company(t, c.ID).Languages.First
	p.Do(t, c.Administrator.Who, office.EditUser{Company: c.ID, User: user, VoiceMessages: &one})
	p.Do(t, c.Administrator.Who, office.SetStatus{Company: c.ID, User: user, Status: anteroom.InMeeting})
	p.Do(t, c.Administrator.Who, office.AddCallRule{Company: c.ID, User: user, RuleFields: office.RuleFields{Name: "Nuit", From: anteroom.FromAnybody, Deed: anteroom.DeedVoicemail}})
	p.Do(t, c.Administrator.Who, office.AddContact{Company: c.ID, User: user, Last: "Roy", Number: "514 555-0122"})
	p.Do(t, c.Administrator.Who, office.SetGreeting{Company: c.ID, User: user, Language: first, Text: "Marc"})
	p.Call(t, c, time.Now())
}

// fill gives my company something in every table that has something of a company.
func (p purged) fill(t *testing.T) {
	t.Helper()
	c := p.Mine
	p.handles(t, c)
	p.Do(t, c.Vendor.Who, office.OfferPackage{Company: c.ID, Package: c.Package, Offer: true, Default: true})
	p.Do(t, c.Administrator.Who, office.CreateUser{Company: c.ID, Last: "Roy", Email: "roy@boreal.example", Extension: "203"})
	phone := p.Do(t, c.Administrator.Who, office.AddPhone{Company: c.ID, User: c.Users[0]}).Made["phone"]
	p.Do(t, c.Administrator.Who, office.ConfigurePhone{Company: c.ID, Phone: anteroom.PhoneID(phone), Model: anteroom.Linphone})
	file := p.Do(t, c.Administrator.Who, office.UploadUsers{Company: c.ID, Name: "users.csv", File: []byte("last,email\nRoy,roy@boreal.example\n")}).Made["import"]
	if err := p.CheckImport(context.Background(), anteroom.Job{Company: c.ID, Kind: anteroom.CheckImport, Target: file}); err != nil {
		t.Fatal(err)
	}
	p.reads(t, c.ID)
	if err := p.ProbeAssistant(context.Background(), anteroom.Job{Company: c.ID}); err != nil {
		t.Fatal(err)
	}
	mail := officetest.Access("boreal.example")
	p.Do(t, c.Administrator.Who, office.SetMailAccess{Company: c.ID, Incoming: mail.Incoming, Outgoing: mail.Outgoing, Email: "essai@boreal.example", Password: officetest.MailPassword})
	p.Do(t, c.Administrator.Who, office.ConnectMail{Company: c.ID, User: c.Users[0], UserName: "tremblay", Password: officetest.MailPassword})
	p.Do(t, c.Administrator.Who, office.SetBilling{Company: c.ID, Region: "QC"})
	p.Do(t, c.Administrator.Who, office.SetSpendingCap{Company: c.ID, Daily: new(int64(5000))})
	p.Do(t, c.Administrator.Who, office.AddPhone{Company: c.ID, User: c.Users[0]})
	p.Do(t, c.Administrator.Who, office.PlaceCall{Company: c.ID, User: c.Users[0], Number: "202"})
	p.Do(t, c.Vendor.Who, office.SetPriceList{VAR: c.VAR})
	p.Do(t, c.Vendor.Who, office.SetBrand{VAR: c.VAR, Name: "Nordik"})
	p.Do(t, p.System.Who, office.SetWholesale{VAR: c.VAR, Currency: "CAD", BaseRate: 500})
	p.Do(t, p.System.Who, office.CloseVARBill{VAR: c.VAR, Month: "2026-01"})
	p.Do(t, c.Vendor.Who, office.SetLogo{VAR: c.VAR, Logo: officetest.Logo()})
	p.Do(t, c.Vendor.Who, office.SetCompanyBrand{Company: c.ID, Name: "Boréal"})
	p.Do(t, c.Vendor.Who, office.SetCompanyLogo{Company: c.ID, Logo: officetest.Logo()})
	bill := func(tx *store.Tx) error {
		return errors.Join(tx.AddBill(anteroom.Bill{Company: c.ID, Month: "2026-01", Currency: "CAD"}),
			tx.AddUsage(c.ID, anteroom.Usage{Call: "c", User: c.Users[0], To: "+33142685300"}),
			tx.PutSpending(store.Spending{Company: c.ID, Call: "c", Day: "2026-01-02", Amount: 1, Currency: "CAD"}), tx.PutPBXLeft(c.ID, "line 201", "mark"))
	}
	if err := p.Store.Write(context.Background(), bill); err != nil {
		t.Fatal(err)
	}
	p.Do(t, c.Administrator.Who, office.SendInvitation{Company: c.ID, User: c.Users[0]})
	if _, _, err := p.SignIn(context.Background(), c.Administrator.Email, officetest.Password, "here"); err != nil {
		t.Fatal(err)
	}
	if err := p.AskReset(context.Background(), c.Administrator.Email, "here"); err != nil {
		t.Fatal(err)
	}
	p.Do(t, c.Administrator.Who, office.SetPrompt{Company: c.ID, Language: "fr", File: []byte("RIFF")})
	if err := p.Store.Write(context.Background(), func(tx *store.Tx) error { return tx.PutCallerLanguage(c.ID, "+14185550199", "en") }); err != nil {
		t.Fatal(err)
	}
	restriction := anteroom.Restriction{ID: "r1", Company: c.ID, Name: "À l’étranger", Pattern: "*", Rule: anteroom.AllowPIN, Users: []anteroom.UserID{c.Users[0]}}
	if err := p.Store.Write(context.Background(), func(tx *store.Tx) error { return tx.PutRestriction(restriction) }); err != nil {
		t.Fatal(err)
	}
}

// tables are the tables with their columns.
func (p purged) tables(t *testing.T, postgres bool) map[string][]string {
	t.Helper()
	query := "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
	if postgres {
		query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
	}
	rows, err := p.raw.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	list := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(table, "goose") && !strings.HasPrefix(table, "sqlite") {
			list[table] = append(list[table], column)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// holding are the columns in which an id stands.
func (p purged) holding(t *testing.T, id string) (list []string) {
	t.Helper()
	for table, columns := range p.tables(t, strings.HasSuffix(t.Name(), "postgres")) {
		for _, c := range columns {
			var n int
			if err := p.raw.QueryRow(fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE CAST(%s AS TEXT) LIKE '%%%s%%'", table, c, id)).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				list = append(list, table+"."+c)
			}
		}
	}
	slices.Sort(list)
	return list
}

// ago makes it so that something was removed some days ago.
func (p purged) ago(t *testing.T, days int, company anteroom.CompanyID, vendor anteroom.VARID) {
	t.Helper()
	err := p.Store.Write(context.Background(), func(tx *store.Tx) error {
		at := tx.Now.AddDate(0, 0, -days)
		if company != "" {
			c, err := tx.Company(company)
			c.Removed = at
			return errors.Join(err, tx.PutCompany(c))
		}
		v, err := tx.VAR(vendor)
		v.Removed = at
		return errors.Join(err, tx.PutVAR(v))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// purge goes on to the end, and after each step nothing contradicts itself.
func (p purged) purge(t *testing.T) (steps int) {
	t.Helper()
	for more := true; more; steps++ {
		var err error
		if more, err = p.Purge(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := p.Store.Read(context.Background(), (*store.Tx).Check); err != nil {
			t.Fatalf("after step %d: %v", steps, err)
		}
	}
	return steps
}

// A company that was removed more than 30 days ago leaves no row; what it held of its VAR's pool is back there, and the
// VAR's history tells. The test fails where a table of companies was added and has nothing here, or is not purged.
func TestPurgeCompany(t *testing.T) {
	eachPurged(t, func(t *testing.T, p purged) {
		p.fill(t)
		id := p.Mine.ID
		before := p.holding(t, string(id))
		for table, columns := range p.tables(t, strings.HasSuffix(t.Name(), "postgres")) {
			if slices.Contains(columns, "company_id") && !slices.Contains(before, table+".company_id") {
				t.Errorf("nothing of the company is in %s: fill it, and purge it in store/purge.go", table)
			}
		}
		theirs := p.holding(t, string(p.Other.ID))
		p.ago(t, 30, id, "")
		if n := p.purge(t); n != 1 || p.Company(t, p.Other.ID).Name != "Atlas" {
			t.Errorf("%d steps while it can be recovered", n)
		}
		p.ago(t, 32, id, "")
		p.purge(t)
		if diff := cmp.Diff([]string{"change_subjects.subject", "changes.items", "key_entries.subject"}, p.holding(t, string(id))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(theirs, p.holding(t, string(p.Other.ID))); diff != "" {
			t.Errorf("another's: %s", diff)
		}
		list, err := p.History(context.Background(), p.Mine.Vendor.Who, anteroom.Target{VAR: p.Mine.VAR}, 0, 1)
		if err != nil || len(list) != 1 || list[0].Command != "purge-company" || string(list[0].Items[0].Before["name"]) != `"Boréal"` {
			t.Errorf("%+v %v", list, err)
		}
		l, err := p.KeyLedger(context.Background(), p.Mine.Vendor.Who, anteroom.Target{VAR: p.Mine.VAR}, 0, 1)
		if err != nil || l.Keys != (anteroom.Keys{Total: 50}) || l.Entries[0].What != anteroom.KeysReturned || l.Entries[0].Change.Used != -5 {
			t.Errorf("%+v %v", l, err)
		}
		_, err = p.Office.Do(context.Background(), p.Mine.Vendor.Who, office.UndoAbove{VAR: p.Mine.VAR, Change: list[0].ID}, office.Ask{})
		if e, ok := errors.AsType[*anteroom.Error](err); !ok || e.Msg.Key != "error.undo.none" {
			t.Errorf("undone: %v", err)
		}
	})
}

// A VAR that was removed takes its companies, its accounts, its packages with it; the system's history tells.
func TestPurgeVAR(t *testing.T) {
	eachPurged(t, func(t *testing.T, p purged) {
		takesStatements(t, p.raw)
		p.fill(t)
		p.ago(t, 32, "", p.Mine.VAR)
		p.purge(t)
		for id, want := range map[string][]string{string(p.Mine.VAR): {"change_subjects.subject", "changes.items"}, string(p.Mine.ID): nil, string(p.Mine.Package): nil,
			string(p.Mine.Vendor.Who.Account): nil, string(p.Mine.Users[0]): nil} {
			got := slices.DeleteFunc(p.holding(t, id), func(c string) bool { return id != string(p.Mine.VAR) && strings.HasPrefix(c, "change") })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", id, diff)
			}
		}
		list, err := p.History(context.Background(), p.System.Who, anteroom.Target{}, 0, 1)
		if err != nil || list[0].Command != "purge-var" {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// A user who was removed long ago leaves nothing but what the company keeps: the history, the calls, what is to be billed.
func TestPurgeUser(t *testing.T) {
	eachPurged(t, func(t *testing.T, p purged) {
		p.fill(t)
		user := p.Mine.Users[0]
		p.removeUser(t, user, 30)
		p.purge(t)
		if held := p.holding(t, string(user)); !slices.Contains(held, "users.id") {
			t.Errorf("ended while it can be recovered: %s", held)
		}
		p.removeUser(t, user, 32)
		p.purge(t)
		if diff := cmp.Diff([]string{"calls.from_user", "calls.user_id", "change_subjects.subject", "changes.items", "key_entries.subject", "usage_records.user_id"}, p.holding(t, string(user))); diff != "" {
			t.Error(diff)
		}
	})
}

// removeUser makes it so that a user was removed some days ago.
func (p purged) removeUser(t *testing.T, id anteroom.UserID, days int) {
	t.Helper()
	err := p.Store.Write(context.Background(), func(tx *store.Tx) error {
		u, err := tx.User(p.Mine.ID, id)
		if err != nil {
			return err
		}
		if u.Removed.IsZero() {
			err = tx.MoveKeys(string(p.Mine.ID), anteroom.KeysFreed, 1, string(id))
		}
		u.Removed = tx.Now.AddDate(0, 0, -days)
		return errors.Join(err, tx.PutUser(u))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever the size of a step, nothing contradicts itself after it, and each ends no more than it may.
func TestPurgeSteps(t *testing.T) {
	eachPurged(t, func(t *testing.T, p purged) {
		p.fill(t)
		steps := 0
		for more := true; more; steps++ {
			err := p.Store.Write(context.Background(), func(tx *store.Tx) (err error) {
				more, err = tx.PurgeCompany(p.Mine.ID, 3)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Store.Read(context.Background(), (*store.Tx).Check); err != nil {
				t.Fatalf("after step %d: %v", steps, err)
			}
		}
		if steps < 10 {
			t.Errorf("%d steps of three rows", steps)
		}
		want := []string{"companies.id", "key_balances.owner", "key_entries.owner"}
		got := slices.DeleteFunc(p.holding(t, string(p.Mine.ID)), func(c string) bool { return c == "key_entries.subject" })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
