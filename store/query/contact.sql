-- name: Contact :one
SELECT company_id, id, COALESCE(user_id, '') AS user_id, first_name, last_name, number FROM contacts WHERE company_id = $1 AND id = $2;

-- name: Contacts :many
SELECT c.company_id, c.id, COALESCE(c.user_id, '') AS user_id, c.first_name, c.last_name, c.number, c.sort_name FROM contacts c
WHERE c.company_id = sqlc.arg(company_id) AND (c.user_id = CAST(sqlc.arg(user_id) AS TEXT) OR c.user_id IS NULL AND CAST(sqlc.arg(shared) AS TEXT) <> '')
	AND (c.sort_name, c.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	AND (c.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\' OR c.number LIKE CAST(sqlc.arg(digits) AS TEXT))
ORDER BY c.sort_name, c.id LIMIT sqlc.arg(most);

-- name: CountContacts :one
SELECT COUNT(*) FROM contacts c
WHERE c.company_id = sqlc.arg(company_id) AND (c.user_id = CAST(sqlc.arg(user_id) AS TEXT) OR c.user_id IS NULL AND CAST(sqlc.arg(shared) AS TEXT) <> '')
	AND (c.sort_name LIKE CAST(sqlc.arg(words) AS TEXT) ESCAPE '\' OR c.number LIKE CAST(sqlc.arg(digits) AS TEXT));

-- name: PutContact :exec
INSERT INTO contacts (company_id, id, user_id, first_name, last_name, sort_name, number)
VALUES (sqlc.arg(company_id), sqlc.arg(id), NULLIF(CAST(sqlc.arg(user_id) AS TEXT), ''), sqlc.arg(first_name), sqlc.arg(last_name), sqlc.arg(sort_name), sqlc.arg(number))
ON CONFLICT (company_id, id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, sort_name = excluded.sort_name, number = excluded.number;

-- name: DropContact :exec
DELETE FROM contacts WHERE company_id = $1 AND id = $2;

-- name: DropContactsOfUser :exec
DELETE FROM contacts WHERE company_id = sqlc.arg(company_id) AND user_id = CAST(sqlc.arg(user_id) AS TEXT);

-- name: PurgeContacts :execrows
DELETE FROM contacts WHERE (company_id, id) IN (SELECT c.company_id, c.id FROM contacts c WHERE c.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));
