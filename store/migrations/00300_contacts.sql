-- +goose Up
-- People outside whom a company, or with user_id one of its users, calls.
CREATE TABLE contacts (
	company_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	user_id    TEXT,
	first_name TEXT NOT NULL,
	last_name  TEXT NOT NULL,
	sort_name  TEXT NOT NULL,
	number     TEXT NOT NULL,
	PRIMARY KEY (company_id, id),
	FOREIGN KEY (company_id) REFERENCES companies (id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX contacts_of ON contacts (company_id, user_id, sort_name, id);
