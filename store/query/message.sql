-- name: AddMessage :exec
INSERT INTO messages (company_id, id, kind, from_name, from_email, to_name, to_email, language, subject, body_text, body_html,
	recording, bill, logo, made, sent, failed, attempts, last_error)
VALUES (sqlc.arg(company_id), sqlc.arg(id), sqlc.arg(kind), sqlc.arg(from_name), sqlc.arg(from_email), sqlc.arg(to_name), sqlc.arg(to_email),
	sqlc.arg(language), sqlc.arg(subject), sqlc.arg(body_text), sqlc.arg(body_html), NULLIF(CAST(sqlc.arg(recording) AS TEXT), ''), sqlc.arg(bill), sqlc.arg(logo), sqlc.arg(made), 0, 0, 0, '');

-- name: Message :one
SELECT company_id, id, kind, from_name, from_email, to_name, to_email, language, subject, body_text, body_html,
	COALESCE(recording, '') AS recording, bill, logo, made, sent, failed, attempts, last_error
FROM messages WHERE company_id = $1 AND id = $2;

-- name: MarkMessage :exec
UPDATE messages SET sent = $3, failed = $4, attempts = $5, last_error = $6 WHERE company_id = $1 AND id = $2;

-- name: AddJob :exec
INSERT INTO jobs (id, kind, company_id, target, state, made, due, claimed, attempts, last_error)
VALUES ($1, $2, $3, $4, 'waiting', $5, $6, 0, 0, '')
ON CONFLICT (kind, company_id, target) WHERE state = 'waiting' DO UPDATE SET again = excluded.due WHERE jobs.claimed > 0;

-- name: ClaimJobs :many
UPDATE jobs SET claimed = sqlc.arg(now), again = 0, attempts = attempts + 1, due = sqlc.arg(until)
WHERE id IN (SELECT j.id FROM jobs j WHERE j.state = 'waiting' AND j.due <= sqlc.arg(now) AND j.kind <> sqlc.arg(but) ORDER BY j.due LIMIT sqlc.arg(most))
RETURNING id, kind, company_id, target, attempts, made;

-- name: EndJob :many
UPDATE jobs SET state = $3, due = $4, last_error = $5 WHERE id = $1 AND attempts = $2 AND state = 'waiting' RETURNING again;

-- name: NextDue :one
SELECT CAST(COALESCE(MIN(due), 0) AS BIGINT) AS due FROM jobs WHERE state = 'waiting' AND kind <> sqlc.arg(but);

-- name: CountJobs :many
SELECT kind, state, COUNT(*) AS jobs FROM jobs GROUP BY kind, state ORDER BY kind, state;

-- name: RenewJob :execrows
UPDATE jobs SET due = $3 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- name: MessageOfAnybody :one
SELECT company_id FROM messages WHERE id = $1;

-- name: FailDelivery :exec
UPDATE jobs SET state = 'failed', due = sqlc.arg(now), last_error = sqlc.arg(last_error) WHERE kind = 'deliver' AND company_id = sqlc.arg(company_id) AND target = sqlc.arg(target) AND state = 'done';

-- name: WaitingMessageOf :one
SELECT m.id FROM messages m JOIN jobs j ON j.company_id = m.company_id AND j.target = m.id AND j.kind = 'deliver' AND j.state = 'waiting' AND j.claimed = 0
WHERE m.company_id = sqlc.arg(company_id) AND m.recording = CAST(sqlc.arg(recording) AS TEXT) AND m.kind = 'voice_message';

-- name: RewriteMessage :exec
UPDATE messages SET subject = $3, body_text = $4, body_html = $5 WHERE company_id = $1 AND id = $2;

-- name: HastenDelivery :exec
UPDATE jobs SET due = sqlc.arg(now) WHERE kind = 'deliver' AND company_id = sqlc.arg(company_id) AND target = sqlc.arg(target)
	AND state = 'waiting' AND claimed = 0 AND due > sqlc.arg(now);
