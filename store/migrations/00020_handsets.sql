-- +goose Up
-- How a phone gets its configuration: by a secret address that works once, and then by one of its own.
CREATE TABLE handsets (
	company_id TEXT NOT NULL,
	phone_id   TEXT NOT NULL,
	model      TEXT NOT NULL,
	mac        TEXT NOT NULL,
	sealed     BYTEA NOT NULL, -- the password and the address of its own
	once       TEXT UNIQUE,    -- hash of the token that works once; NULL: it was used
	once_until BIGINT NOT NULL,
	own        TEXT NOT NULL UNIQUE, -- hash of the token of its own
	made       BIGINT NOT NULL,
	fetched    BIGINT NOT NULL,
	digest     TEXT NOT NULL,  -- of what was fetched
	agent      TEXT NOT NULL,
	PRIMARY KEY (company_id, phone_id),
	FOREIGN KEY (company_id, phone_id) REFERENCES phones (company_id, id)
);
