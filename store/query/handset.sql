-- name: Handset :one
SELECT company_id, phone_id, model, mac, sealed, COALESCE(once, '') AS once, once_until, own, made, fetched, digest, agent, line
FROM handsets WHERE company_id = $1 AND phone_id = $2;

-- name: HandsetByToken :one
SELECT company_id, phone_id, model, mac, sealed, COALESCE(once, '') AS once, once_until, own, made, fetched, digest, agent, line
FROM handsets WHERE once = CAST(sqlc.arg(token) AS TEXT) OR own = CAST(sqlc.arg(token) AS TEXT);

-- name: PutHandset :exec
INSERT INTO handsets (company_id, phone_id, model, mac, sealed, once, once_until, own, made, fetched, digest, agent, line)
VALUES (sqlc.arg(company_id), sqlc.arg(phone_id), sqlc.arg(model), sqlc.arg(mac), sqlc.arg(sealed), NULLIF(CAST(sqlc.arg(once) AS TEXT), ''), sqlc.arg(once_until),
	sqlc.arg(own), sqlc.arg(made), sqlc.arg(fetched), sqlc.arg(digest), sqlc.arg(agent), sqlc.arg(line))
ON CONFLICT (company_id, phone_id) DO UPDATE SET model = excluded.model, mac = excluded.mac, sealed = excluded.sealed, once = excluded.once,
	once_until = excluded.once_until, own = excluded.own, made = excluded.made, fetched = excluded.fetched, digest = excluded.digest, agent = excluded.agent, line = excluded.line;

-- name: DropHandset :exec
DELETE FROM handsets WHERE company_id = $1 AND phone_id = $2;

-- name: SetPhonePassword :exec
UPDATE phones SET ha1_md5 = $3, ha1_sha256 = $4, former_md5 = $5, former_sha256 = $6, former_until = $7 WHERE company_id = $1 AND id = $2;

-- name: DropHandsetsOfUser :exec
DELETE FROM handsets WHERE handsets.company_id = $1 AND phone_id IN (SELECT p.id FROM phones p WHERE p.company_id = $1 AND p.user_id = $2);

-- name: HandsetsOfUser :many
SELECT h.company_id, h.phone_id, h.model, h.mac, h.sealed, COALESCE(h.once, '') AS once, h.once_until, h.own, h.made, h.fetched, h.digest, h.agent, h.line
FROM handsets h JOIN phones p ON p.company_id = h.company_id AND p.id = h.phone_id
WHERE h.company_id = sqlc.arg(company_id) AND p.user_id = sqlc.arg(user_id) ORDER BY h.phone_id;

-- name: DeviceLines :many
SELECT p.id, p.user_id, p.name, CAST(u.first_name || ' ' || u.last_name AS TEXT) AS user_name, COALESCE(u.extension, '') AS extension
FROM phones p JOIN users u ON u.company_id = p.company_id AND u.id = p.user_id
LEFT JOIN handsets h ON h.company_id = p.company_id AND h.phone_id = p.id
WHERE p.company_id = sqlc.arg(company_id) AND u.removed = 0 AND p.id > CAST(sqlc.arg(after) AS TEXT)
	AND (u.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\' OR u.extension LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\'
		OR h.mac LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\')
	AND CASE CAST(sqlc.arg(by) AS TEXT) WHEN 'here' THEN h.phone_id IS NOT NULL WHEN 'hand' THEN h.phone_id IS NULL ELSE p.id = p.id END
ORDER BY p.id LIMIT sqlc.arg(most);

-- name: CountDevices :one
SELECT COUNT(*) AS phones, COUNT(h.phone_id) AS configured
FROM phones p JOIN users u ON u.company_id = p.company_id AND u.id = p.user_id
LEFT JOIN handsets h ON h.company_id = p.company_id AND h.phone_id = p.id
WHERE p.company_id = sqlc.arg(company_id) AND u.removed = 0;
