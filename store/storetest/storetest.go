// Package storetest gives tests a real store of each kind: a file of SQLite, and a database of its own on the
// PostgreSQL server that ANTEROOM_TEST_POSTGRES names (test/with-postgres starts one). It is imported by tests only.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Each runs the test on both engines.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is a store in a file of the test's own.
func SQLite(t testing.TB) *store.Store {
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "anteroom.db"))
}

// Postgres is a store in a database of the test's own; without a server the test is skipped.
func Postgres(t testing.TB) *store.Store { return open(t, PostgresAddress(t)) }

// PostgresAddress makes an empty database for the test, and drops it at the end.
func PostgresAddress(t testing.TB) string {
	t.Helper()
	server := os.Getenv("ANTEROOM_TEST_POSTGRES")
	if server == "" {
		t.Skip("no PostgreSQL server: run test/with-postgres go test … (since the first commit)")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + string(anteroom.NewID[anteroom.ChangeID](time.Now()))
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// open opens the store, and at the test's end checks that nothing in it contradicts itself.
func open(t testing.TB, address string) *store.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Read(context.Background(), (*store.Tx).Check); err != nil {
			t.Error(fmt.Errorf("at the end of the test: %w", err))
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
