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
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Each runs the test on both engines.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, Postgres(t)) })
}

// SQLite is a store in a file of the test's own.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	empty, err := emptyFile()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "anteroom.db")
	if err := os.WriteFile(file, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+file)
}

// emptyFile is a store with nothing in it, made by the migrations once for all tests of a process.
var emptyFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "anteroom-storetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "anteroom.db")
	if err := migrate("sqlite:" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func migrate(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	return s.Close()
}

// Postgres is a store in a database of the test's own; without a server the test is skipped.
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return open(t, database(t, emptyDatabase))
}

// emptyDatabase is the name of a database with nothing in it, as emptyFile is. It goes with the server.
var emptyDatabase = sync.OnceValues(func() (string, error) {
	name := databaseName()
	admin, err := sql.Open("pgx", server())
	if err != nil {
		return "", err
	}
	defer admin.Close()
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	address, err := addressOf(name)
	if err != nil {
		return "", err
	}
	return name, migrate(address)
})

func server() string { return os.Getenv("ANTEROOM_TEST_POSTGRES") }

func databaseName() string {
	return "test_" + string(anteroom.NewID[anteroom.ChangeID](time.Now()))
}

func addressOf(name string) (string, error) {
	u, err := url.Parse(server())
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

// PostgresAddress makes an empty database for the test, and drops it at the end.
func PostgresAddress(t testing.TB) string {
	t.Helper()
	return database(t, func() (string, error) { return "template1", nil })
}

// database makes a copy of another for the test, and drops it at the end.
func database(t testing.TB, of func() (string, error)) string {
	t.Helper()
	if server() == "" {
		t.Skip("no PostgreSQL server: run test/with-postgres go test … (since the first commit)")
	}
	template, err := of()
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", server())
	if err != nil {
		t.Fatal(err)
	}
	name := databaseName()
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	address, err := addressOf(name)
	if err != nil {
		t.Fatal(err)
	}
	return address
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
