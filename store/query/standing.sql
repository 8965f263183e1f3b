-- name: Standing :one
SELECT c.var_id,
	CAST(COALESCE((SELECT MAX(h.seq) FROM changes h WHERE h.scope = c.id), 0) AS BIGINT) AS of_company,
	CAST(COALESCE((SELECT MAX(h.seq) FROM changes h WHERE h.scope = c.var_id), 0) AS BIGINT) AS of_var,
	CAST(COALESCE((SELECT MAX(h.seq) FROM changes h WHERE h.scope = 'system'), 0) AS BIGINT) AS of_system,
	CAST(COALESCE((SELECT STRING_AGG(f.user_id, ' ') FROM full_mailboxes f WHERE f.company_id = c.id), '') AS TEXT) AS full_mailboxes
FROM companies c WHERE c.id = $1;

-- name: Called :one
SELECT n.company_id, COALESCE(n.user_id, '') AS user_id, COALESCE(n.first_language, '') AS first_language, n.free, n.voice, c.var_id,
	CAST(COALESCE((SELECT MAX(h.seq) FROM changes h WHERE h.scope = n.company_id), 0) AS BIGINT) AS of_company,
	CAST(COALESCE((SELECT MAX(h.seq) FROM changes h WHERE h.scope = c.var_id), 0) AS BIGINT) AS of_var,
	CAST(COALESCE((SELECT MAX(h.seq) FROM changes h WHERE h.scope = 'system'), 0) AS BIGINT) AS of_system,
	CAST(COALESCE((SELECT STRING_AGG(f.user_id, ' ') FROM full_mailboxes f WHERE f.company_id = n.company_id), '') AS TEXT) AS full_mailboxes,
	COALESCE(l.language, '') AS language, COALESCE(l.used, 0) AS used
FROM numbers n JOIN companies c ON c.id = n.company_id
	LEFT JOIN caller_languages l ON l.company_id = n.company_id AND l.caller = sqlc.arg(caller)
WHERE n.number = sqlc.arg(number);
