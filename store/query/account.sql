-- name: Account :one
SELECT a.id, a.level, COALESCE(a.var_id, '') AS var_id, COALESCE(a.company_id, '') AS company_id, COALESCE(a.user_id, '') AS user_id, 
	CAST(COALESCE(u.first_name || ' ' || u.last_name, a.name) AS TEXT) AS name, CAST(COALESCE(u.email, a.email) AS TEXT) AS email, a.phone,
	CAST(COALESCE(a.language, CASE WHEN u.language IN (c.first_language, c.second_language) THEN u.language ELSE c.first_language END) AS TEXT) AS language,
	a.password_hash, a.password_changed
FROM accounts a LEFT JOIN companies c ON c.id = a.company_id LEFT JOIN users u ON u.company_id = a.company_id AND u.id = a.user_id
WHERE a.id = $1;

-- name: AccountOfUser :one
SELECT id FROM accounts WHERE company_id = CAST(sqlc.arg(company_id) AS TEXT) AND user_id = CAST(sqlc.arg(user_id) AS TEXT);

-- name: AccountsOfUsers :many
SELECT a.id FROM users u JOIN accounts a ON a.company_id = u.company_id AND a.user_id = u.id
WHERE (u.email_folded = sqlc.arg(name) OR u.number = sqlc.arg(name)) AND u.removed = 0 ORDER BY a.id LIMIT 10;

-- name: AccountByEmail :one
SELECT id FROM accounts WHERE email_folded = $1 AND user_id IS NULL;

-- name: CompanyAdministrator :one
SELECT id FROM accounts WHERE company_id = CAST(sqlc.arg(company_id) AS TEXT) AND level = 'company' ORDER BY id LIMIT 1;

-- name: PutAccount :exec
INSERT INTO accounts (id, level, var_id, company_id, user_id, name, email, email_folded, phone, language, password_hash, password_changed)
VALUES (sqlc.arg(id), sqlc.arg(level), NULLIF(CAST(sqlc.arg(var_id) AS TEXT), ''), NULLIF(CAST(sqlc.arg(company_id) AS TEXT), ''),
	NULLIF(CAST(sqlc.arg(user_id) AS TEXT), ''), sqlc.arg(name), sqlc.arg(email), sqlc.arg(email_folded), sqlc.arg(phone),
	NULLIF(CAST(sqlc.arg(language) AS TEXT), ''), '', sqlc.arg(password_changed))
ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, email_folded = excluded.email_folded,
	phone = excluded.phone, language = excluded.language, password_changed = excluded.password_changed;

-- name: SetPasswordHash :exec
UPDATE accounts SET password_hash = $2 WHERE id = $1;

-- name: PutSession :exec
INSERT INTO sessions (token_hash, account_id, made, seen) VALUES ($1, $2, $3, $4)
ON CONFLICT (token_hash) DO UPDATE SET seen = excluded.seen;

-- name: Session :one
SELECT account_id, made, seen, COALESCE(acts_for, '') AS acts_for, acts_reason, acts_until FROM sessions WHERE token_hash = $1;

-- name: SetActing :exec
UPDATE sessions SET acts_for = NULLIF(CAST(sqlc.arg(acts_for) AS TEXT), ''), acts_reason = sqlc.arg(acts_reason), acts_until = sqlc.arg(acts_until)
WHERE token_hash = sqlc.arg(token_hash);

-- name: SetConfirmed :exec
UPDATE sessions SET confirmed_until = $2 WHERE token_hash = $1;

-- name: ConfirmedUntil :one
SELECT confirmed_until FROM sessions WHERE token_hash = $1;

-- name: DropSession :exec
DELETE FROM sessions WHERE token_hash = $1;

-- name: DropSessions :exec
DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2;

-- name: DropOldSessions :exec
DELETE FROM sessions WHERE made < $1 OR seen < $2;

-- name: PutToken :exec
INSERT INTO tokens (token_hash, account_id, made, name, ends) VALUES ($1, $2, $3, $4, $5);

-- name: Token :one
SELECT * FROM tokens WHERE token_hash = $1;

-- name: Tokens :many
SELECT * FROM tokens WHERE account_id = $1 ORDER BY made DESC, token_hash;

-- name: TokenBetween :one
SELECT * FROM tokens WHERE token_hash > sqlc.arg(low) AND token_hash < sqlc.arg(high);

-- name: UseToken :exec
UPDATE tokens SET used = $2 WHERE token_hash = $1;

-- name: DropToken :exec
DELETE FROM tokens WHERE token_hash > sqlc.arg(low) AND token_hash < sqlc.arg(high);

-- name: PutReset :exec
INSERT INTO resets (token_hash, account_id, expires) VALUES ($1, $2, $3);

-- name: Reset :one
SELECT account_id, expires FROM resets WHERE token_hash = $1;

-- name: LastReset :one
SELECT CAST(COALESCE(MAX(expires), 0) AS BIGINT) FROM resets WHERE account_id = $1;

-- name: DropResets :exec
DELETE FROM resets WHERE account_id = $1;
