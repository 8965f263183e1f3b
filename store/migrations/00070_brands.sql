-- +goose Up
-- The look of the portal: of the system where the owner is empty, else of a VAR or a company. What is empty is as above.
-- The host is that of the address, in lower case: no two have the same.
CREATE TABLE brands (
	owner   TEXT PRIMARY KEY,
	name    TEXT NOT NULL,
	colour  TEXT NOT NULL,
	address TEXT NOT NULL,
	host    TEXT NOT NULL,
	logo    TEXT NOT NULL
);
CREATE UNIQUE INDEX brands_host ON brands (host) WHERE host <> '';

-- Every logo that an owner has had, by the hash of its content: a closed bill goes on showing the one of its time.
CREATE TABLE logos (
	owner  TEXT NOT NULL,
	id     TEXT NOT NULL,
	png    BYTEA NOT NULL,
	width  BIGINT NOT NULL,
	height BIGINT NOT NULL,
	PRIMARY KEY (owner, id)
);
CREATE INDEX logos_id ON logos (id);

-- The logo that goes with a message.
ALTER TABLE messages ADD COLUMN logo TEXT NOT NULL DEFAULT '';
