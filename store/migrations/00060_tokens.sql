-- +goose Up
-- Tokens of the API are named, may end, and tell when they were last used.
ALTER TABLE tokens ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN ends BIGINT NOT NULL DEFAULT 0;
