-- +goose Up
-- Whether a company's users who have a package use its included minutes together; kept with each price that it has had.
ALTER TABLE packages ADD COLUMN shared BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE package_prices ADD COLUMN shared BOOLEAN NOT NULL DEFAULT FALSE;
