-- +goose Up
-- What a VAR pays to the system; where there is no row it is not billed.
CREATE TABLE wholesale (
	var_id      TEXT PRIMARY KEY REFERENCES vars (id),
	currency    TEXT NOT NULL,
	base_rate   BIGINT NOT NULL,
	minutes     BIGINT NOT NULL,
	minute_rate BIGINT NOT NULL
);

-- A VAR's closed bills, which never change.
CREATE TABLE var_bills (
	var_id   TEXT NOT NULL REFERENCES vars (id),
	month    TEXT NOT NULL,
	currency TEXT NOT NULL,
	closed   BIGINT NOT NULL,
	taxes    BIGINT NOT NULL,
	total    BIGINT NOT NULL,
	content  BYTEA NOT NULL,
	PRIMARY KEY (var_id, month)
);
