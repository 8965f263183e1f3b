-- name: VARsByNumber :many
SELECT x.id, x.name, x.sort_name, x.is_virtual, x.support_email, x.support_phone, x.removed, x.total, x.used, x.companies, x.place
FROM (
	SELECT y.*, CAST(CAST(sqlc.arg(way) AS BIGINT) * CASE CAST(sqlc.arg(metric) AS TEXT) WHEN 'keys' THEN y.total WHEN 'given' THEN y.used
		WHEN 'free' THEN y.total - y.used WHEN 'companies' THEN y.companies ELSE 0 END AS BIGINT) AS place
	FROM (
		SELECT v.id, v.name, v.sort_name, v.is_virtual, v.support_email, v.support_phone, v.removed, k.total, k.used,
			(SELECT COUNT(*) FROM companies c WHERE c.var_id = v.id AND c.removed = 0) AS companies
		FROM vars v JOIN key_balances k ON k.owner = v.id
		WHERE v.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
			AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN v.removed > CAST(sqlc.arg(since) AS BIGINT) ELSE v.removed = 0 END
	) y
) x
WHERE x.place > CAST(sqlc.arg(after_number) AS BIGINT)
	OR x.place = CAST(sqlc.arg(after_number) AS BIGINT) AND (x.sort_name, x.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
ORDER BY x.place, x.sort_name, x.id LIMIT sqlc.arg(most);

-- name: VARsByNameBack :many
SELECT v.id, v.name, v.sort_name, v.is_virtual, v.support_email, v.support_phone, v.removed, k.total, k.used,
	(SELECT COUNT(*) FROM companies c WHERE c.var_id = v.id AND c.removed = 0) AS companies
FROM vars v JOIN key_balances k ON k.owner = v.id
WHERE v.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN v.removed > CAST(sqlc.arg(since) AS BIGINT) ELSE v.removed = 0 END
	AND (v.sort_name, v.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
ORDER BY v.sort_name DESC, v.id DESC LIMIT sqlc.arg(most);

-- name: LastVARName :one
SELECT CAST(COALESCE(MAX(sort_name), '') AS TEXT) AS name FROM vars;

-- name: CountVARs :one
SELECT COUNT(*) FROM vars v WHERE v.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN v.removed > CAST(sqlc.arg(since) AS BIGINT) ELSE v.removed = 0 END;

-- name: CompaniesOfVAR :many
SELECT c.id, c.var_id, v.name AS var_name, c.kind, c.name, c.sort_name, c.made, c.suspended, c.suspended_reason, c.removed, k.total, k.reserved, k.used,
	(SELECT COUNT(*) FROM company_packages p WHERE p.company_id = c.id) AS packages,
	(SELECT COUNT(*) FROM restrictions r WHERE r.company_id = c.id AND r.user_id IS NULL) AS restrictions
FROM (
	SELECT c.id FROM companies c
	WHERE c.var_id = CAST(sqlc.arg(var_id) AS TEXT) AND (c.sort_name, c.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
		AND c.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
		AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN c.removed > CAST(sqlc.arg(since) AS BIGINT)
			WHEN 'billed' THEN c.removed = 0 OR c.removed > CAST(sqlc.arg(since) AS BIGINT) WHEN 'suspended' THEN c.removed = 0 AND c.suspended WHEN 'active' THEN c.removed = 0 AND NOT c.suspended ELSE c.removed = 0 END
		AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR c.kind = sqlc.arg(kind))
		AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM company_packages o WHERE o.company_id = c.id AND o.package_id = sqlc.arg(package_id)))
	ORDER BY c.sort_name, c.id LIMIT sqlc.arg(most)
) x JOIN companies c ON c.id = x.id JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id
ORDER BY c.sort_name, c.id;

