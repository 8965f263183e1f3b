-- name: User :one
SELECT company_id, id, number, first_name, last_name, email, extension, COALESCE(language, '') AS language, operator
FROM users WHERE company_id = $1 AND id = $2;

-- name: Users :many
SELECT company_id, id, number, first_name, last_name, email, extension, COALESCE(language, '') AS language, operator
FROM users WHERE company_id = $1 ORDER BY last_name, first_name, id;

-- name: CountUsers :one
SELECT COUNT(*) FROM users WHERE company_id = $1;

-- name: CountUsersWithLanguage :one
SELECT COUNT(*) FROM users WHERE company_id = $1 AND language = CAST(sqlc.arg(tag) AS TEXT);

-- name: PutUser :exec
INSERT INTO users (company_id, id, number, first_name, last_name, email, extension, language, operator)
VALUES (sqlc.arg(company_id), sqlc.arg(id), sqlc.arg(number), sqlc.arg(first_name), sqlc.arg(last_name), sqlc.arg(email),
	sqlc.arg(extension), NULLIF(CAST(sqlc.arg(language) AS TEXT), ''), sqlc.arg(operator))
ON CONFLICT (company_id, id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
	extension = excluded.extension, language = excluded.language, operator = excluded.operator;

-- name: Number :one
SELECT number, company_id, COALESCE(user_id, '') AS user_id, COALESCE(first_language, '') AS first_language, free
FROM numbers WHERE number = $1;

-- name: Numbers :many
SELECT number, company_id, COALESCE(user_id, '') AS user_id, COALESCE(first_language, '') AS first_language, free
FROM numbers WHERE company_id = $1 ORDER BY number;

-- name: PutNumber :exec
INSERT INTO numbers (number, company_id, user_id, first_language, free)
VALUES (sqlc.arg(number), sqlc.arg(company_id), NULLIF(CAST(sqlc.arg(user_id) AS TEXT), ''), NULLIF(CAST(sqlc.arg(first_language) AS TEXT), ''), sqlc.arg(free))
ON CONFLICT (number) DO UPDATE SET user_id = excluded.user_id, first_language = excluded.first_language, free = excluded.free
WHERE numbers.company_id = excluded.company_id;

-- name: PhoneByName :one
SELECT company_id, id, user_id, name, ha1_md5, ha1_sha256 FROM phones WHERE name = $1;

-- name: PutPhone :exec
INSERT INTO phones (company_id, id, user_id, name, ha1_md5, ha1_sha256) VALUES ($1, $2, $3, $4, $5, $6);
