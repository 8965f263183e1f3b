-- name: Trunk :one
SELECT content, secret FROM trunks WHERE id = $1;

-- name: Trunks :many
SELECT content, secret FROM trunks ORDER BY id;

-- name: PutTrunk :exec
INSERT INTO trunks (id, content, secret) VALUES (sqlc.arg(id), sqlc.arg(content), '')
ON CONFLICT (id) DO UPDATE SET content = excluded.content;

-- name: SetTrunkSecret :exec
UPDATE trunks SET secret = $2 WHERE id = $1;

-- name: DropTrunk :exec
DELETE FROM trunks WHERE id = $1;

-- name: DropTrunkHealth :exec
DELETE FROM trunk_health WHERE trunk_id = $1;

-- name: TrunkHealths :many
SELECT content FROM trunk_health ORDER BY trunk_id;

-- name: PutTrunkHealth :exec
INSERT INTO trunk_health (trunk_id, content) SELECT t.id, CAST(sqlc.arg(content) AS TEXT) FROM trunks t WHERE t.id = sqlc.arg(id)
ON CONFLICT (trunk_id) DO UPDATE SET content = excluded.content;