-- name: CompaniesOfVARBack :many
SELECT c.id, c.var_id, v.name AS var_name, c.kind, c.name, c.sort_name, c.made, c.suspended, c.suspended_reason, c.removed, k.total, k.reserved, k.used,
	(SELECT COUNT(*) FROM company_packages p WHERE p.company_id = c.id) AS packages,
	(SELECT COUNT(*) FROM restrictions r WHERE r.company_id = c.id AND r.user_id IS NULL) AS restrictions
FROM (
	SELECT c.id FROM companies c
	WHERE c.var_id = CAST(sqlc.arg(var_id) AS TEXT) AND (c.sort_name, c.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
		AND c.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
		AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN c.removed > CAST(sqlc.arg(since) AS BIGINT)
			WHEN 'billed' THEN c.removed = 0 OR c.removed > CAST(sqlc.arg(since) AS BIGINT) WHEN 'suspended' THEN c.removed = 0 AND c.suspended WHEN 'active' THEN c.removed = 0 AND NOT c.suspended ELSE c.removed = 0 END
		AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR c.kind = sqlc.arg(kind))
		AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM company_packages o WHERE o.company_id = c.id AND o.package_id = sqlc.arg(package_id)))
	ORDER BY c.sort_name DESC, c.id DESC LIMIT sqlc.arg(most)
) x JOIN companies c ON c.id = x.id JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id
ORDER BY c.sort_name DESC, c.id DESC;

-- name: CompaniesOfAll :many
SELECT c.id, c.var_id, v.name AS var_name, c.kind, c.name, c.sort_name, c.made, c.suspended, c.suspended_reason, c.removed, k.total, k.reserved, k.used,
	(SELECT COUNT(*) FROM company_packages p WHERE p.company_id = c.id) AS packages,
	(SELECT COUNT(*) FROM restrictions r WHERE r.company_id = c.id AND r.user_id IS NULL) AS restrictions
FROM (
	SELECT c.id FROM companies c
	WHERE c.var_id IN (SELECT v.id FROM vars v WHERE v.removed = 0) AND (c.sort_name, c.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
		AND c.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
		AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN c.removed > CAST(sqlc.arg(since) AS BIGINT)
			WHEN 'billed' THEN c.removed = 0 OR c.removed > CAST(sqlc.arg(since) AS BIGINT) WHEN 'suspended' THEN c.removed = 0 AND c.suspended WHEN 'active' THEN c.removed = 0 AND NOT c.suspended ELSE c.removed = 0 END
		AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR c.kind = sqlc.arg(kind))
		AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM company_packages o WHERE o.company_id = c.id AND o.package_id = sqlc.arg(package_id)))
	ORDER BY c.sort_name, c.id LIMIT sqlc.arg(most)
) x JOIN companies c ON c.id = x.id JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id
ORDER BY c.sort_name, c.id;

-- name: CompaniesOfAllBack :many
SELECT c.id, c.var_id, v.name AS var_name, c.kind, c.name, c.sort_name, c.made, c.suspended, c.suspended_reason, c.removed, k.total, k.reserved, k.used,
	(SELECT COUNT(*) FROM company_packages p WHERE p.company_id = c.id) AS packages,
	(SELECT COUNT(*) FROM restrictions r WHERE r.company_id = c.id AND r.user_id IS NULL) AS restrictions
FROM (
	SELECT c.id FROM companies c
	WHERE c.var_id IN (SELECT v.id FROM vars v WHERE v.removed = 0) AND (c.sort_name, c.id) < (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
		AND c.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
		AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN c.removed > CAST(sqlc.arg(since) AS BIGINT)
			WHEN 'billed' THEN c.removed = 0 OR c.removed > CAST(sqlc.arg(since) AS BIGINT) WHEN 'suspended' THEN c.removed = 0 AND c.suspended WHEN 'active' THEN c.removed = 0 AND NOT c.suspended ELSE c.removed = 0 END
		AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR c.kind = sqlc.arg(kind))
		AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM company_packages o WHERE o.company_id = c.id AND o.package_id = sqlc.arg(package_id)))
	ORDER BY c.sort_name DESC, c.id DESC LIMIT sqlc.arg(most)
) x JOIN companies c ON c.id = x.id JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id
ORDER BY c.sort_name DESC, c.id DESC;

