-- +goose Up
-- Until when somebody who gave the password again is known to be in person at a session.
ALTER TABLE sessions ADD COLUMN confirmed_until BIGINT NOT NULL DEFAULT 0;
