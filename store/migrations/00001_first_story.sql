-- +goose Up
CREATE TABLE languages (
	tag      TEXT PRIMARY KEY,
	position BIGINT NOT NULL
);
CREATE TABLE vars (
	id            TEXT PRIMARY KEY,
	name          TEXT NOT NULL,
	is_virtual    BOOLEAN NOT NULL,
	support_email TEXT NOT NULL,
	support_phone TEXT NOT NULL
);
CREATE TABLE phone_systems (
	id   TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	kind TEXT NOT NULL
);
CREATE TABLE companies (
	id                TEXT PRIMARY KEY,
	var_id            TEXT NOT NULL REFERENCES vars (id),
	kind              TEXT NOT NULL,
	name              TEXT NOT NULL,
	country           TEXT NOT NULL,
	first_language    TEXT NOT NULL REFERENCES languages (tag),
	second_language   TEXT REFERENCES languages (tag),
	assistant_name    TEXT NOT NULL,
	assistant_email   TEXT NOT NULL,
	subscription_keys BIGINT NOT NULL CHECK (subscription_keys >= 0),
	pbx_id            TEXT REFERENCES phone_systems (id),
	pbx_account       TEXT NOT NULL,
	pbx_password      BYTEA,
	CHECK (first_language <> second_language)
);
CREATE INDEX companies_var ON companies (var_id);
CREATE TABLE accounts (
	id               TEXT PRIMARY KEY,
	level            TEXT NOT NULL,
	var_id           TEXT REFERENCES vars (id),
	company_id       TEXT REFERENCES companies (id),
	name             TEXT NOT NULL,
	email            TEXT NOT NULL,
	email_folded     TEXT NOT NULL UNIQUE,
	phone            TEXT NOT NULL,
	language         TEXT NOT NULL REFERENCES languages (tag),
	password_hash    TEXT NOT NULL,
	password_changed BIGINT NOT NULL
);
CREATE INDEX accounts_company ON accounts (company_id);
CREATE TABLE sessions (
	token_hash TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	made       BIGINT NOT NULL,
	seen       BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE TABLE tokens (
	token_hash TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	made       BIGINT NOT NULL
);
CREATE TABLE resets (
	token_hash TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	expires    BIGINT NOT NULL
);
CREATE INDEX resets_account ON resets (account_id);
CREATE TABLE users (
	company_id TEXT NOT NULL REFERENCES companies (id),
	id         TEXT NOT NULL,
	number     TEXT NOT NULL,
	first_name TEXT NOT NULL,
	last_name  TEXT NOT NULL,
	email      TEXT NOT NULL,
	extension  TEXT NOT NULL,
	language   TEXT REFERENCES languages (tag),
	operator   BOOLEAN NOT NULL,
	PRIMARY KEY (company_id, id),
	UNIQUE (company_id, number)
);
CREATE UNIQUE INDEX users_extension ON users (company_id, extension) WHERE extension <> '';
CREATE TABLE numbers (
	number         TEXT PRIMARY KEY,
	company_id     TEXT NOT NULL REFERENCES companies (id),
	user_id        TEXT,
	first_language TEXT REFERENCES languages (tag),
	free           BOOLEAN NOT NULL,
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX numbers_company ON numbers (company_id, number);
CREATE TABLE phones (
	company_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	name       TEXT NOT NULL UNIQUE,
	ha1_md5    TEXT NOT NULL,
	ha1_sha256 TEXT NOT NULL,
	PRIMARY KEY (company_id, id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE TABLE packages (
	id          TEXT PRIMARY KEY,
	var_id      TEXT REFERENCES vars (id),
	name        TEXT NOT NULL,
	currency    TEXT NOT NULL,
	base_rate   BIGINT NOT NULL,
	minutes     BIGINT NOT NULL,
	minute_rate BIGINT NOT NULL,
	active      BOOLEAN NOT NULL
);
CREATE TABLE company_packages (
	company_id TEXT NOT NULL REFERENCES companies (id),
	package_id TEXT NOT NULL REFERENCES packages (id),
	offer      BOOLEAN NOT NULL,
	by_default BOOLEAN NOT NULL,
	PRIMARY KEY (company_id, package_id),
	CHECK (offer OR NOT by_default)
);
CREATE TABLE changes (
	scope   TEXT NOT NULL,
	seq     BIGINT NOT NULL,
	id      TEXT NOT NULL UNIQUE,
	made    BIGINT NOT NULL,
	account TEXT NOT NULL,
	who     TEXT NOT NULL,
	level   TEXT NOT NULL,
	source  TEXT NOT NULL,
	command TEXT NOT NULL,
	items   TEXT NOT NULL,
	undoes  TEXT NOT NULL,
	prev    TEXT NOT NULL,
	hash    TEXT NOT NULL,
	PRIMARY KEY (scope, seq)
);
CREATE INDEX changes_undoes ON changes (scope, undoes);
CREATE TABLE calls (
	company_id      TEXT NOT NULL REFERENCES companies (id),
	id              TEXT NOT NULL,
	number          TEXT NOT NULL,
	caller          TEXT NOT NULL,
	caller_name     TEXT NOT NULL,
	began           BIGINT NOT NULL,
	answered        BIGINT NOT NULL,
	ended           BIGINT NOT NULL,
	first_language  TEXT NOT NULL,
	second_language TEXT NOT NULL,
	language        TEXT NOT NULL,
	prompts         TEXT NOT NULL,
	keys_pressed    TEXT NOT NULL,
	path            TEXT NOT NULL,
	result          TEXT NOT NULL,
	reason          TEXT NOT NULL,
	user_id         TEXT NOT NULL,
	recording_id    TEXT NOT NULL,
	PRIMARY KEY (company_id, id),
	CHECK (ended = 0 OR (result <> '' AND reason <> ''))
);
CREATE INDEX calls_began ON calls (company_id, began);
CREATE TABLE recordings (
	company_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	call_id    TEXT NOT NULL,
	length     BIGINT NOT NULL,
	wav        BYTEA NOT NULL,
	PRIMARY KEY (company_id, id),
	FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id)
);
CREATE TABLE messages (
	company_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	kind       TEXT NOT NULL,
	from_name  TEXT NOT NULL,
	from_email TEXT NOT NULL,
	to_name    TEXT NOT NULL,
	to_email   TEXT NOT NULL,
	language   TEXT NOT NULL,
	subject    TEXT NOT NULL,
	body_text  TEXT NOT NULL,
	body_html  TEXT NOT NULL,
	recording  TEXT,
	made       BIGINT NOT NULL,
	sent       BIGINT NOT NULL,
	failed     BIGINT NOT NULL,
	attempts   BIGINT NOT NULL,
	last_error TEXT NOT NULL,
	PRIMARY KEY (company_id, id),
	FOREIGN KEY (company_id, recording) REFERENCES recordings (company_id, id)
);
CREATE TABLE jobs (
	id         TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	company_id TEXT NOT NULL,
	target     TEXT NOT NULL,
	state      TEXT NOT NULL,
	made       BIGINT NOT NULL,
	due        BIGINT NOT NULL,
	claimed    BIGINT NOT NULL,
	attempts   BIGINT NOT NULL,
	last_error TEXT NOT NULL
);
CREATE UNIQUE INDEX jobs_waiting ON jobs (kind, company_id, target) WHERE state = 'waiting';
CREATE INDEX jobs_due ON jobs (state, due);
