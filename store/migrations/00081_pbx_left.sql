-- +goose Up
-- Differences between here and a company's phone system that somebody decided to leave as they are there.
CREATE TABLE pbx_left (
	company_id TEXT NOT NULL REFERENCES companies (id),
	item       TEXT NOT NULL,
	mark       TEXT NOT NULL, -- what the difference was
	PRIMARY KEY (company_id, item)
);
