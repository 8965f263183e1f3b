-- name: OpenHoldings :many
SELECT package_id FROM holdings WHERE company_id = $1 AND user_id = $2 AND taken = 0 ORDER BY package_id;

-- name: BeginHolding :exec
INSERT INTO holdings (company_id, user_id, package_id, given, taken) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (company_id, user_id, package_id, given)
DO UPDATE SET taken = 0;

-- name: EndHolding :exec
UPDATE holdings SET taken = $4 WHERE company_id = $1 AND user_id = $2 AND package_id = $3 AND taken = 0;

-- name: HoldingsWithin :many
SELECT h.user_id, h.package_id, h.given, h.taken, p.name, p.currency, COALESCE(p.var_id, '') AS var_id, p.active
FROM holdings h JOIN packages p ON p.id = h.package_id
WHERE h.company_id = sqlc.arg(company_id) AND h.given < sqlc.arg(until) AND (h.taken = 0 OR h.taken > sqlc.arg(since))
ORDER BY h.package_id, h.user_id, h.given;

-- name: HoldingsOfUser :many
SELECT h.user_id, h.package_id, h.given, h.taken, p.name, p.currency, COALESCE(p.var_id, '') AS var_id, p.active
FROM holdings h JOIN packages p ON p.id = h.package_id
WHERE h.company_id = sqlc.arg(company_id) AND h.user_id = sqlc.arg(user_id) AND h.given < sqlc.arg(until) AND (h.taken = 0 OR h.taken > sqlc.arg(since))
ORDER BY h.package_id, h.given;

-- name: CurrencyWithin :one
SELECT p.currency FROM holdings h JOIN packages p ON p.id = h.package_id
WHERE h.company_id = sqlc.arg(company_id) AND h.given < sqlc.arg(until) AND (h.taken = 0 OR h.taken > sqlc.arg(since))
ORDER BY h.package_id, h.user_id, h.given LIMIT 1;

-- name: UserNames :many
SELECT id, first_name, last_name FROM users WHERE company_id = $1;

-- name: PackagePrices :many
SELECT since, base_rate, minutes, minute_rate, shared FROM package_prices WHERE package_id = $1 ORDER BY since;

-- name: PutPackagePrice :exec
INSERT INTO package_prices (package_id, since, base_rate, minutes, minute_rate, shared) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (package_id, since) DO UPDATE SET base_rate = excluded.base_rate, minutes = excluded.minutes, minute_rate = excluded.minute_rate,
	shared = excluded.shared;

-- name: PriceList :one
SELECT content FROM price_lists WHERE owner = $1;

-- name: PutPriceList :exec
INSERT INTO price_lists (owner, content) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET content = excluded.content;

-- name: Billing :one
SELECT region, vat_number, zone FROM billing WHERE company_id = $1;

-- name: PutBilling :exec
INSERT INTO billing (company_id, region, vat_number, zone) VALUES ($1, $2, $3, $4)
ON CONFLICT (company_id) DO UPDATE SET region = excluded.region, vat_number = excluded.vat_number, zone = excluded.zone;

-- name: AddUsage :exec
INSERT INTO usage_records (company_id, call_id, user_id, dialled, began, ended, counted) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING;

-- name: UsageWithin :many
SELECT call_id, user_id, dialled, began, ended, counted FROM usage_records
WHERE company_id = sqlc.arg(company_id) AND counted >= sqlc.arg(since) AND counted < sqlc.arg(until) ORDER BY began, call_id;

-- name: UsageOfUser :many
SELECT call_id, user_id, dialled, began, ended, counted FROM usage_records
WHERE company_id = sqlc.arg(company_id) AND user_id = sqlc.arg(user_id) AND counted >= sqlc.arg(since) AND counted < sqlc.arg(until) ORDER BY began, call_id;

-- name: Adjustment :one
SELECT id, month, currency, reason, amount, user_id FROM adjustments WHERE company_id = $1 AND id = $2;

-- name: Adjustments :many
SELECT id, month, currency, reason, amount, user_id FROM adjustments WHERE company_id = $1 AND month = $2 ORDER BY id;

-- name: AllAdjustments :many
SELECT id, month, currency, reason, amount, user_id FROM adjustments WHERE company_id = $1 ORDER BY month DESC, id DESC LIMIT 200;

-- name: PutAdjustment :exec
INSERT INTO adjustments (company_id, id, month, currency, reason, amount, user_id) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: DropAdjustment :exec
DELETE FROM adjustments WHERE company_id = $1 AND id = $2;

-- name: AddBill :exec
INSERT INTO bills (company_id, month, user_id, currency, closed, taxes, total, content, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: Bill :one
SELECT currency, closed, taxes, total, content FROM bills WHERE company_id = $1 AND month = $2 AND user_id = $3 AND currency = $4;

-- name: Bills :many
SELECT month, user_id, currency, closed, taxes, total FROM bills WHERE company_id = $1 ORDER BY month DESC, user_id, currency LIMIT 600;

-- name: MonthBills :many
SELECT content FROM bills WHERE company_id = $1 AND month = $2 ORDER BY user_id, currency;

-- name: CountBills :one
SELECT COUNT(*) FROM bills WHERE company_id = $1 AND month = $2;

-- name: BillSpan :one
SELECT CAST(COALESCE(MIN(since), 0) AS BIGINT) AS since, CAST(COALESCE(MAX(until), 0) AS BIGINT) AS until FROM bills WHERE company_id = $1 AND month = $2;

-- name: CountBillsAt :one
SELECT CAST((SELECT COUNT(*) FROM bills b WHERE b.company_id = sqlc.arg(company_id) AND (b.month = sqlc.arg(month) OR b.since <= sqlc.arg(at) AND b.until > sqlc.arg(at)))
	+ (SELECT COUNT(*) FROM var_bills v JOIN companies c ON c.var_id = v.var_id WHERE c.id = sqlc.arg(company_id) AND v.month = sqlc.arg(utc_month)) AS BIGINT) AS bills;

-- name: SetBillUntil :exec
UPDATE sessions SET bill_until = $2 WHERE token_hash = $1;

-- name: BillUntil :one
SELECT bill_until FROM sessions WHERE token_hash = $1;

-- name: CompaniesToBill :many
SELECT c.id FROM companies c WHERE c.var_id = sqlc.arg(var_id) AND c.id > sqlc.arg(after) AND (c.removed = 0 OR c.removed >= sqlc.arg(since))
	AND NOT EXISTS (SELECT 1 FROM bills b WHERE b.company_id = c.id AND b.month = sqlc.arg(month))
ORDER BY c.id LIMIT sqlc.arg(most);
