-- +goose Up
-- Of which last day a user was warned, and how many days before it.
ALTER TABLE users ADD COLUMN warned_of TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN warned_days BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_expires ON users (expires) WHERE expires <> '';
