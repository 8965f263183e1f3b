-- +goose Up
-- The lines to the outside. Each is read and replaced as one.
CREATE TABLE trunks (
	id      TEXT PRIMARY KEY,
	content TEXT NOT NULL,
	secret  BYTEA NOT NULL
);

-- How each was when it was last tried.
CREATE TABLE trunk_health (
	trunk_id TEXT PRIMARY KEY REFERENCES trunks (id),
	content  TEXT NOT NULL
);

-- The parts of a call that went outside, and what the gate decided on it.
ALTER TABLE calls ADD COLUMN outside TEXT NOT NULL DEFAULT '[]';
ALTER TABLE calls ADD COLUMN gate TEXT NOT NULL DEFAULT '';
