-- name: Handset :one
SELECT company_id, phone_id, model, mac, sealed, COALESCE(once, '') AS once, once_until, own, made, fetched, digest, agent
FROM handsets WHERE company_id = $1 AND phone_id = $2;

-- name: HandsetByToken :one
SELECT company_id, phone_id, model, mac, sealed, COALESCE(once, '') AS once, once_until, own, made, fetched, digest, agent
FROM handsets WHERE once = CAST(sqlc.arg(token) AS TEXT) OR own = CAST(sqlc.arg(token) AS TEXT);

-- name: PutHandset :exec
INSERT INTO handsets (company_id, phone_id, model, mac, sealed, once, once_until, own, made, fetched, digest, agent)
VALUES (sqlc.arg(company_id), sqlc.arg(phone_id), sqlc.arg(model), sqlc.arg(mac), sqlc.arg(sealed), NULLIF(CAST(sqlc.arg(once) AS TEXT), ''), sqlc.arg(once_until),
	sqlc.arg(own), sqlc.arg(made), sqlc.arg(fetched), sqlc.arg(digest), sqlc.arg(agent))
ON CONFLICT (company_id, phone_id) DO UPDATE SET model = excluded.model, mac = excluded.mac, sealed = excluded.sealed, once = excluded.once,
	once_until = excluded.once_until, own = excluded.own, made = excluded.made, fetched = excluded.fetched, digest = excluded.digest, agent = excluded.agent;

-- name: DropHandset :exec
DELETE FROM handsets WHERE company_id = $1 AND phone_id = $2;

-- name: SetPhonePassword :exec
UPDATE phones SET ha1_md5 = $3, ha1_sha256 = $4 WHERE company_id = $1 AND id = $2;

-- name: DropHandsetsOfUser :exec
DELETE FROM handsets WHERE handsets.company_id = $1 AND phone_id IN (SELECT p.id FROM phones p WHERE p.company_id = $1 AND p.user_id = $2);
