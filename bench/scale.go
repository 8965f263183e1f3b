package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/web"
)

// What an installation of a large provider holds: companies, users in one of them, users in each of the others.
const (
	companies   = 10_000
	usersOfBig  = 100_000
	usersOfMost = 91
	usersOfLow  = 100
	phrase      = "une phrase de passe"
)

// scale measures pages of a company of 100 000 users, among 10 000 companies and a million users, beside those of an
// installation that has a hundred users and nothing else, and of a company of a hundred among the million; on both stores.
func scale(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "anteroom-scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := func(name string) string { return "sqlite:" + filepath.Join(dir, name) }
	server := os.Getenv("ANTEROOM_TEST_POSTGRES")
	if server == "" {
		return errors.New("what grows is measured on both stores: ANTEROOM_TEST_POSTGRES names no server; test/with-postgres starts one")
	}
	small, err := anotherDatabase(ctx, server, "anteroom_small")
	if err != nil {
		return err
	}
	return errors.Join(scaleOn(ctx, "SQLite", "sqlite", file("anteroom.db"), file("small.db")), scaleOn(ctx, "PostgreSQL", "pgx", server, small))
}

// anotherDatabase makes a database on the server, and is its address.
func anotherDatabase(ctx context.Context, server, name string) (string, error) {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

func scaleOn(ctx context.Context, name, driver, address, smallAddress string) error {
	small, err := newWorld(ctx, smallAddress)
	if err != nil {
		return err
	}
	defer small.close()
	if err := small.fill(ctx, driver, smallAddress, companyOf(usersOfLow, small.low, "l-")...); err != nil {
		return err
	}
	large, err := newWorld(ctx, address)
	if err != nil {
		return err
	}
	defer large.close()
	begun := time.Now()
	if err := large.fill(ctx, driver, address, large.all()...); err != nil {
		return err
	}
	fmt.Printf("%s with %d companies and %d users, made in %s; beside it one with %d users\n", name, companies, usersOfBig+usersOfLow+(companies-2)*usersOfMost,
		round(time.Since(begun)), usersOfLow)
	var readers []reader
	for _, row := range []struct {
		name string
		w    *world
		of   string
		id   anteroom.CompanyID
	}{{fmt.Sprintf("an installation of %d", usersOfLow), small, "low", small.low}, {fmt.Sprintf("a company of %d there", usersOfLow), large, "low", large.low},
		{fmt.Sprintf("a company of %d there", usersOfBig), large, "big", large.big}} {
		r, err := row.w.reads(row.name, row.of, row.id)
		if err != nil {
			return err
		}
		readers = append(readers, r)
	}
	var broken []error
	for _, page := range []string{"/profile", "/users", "/users?sort=-extension"} {
		broken = append(broken, compare(name, page, reads, true, readers))
	}
	broken = append(broken, compare(name, "/users?q=tremblay", reads/20, false, readers)) // whom one in seven is called: the most costly search
	return errors.Join(broken...)
}

// world is an office with two companies that sign in.
type world struct {
	office   *office.Office
	store    *store.Store
	portal   string
	stop     func()
	low, big anteroom.CompanyID
}

func (w *world) close() {
	w.stop()
	_ = w.store.Close() // it is thrown away
}

func newWorld(ctx context.Context, address string) (*world, error) {
	s, err := store.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	c, err := locale.Load()
	if err != nil {
		return nil, err
	}
	w := &world{store: s, office: office.New(office.Config{Store: s, Composer: mail.NewComposer(c), Words: c.Words, Complete: func(anteroom.Language) int { return 0 },
		Portal: "http://portal.example", Log: slog.New(slog.DiscardHandler)})}
	program := anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}
	do := func(c office.Command) map[string]string {
		if err != nil {
			return nil
		}
		var out office.Outcome
		out, err = w.office.Do(ctx, program, c, office.Ask{})
		return out.Made
	}
	do(office.SetSystemLanguages{Languages: []anteroom.Language{"fr", "en"}})
	pbx := anteroom.SystemID(do(office.AddPhoneSystem{Name: "Anteroom", Kind: "builtin"})["phone_system"])
	vendor := anteroom.VARID(do(office.CreateVAR{Name: "Nordik", Keys: 2_000_000, SupportEmail: "aide@nordik.example"})["var"])
	for _, row := range []struct {
		id    *anteroom.CompanyID
		name  string
		users int
	}{{&w.low, "low", usersOfLow}, {&w.big, "big", usersOfBig}} {
		made := do(office.CreateCompany{VAR: vendor, Kind: anteroom.Private, Name: row.name, Country: "CA", First: "fr", Second: "en", Keys: row.users + 10, PBX: pbx,
			AdministratorName: "Chantal", AdministratorLanguage: "fr", Email: row.name + "@boreal.example", AssistantName: "Emma", AssistantEmail: "emma@boreal.example"})
		if err == nil {
			err = w.office.Reset(ctx, made["set_up"], phrase, phrase)
		}
		*row.id = anteroom.CompanyID(made["company"])
	}
	if err == nil {
		w.portal, w.stop, err = w.serve()
	}
	return w, err
}

