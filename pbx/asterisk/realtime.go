package asterisk

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// This file keeps lines in the tables that an Asterisk reads in real time (sorcery and voicemail, as its contrib/ast-db-manage
// makes them) where the operator prefers that: where the address is that of a PostgreSQL, not of the REST interface.

// tables tells whether lines are kept in tables.
func (s *System) tables() bool { return strings.HasPrefix(s.access.System.Address, "postgres") }

// database opens the database with the account; it is spoken to over TLS but for the scheme postgres+tcp.
func (s *System) database(ctx context.Context) (*pgx.Conn, error) {
	u, err := url.Parse(s.access.System.Address)
	if err != nil {
		return nil, pbx.Failed(err)
	}
	plain := u.Scheme == "postgres+tcp"
	u.Scheme, u.RawQuery = "postgres", "sslmode=disable"
	c, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, pbx.Failed(err)
	}
	c.User, c.Password, c.DialFunc = s.access.Account, s.access.Password, s.dialler.Dial
	c.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // its columns are numbers and enumerations: all are written as text
	if !plain {
		c.TLSConfig = s.dialler.TLS()
		c.TLSConfig.ServerName = u.Hostname()
	}
	ctx, cancel := context.WithTimeout(ctx, pbx.Patience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, c)
	return conn, said(err)
}

// said puts an error of PostgreSQL into words.
func said(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok:
		return pbx.Failed(err)
	case strings.HasPrefix(e.Code, "28"): // of the account or its password
		return pbx.SignIn()
	case strings.HasPrefix(e.Code, "42"): // what is not there, or not allowed
		return pbx.Refused(e.Message)
	}
	return pbx.Said(e.Message)
}

// within does something on the database, which has its time.
func (s *System) within(ctx context.Context, do func(ctx context.Context, db *pgx.Conn) error) error {
	db, err := s.database(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, pbx.Patience)
	defer cancel()
	defer func() { _ = db.Close(context.WithoutCancel(ctx)) }()
	return said(do(ctx, db))
}

// table is where objects of a kind stand.
func table(kind string) string { return pgx.Identifier{"ps_" + kind + "s"}.Sanitize() }

// put makes an object, or gives it the options.
func (o object) put() (command string, args []any) {
	columns, values, sets := "id", "$1", ""
	args = []any{o.id}
	for i := 0; i+1 < len(o.options); i += 2 {
		name := pgx.Identifier{o.options[i]}.Sanitize()
		args = append(args, encoded(o.options[i+1]))
		columns, values = columns+", "+name, values+", $"+strconv.Itoa(len(args))
		sets += ", " + name + " = excluded." + name
	}
	return "INSERT INTO " + table(o.kind) + " (" + columns + ") VALUES (" + values + ") ON CONFLICT (id) DO UPDATE SET " + sets[2:], args
}

// encoded is a value as Asterisk reads it from a table, where a semicolon would end it; decoded is the other way round.
func encoded(s string) string { return strings.NewReplacer("^", "^5E", ";", "^3B").Replace(s) }

func decoded(s string) string { return strings.NewReplacer("^5E", "^", "^3B", ";").Replace(s) }

// boxed tells whether there is a table of voicemail boxes.
func boxed(ctx context.Context, db *pgx.Conn) (there bool, err error) {
	err = db.QueryRow(ctx, "SELECT to_regclass('voicemail') IS NOT NULL").Scan(&there)
	return there, err
}

// putRows writes a line's objects and its box, all or nothing.
func (s *System) putRows(ctx context.Context, l anteroom.PBXLine, list []object) error {
	return s.within(ctx, func(ctx context.Context, db *pgx.Conn) error {
		there, err := boxed(ctx, db)
		if err != nil {
			return err
		}
		var b pgx.Batch
		for _, o := range list {
			command, args := o.put()
			b.Queue(command, args...)
		}
		if there {
			args := []any{s.access.Account, l.Extension, encoded(text(l.Name)), encoded(text(l.Email))}
			b.Queue("UPDATE voicemail SET fullname = $3, email = $4 WHERE context = $1 AND mailbox = $2", args...)
			b.Queue("INSERT INTO voicemail (context, mailbox, fullname, email, password) SELECT $1, $2, $3, $4, $5 "+
				"WHERE NOT EXISTS (SELECT 1 FROM voicemail WHERE context = $1 AND mailbox = $2)", append(args, pin())...)
		}
		return db.SendBatch(ctx, &b).Close()
	})
}

// dropRows takes a line's objects and its box away.
func (s *System) dropRows(ctx context.Context, l anteroom.PBXLine) error {
	return s.within(ctx, func(ctx context.Context, db *pgx.Conn) error {
		there, err := boxed(ctx, db)
		if err != nil {
			return err
		}
		var b pgx.Batch
		for _, kind := range []string{"endpoint", "auth", "aor"} {
			b.Queue("DELETE FROM "+table(kind)+" WHERE id = $1", s.peer(l.Extension))
		}
		if there {
			b.Queue("DELETE FROM voicemail WHERE context = $1 AND mailbox = $2", s.access.Account, l.Extension)
		}
		return db.SendBatch(ctx, &b).Close()
	})
}

// boxRows are the voicemail boxes of the account in the table voicemail; there tells whether there is such a table.
func (s *System) boxRows(ctx context.Context) (boxes map[string]box, there bool, err error) {
	boxes = map[string]box{}
	err = s.within(ctx, func(ctx context.Context, db *pgx.Conn) error {
		if there, err = boxed(ctx, db); err != nil || !there {
			return err
		}
		rows, err := db.Query(ctx, "SELECT mailbox, COALESCE(fullname, ''), COALESCE(email, '') FROM voicemail WHERE context = $1", s.access.Account)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var number string
			var b box
			if err := rows.Scan(&number, &b.name, &b.email); err != nil {
				return err
			}
			boxes[number] = box{text(decoded(b.name)), text(decoded(b.email))}
		}
		return rows.Err()
	})
	return boxes, there, err
}

// detail is an endpoint as Asterisk has it, from wherever: the manager interface tells it.
func (s *System) detail(m *manager, id string) (options map[string]string, found bool, err error) {
	list, err := m.list("PJSIPShowEndpoint", "Endpoint", id)
	for _, e := range list {
		if e.Get("Event") == "EndpointDetail" {
			return map[string]string{"accountcode": e.Get("Accountcode"), "callerid": e.Get("Callerid"), "mailboxes": e.Get("Mailboxes")}, true, nil
		}
	}
	return nil, false, err
}
