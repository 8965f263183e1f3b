-- +goose Up
-- Where a phone system takes calls that are put through to extensions.
ALTER TABLE phone_systems ADD COLUMN sip TEXT NOT NULL DEFAULT '';
