-- name: Recogniser :one
SELECT content, secret FROM recognisers WHERE id = 'system';

-- name: PutRecogniser :exec
INSERT INTO recognisers (id, content, secret) VALUES ('system', sqlc.arg(content), '')
ON CONFLICT (id) DO UPDATE SET content = excluded.content;

-- name: SetRecogniserKey :exec
UPDATE recognisers SET secret = $1 WHERE id = 'system';

-- name: SealedRecognisers :many
SELECT id, secret FROM recognisers WHERE id > sqlc.arg(item) ORDER BY id LIMIT sqlc.arg(most);
