-- +goose Up
-- A user who was asked to come, by a one-time link: the newest one holds.
CREATE TABLE invitations (
	company_id TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	email      TEXT NOT NULL,
	made       BIGINT NOT NULL,
	expires    BIGINT NOT NULL,
	PRIMARY KEY (company_id, user_id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);

ALTER TABLE users ADD COLUMN pin_changed BIGINT NOT NULL DEFAULT 0;
-- The extension as a number is sorted: 9 before 10. Nobody without one stands among those who have one.
ALTER TABLE users ADD COLUMN sort_extension TEXT NOT NULL DEFAULT '';
UPDATE users SET sort_extension = SUBSTR('000000' || extension, LENGTH(extension) + 1) WHERE extension <> '';
CREATE INDEX users_by_number ON users (company_id, removed, number, id);
CREATE INDEX users_by_extension ON users (company_id, removed, sort_extension, id);
CREATE INDEX users_by_email ON users (company_id, removed, email_folded, id);
CREATE INDEX phones_user ON phones (company_id, user_id);

-- Which entries of a history tell of what: one row for each thing that an entry changed.
CREATE TABLE change_subjects (
	scope   TEXT NOT NULL,
	subject TEXT NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (scope, subject, seq)
);
