-- +goose Up
-- The history of a VAR and of the system is read with all that is below: newest first, along an index whatever it is
-- filtered by. An entry keeps the VAR under which it was made; name is who made it, folded.
ALTER TABLE changes ADD COLUMN var_id TEXT NOT NULL DEFAULT '';
ALTER TABLE changes ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE changes SET name = LOWER(who), var_id = COALESCE((SELECT c.var_id FROM companies c WHERE c.id = changes.scope),
	(SELECT v.id FROM vars v WHERE v.id = changes.scope), '');
CREATE INDEX changes_of_scope ON changes (scope, made, seq);
CREATE INDEX changes_of_scope_command ON changes (scope, command, made, seq);
CREATE INDEX changes_of_var ON changes (var_id, made, seq, scope);
CREATE INDEX changes_of_all ON changes (made, seq, scope);
CREATE INDEX changes_of_account ON changes (account, made, seq, scope);
CREATE INDEX changes_of_name ON changes (name, made, seq, scope);
CREATE INDEX changes_of_command ON changes (command, made, seq, scope);
