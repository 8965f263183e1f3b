-- name: PBXReport :one
SELECT report FROM pbx_reports WHERE company_id = $1;

-- name: PutPBXReport :exec
INSERT INTO pbx_reports (company_id, asked, report, read_at, failed, problem) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (company_id) DO UPDATE SET asked = excluded.asked, report = excluded.report, read_at = excluded.read_at, failed = excluded.failed,
	problem = excluded.problem;

-- name: PhoneSystemsRead :many
SELECT CAST(c.pbx_id AS TEXT) AS pbx_id, COUNT(*) AS companies, CAST(SUM(CASE WHEN r.problem <> '' THEN 1 ELSE 0 END) AS BIGINT) AS failing,
	CAST(MAX(r.read_at) AS BIGINT) AS read_at
FROM companies c JOIN pbx_reports r ON r.company_id = c.id WHERE c.removed = 0 AND c.pbx_id IS NOT NULL AND (r.read_at > 0 OR r.problem <> '') GROUP BY c.pbx_id;

-- name: LastPBXFailure :one
SELECT c.name, r.problem, r.failed FROM companies c JOIN pbx_reports r ON r.company_id = c.id
WHERE c.removed = 0 AND c.pbx_id = CAST(sqlc.arg(pbx_id) AS TEXT) AND r.problem <> '' ORDER BY r.failed DESC, c.id LIMIT 1;

-- name: PBXAccounts :many
SELECT c.id, c.name, c.var_id, v.name AS var_name, p.id AS pbx_id, p.name AS pbx_name, c.pbx_account, CAST(CASE WHEN c.pbx_password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS password_set, c.password_changed,
	COALESCE(r.read_at, 0) AS read_at, COALESCE(r.failed, 0) AS failed, COALESCE(r.problem, '') AS problem
FROM companies c JOIN vars v ON v.id = c.var_id JOIN phone_systems p ON p.id = c.pbx_id LEFT JOIN pbx_reports r ON r.company_id = c.id
WHERE c.removed = 0 AND v.removed = 0 AND p.kind <> 'builtin' AND c.id > CAST(sqlc.arg(after) AS TEXT)
	AND (c.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\' OR LOWER(c.pbx_account) LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\')
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'failing' THEN COALESCE(r.problem, '') <> '' WHEN 'unset' THEN c.pbx_password IS NULL OR c.pbx_account = '' ELSE c.id = c.id END
ORDER BY c.id LIMIT sqlc.arg(most);

-- name: CompaniesToRead :many
SELECT c.id FROM companies c JOIN phone_systems p ON p.id = c.pbx_id LEFT JOIN pbx_reports r ON r.company_id = c.id
WHERE (p.kind = 'freeswitch' OR p.kind <> 'builtin' AND p.address <> '') AND p.manager <> '' AND c.pbx_password IS NOT NULL AND c.removed = 0 AND COALESCE(r.asked, 0) < sqlc.arg(before)
ORDER BY c.id LIMIT sqlc.arg(most);

-- name: PBXSecret :one
SELECT secret FROM pbx_secrets WHERE company_id = $1 AND extension = $2;

-- name: PutPBXSecret :exec
INSERT INTO pbx_secrets (company_id, extension, secret) VALUES ($1, $2, $3)
ON CONFLICT (company_id, extension) DO UPDATE SET secret = excluded.secret;

-- name: PBXShelf :many
SELECT step FROM pbx_shelf WHERE company_id = sqlc.arg(company_id) AND (item = sqlc.arg(item) OR CAST(sqlc.arg(item) AS TEXT) = '') ORDER BY item;

-- name: PutOnPBXShelf :exec
INSERT INTO pbx_shelf (company_id, item, step) VALUES ($1, $2, $3)
ON CONFLICT (company_id, item) DO UPDATE SET step = excluded.step;

-- name: DropFromPBXShelf :exec
DELETE FROM pbx_shelf WHERE company_id = $1 AND item = $2;

-- name: PBXAddress :one
SELECT company_id FROM pbx_addresses WHERE token_hash = $1;

-- name: DropPBXAddress :exec
DELETE FROM pbx_addresses WHERE company_id = $1;

-- name: PutPBXAddress :exec
INSERT INTO pbx_addresses (company_id, token_hash, made) VALUES ($1, $2, $3)
ON CONFLICT (company_id) DO UPDATE SET token_hash = excluded.token_hash, made = excluded.made;

-- name: PBXLeft :many
SELECT item, mark FROM pbx_left WHERE company_id = $1;

-- name: PutPBXLeft :exec
INSERT INTO pbx_left (company_id, item, mark) VALUES ($1, $2, $3)
ON CONFLICT (company_id, item) DO UPDATE SET mark = excluded.mark;

-- name: DropPBXLeft :exec
DELETE FROM pbx_left WHERE company_id = $1 AND item = $2;
