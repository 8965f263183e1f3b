-- +goose Up
-- Calls that users have asked for and that are still to be begun: JSON, read and replaced as one.
CREATE TABLE call_orders (
	company_id TEXT NOT NULL REFERENCES companies (id),
	id         TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	body       TEXT NOT NULL,
	PRIMARY KEY (company_id, id)
);
