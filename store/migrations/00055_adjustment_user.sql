-- +goose Up
-- Who of a public service an adjustment is for; '': the company.
ALTER TABLE adjustments ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
