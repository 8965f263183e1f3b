-- name: NumberLines :many
SELECT n.number, COALESCE(n.user_id, '') AS user_id, COALESCE(n.first_language, '') AS first_language, n.free, n.voice, n.fax, n.reserved_for,
	CAST(COALESCE(u.first_name || ' ' || u.last_name, '') AS TEXT) AS user_name, CAST(COALESCE(u.extension, '') AS TEXT) AS extension
FROM numbers n LEFT JOIN users u ON u.company_id = n.company_id AND u.id = n.user_id
WHERE n.company_id = sqlc.arg(company_id) AND n.number > CAST(sqlc.arg(after) AS TEXT)
	AND (n.number LIKE CAST(sqlc.arg(digits) AS TEXT) OR u.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\'
		OR LOWER(n.reserved_for) LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\')
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'free' THEN n.free AND n.reserved_for = '' WHEN 'reserved' THEN n.reserved_for <> ''
		WHEN 'receptionist' THEN NOT n.free AND n.user_id IS NULL WHEN 'user' THEN n.user_id IS NOT NULL ELSE n.free = n.free END
	AND CASE CAST(sqlc.arg(kind) AS TEXT) WHEN 'voice' THEN n.voice AND NOT n.fax WHEN 'fax' THEN n.fax AND NOT n.voice
		WHEN 'both' THEN n.voice AND n.fax ELSE n.voice = n.voice END
ORDER BY n.number LIMIT sqlc.arg(most);

-- name: NumberLinesBack :many
SELECT n.number, COALESCE(n.user_id, '') AS user_id, COALESCE(n.first_language, '') AS first_language, n.free, n.voice, n.fax, n.reserved_for,
	CAST(COALESCE(u.first_name || ' ' || u.last_name, '') AS TEXT) AS user_name, CAST(COALESCE(u.extension, '') AS TEXT) AS extension
FROM numbers n LEFT JOIN users u ON u.company_id = n.company_id AND u.id = n.user_id
WHERE n.company_id = sqlc.arg(company_id) AND n.number < CAST(sqlc.arg(after) AS TEXT)
	AND (n.number LIKE CAST(sqlc.arg(digits) AS TEXT) OR u.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\'
		OR LOWER(n.reserved_for) LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\')
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'free' THEN n.free AND n.reserved_for = '' WHEN 'reserved' THEN n.reserved_for <> ''
		WHEN 'receptionist' THEN NOT n.free AND n.user_id IS NULL WHEN 'user' THEN n.user_id IS NOT NULL ELSE n.free = n.free END
	AND CASE CAST(sqlc.arg(kind) AS TEXT) WHEN 'voice' THEN n.voice AND NOT n.fax WHEN 'fax' THEN n.fax AND NOT n.voice
		WHEN 'both' THEN n.voice AND n.fax ELSE n.voice = n.voice END
ORDER BY n.number DESC LIMIT sqlc.arg(most);

-- name: CountNumbers :one
SELECT COUNT(*) FROM numbers n LEFT JOIN users u ON u.company_id = n.company_id AND u.id = n.user_id
WHERE n.company_id = sqlc.arg(company_id)
	AND (n.number LIKE CAST(sqlc.arg(digits) AS TEXT) OR u.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\'
		OR LOWER(n.reserved_for) LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\')
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'free' THEN n.free AND n.reserved_for = '' WHEN 'reserved' THEN n.reserved_for <> ''
		WHEN 'receptionist' THEN NOT n.free AND n.user_id IS NULL WHEN 'user' THEN n.user_id IS NOT NULL ELSE n.free = n.free END
	AND CASE CAST(sqlc.arg(kind) AS TEXT) WHEN 'voice' THEN n.voice AND NOT n.fax WHEN 'fax' THEN n.fax AND NOT n.voice
		WHEN 'both' THEN n.voice AND n.fax ELSE n.voice = n.voice END;

-- name: NumbersReserved :many
SELECT number FROM numbers WHERE company_id = $1 AND reserved_for = $2 AND reserved_for <> '' ORDER BY number LIMIT 100;

-- name: NumbersOfUser :many
SELECT number FROM numbers WHERE company_id = sqlc.arg(company_id) AND user_id = CAST(sqlc.arg(user_id) AS TEXT) ORDER BY number;

-- name: DropNumber :exec
DELETE FROM numbers WHERE number = $1 AND company_id = $2;

-- name: UserByNumber :one
SELECT id FROM users WHERE company_id = $1 AND number = $2 AND removed = 0;

-- name: MainNumber :many
SELECT number FROM numbers WHERE company_id = $1 AND user_id IS NULL AND NOT free AND voice ORDER BY number LIMIT 1;
