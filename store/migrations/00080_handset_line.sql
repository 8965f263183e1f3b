-- +goose Up
-- A phone may sign in to its user's line on the company's phone system, not to Anteroom.
ALTER TABLE handsets ADD COLUMN line BOOLEAN NOT NULL DEFAULT FALSE;
