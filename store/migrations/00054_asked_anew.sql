-- +goose Up
-- A job that is asked for while it is being done is done once more: it may have read before what it was asked for.
ALTER TABLE jobs ADD COLUMN again BIGINT NOT NULL DEFAULT 0;
