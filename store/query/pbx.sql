-- name: PBXReport :one
SELECT report FROM pbx_reports WHERE company_id = $1;

-- name: PutPBXReport :exec
INSERT INTO pbx_reports (company_id, asked, report) VALUES ($1, $2, $3)
ON CONFLICT (company_id) DO UPDATE SET asked = excluded.asked, report = excluded.report;

-- name: CompaniesToRead :many
SELECT c.id FROM companies c JOIN phone_systems p ON p.id = c.pbx_id LEFT JOIN pbx_reports r ON r.company_id = c.id
WHERE p.kind <> 'builtin' AND p.address <> '' AND c.pbx_password IS NOT NULL AND c.removed = 0 AND COALESCE(r.asked, 0) < sqlc.arg(before)
ORDER BY c.id LIMIT sqlc.arg(most);

-- name: PBXSecret :one
SELECT secret FROM pbx_secrets WHERE company_id = $1 AND extension = $2;

-- name: PutPBXSecret :exec
INSERT INTO pbx_secrets (company_id, extension, secret) VALUES ($1, $2, $3)
ON CONFLICT (company_id, extension) DO UPDATE SET secret = excluded.secret;
