-- +goose Up
-- A phone signs in with its former password too until it has fetched the configuration with the new one.
ALTER TABLE phones ADD COLUMN former_md5 TEXT NOT NULL DEFAULT '';
ALTER TABLE phones ADD COLUMN former_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE phones ADD COLUMN former_until BIGINT NOT NULL DEFAULT 0;
