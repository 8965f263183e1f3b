package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/pressly/goose/v3"
)

// firstRelease is what an installation of the first release holds: two companies of a VAR, whose users have the same User
// IDs, an administrator who is signed in.
const firstRelease = `
INSERT INTO languages (tag, position) VALUES ('fr', 0), ('en', 1);
INSERT INTO vars (id, name, is_virtual, support_email, support_phone) VALUES ('v1', 'Nordik', FALSE, 'aide@nordik.example', '');
INSERT INTO companies (id, var_id, kind, name, country, first_language, assistant_name, assistant_email, subscription_keys, pbx_account)
VALUES ('c1', 'v1', 'private', 'Boréal', 'CA', 'fr', 'Emma', 'emma@boreal.example', 5, ''), ('c2', 'v1', 'private', 'Atlas', 'CA', 'fr', 'Léo', 'leo@atlas.example', 3, '');
INSERT INTO accounts (id, level, var_id, company_id, name, email, email_folded, phone, language, password_hash, password_changed)
VALUES ('a1', 'company', 'v1', 'c1', 'Chantal', 'Chantal@boreal.example', 'chantal@boreal.example', '', 'fr', 'hash', 1);
INSERT INTO sessions (token_hash, account_id, made, seen) VALUES ('s1', 'a1', 1, 1);
INSERT INTO tokens (token_hash, account_id, made) VALUES ('t1', 'a1', 1);
INSERT INTO users (company_id, id, number, first_name, last_name, email, extension, operator)
VALUES ('c1', 'u1', '1001', 'Marc', 'Tremblay', 'marc@boreal.example', '201', TRUE), ('c2', 'u1', '1001', 'Nadia', 'Haddad', 'nadia@atlas.example', '201', TRUE);
INSERT INTO numbers (number, company_id, user_id, free) VALUES ('+14185550100', 'c1', 'u1', FALSE);
`

// The data of the first release is opened by this one: nothing is lost, and nothing in it contradicts itself.
func TestFirstRelease(t *testing.T) {
	for name, address := range map[string]func(*testing.T) (driver, raw, address string){
		"sqlite": func(t *testing.T) (string, string, string) {
			path := filepath.Join(t.TempDir(), "anteroom.db")
			return "sqlite", path, "sqlite:" + path
		},
		"postgres": func(t *testing.T) (string, string, string) {
			a := storetest.PostgresAddress(t)
			return "pgx", a, a
		},
	} {
		t.Run(name, func(t *testing.T) {
			driver, raw, address := address(t)
			asReleased(t, driver, raw)
			s, err := store.Open(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			if err := s.Read(t.Context(), func(tx *store.Tx) error { return stillThere(t, tx) }); err != nil {
				t.Error(err)
			}
		})
	}
}

func asReleased(t *testing.T, driver, address string) {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	dialect := map[string]goose.Dialect{"sqlite": goose.DialectSQLite3, "pgx": goose.DialectPostgres}[driver]
	p, err := goose.NewProvider(dialect, db, os.DirFS("migrations"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.Split(strings.TrimSpace(firstRelease), ";\n") {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(statement, err)
		}
	}
}

func stillThere(t *testing.T, tx *store.Tx) error {
	c, err := tx.Company("c1")
	if err != nil || c.Keys != 5 || c.Gone || c.Suspended {
		t.Errorf("company: %+v, %v", c, err)
	}
	keys, err := tx.Keys("v1")
	if want := (anteroom.Keys{Total: 8, Used: 8}); err != nil || keys != want {
		t.Errorf("keys of the VAR: %+v, %v", keys, err)
	}
	marc, err := tx.User("c1", "u1")
	if err != nil || len(marc.Number) != 8 || marc.State != anteroom.UserActive || marc.Options != anteroom.DefaultOptions() {
		t.Errorf("user: %+v, %v", marc, err)
	}
	if nadia, err := tx.User("c2", "u1"); err != nil || nadia.Number == marc.Number {
		t.Errorf("a User ID twice: %+v, %v", nadia, err)
	}
	if id, err := tx.AccountByEmail("chantal@boreal.example"); err != nil || id != "a1" {
		t.Errorf("account: %s, %v", id, err)
	}
	if session, err := tx.Session("s1"); err != nil || session.Account != "a1" {
		t.Errorf("session: %+v, %v", session, err)
	}
	if n, err := tx.Number("+14185550100"); err != nil || n.User != "u1" || !n.Voice {
		t.Errorf("number: %+v, %v", n, err)
	}
	return tx.Check()
}
