-- name: VAR :one
SELECT v.id, v.name, v.is_virtual, v.support_email, v.support_phone, v.removed, k.total AS subscription_keys
FROM vars v JOIN key_balances k ON k.owner = v.id WHERE v.id = $1;

-- name: VirtualVAR :one
SELECT v.id, v.name, v.is_virtual, v.support_email, v.support_phone, v.removed, k.total AS subscription_keys
FROM vars v JOIN key_balances k ON k.owner = v.id WHERE v.is_virtual ORDER BY v.id LIMIT 1;

-- name: PutVAR :exec
INSERT INTO vars (id, name, sort_name, is_virtual, support_email, support_phone, removed) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name, support_email = excluded.support_email, support_phone = excluded.support_phone,
	removed = excluded.removed;

-- name: Languages :many
SELECT tag FROM languages ORDER BY position;

-- name: PutLanguage :exec
INSERT INTO languages (tag, position) VALUES ($1, $2) ON CONFLICT (tag) DO UPDATE SET position = excluded.position;

-- name: DropLanguage :exec
DELETE FROM languages WHERE tag = $1;

-- name: PhoneSystem :one
SELECT id, name, kind, address, manager, sip FROM phone_systems WHERE id = $1;

-- name: PhoneSystems :many
SELECT id, name, kind, address, manager, sip FROM phone_systems ORDER BY name, id;

-- name: PutPhoneSystem :exec
INSERT INTO phone_systems (id, name, kind, address, manager, sip) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, address = excluded.address, manager = excluded.manager, sip = excluded.sip;

-- name: PBXPassword :one
SELECT pbx_password FROM companies WHERE id = $1;

-- name: Company :one
SELECT c.id, c.var_id, c.kind, c.name, c.country, c.first_language, COALESCE(c.second_language, '') AS second_language, c.assistant_name,
	c.assistant_email, k.total AS subscription_keys, COALESCE(c.pbx_id, '') AS pbx_id, c.pbx_account,
	CAST(CASE WHEN c.pbx_password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS password_set, c.made, c.suspended,
	c.suspended_reason, c.password_changed, c.removed, v.removed AS var_removed
FROM companies c JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id WHERE c.id = $1;

-- name: Companies :many
SELECT c.id FROM companies c JOIN vars v ON v.id = c.var_id
WHERE (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id)) AND (CAST(sqlc.arg(id) AS TEXT) = '' OR c.id = sqlc.arg(id))
	AND c.removed = 0 AND v.removed = 0
ORDER BY c.sort_name, c.id LIMIT 1000;

-- name: PutCompany :exec
INSERT INTO companies (id, var_id, kind, name, sort_name, country, first_language, second_language, assistant_name, assistant_email,
	pbx_id, pbx_account, made, suspended, suspended_reason, password_changed, removed)
VALUES (sqlc.arg(id), sqlc.arg(var_id), sqlc.arg(kind), sqlc.arg(name), sqlc.arg(sort_name), sqlc.arg(country), sqlc.arg(first_language),
	NULLIF(CAST(sqlc.arg(second_language) AS TEXT), ''), sqlc.arg(assistant_name), sqlc.arg(assistant_email),
	NULLIF(CAST(sqlc.arg(pbx_id) AS TEXT), ''), sqlc.arg(pbx_account), sqlc.arg(made), sqlc.arg(suspended),
	sqlc.arg(suspended_reason), sqlc.arg(password_changed), sqlc.arg(removed))
ON CONFLICT (id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name, country = excluded.country, first_language = excluded.first_language,
	second_language = excluded.second_language, assistant_name = excluded.assistant_name, assistant_email = excluded.assistant_email,
	pbx_id = excluded.pbx_id, pbx_account = excluded.pbx_account, suspended = excluded.suspended,
	suspended_reason = excluded.suspended_reason, password_changed = excluded.password_changed, removed = excluded.removed;

-- name: SetPBXPassword :exec
UPDATE companies SET pbx_password = $2 WHERE id = $1;

-- name: SpeakersOf :many
SELECT name FROM companies WHERE first_language = sqlc.arg(tag) OR second_language = sqlc.arg(tag) ORDER BY name LIMIT 100;

-- name: CompanyContents :one
SELECT (SELECT COUNT(*) FROM numbers n WHERE n.company_id = k.owner) AS numbers, k.total, k.reserved, k.used
FROM key_balances k WHERE k.owner = $1;

-- name: VARContents :many
SELECT c.name, (SELECT COUNT(*) FROM numbers n WHERE n.company_id = c.id) AS numbers, k.reserved, k.used
FROM companies c JOIN key_balances k ON k.owner = c.id WHERE c.var_id = $1 AND c.removed = 0 ORDER BY c.sort_name, c.id;
