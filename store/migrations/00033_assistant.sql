-- +goose Up
-- What came of asking whether the assistant's address is active on its mail server.
CREATE TABLE assistant_probes (
	company_id TEXT PRIMARY KEY REFERENCES companies (id),
	email      TEXT NOT NULL,
	checked    BIGINT NOT NULL,
	passed     BOOLEAN NOT NULL,
	words      TEXT NOT NULL,
	advice     TEXT NOT NULL
);
