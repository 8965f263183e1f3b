-- +goose Up
-- What a user's calls have left of the included time, and in which currency a company's calls are paid, is asked for during each
-- call under a cap.
CREATE INDEX usage_of_user ON usage_records (company_id, user_id, counted);
CREATE INDEX holdings_package ON holdings (company_id, package_id, user_id, given);
