-- +goose Up
-- What the gate refused in a call, and who talks for the calling side since that transferred: JSON; empty where there is nothing.
ALTER TABLE calls ADD COLUMN refusals TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN on_line TEXT NOT NULL DEFAULT '';
