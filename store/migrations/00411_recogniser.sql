-- +goose Up
-- The speech recogniser of the installation: one row at most. It is read and replaced as one; the key is sealed.
CREATE TABLE recognisers (
	id      TEXT PRIMARY KEY,
	content TEXT NOT NULL,
	secret  BYTEA NOT NULL
);
