-- The users of a company who fit, in each order along its index. A word is the beginning of one of the user's; end is after all that begin so.

-- name: UsersByName :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.sort_name AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.sort_name, u.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.sort_name, u.id LIMIT sqlc.arg(most);

-- name: UsersByNameBack :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.sort_name AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.sort_name, u.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.sort_name DESC, u.id DESC LIMIT sqlc.arg(most);

-- name: UsersByNumber :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.number AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.number, u.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.number, u.id LIMIT sqlc.arg(most);

-- name: UsersByNumberBack :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.number AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.number, u.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.number DESC, u.id DESC LIMIT sqlc.arg(most);

-- name: UsersByExtension :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.sort_extension AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.sort_extension, u.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.sort_extension, u.id LIMIT sqlc.arg(most);

-- name: UsersByExtensionBack :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.sort_extension AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.sort_extension, u.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.sort_extension DESC, u.id DESC LIMIT sqlc.arg(most);

-- name: UsersByEmail :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.email_folded AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.email_folded, u.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.email_folded, u.id LIMIT sqlc.arg(most);

-- name: UsersByEmailBack :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	u.email_folded AS place
FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0 AND (u.email_folded, u.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
ORDER BY u.email_folded DESC, u.id DESC LIMIT sqlc.arg(most);

-- Where not all too many have a word, they are found by it and sorted then; what stands in a row is read for the page's rows
-- only. Joining '' keeps PostgreSQL from walking along the order's index instead, past all who come before the first of them.
-- name: UsersByWord :many
SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	y.place
FROM (
	SELECT x.id, x.place FROM (
		SELECT v.id,
		CAST(CASE CAST(sqlc.arg(metric) AS TEXT) WHEN 'number' THEN v.number WHEN 'extension' THEN v.sort_extension WHEN 'email' THEN v.email_folded ELSE v.sort_name END || '' AS TEXT) AS place
		FROM users v
		WHERE v.company_id = sqlc.arg(company_id) AND v.removed = 0
		AND v.id IN (SELECT w.user_id FROM user_words w WHERE w.company_id = sqlc.arg(company_id) AND w.word >= sqlc.arg(word1) AND w.word < sqlc.arg(end1))
		AND (CAST(sqlc.arg(state) AS TEXT) = '' OR v.state = sqlc.arg(state))
		AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR v.operator)
		AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = v.company_id AND g.user_id = v.id AND g.package_id = sqlc.arg(package_id)))
		AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = v.company_id AND w.user_id = v.id
			AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
	) x
	WHERE CAST(sqlc.arg(after_id) AS TEXT) = '' OR CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0
		THEN (x.place, x.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
		ELSE (x.place, x.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT)) END
	ORDER BY CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0 THEN x.place END, CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0 THEN x.id END,
		CASE WHEN CAST(sqlc.arg(way) AS BIGINT) < 0 THEN x.place END DESC, CASE WHEN CAST(sqlc.arg(way) AS BIGINT) < 0 THEN x.id END DESC
	LIMIT sqlc.arg(most)
) y JOIN users u ON u.company_id = sqlc.arg(company_id) AND u.id = y.id
ORDER BY CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0 THEN y.place END, CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0 THEN y.id END,
	CASE WHEN CAST(sqlc.arg(way) AS BIGINT) < 0 THEN y.place END DESC, CASE WHEN CAST(sqlc.arg(way) AS BIGINT) < 0 THEN y.id END DESC;

-- name: RemovedUsers :many
SELECT x.* FROM (
	SELECT u.company_id, u.id, u.number, u.first_name, u.last_name, u.email, u.extension, COALESCE(u.language, '') AS language, u.operator,
	u.state, u.made, u.removed, CAST(CASE WHEN u.pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, u.mail_messages, u.contacts, u.voice_messages,
	u.expires, u.company_contacts, u.admin_only, u.assistant_stays, u.voice_mp3, u.pin_changed,
	CAST(COALESCE((SELECT STRING_AGG(n.number, ' ') FROM numbers n WHERE n.company_id = u.company_id AND n.user_id = u.id), '') AS TEXT) AS numbers,
	CAST(COALESCE((SELECT STRING_AGG(g.package_id, ' ') FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id), '') AS TEXT) AS packages,
	CAST(CASE CAST(sqlc.arg(metric) AS TEXT) WHEN 'number' THEN u.number WHEN 'extension' THEN u.sort_extension WHEN 'email' THEN u.email_folded ELSE u.sort_name END AS TEXT) AS place
	FROM users u
	WHERE u.company_id = sqlc.arg(company_id) AND u.removed > CAST(sqlc.arg(since) AS BIGINT) AND u.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
) x
WHERE CAST(sqlc.arg(after_id) AS TEXT) = '' OR CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0
	THEN (x.place, x.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	ELSE (x.place, x.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT)) END
ORDER BY CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0 THEN x.place END, CASE WHEN CAST(sqlc.arg(way) AS BIGINT) > 0 THEN x.id END,
	CASE WHEN CAST(sqlc.arg(way) AS BIGINT) < 0 THEN x.place END DESC, CASE WHEN CAST(sqlc.arg(way) AS BIGINT) < 0 THEN x.id END DESC
LIMIT sqlc.arg(most);

-- name: CountUsersByWord :one
SELECT COUNT(*) FROM (SELECT 1 AS one FROM user_words w WHERE w.company_id = sqlc.arg(company_id) AND w.word >= sqlc.arg(word) AND w.word < CAST(sqlc.arg(past) AS TEXT)
	LIMIT sqlc.arg(most)) x;

-- name: CountUsers :one
SELECT COUNT(*) FROM (SELECT 1 AS one FROM users u
	WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word1) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word1) AND w.word < CAST(sqlc.arg(end1) AS TEXT)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)))
	LIMIT sqlc.arg(most)) x;

-- name: CountFoundUsers :one
SELECT COUNT(*) FROM users u
WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0
	AND u.id IN (SELECT w.user_id FROM user_words w WHERE w.company_id = sqlc.arg(company_id) AND w.word >= sqlc.arg(word1) AND w.word < sqlc.arg(end1))
	AND (CAST(sqlc.arg(state) AS TEXT) = '' OR u.state = sqlc.arg(state))
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)))
	AND (CAST(sqlc.arg(word2) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_words w WHERE w.company_id = u.company_id AND w.user_id = u.id
		AND w.word >= sqlc.arg(word2) AND w.word < CAST(sqlc.arg(end2) AS TEXT)));

-- name: CountRemovedUsers :one
SELECT COUNT(*) FROM users u WHERE u.company_id = sqlc.arg(company_id) AND u.removed > CAST(sqlc.arg(since) AS BIGINT)
	AND u.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
	AND (CAST(sqlc.arg(operator) AS TEXT) = '' OR u.operator)
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM user_packages g WHERE g.company_id = u.company_id AND g.user_id = u.id AND g.package_id = sqlc.arg(package_id)));

-- name: LastUser :one
SELECT CAST(COALESCE((SELECT MAX(u.sort_name) FROM users u WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0), '') AS TEXT) AS sort_name,
	CAST(COALESCE((SELECT MAX(u.number) FROM users u WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0), '') AS TEXT) AS number,
	CAST(COALESCE((SELECT MAX(u.sort_extension) FROM users u WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0), '') AS TEXT) AS sort_extension,
	CAST(COALESCE((SELECT MAX(u.email_folded) FROM users u WHERE u.company_id = sqlc.arg(company_id) AND u.removed = 0), '') AS TEXT) AS email_folded;
