-- +goose Up
-- The bill that a message carries: its month, who pays and its currency, as in the history; empty: none.
ALTER TABLE messages ADD COLUMN bill TEXT NOT NULL DEFAULT '';
