-- name: Restriction :one
SELECT id, COALESCE(var_id, '') AS var_id, COALESCE(company_id, '') AS company_id, COALESCE(user_id, '') AS user_id, name, pattern, rule
FROM restrictions WHERE id = $1;

-- name: Restrictions :many
SELECT r.id, COALESCE(r.var_id, '') AS var_id, COALESCE(r.company_id, '') AS company_id, COALESCE(r.user_id, '') AS user_id, r.name, r.pattern, r.rule
FROM restrictions r WHERE r.var_id IS NULL AND r.company_id IS NULL
UNION ALL
SELECT r.id, COALESCE(r.var_id, '') AS var_id, COALESCE(r.company_id, '') AS company_id, COALESCE(r.user_id, '') AS user_id, r.name, r.pattern, r.rule
FROM restrictions r WHERE r.var_id = CAST(sqlc.arg(var_id) AS TEXT)
UNION ALL
SELECT r.id, COALESCE(r.var_id, '') AS var_id, COALESCE(r.company_id, '') AS company_id, COALESCE(r.user_id, '') AS user_id, r.name, r.pattern, r.rule
FROM restrictions r WHERE r.company_id = CAST(sqlc.arg(company_id) AS TEXT) AND r.user_id IS NULL
UNION ALL
SELECT r.id, COALESCE(r.var_id, '') AS var_id, COALESCE(r.company_id, '') AS company_id, COALESCE(r.user_id, '') AS user_id, r.name, r.pattern, r.rule
FROM restrictions r WHERE r.company_id = CAST(sqlc.arg(company_id) AS TEXT) AND r.user_id = CAST(sqlc.arg(user_id) AS TEXT);

-- name: RestrictionsOfUsers :many
SELECT r.id, COALESCE(r.var_id, '') AS var_id, COALESCE(r.company_id, '') AS company_id, COALESCE(r.user_id, '') AS user_id, r.name, r.pattern, r.rule
FROM restrictions r WHERE r.company_id = CAST(sqlc.arg(company_id) AS TEXT) AND r.user_id IS NOT NULL;

-- name: RestrictionUsers :many
SELECT user_id FROM restriction_users WHERE company_id = $1 AND restriction_id = $2 ORDER BY user_id;

-- name: PutRestriction :exec
INSERT INTO restrictions (id, var_id, company_id, user_id, name, pattern, rule)
VALUES (sqlc.arg(id), NULLIF(CAST(sqlc.arg(var_id) AS TEXT), ''), NULLIF(CAST(sqlc.arg(company_id) AS TEXT), ''), NULLIF(CAST(sqlc.arg(user_id) AS TEXT), ''),
	sqlc.arg(name), sqlc.arg(pattern), sqlc.arg(rule))
ON CONFLICT (id) DO UPDATE SET name = excluded.name, pattern = excluded.pattern, rule = excluded.rule;

-- name: PutRestrictionUser :exec
INSERT INTO restriction_users (company_id, restriction_id, user_id) VALUES ($1, $2, $3);

-- name: DropRestrictionUsers :exec
DELETE FROM restriction_users WHERE restriction_id = $1;

-- name: DropRestriction :exec
DELETE FROM restrictions WHERE id = $1;
