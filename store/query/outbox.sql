-- name: Job :one
SELECT id, kind, company_id, target, state, made, due, attempts, last_error FROM jobs WHERE id = $1;

-- name: JobLines :many
SELECT j.id, j.kind, j.company_id, j.target, j.state, j.made, j.due, j.claimed, j.attempts, j.last_error, COALESCE(c.name, '') AS company_name,
	COALESCE(m.kind, '') AS message_kind, COALESCE(m.to_email, '') AS to_email
FROM jobs j LEFT JOIN companies c ON c.id = j.company_id LEFT JOIN messages m ON j.kind = 'deliver' AND m.company_id = j.company_id AND m.id = j.target
WHERE j.state = sqlc.arg(state) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = CAST(sqlc.arg(var_id) AS TEXT))
	AND (CAST(sqlc.arg(company_id) AS TEXT) = '' OR j.company_id = CAST(sqlc.arg(company_id) AS TEXT))
	AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR j.kind = CAST(sqlc.arg(kind) AS TEXT))
	AND j.id < CAST(sqlc.arg(after_id) AS TEXT)
ORDER BY j.id DESC LIMIT sqlc.arg(most);

-- name: RequeueJob :exec
UPDATE jobs SET state = 'waiting', due = $2, attempts = 0, last_error = '' WHERE id = $1;

-- name: DropJob :exec
UPDATE jobs SET state = 'dropped' WHERE id = $1;

-- name: Undelivered :one
SELECT COUNT(*) AS messages, COUNT(CASE WHEN j.last_error LIKE 'returned: %' THEN 1 END) AS returned
FROM jobs j LEFT JOIN companies c ON c.id = j.company_id
WHERE j.kind = 'deliver' AND j.state = 'failed' AND j.made >= sqlc.arg(since) AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = CAST(sqlc.arg(var_id) AS TEXT))
	AND (CAST(sqlc.arg(company_id) AS TEXT) = '' OR j.company_id = CAST(sqlc.arg(company_id) AS TEXT));
