-- +goose Up
-- Why a company is suspended, when its password on the phone system was set, and the names as they are sorted and searched.
ALTER TABLE companies ADD COLUMN suspended_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE companies ADD COLUMN password_changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE companies ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
UPDATE companies SET sort_name = LOWER(name);
ALTER TABLE vars ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
UPDATE vars SET sort_name = LOWER(name);
DROP INDEX companies_name;
DROP INDEX companies_var_name;
CREATE INDEX companies_sort ON companies (sort_name, id);
CREATE INDEX companies_var_sort ON companies (var_id, sort_name, id);
CREATE INDEX vars_sort ON vars (sort_name, id);

-- What was removed, for the job that ends it for good.
CREATE INDEX companies_removed ON companies (removed) WHERE removed > 0;
CREATE INDEX users_removed ON users (removed) WHERE removed > 0;
CREATE INDEX accounts_var ON accounts (var_id);
CREATE INDEX sessions_acts_for ON sessions (acts_for);
CREATE INDEX jobs_company ON jobs (company_id);
