-- +goose Up
-- What did not arrive is counted on pages that are often looked at.
CREATE INDEX jobs_undelivered ON jobs (company_id, made) WHERE kind = 'deliver' AND state = 'failed';
