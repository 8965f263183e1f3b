-- name: LastChange :one
SELECT seq, hash FROM changes WHERE scope = $1 ORDER BY seq DESC LIMIT 1;

-- name: AddChange :exec
INSERT INTO changes (scope, seq, id, made, account, who, level, source, command, items, undoes, prev, hash, acting)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

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
