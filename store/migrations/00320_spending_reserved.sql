-- +goose Up
-- What a part of a call in progress holds back: of whom it is said above; for how long, in microseconds since it began, 0 once the
-- call is over. Its included time is not free for other calls meanwhile.
ALTER TABLE spending ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE spending ADD COLUMN began BIGINT NOT NULL DEFAULT 0;
ALTER TABLE spending ADD COLUMN reserved BIGINT NOT NULL DEFAULT 0;
CREATE INDEX spending_reserved ON spending (company_id, user_id) WHERE reserved > 0;
