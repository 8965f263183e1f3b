-- name: Account :one
SELECT id, level, COALESCE(var_id, '') AS var_id, COALESCE(company_id, '') AS company_id, name, email, phone, language,
	password_hash, password_changed
FROM accounts WHERE id = $1;

-- name: AccountByEmail :one
SELECT id FROM accounts WHERE email_folded = $1;

-- name: CompanyAdministrator :one
SELECT id FROM accounts WHERE company_id = CAST(sqlc.arg(company_id) AS TEXT) AND level = 'company' ORDER BY id LIMIT 1;

-- name: PutAccount :exec
INSERT INTO accounts (id, level, var_id, company_id, name, email, email_folded, phone, language, password_hash, password_changed)
VALUES (sqlc.arg(id), sqlc.arg(level), NULLIF(CAST(sqlc.arg(var_id) AS TEXT), ''), NULLIF(CAST(sqlc.arg(company_id) AS TEXT), ''), sqlc.arg(name),
	sqlc.arg(email), sqlc.arg(email_folded), sqlc.arg(phone), sqlc.arg(language), '', sqlc.arg(password_changed))
ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, email_folded = excluded.email_folded,
	phone = excluded.phone, language = excluded.language, password_changed = excluded.password_changed;

-- name: SetPasswordHash :exec
UPDATE accounts SET password_hash = $2 WHERE id = $1;

-- name: PutSession :exec
INSERT INTO sessions (token_hash, account_id, made, seen) VALUES ($1, $2, $3, $4)
ON CONFLICT (token_hash) DO UPDATE SET seen = excluded.seen;

-- name: Session :one
SELECT account_id, made, seen FROM sessions WHERE token_hash = $1;

-- name: DropSession :exec
DELETE FROM sessions WHERE token_hash = $1;

-- name: DropSessions :exec
DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2;

-- name: DropOldSessions :exec
DELETE FROM sessions WHERE made < $1 OR seen < $2;

-- name: PutToken :exec
INSERT INTO tokens (token_hash, account_id, made) VALUES ($1, $2, $3);

-- name: Token :one
SELECT account_id FROM tokens WHERE token_hash = $1;

-- name: PutReset :exec
INSERT INTO resets (token_hash, account_id, expires) VALUES ($1, $2, $3);

-- name: Reset :one
SELECT account_id, expires FROM resets WHERE token_hash = $1;

-- name: DropResets :exec
DELETE FROM resets WHERE account_id = $1;
