-- +goose Up
-- What the calls of a company, or of a user (user_id empty: of the company), may cost in a day.
CREATE TABLE spending_caps (
	company_id TEXT NOT NULL REFERENCES companies (id),
	user_id    TEXT NOT NULL,
	daily      BIGINT NOT NULL,
	PRIMARY KEY (company_id, user_id)
);

-- What each part of a call that went outside has cost, or may cost so far, in thousandths of the smallest unit.
CREATE TABLE spending (
	company_id TEXT NOT NULL REFERENCES companies (id),
	call_id    TEXT NOT NULL,
	part       BIGINT NOT NULL,
	day        TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	currency   TEXT NOT NULL,
	PRIMARY KEY (company_id, call_id, part)
);
CREATE INDEX spending_day ON spending (company_id, day);
