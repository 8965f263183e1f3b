-- name: BeginCall :execrows
INSERT INTO calls (company_id, id, number, caller, caller_name, began, answered, ended, first_language, second_language, language,
	prompts, keys_pressed, path, result, reason, user_id, recording_id, from_user)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, '[]', '', '[]', '', '', '', '', $11)
ON CONFLICT (company_id, id) DO NOTHING;

-- name: EndCall :execrows
UPDATE calls SET answered = $3, ended = $4, language = $5, prompts = $6, keys_pressed = $7, path = $8, result = $9, reason = $10,
	user_id = $11, recording_id = $12, outside = $13, gate = $14, refusals = $15, on_line = $16
WHERE company_id = $1 AND id = $2 AND ended = 0;

-- name: Call :one
SELECT * FROM calls WHERE company_id = $1 AND id = $2;

-- name: CallsFound :many
SELECT * FROM calls c WHERE c.company_id = sqlc.arg(company_id) AND c.began >= sqlc.arg(since) AND c.began < sqlc.arg(until)
	AND (c.began < sqlc.arg(before) OR c.began = sqlc.arg(before) AND c.id < CAST(sqlc.arg(before_id) AS TEXT))
	AND (CAST(sqlc.arg(result) AS TEXT) = '' OR c.result = CAST(sqlc.arg(result) AS TEXT))
	AND (CAST(sqlc.arg(user_id) AS TEXT) = '' OR c.user_id = CAST(sqlc.arg(user_id) AS TEXT) OR c.from_user = CAST(sqlc.arg(user_id) AS TEXT))
	AND (CAST(sqlc.arg(words) AS TEXT) = '%' OR LOWER(c.caller_name) LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\' OR c.caller LIKE CAST(sqlc.arg(digits) AS TEXT) ESCAPE '\'
		OR c.number LIKE CAST(sqlc.arg(digits) AS TEXT) ESCAPE '\' OR c.path LIKE CAST(sqlc.arg(digits) AS TEXT) ESCAPE '\')
ORDER BY c.began DESC, c.id DESC LIMIT sqlc.arg(most);

-- name: CallsUnended :many
SELECT id FROM calls WHERE company_id = $1 AND ended = 0;

-- name: PutRecording :exec
INSERT INTO recordings (company_id, id, call_id, length, wav) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id, id) DO NOTHING;

-- name: Recording :one
SELECT length, wav FROM recordings WHERE company_id = $1 AND id = $2;

-- name: PutOrder :exec
INSERT INTO call_orders (company_id, id, user_id, body) VALUES ($1, $2, $3, $4);

-- name: Order :one
SELECT body FROM call_orders WHERE company_id = $1 AND id = $2;

-- name: DropOrdersOfUser :exec
DELETE FROM call_orders WHERE company_id = $1 AND user_id = $2;

-- name: DropOrder :exec
DELETE FROM call_orders WHERE company_id = $1 AND id = $2;
