-- name: KeyBalance :one
SELECT total, reserved, used FROM key_balances WHERE owner = $1;

-- name: PutKeyBalance :exec
INSERT INTO key_balances (owner, total, reserved, used) VALUES ($1, $2, $3, $4)
ON CONFLICT (owner) DO UPDATE SET total = excluded.total, reserved = excluded.reserved, used = excluded.used;

-- name: LastKeyEntry :one
SELECT seq FROM key_entries WHERE owner = $1 ORDER BY seq DESC LIMIT 1;

-- name: AddKeyEntry :exec
INSERT INTO key_entries (owner, seq, made, what, subject, total, reserved, used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: KeyEntriesBefore :many
SELECT e.seq, e.made, e.what, e.subject, e.total, e.reserved, e.used, CAST(COALESCE((SELECT c.name FROM companies c WHERE c.id = e.subject),
	(SELECT u.first_name || ' ' || u.last_name FROM users u WHERE u.company_id = e.owner AND u.id = e.subject), '') AS TEXT) AS name
FROM key_entries e WHERE e.owner = $1 AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3;

-- name: WrongKeyBalances :many
SELECT b.owner FROM key_balances b WHERE b.total <> (SELECT COALESCE(SUM(e.total), 0) FROM key_entries e WHERE e.owner = b.owner)
	OR b.reserved <> (SELECT COALESCE(SUM(e.reserved), 0) FROM key_entries e WHERE e.owner = b.owner)
	OR b.used <> (SELECT COALESCE(SUM(e.used), 0) FROM key_entries e WHERE e.owner = b.owner);

-- name: WrongKeyUse :many
SELECT b.owner FROM key_balances b JOIN companies c ON c.id = b.owner
WHERE b.used <> (SELECT COUNT(*) FROM users u WHERE u.company_id = b.owner AND u.removed = 0 AND u.state = 'active')
	OR b.reserved <> (SELECT COUNT(*) FROM users u WHERE u.company_id = b.owner AND u.removed = 0 AND u.state = 'invited');

-- name: WrongKeyPools :many
SELECT b.owner FROM key_balances b JOIN vars v ON v.id = b.owner
WHERE b.used <> (SELECT COALESCE(SUM(k.total), 0) FROM companies c JOIN key_balances k ON k.owner = c.id WHERE c.var_id = v.id);
