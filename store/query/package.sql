-- name: ServicePackage :one
SELECT id, COALESCE(var_id, '') AS var_id, name, currency, base_rate, minutes, minute_rate, shared, active FROM packages WHERE id = $1;

-- name: PutPackage :exec
INSERT INTO packages (id, var_id, name, currency, base_rate, minutes, minute_rate, shared, active)
VALUES (sqlc.arg(id), NULLIF(CAST(sqlc.arg(var_id) AS TEXT), ''), sqlc.arg(name), sqlc.arg(currency), sqlc.arg(base_rate), sqlc.arg(minutes),
	sqlc.arg(minute_rate), sqlc.arg(shared), sqlc.arg(active))
ON CONFLICT (id) DO UPDATE SET name = excluded.name, currency = excluded.currency, base_rate = excluded.base_rate, minutes = excluded.minutes,
	minute_rate = excluded.minute_rate, shared = excluded.shared, active = excluded.active;

-- name: CompanyPackages :many
SELECT p.id, COALESCE(p.var_id, '') AS var_id, p.name, p.currency, p.base_rate, p.minutes, p.minute_rate, p.shared, p.active, c.offer, c.by_default
FROM company_packages c JOIN packages p ON p.id = c.package_id WHERE c.company_id = $1 ORDER BY p.name, p.id;

-- name: PutCompanyPackage :exec
INSERT INTO company_packages (company_id, package_id, offer, by_default) VALUES ($1, $2, $3, $4)
ON CONFLICT (company_id, package_id) DO UPDATE SET offer = excluded.offer, by_default = excluded.by_default;

-- name: DropCompanyPackage :exec
DELETE FROM company_packages WHERE company_id = $1 AND package_id = $2;

-- name: Holders :one
SELECT COUNT(*) FROM user_packages WHERE company_id = $1 AND package_id = $2;

-- name: PackageUse :one
SELECT (SELECT COUNT(*) FROM company_packages c WHERE c.package_id = sqlc.arg(id)) AS companies,
	(SELECT COUNT(*) FROM user_packages u WHERE u.package_id = sqlc.arg(id)) AS holders;

-- name: PackageLines :many
SELECT p.id, COALESCE(p.var_id, '') AS var_id, p.name, p.currency, p.base_rate, p.minutes, p.minute_rate, p.shared, p.active,
	(SELECT COUNT(*) FROM company_packages c JOIN companies o ON o.id = c.company_id
		WHERE c.package_id = p.id AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR o.var_id = sqlc.arg(var_id))) AS companies,
	(SELECT COUNT(*) FROM user_packages u JOIN companies o ON o.id = u.company_id
		WHERE u.package_id = p.id AND (CAST(sqlc.arg(var_id) AS TEXT) = '' OR o.var_id = sqlc.arg(var_id))) AS holders
FROM packages p WHERE p.var_id IS NULL OR p.var_id = sqlc.arg(var_id) ORDER BY p.name, p.id;
