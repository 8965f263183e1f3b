-- +goose Up
-- How a company's phone system was at its last reading, for the provider's list: filled at the next one.
ALTER TABLE pbx_reports ADD COLUMN read_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pbx_reports ADD COLUMN failed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pbx_reports ADD COLUMN problem TEXT NOT NULL DEFAULT '';
