-- +goose Up
-- How many companies and users have a package, whoever they are.
CREATE INDEX company_packages_package ON company_packages (package_id, company_id);
CREATE INDEX user_packages_holders ON user_packages (package_id, company_id);
