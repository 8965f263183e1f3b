-- +goose Up
-- The numbers that are kept for an address, and the restrictions of the system: few among many.
CREATE INDEX numbers_reserved ON numbers (company_id, reserved_for) WHERE reserved_for <> '';
CREATE INDEX restrictions_system ON restrictions (id) WHERE var_id IS NULL AND company_id IS NULL;
