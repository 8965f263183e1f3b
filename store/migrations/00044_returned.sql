-- +goose Up
-- A report that a message did not arrive names it by its id alone.
CREATE INDEX messages_id ON messages (id);
CREATE INDEX jobs_target ON jobs (target) WHERE kind = 'deliver';
