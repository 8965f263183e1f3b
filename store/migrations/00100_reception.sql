-- +goose Up
-- How a company's own numbers are answered: its settings, its menus and its groups of users, each as JSON, for a call needs
-- all of them at once.
CREATE TABLE reception_parts (
	company_id TEXT NOT NULL REFERENCES companies (id),
	kind       TEXT NOT NULL, -- 'reception', 'menu', 'group'
	id         TEXT NOT NULL,
	body       TEXT NOT NULL,
	PRIMARY KEY (company_id, kind, id)
);
-- Recordings for its prompts. What is recorded never changes under its id, which is its hash.
CREATE TABLE prompt_sounds (
	company_id TEXT NOT NULL REFERENCES companies (id),
	id         TEXT NOT NULL,
	made       BIGINT NOT NULL,
	wav        BYTEA NOT NULL, -- 8 kHz, mono, 16 bits
	PRIMARY KEY (company_id, id)
);
-- The language that a caller chose last, where the company has it remembered.
CREATE TABLE caller_languages (
	company_id TEXT NOT NULL REFERENCES companies (id),
	caller     TEXT NOT NULL,
	language   TEXT NOT NULL,
	used       BIGINT NOT NULL,
	PRIMARY KEY (company_id, caller)
);
CREATE INDEX caller_languages_used ON caller_languages (company_id, used);
