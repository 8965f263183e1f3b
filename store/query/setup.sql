-- name: SystemAccounts :one
SELECT COUNT(*) FROM accounts WHERE level = 'system';

-- name: PutSetUpLink :exec
INSERT INTO set_up_links (token_hash, made) VALUES ($1, $2);

-- name: SetUpLink :one
SELECT made FROM set_up_links WHERE token_hash = $1;

-- name: DropSetUpLinks :exec
DELETE FROM set_up_links;
