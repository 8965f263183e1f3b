-- name: Wholesale :one
SELECT currency, base_rate, minutes, minute_rate FROM wholesale WHERE var_id = $1;

-- name: PutWholesale :exec
INSERT INTO wholesale (var_id, currency, base_rate, minutes, minute_rate) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (var_id) DO UPDATE SET currency = excluded.currency, base_rate = excluded.base_rate, minutes = excluded.minutes, minute_rate = excluded.minute_rate;

-- name: AddVARBill :exec
INSERT INTO var_bills (var_id, month, currency, closed, taxes, total, content) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: VARBill :one
SELECT content FROM var_bills WHERE var_id = $1 AND month = $2;

-- name: VARBills :many
SELECT month, currency, closed, taxes, total FROM var_bills WHERE var_id = $1 ORDER BY month DESC LIMIT 600;

-- name: CompaniesUsed :many
SELECT c.id FROM companies c WHERE c.var_id = sqlc.arg(var_id) AND c.id > sqlc.arg(after) AND (c.removed = 0 OR c.removed >= sqlc.arg(since))
ORDER BY c.id LIMIT sqlc.arg(most);

-- name: CountUsage :one
SELECT COUNT(*) FROM companies c JOIN usage_records u ON u.company_id = c.id AND u.counted >= sqlc.arg(since) AND u.counted < sqlc.arg(until)
WHERE c.var_id = sqlc.arg(var_id) AND (c.removed = 0 OR c.removed >= sqlc.arg(since));

-- name: DropWholesale :execrows
DELETE FROM wholesale WHERE var_id = $1;

-- name: DropVARBills :execrows
DELETE FROM var_bills WHERE var_id = $1;
