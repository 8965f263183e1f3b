-- name: LastChange :one
SELECT seq, hash FROM changes WHERE scope = $1 ORDER BY seq DESC LIMIT 1;

-- name: AddChange :exec
INSERT INTO changes (scope, seq, id, made, account, who, level, source, command, items, undoes, prev, hash, acting, var_id, name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: Change :one
SELECT * FROM changes WHERE scope = $1 AND id = $2;

-- name: ChangesBefore :many
SELECT * FROM changes WHERE scope = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3;

-- name: ChangesAfter :many
SELECT * FROM changes WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT 1000;

-- name: UndoOf :one
SELECT id FROM changes WHERE scope = $1 AND undoes = $2;

-- name: Scopes :many
SELECT DISTINCT scope FROM changes ORDER BY scope;

-- name: AddChangeSubject :exec
INSERT INTO change_subjects (scope, subject, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: ChangesAbout :many
SELECT c.* FROM changes c WHERE c.scope = $1 AND c.seq < $2
	AND c.seq IN (SELECT s.seq FROM change_subjects s WHERE s.scope = c.scope AND s.subject IN ($4, $5))
ORDER BY c.seq DESC LIMIT $3;

-- The entries of a place and of what is below it, each along an index: by whom or what is asked for first.

-- name: ChangesOfScope :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE c.scope = CAST(sqlc.arg(scope) AS TEXT) AND (CAST(sqlc.arg(command) AS TEXT) = '' OR c.command = sqlc.arg(command)) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id))
	AND (CAST(sqlc.arg(account) AS TEXT) = '' OR c.account = sqlc.arg(account)) AND (CAST(sqlc.arg(name) AS TEXT) = '' OR c.name = sqlc.arg(name))
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);

-- name: ChangesOfScopeCommand :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE c.scope = CAST(sqlc.arg(scope) AS TEXT) AND c.command = CAST(sqlc.arg(command) AS TEXT) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id))
	AND (CAST(sqlc.arg(account) AS TEXT) = '' OR c.account = sqlc.arg(account)) AND (CAST(sqlc.arg(name) AS TEXT) = '' OR c.name = sqlc.arg(name))
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);

-- name: ChangesOfVAR :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE (CAST(sqlc.arg(scope) AS TEXT) = '' OR c.scope = sqlc.arg(scope)) AND (CAST(sqlc.arg(command) AS TEXT) = '' OR c.command = sqlc.arg(command)) AND c.var_id = CAST(sqlc.arg(var_id) AS TEXT)
	AND (CAST(sqlc.arg(account) AS TEXT) = '' OR c.account = sqlc.arg(account)) AND (CAST(sqlc.arg(name) AS TEXT) = '' OR c.name = sqlc.arg(name))
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);

-- name: ChangesOfAll :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE (CAST(sqlc.arg(scope) AS TEXT) = '' OR c.scope = sqlc.arg(scope)) AND (CAST(sqlc.arg(command) AS TEXT) = '' OR c.command = sqlc.arg(command)) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id))
	AND (CAST(sqlc.arg(account) AS TEXT) = '' OR c.account = sqlc.arg(account)) AND (CAST(sqlc.arg(name) AS TEXT) = '' OR c.name = sqlc.arg(name))
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);

-- name: ChangesOfAccount :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE (CAST(sqlc.arg(scope) AS TEXT) = '' OR c.scope = sqlc.arg(scope)) AND (CAST(sqlc.arg(command) AS TEXT) = '' OR c.command = sqlc.arg(command)) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id))
	AND c.account = CAST(sqlc.arg(account) AS TEXT) AND (CAST(sqlc.arg(name) AS TEXT) = '' OR c.name = sqlc.arg(name))
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);

-- name: ChangesOfName :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE (CAST(sqlc.arg(scope) AS TEXT) = '' OR c.scope = sqlc.arg(scope)) AND (CAST(sqlc.arg(command) AS TEXT) = '' OR c.command = sqlc.arg(command)) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id))
	AND (CAST(sqlc.arg(account) AS TEXT) = '' OR c.account = sqlc.arg(account)) AND c.name = CAST(sqlc.arg(name) AS TEXT)
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);

-- name: ChangesOfCommand :many
SELECT c.id, c.scope, c.seq, c.made, c.account, c.who, c.level, c.source, c.command, c.items, c.undoes, c.prev, c.hash, c.acting, c.var_id, c.name,
	COALESCE(v.name, '') AS var_name, COALESCE(o.name, '') AS company_name, CAST(COALESCE(o.removed, 0) + COALESCE(v.removed, 0) AS BIGINT) AS removed
FROM changes c LEFT JOIN vars v ON v.id = c.var_id LEFT JOIN companies o ON o.id = c.scope
WHERE (CAST(sqlc.arg(scope) AS TEXT) = '' OR c.scope = sqlc.arg(scope)) AND c.command = CAST(sqlc.arg(command) AS TEXT) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id))
	AND (CAST(sqlc.arg(account) AS TEXT) = '' OR c.account = sqlc.arg(account)) AND (CAST(sqlc.arg(name) AS TEXT) = '' OR c.name = sqlc.arg(name))
	AND c.made >= sqlc.arg(since) AND (c.made, c.seq, c.scope) < (CAST(sqlc.arg(before_made) AS BIGINT), CAST(sqlc.arg(before_seq) AS BIGINT), CAST(sqlc.arg(before_scope) AS TEXT))
ORDER BY c.made DESC, c.seq DESC, c.scope DESC LIMIT sqlc.arg(most);
