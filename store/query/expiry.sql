-- name: UsersExpiring :many
SELECT x.company_id, x.id, x.expires, x.due FROM (
	SELECT u.company_id, u.id, u.expires, u.warned_of, u.warned_days,
		CAST(CASE WHEN u.expires <= sqlc.arg(tomorrow) THEN 1 WHEN u.expires <= sqlc.arg(in_a_week) THEN 7 ELSE 30 END AS BIGINT) AS due
	FROM users u JOIN companies c ON c.id = u.company_id JOIN vars v ON v.id = c.var_id
	WHERE u.expires <> '' AND u.expires >= sqlc.arg(today) AND u.expires <= sqlc.arg(in_a_month) AND u.removed = 0 AND u.state = 'active'
		AND c.removed = 0 AND v.removed = 0
) x WHERE x.warned_of <> x.expires OR x.warned_days > x.due ORDER BY x.company_id, x.id LIMIT sqlc.arg(most);

-- name: WarnedOfExpiry :exec
UPDATE users SET warned_of = sqlc.arg(expires), warned_days = sqlc.arg(due) WHERE company_id = sqlc.arg(company_id) AND id = sqlc.arg(id);
