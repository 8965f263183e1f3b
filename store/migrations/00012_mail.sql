-- +goose Up
-- A company's mail access connection, and what came of its last check. The servers are read and replaced as one.
CREATE TABLE mail_access (
	company_id TEXT PRIMARY KEY REFERENCES companies (id),
	servers    TEXT NOT NULL,
	validated  BIGINT NOT NULL,
	checked    BIGINT NOT NULL,
	failed     BIGINT NOT NULL,
	why        TEXT NOT NULL
);

-- A user's own connection: a copy of the servers of that moment, and what opens the mailbox, sealed.
CREATE TABLE user_mail (
	company_id TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	servers    TEXT NOT NULL,
	user_name  TEXT NOT NULL,
	provider   TEXT NOT NULL,
	connected  BIGINT NOT NULL,
	expires    BIGINT NOT NULL,
	warned     BIGINT NOT NULL,
	secret     BYTEA NOT NULL,
	PRIMARY KEY (company_id, user_id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX user_mail_expires ON user_mail (expires) WHERE expires > 0;

-- The mail providers of the system's list, and those that companies propose. Each is read and replaced as one.
CREATE TABLE mail_providers (
	id      TEXT PRIMARY KEY,
	content TEXT NOT NULL,
	secret  BYTEA NOT NULL
);
