-- +goose Up
-- From when to when a user had a package; 0: still. What is paid by days is told from here, also when the user is gone.
CREATE TABLE holdings (
	company_id TEXT NOT NULL REFERENCES companies (id),
	user_id    TEXT NOT NULL,
	package_id TEXT NOT NULL,
	given      BIGINT NOT NULL,
	taken      BIGINT NOT NULL,
	PRIMARY KEY (company_id, user_id, package_id, given),
	FOREIGN KEY (package_id) REFERENCES packages (id)
);
CREATE INDEX holdings_taken ON holdings (company_id, taken);
INSERT INTO holdings (company_id, user_id, package_id, given, taken) SELECT company_id, user_id, package_id, given, 0 FROM user_packages;

-- Every price that a package has had.
CREATE TABLE package_prices (
	package_id  TEXT NOT NULL REFERENCES packages (id),
	since       BIGINT NOT NULL,
	base_rate   BIGINT NOT NULL,
	minutes     BIGINT NOT NULL,
	minute_rate BIGINT NOT NULL,
	PRIMARY KEY (package_id, since)
);
INSERT INTO package_prices (package_id, since, base_rate, minutes, minute_rate) SELECT id, 0, base_rate, minutes, minute_rate FROM packages;

-- What minutes and taxes cost, and who sells: the system's price list where the owner is empty, else a VAR's. It is read
-- and replaced as one.
CREATE TABLE price_lists (
	owner   TEXT PRIMARY KEY,
	content TEXT NOT NULL
);

-- For whom a company's bill is made out: where it is for taxes, and by whose clock its months begin.
CREATE TABLE billing (
	company_id TEXT PRIMARY KEY REFERENCES companies (id),
	region     TEXT NOT NULL,
	vat_number TEXT NOT NULL,
	zone       TEXT NOT NULL
);

-- Calls that cost something: those that left for a number outside.
CREATE TABLE usage_records (
	company_id TEXT NOT NULL REFERENCES companies (id),
	call_id    TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	dialled    TEXT NOT NULL,
	began      BIGINT NOT NULL,
	ended      BIGINT NOT NULL,
	PRIMARY KEY (company_id, call_id)
);
CREATE INDEX usage_ended ON usage_records (company_id, ended);

CREATE TABLE adjustments (
	company_id TEXT NOT NULL REFERENCES companies (id),
	id         TEXT NOT NULL,
	month      TEXT NOT NULL,
	currency   TEXT NOT NULL,
	reason     TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (company_id, id)
);
CREATE INDEX adjustments_month ON adjustments (company_id, month);

-- A closed bill never changes. Of a public service each user has one; else the user is empty.
CREATE TABLE bills (
	company_id TEXT NOT NULL REFERENCES companies (id),
	month      TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	currency   TEXT NOT NULL,
	closed     BIGINT NOT NULL,
	taxes      BIGINT NOT NULL,
	total      BIGINT NOT NULL,
	content    BYTEA NOT NULL,
	PRIMARY KEY (company_id, month, user_id, currency)
);

-- Until when the bill's details are open in a session, after the password was given again.
ALTER TABLE sessions ADD COLUMN bill_until BIGINT NOT NULL DEFAULT 0;
