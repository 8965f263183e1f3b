package asterisk_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
	"anteroom.dev/anteroom/pbx/asterisk"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
	"anteroom.dev/anteroom/pbx/pbxtest"
	"github.com/jackc/pgx/v5"
)

// schema has of the tables of contrib/ast-db-manage the columns that are written here, in their types.
const schema = `
CREATE TYPE yesno AS ENUM ('yes', 'no');
CREATE TABLE ps_endpoints (id VARCHAR(255) PRIMARY KEY, accountcode VARCHAR(80), context VARCHAR(40), callerid VARCHAR(160), auth VARCHAR(255), aors VARCHAR(2048),
	disallow VARCHAR(200), allow VARCHAR(200), direct_media yesno, rtp_symmetric yesno, force_rport yesno, rewrite_contact yesno, mailboxes VARCHAR(40));
CREATE TABLE ps_auths (id VARCHAR(255) PRIMARY KEY, auth_type VARCHAR(20), username VARCHAR(40), password VARCHAR(80));
CREATE TABLE ps_aors (id VARCHAR(255) PRIMARY KEY, max_contacts INTEGER, remove_existing yesno, qualify_frequency INTEGER);
CREATE TABLE voicemail (uniqueid SERIAL PRIMARY KEY, context VARCHAR(80) NOT NULL, mailbox VARCHAR(80) NOT NULL, password VARCHAR(80) NOT NULL, fullname VARCHAR(80), email VARCHAR(80));
`

// realtimeDatabase is a database with the tables, into which the account boreal may write, and its address.
func realtimeDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("ANTEROOM_TEST_POSTGRES")
	if server == "" {
		t.Skip("no PostgreSQL here: test/with-postgres starts one (since it was written)")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	name := fmt.Sprintf("realtime_%d", time.Now().UnixNano())
	do := func(address string, commands ...string) {
		t.Helper()
		db, err := pgx.Connect(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close(ctx) }()
		for _, c := range commands {
			if _, err := db.Exec(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	do(server, "CREATE DATABASE "+name, "DO $$ BEGIN CREATE ROLE boreal LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$")
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	do(u.String(), schema, "GRANT ALL ON ps_endpoints, ps_auths, ps_aors, voicemail, voicemail_uniqueid_seq TO boreal")
	return u.String()
}

// onTables is an account whose lines are kept in tables.
func onTables(t *testing.T, s *asterisktest.Server, database string) anteroom.PBXAccess {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	a := account(s)
	a.System.Address = "postgres+tcp://" + u.Host + u.Path
	return a
}

// A real Asterisk that reads its lines from PostgreSQL in real time does what every phone system must.
func TestRealtime(t *testing.T) {
	pbxtest.Run(t, func(t *testing.T) pbxtest.Subject {
		f := people(4)
		f.Boxes, f.Postgres = false, realtimeDatabase(t)
		server := asterisktest.Start(t, f)
		return pbxtest.Subject{Access: onTables(t, server, f.Postgres), Connect: func(a anteroom.PBXAccess) pbxtest.System { return asterisk.New(a, pbx.Dialler{}) },
			SignsIn: func(t *testing.T, extension, password string) bool {
				return registers(t, server, "boreal-"+extension, password)
			}, Registers: func(t *testing.T, extension, password string) func(context.Context) error {
				return registered(t, server, "boreal-"+extension, password).Resynced
			}}
	})
}

// What stands in the way of tables is said in words.
func TestRealtimeProblems(t *testing.T) {
	f := people(1)
	f.Postgres = realtimeDatabase(t)
	server := asterisktest.Start(t, f)
	for _, row := range []struct {
		name    string
		address func(string) string
		want    string
	}{
		{"no such database", func(a string) string { return a + "_none" }, "pbx.problem.said"},
		{"no TLS there", func(a string) string { return strings.Replace(a, "postgres+tcp:", "postgres:", 1) }, "pbx.problem"},
		{"nothing listens", func(string) string { return "postgres+tcp://127.0.0.1:1/asterisk" }, "pbx.problem.refused"},
	} {
		a := onTables(t, server, f.Postgres)
		a.System.Address = row.address(a.System.Address)
		s, ctx := open(t, a)
		if err := s.Check(ctx); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}
