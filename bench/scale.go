package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
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
	usersOfMost = 90
	usersOfLow  = 100
	phrase      = "une phrase de passe"
)

// scale measures pages of a company of 100 users beside those of one of 100 000, among 10 000 companies and a million
// users, on both stores.
func scale(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "anteroom-scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := scaleOn(ctx, "SQLite", "sqlite", "sqlite:"+filepath.Join(dir, "anteroom.db")); err != nil {
		return err
	}
	if server := os.Getenv("ANTEROOM_TEST_POSTGRES"); server != "" {
		return scaleOn(ctx, "PostgreSQL", "pgx", server)
	}
	return nil
}

func scaleOn(ctx context.Context, name, driver, address string) error {
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	defer s.Close()
	w, err := newWorld(ctx, s)
	if err != nil {
		return err
	}
	begun := time.Now()
	if err := w.fill(ctx, driver, strings.TrimPrefix(address, "sqlite:")); err != nil {
		return err
	}
	fmt.Printf("%s with %d companies and %d users, made in %s\n", name, companies, usersOfBig+usersOfLow+(companies-2)*usersOfMost, round(time.Since(begun)))
	portal, stop, err := w.serve()
	if err != nil {
		return err
	}
	defer stop()
	for _, page := range []string{"/profile", "/users"} {
		if err := w.compare(portal, page); err != nil {
			return err
		}
	}
	return nil
}

// world is an office with two companies that sign in.
type world struct {
	office   *office.Office
	low, big anteroom.CompanyID
}

func newWorld(ctx context.Context, s *store.Store) (*world, error) {
	c, err := locale.Load()
	if err != nil {
		return nil, err
	}
	w := &world{office: office.New(office.Config{Store: s, Composer: mail.NewComposer(c), Words: c.Words, Complete: func(anteroom.Language) int { return 0 },
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
func (w *world) fill(ctx context.Context, driver, address string) error {
	db, err := sql.Open(driver, address)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		`INSERT INTO companies (id, var_id, kind, name, country, first_language, assistant_name, assistant_email, pbx_account) ` + series(companies-2) +
			`SELECT 'c' || i, (SELECT id FROM vars), 'private', 'Company ' || i, 'CA', 'fr', 'Emma', 'emma@x.example', '' FROM n`,
		`INSERT INTO key_balances (owner, total, reserved, used) ` + series(companies-2) +
			fmt.Sprintf(`SELECT 'c' || i, %d, 0, %d FROM n`, usersOfMost, usersOfMost),
		userColumns + series(usersOfMost) + `SELECT c.id, 'u' || i, c.id || '-' || i, ` + userValues + ` CROSS JOIN companies c WHERE c.name LIKE 'Company %'`,
		userColumns + series(usersOfLow) + fmt.Sprintf(`SELECT '%s', 'u' || i, 'l-' || i, `, w.low) + userValues,
		userColumns + series(usersOfBig) + fmt.Sprintf(`SELECT '%s', 'u' || i, 'b-' || i, `, w.big) + userValues,
		fmt.Sprintf("UPDATE key_balances SET used = %d WHERE owner = '%s'", usersOfLow, w.low),
		fmt.Sprintf("UPDATE key_balances SET used = %d WHERE owner = '%s'", usersOfBig, w.big),
		`INSERT INTO user_words (company_id, word, user_id) SELECT company_id, email_folded, id FROM users`,
		`INSERT INTO user_words (company_id, word, user_id) SELECT company_id, LOWER(last_name), id FROM users`,
		"ANALYZE",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
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

// compare reads a page of both companies by turns.
func (w *world) compare(portal, page string) error {
	var both [2]timing
	var clients [2]*http.Client
	for i, name := range []string{"low", "big"} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return err
		}
		clients[i] = &http.Client{Jar: jar, Timeout: 20 * time.Second}
		r, err := clients[i].PostForm(portal+"/sign-in", url.Values{"email": {name + "@boreal.example"}, "password": {phrase}})
		if err != nil {
			return err
		}
		_ = r.Body.Close()
	}
	for range 5 { // by turns, so that what else the machine does meets both
		for i, id := range []anteroom.CompanyID{w.low, w.big} {
			t, err := measure(200, 1, func() error { return page200(clients[i], portal+"/c/"+string(id)+page) })
			if err != nil {
				return err
			}
			both[i] = both[i].and(t)
		}
	}
	fmt.Printf("%-24s%s\n  of %d users, %-8s%s\n%-24sp50 × %.1f, p99 × %.1f\n\n", page, both[1], usersOfLow, "", both[0], "",
		float64(both[1].at(0.5))/float64(both[0].at(0.5)), float64(both[1].at(0.99))/float64(both[0].at(0.99)))
	return nil
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
