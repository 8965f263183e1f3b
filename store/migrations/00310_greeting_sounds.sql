-- +goose Up
-- A user's greeting can be a recording that was sent in. It stands beside those for the company's prompts, and says whose it is.
ALTER TABLE prompt_sounds ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE greetings ADD COLUMN sound TEXT NOT NULL DEFAULT '';
