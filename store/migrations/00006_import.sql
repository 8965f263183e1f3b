-- +goose Up
-- A file of users that is imported, its bytes in pieces, and its rows as they were checked: what was ready when that was
-- told is what becomes users, in one step.
CREATE TABLE imports (
	company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
	id         TEXT NOT NULL,
	file       TEXT NOT NULL,
	digest     TEXT NOT NULL,
	kind       TEXT NOT NULL,
	delimiter  TEXT NOT NULL,
	encoding   TEXT NOT NULL,
	header     BOOLEAN NOT NULL,
	fields     TEXT NOT NULL,
	sample     TEXT NOT NULL,
	state      TEXT NOT NULL,
	problem    TEXT NOT NULL,
	row_count  BIGINT NOT NULL,
	checked    BIGINT NOT NULL,
	ready      BIGINT NOT NULL,
	wrong      BIGINT NOT NULL,
	warned     BIGINT NOT NULL,
	last_line  BIGINT NOT NULL,
	round      BIGINT NOT NULL,
	made       BIGINT NOT NULL,
	who        TEXT NOT NULL,
	PRIMARY KEY (company_id, id)
);
CREATE TABLE import_pieces (
	company_id TEXT NOT NULL,
	import_id  TEXT NOT NULL,
	seq        BIGINT NOT NULL,
	bytes      BYTEA NOT NULL,
	PRIMARY KEY (company_id, import_id, seq),
	FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id) ON DELETE CASCADE
);
CREATE TABLE import_rows (
	company_id       TEXT NOT NULL,
	import_id        TEXT NOT NULL,
	line             BIGINT NOT NULL,
	ready            BOOLEAN NOT NULL,
	noted            BOOLEAN NOT NULL,
	problems         TEXT NOT NULL,
	user_id          TEXT NOT NULL,
	account_id       TEXT NOT NULL,
	number           TEXT NOT NULL,
	first_name       TEXT NOT NULL,
	last_name        TEXT NOT NULL,
	email            TEXT NOT NULL,
	email_folded     TEXT NOT NULL,
	sort_name        TEXT NOT NULL,
	extension        TEXT NOT NULL,
	language         TEXT NOT NULL,
	operator         BOOLEAN NOT NULL,
	mail_messages    BIGINT NOT NULL,
	contacts         BIGINT NOT NULL,
	voice_messages   BIGINT NOT NULL,
	expires          TEXT NOT NULL,
	company_contacts BOOLEAN NOT NULL,
	admin_only       BOOLEAN NOT NULL,
	assistant_stays  BOOLEAN NOT NULL,
	PRIMARY KEY (company_id, import_id, line),
	FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id) ON DELETE CASCADE
);
CREATE INDEX import_rows_noted ON import_rows (company_id, import_id, noted, line);
CREATE TABLE import_words (
	company_id TEXT NOT NULL,
	import_id  TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	word       TEXT NOT NULL,
	PRIMARY KEY (company_id, import_id, user_id, word),
	FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id) ON DELETE CASCADE
);
