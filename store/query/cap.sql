-- name: SpendingCaps :many
SELECT user_id, daily FROM spending_caps WHERE company_id = $1 ORDER BY user_id;

-- name: SpendingCap :one
SELECT daily FROM spending_caps WHERE company_id = $1 AND user_id = $2;

-- name: PutSpendingCap :exec
INSERT INTO spending_caps (company_id, user_id, daily) VALUES ($1, $2, $3)
ON CONFLICT (company_id, user_id) DO UPDATE SET daily = excluded.daily;

-- name: DropSpendingCap :exec
DELETE FROM spending_caps WHERE company_id = $1 AND user_id = $2;

-- name: Spent :one
SELECT CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) AS company, CAST(COALESCE(SUM(CASE WHEN s.user_id = CAST(sqlc.arg(user_id) AS TEXT) THEN s.amount ELSE 0 END), 0) AS BIGINT) AS of_user
FROM spending s WHERE s.company_id = sqlc.arg(company_id) AND s.day = sqlc.arg(day)
	AND NOT (s.call_id = CAST(sqlc.arg(call_id) AS TEXT) AND s.part = CAST(sqlc.arg(part) AS BIGINT));

-- name: PutSpending :exec
INSERT INTO spending (company_id, call_id, part, day, user_id, amount, currency, number, began, reserved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (company_id, call_id, part) DO UPDATE SET amount = excluded.amount, began = excluded.began, reserved = excluded.reserved;

-- name: SpendingReserved :many
SELECT s.call_id, s.part, s.user_id, s.number, s.began, s.reserved FROM spending s WHERE s.company_id = sqlc.arg(company_id) AND s.reserved > 0
	AND (CAST(sqlc.arg(user_id) AS TEXT) = '' OR s.user_id = CAST(sqlc.arg(user_id) AS TEXT))
	AND NOT (s.call_id = CAST(sqlc.arg(call_id) AS TEXT) AND s.part = CAST(sqlc.arg(part) AS BIGINT));

-- name: SpendingOf :many
SELECT part, amount, currency FROM spending WHERE company_id = $1 AND call_id = $2 ORDER BY part;

-- name: DropSpending :exec
DELETE FROM spending WHERE company_id = $1 AND call_id = $2;
