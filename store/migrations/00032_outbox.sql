-- +goose Up
-- The outbox is listed by state, the newest first.
CREATE INDEX jobs_state_id ON jobs (state, id);
