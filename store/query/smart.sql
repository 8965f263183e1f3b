-- name: Status :one
SELECT status, until, note FROM user_statuses WHERE company_id = $1 AND user_id = $2;

-- name: Statuses :many
SELECT user_id, status, until, note FROM user_statuses WHERE company_id = $1;

-- name: PutStatus :exec
INSERT INTO user_statuses (company_id, user_id, status, until, note) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (company_id, user_id) DO UPDATE SET status = excluded.status, until = excluded.until, note = excluded.note;

-- name: DropStatus :exec
DELETE FROM user_statuses WHERE company_id = $1 AND user_id = $2;

-- name: CallRule :one
SELECT content FROM call_rules WHERE company_id = $1 AND id = $2;

-- name: CallRulesOfUser :many
SELECT content FROM call_rules WHERE company_id = $1 AND user_id = $2 ORDER BY place, id;

-- name: CallRules :many
SELECT content FROM call_rules WHERE company_id = $1 ORDER BY user_id, place, id;

-- name: PutCallRule :exec
INSERT INTO call_rules (company_id, id, user_id, place, content) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (company_id, id) DO UPDATE SET place = excluded.place, content = excluded.content;

-- name: DropCallRule :exec
DELETE FROM call_rules WHERE company_id = $1 AND id = $2;

-- name: DropCallRulesOfUser :exec
DELETE FROM call_rules WHERE company_id = $1 AND user_id = $2;

-- name: Greeting :one
SELECT words, COALESCE(recording, sound) AS recording, length FROM greetings WHERE company_id = $1 AND user_id = $2 AND status = $3 AND language = $4;

-- name: GreetingsOfUser :many
SELECT status, language, words, COALESCE(recording, sound) AS recording, length FROM greetings WHERE company_id = $1 AND user_id = $2 ORDER BY status, language;

-- name: Greetings :many
SELECT user_id, status, language, words, COALESCE(recording, sound) AS recording, length FROM greetings WHERE company_id = $1 ORDER BY user_id, status, language;

-- name: PutGreeting :exec
INSERT INTO greetings (company_id, user_id, status, language, words, recording, sound, length)
VALUES (sqlc.arg(company_id), sqlc.arg(user_id), sqlc.arg(status), sqlc.arg(language), sqlc.arg(words), NULLIF(CAST(sqlc.arg(recording) AS TEXT), ''), sqlc.arg(sound), sqlc.arg(length))
ON CONFLICT (company_id, user_id, status, language) DO UPDATE SET words = excluded.words, recording = excluded.recording, sound = excluded.sound, length = excluded.length;

-- name: WhoseGreeting :one
SELECT user_id, length FROM greetings WHERE company_id = sqlc.arg(company_id) AND (recording = CAST(sqlc.arg(recording) AS TEXT) OR sound = CAST(sqlc.arg(recording) AS TEXT)) LIMIT 1;

-- name: GreetingSounds :many
SELECT sound FROM greetings WHERE company_id = $1 AND sound <> '';

-- name: DropGreeting :exec
DELETE FROM greetings WHERE company_id = $1 AND user_id = $2 AND status = $3 AND language = $4;

-- name: DropGreetingsOfUser :exec
DELETE FROM greetings WHERE company_id = $1 AND user_id = $2;

-- name: FullMailboxes :many
SELECT user_id FROM full_mailboxes WHERE company_id = $1;

-- name: FillMailbox :exec
INSERT INTO full_mailboxes (company_id, user_id) VALUES ($1, $2) ON CONFLICT (company_id, user_id) DO NOTHING;

-- name: FreeMailbox :exec
DELETE FROM full_mailboxes WHERE company_id = $1 AND user_id = $2;

-- name: PurgeStatuses :execrows
DELETE FROM user_statuses WHERE (company_id, user_id) IN (SELECT s.company_id, s.user_id FROM user_statuses s WHERE s.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeCallRules :execrows
DELETE FROM call_rules WHERE (company_id, id) IN (SELECT r.company_id, r.id FROM call_rules r WHERE r.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeGreetings :execrows
DELETE FROM greetings WHERE (company_id, user_id, status, language) IN
	(SELECT g.company_id, g.user_id, g.status, g.language FROM greetings g WHERE g.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeFullMailboxes :execrows
DELETE FROM full_mailboxes WHERE (company_id, user_id) IN (SELECT f.company_id, f.user_id FROM full_mailboxes f WHERE f.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));
