-- +goose Up
-- Whose clock a month went by is kept with its bill: of which moments the calls stand on it. 0: of a bill of before.
ALTER TABLE bills ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bills ADD COLUMN until BIGINT NOT NULL DEFAULT 0;
