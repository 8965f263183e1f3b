-- +goose Up
-- What a phone system that fetches its configuration from here is served: the lines and numbers that were applied, and the
-- secret address of each company's.
CREATE TABLE pbx_shelf (
	company_id TEXT NOT NULL REFERENCES companies (id),
	item       TEXT NOT NULL,
	step       TEXT NOT NULL,
	PRIMARY KEY (company_id, item)
);

CREATE TABLE pbx_addresses (
	company_id TEXT PRIMARY KEY REFERENCES companies (id),
	token_hash TEXT NOT NULL UNIQUE,
	made       BIGINT NOT NULL
);