-- name: CompaniesByNumber :many
SELECT c.id, c.var_id, v.name AS var_name, c.kind, c.name, c.sort_name, c.made, c.suspended, c.suspended_reason, c.removed, k.total, k.reserved, k.used,
	(SELECT COUNT(*) FROM company_packages p WHERE p.company_id = c.id) AS packages,
	(SELECT COUNT(*) FROM restrictions r WHERE r.company_id = c.id AND r.user_id IS NULL) AS restrictions, x.place
FROM (
	SELECT y.id, y.place FROM (
		SELECT c.id, c.sort_name, CAST(CAST(sqlc.arg(way) AS BIGINT) * CASE CAST(sqlc.arg(metric) AS TEXT) WHEN 'keys' THEN k.total WHEN 'used' THEN k.reserved + k.used
			WHEN 'unused' THEN k.total - k.reserved - k.used ELSE c.made END AS BIGINT) AS place
		FROM companies c JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id
		WHERE (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id)) AND v.removed = 0
			AND c.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
			AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN c.removed > CAST(sqlc.arg(since) AS BIGINT)
				WHEN 'billed' THEN c.removed = 0 OR c.removed > CAST(sqlc.arg(since) AS BIGINT) WHEN 'suspended' THEN c.removed = 0 AND c.suspended WHEN 'active' THEN c.removed = 0 AND NOT c.suspended ELSE c.removed = 0 END
			AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR c.kind = sqlc.arg(kind))
			AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM company_packages o WHERE o.company_id = c.id AND o.package_id = sqlc.arg(package_id)))
	) y
	WHERE y.place > CAST(sqlc.arg(after_number) AS BIGINT) OR y.place = CAST(sqlc.arg(after_number) AS BIGINT) AND (y.sort_name, y.id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
	ORDER BY y.place, y.sort_name, y.id LIMIT sqlc.arg(most)
) x JOIN companies c ON c.id = x.id JOIN vars v ON v.id = c.var_id JOIN key_balances k ON k.owner = c.id
ORDER BY x.place, c.sort_name, c.id;

-- name: LastCompanyName :one
SELECT CAST(COALESCE(MAX(sort_name), '') AS TEXT) AS name FROM companies;

-- name: CountCompanies :one
SELECT COUNT(*) FROM companies c JOIN vars v ON v.id = c.var_id
WHERE (CAST(sqlc.arg(var_id) AS TEXT) = '' OR c.var_id = sqlc.arg(var_id)) AND v.removed = 0
	AND c.sort_name LIKE CAST(sqlc.arg(pattern) AS TEXT) ESCAPE '\'
	AND CASE CAST(sqlc.arg(state) AS TEXT) WHEN 'removed' THEN c.removed > CAST(sqlc.arg(since) AS BIGINT)
		WHEN 'billed' THEN c.removed = 0 OR c.removed > CAST(sqlc.arg(since) AS BIGINT) WHEN 'suspended' THEN c.removed = 0 AND c.suspended WHEN 'active' THEN c.removed = 0 AND NOT c.suspended ELSE c.removed = 0 END
	AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR c.kind = sqlc.arg(kind))
	AND (CAST(sqlc.arg(package_id) AS TEXT) = '' OR EXISTS (SELECT 1 FROM company_packages o WHERE o.company_id = c.id AND o.package_id = sqlc.arg(package_id)));

-- name: PackagesWithin :many
SELECT p.id, COALESCE(p.var_id, '') AS var_id, p.name, p.currency, p.base_rate, p.minutes, p.minute_rate, p.shared, p.active
FROM packages p WHERE p.var_id IS NULL OR p.var_id = CAST(sqlc.arg(var_id) AS TEXT) ORDER BY p.name, p.id;