// series is a table of the numbers 1 to n.
func series(n int) string {
	return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", n)
}

const (
	userColumns = `INSERT INTO users (company_id, id, number, first_name, last_name, email, email_folded, sort_name, extension, operator) `
	userValues  = `'Jean ' || i, CASE WHEN i % 7 = 0 THEN 'Tremblay' ELSE 'Nom' || (i * 7919 % 100003) END, 'u' || i || '@x.example', 'u' || i || '@x.example',
		CASE WHEN i % 7 = 0 THEN 'tremblay' ELSE 'nom' || (i * 7919 % 100003) END || ' jean ' || i, CAST(100000 + i AS TEXT), FALSE FROM n`
)

// fill makes the rest by SQL alone: as commands, a million users would take an hour.
func (w *world) fill(ctx context.Context, driver, address string, statements ...string) error {
	db, err := sql.Open(driver, strings.TrimPrefix(address, "sqlite:"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, statement := range append(statements,
		`INSERT INTO user_words (company_id, word, user_id) SELECT company_id, email_folded, id FROM users`,
		`INSERT INTO user_words (company_id, word, user_id) SELECT company_id, LOWER(last_name), id FROM users`,
		"ANALYZE") {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// companyOf makes the users of one company, with their keys.
func companyOf(users int, id anteroom.CompanyID, prefix string) []string {
	return []string{userColumns + series(users) + fmt.Sprintf(`SELECT '%s', 'u' || i, '%s' || i, `, id, prefix) + userValues,
		fmt.Sprintf("UPDATE key_balances SET used = %d WHERE owner = '%s'", users, id)}
}

func (w *world) all() []string {
	list := []string{
		`INSERT INTO companies (id, var_id, kind, name, country, first_language, assistant_name, assistant_email, pbx_account) ` + series(companies-2) +
			`SELECT 'c' || i, (SELECT id FROM vars), 'private', 'Company ' || i, 'CA', 'fr', 'Emma', 'emma@x.example', '' FROM n`,
		`INSERT INTO key_balances (owner, total, reserved, used) ` + series(companies-2) +
			fmt.Sprintf(`SELECT 'c' || i, %d, 0, %d FROM n`, usersOfMost, usersOfMost),
		userColumns + series(usersOfMost) + `SELECT c.id, 'u' || i, c.id || '-' || i, ` + userValues + ` CROSS JOIN companies c WHERE c.name LIKE 'Company %'`,
	}
	list = append(list, companyOf(usersOfLow, w.low, "l-")...)
	return append(list, companyOf(usersOfBig, w.big, "b-")...)
}

func (w *world) serve() (string, func(), error) {
	c, err := locale.Load()
	if err != nil {
		return "", nil, err
	}
	h, err := web.New(web.Config{Office: w.office, Catalogue: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return "", nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	return "http://" + l.Addr().String(), func() { _ = server.Close() }, nil
}

// reader is somebody who is signed in and reads the pages of a company.
type reader struct {
	name, root string
	client     *http.Client
}

func (w *world) reads(name, of string, id anteroom.CompanyID) (reader, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return reader{}, err
	}
	r := reader{name, w.portal + "/c/" + string(id), &http.Client{Jar: jar, Timeout: 20 * time.Second}}
	answer, err := r.client.PostForm(w.portal+"/sign-in", url.Values{"email": {of + "@boreal.example"}, "password": {phrase}})
	if err != nil {
		return r, err
	}
	return r, answer.Body.Close()
}

const (
	reads     = 2000 // of each page, by each reader
	mostGrown = 1.5  // times that p99 of the last may be that of the first
)

// compare reads a page as each of the readers, one request each by turns, so that what else the machine does meets all.
// The first is what the last is held against, where it is; that it grew by more is an error.
func compare(engine, page string, times int, held bool, readers []reader) error {
	took := make([]timing, len(readers))
	for range times {
		for i, r := range readers {
			at := time.Now()
			if err := page200(r.client, r.root+page); err != nil {
				return err
			}
			took[i].took = append(took[i].took, time.Since(at))
			took[i].wall += time.Since(at)
		}
	}
	fmt.Println(page)
	for i, r := range readers {
		slices.Sort(took[i].took)
		fmt.Printf("  %-32s%s   p50 × %.2f, p99 × %.2f\n", r.name, took[i], ratio(took, i, 0.5), ratio(took, i, 0.99))
	}
	if !held {
		fmt.Println()
		return nil
	}
	if grown := ratio(took, len(took)-1, 0.99); grown > mostGrown {
		fmt.Printf("  p99 at most × %.1f: IS BROKEN\n\n", mostGrown)
		return fmt.Errorf("%s of %s: p99 is × %.2f that of %s, at most × %.1f is allowed on %s", page, readers[len(readers)-1].name, grown, readers[0].name, mostGrown, engine)
	}
	fmt.Printf("  p99 at most × %.1f: holds\n\n", mostGrown)
	return nil
}

func ratio(took []timing, i int, share float64) float64 {
	return float64(took[i].at(share)) / float64(took[0].at(share))
}

func page200(client *http.Client, address string) error {
	r, err := client.Get(address)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, r.Status)
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err
}
