package store

import (
	"context"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// preparing connects to an SQLite file so that each text of SQL is prepared once a connection, and not at each use; what is not used
// is not prepared. The driver of PostgreSQL does the same by itself.
type preparing struct{ driver.Connector }

func prepared(dsn string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(dsn)
	return preparing{c}, err
}

func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{conn: c.(conn), kept: map[string]statement{}}, nil
}

// conn is what database/sql asks of a connection to SQLite.
type conn interface {
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.Conn
}

type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// connection is used by one goroutine at a time. Rows are read to their end, or closed, before their text is used again.
type connection struct {
	conn
	kept map[string]statement
}

// mostKept is more than there are texts in store/query; those of migrations are not worth more.
const mostKept = 1000

// statement is that of a text; false: it is left to the driver.
func (c *connection) statement(ctx context.Context, text string) (statement, bool, error) {
	if s, ok := c.kept[text]; ok {
		return s, true, nil
	}
	if len(c.kept) >= mostKept {
		return nil, false, nil
	}
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, false, err
	}
	s := prepared.(statement)
	c.kept[text] = s
	return s, true, nil
}

func (c *connection) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, ok, err := c.statement(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return c.conn.QueryContext(ctx, text, args)
	}
	return s.QueryContext(ctx, args)
}

func (c *connection) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, ok, err := c.statement(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return c.conn.ExecContext(ctx, text, args)
	}
	return s.ExecContext(ctx, args)
}

// Close ends the statements before the connection that they are of.
func (c *connection) Close() error {
	for _, s := range c.kept {
		_ = s.Close() // what is wrong with it, its use has told
	}
	clear(c.kept)
	return c.conn.Close()
}
