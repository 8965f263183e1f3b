-- +goose Up
-- When a call counts for a bill: when it ended, or when it became known where that month was closed by then.
ALTER TABLE usage_records ADD COLUMN counted BIGINT NOT NULL DEFAULT 0;
UPDATE usage_records SET counted = ended;
CREATE INDEX usage_counted ON usage_records (company_id, counted);
DROP INDEX usage_ended;
