-- name: SystemAccounts :one
SELECT COUNT(*) FROM accounts WHERE level = 'system';

-- name: PutSetUpLink :exec
INSERT INTO set_up_links (token_hash, made) VALUES ($1, $2);

-- name: SetUpLink :one
SELECT made FROM set_up_links WHERE token_hash = $1;

-- name: DropSetUpLinks :exec
DELETE FROM set_up_links;

-- name: CompaniesOnPhoneSystem :many
SELECT name FROM companies WHERE pbx_id = CAST(sqlc.arg(pbx_id) AS TEXT) ORDER BY sort_name LIMIT 100;

-- name: DropPhoneSystem :exec
DELETE FROM phone_systems WHERE id = $1;

-- name: Administrators :many
SELECT id FROM accounts WHERE level = sqlc.arg(level) AND COALESCE(var_id, '') = CAST(sqlc.arg(var_id) AS TEXT) ORDER BY name, id LIMIT 500;
