-- name: BeginCall :exec
INSERT INTO calls (company_id, id, number, caller, caller_name, began, answered, ended, first_language, second_language, language,
	prompts, keys_pressed, path, result, reason, user_id, recording_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, '[]', '', '[]', '', '', '', '')
ON CONFLICT (company_id, id) DO NOTHING;

-- name: EndCall :execrows
UPDATE calls SET answered = $3, ended = $4, language = $5, prompts = $6, keys_pressed = $7, path = $8, result = $9, reason = $10,
	user_id = $11, recording_id = $12, outside = $13, gate = $14
WHERE company_id = $1 AND id = $2 AND ended = 0;

-- name: Call :one
SELECT * FROM calls WHERE company_id = $1 AND id = $2;

-- name: CallsBefore :many
SELECT * FROM calls WHERE company_id = $1 AND began < $2 ORDER BY began DESC, id DESC LIMIT $3;

-- name: CallsUnended :many
SELECT id FROM calls WHERE company_id = $1 AND ended = 0;

-- name: PutRecording :exec
INSERT INTO recordings (company_id, id, call_id, length, wav) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id, id) DO NOTHING;

-- name: Recording :one
SELECT length, wav FROM recordings WHERE company_id = $1 AND id = $2;
