-- +goose Up
-- The user whose phone started the call; empty: it came from outside. Users look for their own calls, begun and taken.
ALTER TABLE calls ADD COLUMN from_user TEXT NOT NULL DEFAULT '';
CREATE INDEX calls_of_user ON calls (company_id, user_id, began);
CREATE INDEX calls_from_user ON calls (company_id, from_user, began);
