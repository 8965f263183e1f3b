-- +goose Up
-- Where a phone system is reached, and what was last read from a company's account on it.
ALTER TABLE phone_systems ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE phone_systems ADD COLUMN manager TEXT NOT NULL DEFAULT '';

CREATE TABLE pbx_reports (
	company_id TEXT PRIMARY KEY REFERENCES companies (id),
	asked      BIGINT NOT NULL,
	report     TEXT NOT NULL
);
CREATE INDEX pbx_reports_asked ON pbx_reports (asked);

-- The passwords of lines that were made on a phone system, sealed: what a telephone there signs in with.
CREATE TABLE pbx_secrets (
	company_id TEXT NOT NULL REFERENCES companies (id),
	extension  TEXT NOT NULL,
	secret     BYTEA NOT NULL,
	PRIMARY KEY (company_id, extension)
);
