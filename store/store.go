// Package store keeps what Anteroom knows, in SQLite or PostgreSQL: one schema, one text of SQL (store/query, typed by
// sqlc into store/db), one suite of tests on both. It holds no rule and no right; it maps rows to nouns, and the
// database's complaints to *anteroom.Error. Every method takes the company's id but those in operator.go.
//
// After a Write has returned nil its changes survive the loss of power. A Write that failed changed nothing.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an open database, safe from many goroutines.
type Store struct {
	write, read *sql.DB
	postgres    bool
	now         func() time.Time
}

// Tx is one transaction. It is used by one goroutine, and not after the function that received it has returned.
type Tx struct {
	ctx context.Context
	q   *db.Queries
	raw *sql.Tx
	pg  bool
	Now time.Time // the one time of everything that happens in it, in whole microseconds
}

// Open opens the database at an address, and brings its schema up to date: "sqlite:PATH" or "postgres://…".
// Many processes may open one PostgreSQL database at a time; one process at a time an SQLite file.
func Open(ctx context.Context, address string) (*Store, error) {
	s := &Store{now: time.Now}
	var err error
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		err = s.openSQLite(path)
	} else {
		err = s.openPostgres(address)
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("store: %w", err)
	}
	return s, nil
}

func (s *Store) openSQLite(path string) error {
	pragmas := "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=busy_timeout(10000)"
	file := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas
	write, err := prepared(file + "&_txlock=immediate")
	if err != nil {
		return err
	}
	read, err := prepared(file + "&_pragma=query_only(1)")
	if err != nil {
		return err
	}
	s.write, s.read = sql.OpenDB(write), sql.OpenDB(read)
	s.write.SetMaxOpenConns(1)
	s.read.SetMaxOpenConns(8)
	s.read.SetMaxIdleConns(8)
	return nil
}

func (s *Store) openPostgres(address string) (err error) {
	s.postgres = true
	if s.write, err = sql.Open("pgx", address); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(20)
	s.write.SetMaxIdleConns(20)
	s.read = s.write
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	dialect, files := goose.DialectSQLite3, fs.FS(migrations)
	files, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	var options []goose.ProviderOption
	if s.postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresTableLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, s.write, files, options...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// Close ends all use of the database; transactions that are open fail.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}

// errRollback ends a Write without keeping anything, and without being an error.
var errRollback = errors.New("rolled back")

// Rollback returned by the function of a Write undoes it; Write then returns nil.
func Rollback() error { return errRollback }

// Write runs the function in a transaction of the strictest kind and commits. Where the database asks for it, the
// function is run again, up to 10 times: it must have no effect but on the Tx.
func (s *Store) Write(ctx context.Context, do func(*Tx) error) error {
	var err error
	for try := range 10 {
		err = s.once(ctx, s.write, &sql.TxOptions{Isolation: s.isolation()}, do)
		if !again(err) {
			break
		}
		select {
		case <-ctx.Done():
			return mapped(ctx.Err())
		case <-time.After(time.Duration(rand.Int64N(int64(try+1) * int64(5*time.Millisecond)))):
		}
	}
	if errors.Is(err, errRollback) {
		return nil
	}
	return mapped(err)
}

// Read runs the function on one consistent view; what it writes is refused.
func (s *Store) Read(ctx context.Context, do func(*Tx) error) error {
	options := &sql.TxOptions{}
	if s.postgres {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return mapped(s.once(ctx, s.read, options, do))
}

func (s *Store) isolation() sql.IsolationLevel {
	if s.postgres {
		return sql.LevelSerializable
	}
	return sql.LevelDefault // SQLite has one writer
}

func (s *Store) once(ctx context.Context, pool *sql.DB, options *sql.TxOptions, do func(*Tx) error) error {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := do(&Tx{ctx: ctx, q: db.New(tx), raw: tx, pg: s.postgres, Now: s.moment()}); err != nil {
		return err
	}
	return tx.Commit()
}

// moment is now, in whole microseconds: what a row holds of a time.
func (s *Store) moment() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// again tells the errors after which PostgreSQL asks that the transaction be tried anew: serialization_failure and
// deadlock_detected.
func again(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// mapped turns the database's words into ours. An *anteroom.Error passes through.
func mapped(err error) error {
	var ours *anteroom.Error
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return wrap(anteroom.NotFound, "error.not_found", err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), again(err):
		return wrap(anteroom.Unavailable, "error.unavailable", err)
	case errors.As(err, &lite):
		return sqliteError(lite)
	case errors.As(err, &pg):
		return postgresError(pg)
	}
	return wrap(anteroom.Unavailable, "error.unavailable", err) // the connection is gone
}

func wrap(k anteroom.Kind, key string, err error) error {
	return &anteroom.Error{Kind: k, Msg: anteroom.T(key), Err: err}
}

func sqliteError(e *sqlite.Error) error {
	switch e.Code() & 0xff {
	case 19: // SQLITE_CONSTRAINT
		return wrap(anteroom.Conflict, "error.conflict", e)
	case 5, 6, 10, 13: // busy, locked, input/output, full
		return wrap(anteroom.Unavailable, "error.unavailable", e)
	}
	return wrap(anteroom.Internal, "error.internal", e)
}

func postgresError(e *pgconn.PgError) error {
	switch e.Code[:2] {
	case "23": // integrity constraint violation
		return wrap(anteroom.Conflict, "error.conflict", e)
	case "08", "53", "57": // connection, resources, operator intervention
		return wrap(anteroom.Unavailable, "error.unavailable", e)
	}
	return wrap(anteroom.Internal, "error.internal", e)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
