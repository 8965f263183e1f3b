-- name: SealedCompanies :many
SELECT id, pbx_password FROM companies WHERE id > sqlc.arg(company) AND pbx_password IS NOT NULL ORDER BY id LIMIT sqlc.arg(most);

-- name: ResealCompany :exec
UPDATE companies SET pbx_password = sqlc.arg(sealed) WHERE id = sqlc.arg(company);

-- name: SealedUserMail :many
SELECT company_id, user_id, secret FROM user_mail WHERE company_id > sqlc.arg(company) OR company_id = sqlc.arg(company) AND user_id > sqlc.arg(item) ORDER BY company_id, user_id LIMIT sqlc.arg(most);

-- name: ResealUserMail :exec
UPDATE user_mail SET secret = sqlc.arg(sealed) WHERE company_id = sqlc.arg(company) AND user_id = sqlc.arg(item);

-- name: SealedMailProviders :many
SELECT id, secret FROM mail_providers WHERE id > sqlc.arg(item) ORDER BY id LIMIT sqlc.arg(most);

-- name: SealedPBXSecrets :many
SELECT company_id, extension, secret FROM pbx_secrets WHERE company_id > sqlc.arg(company) OR company_id = sqlc.arg(company) AND extension > sqlc.arg(item) ORDER BY company_id, extension LIMIT sqlc.arg(most);

-- name: ResealPBXSecret :exec
UPDATE pbx_secrets SET secret = sqlc.arg(sealed) WHERE company_id = sqlc.arg(company) AND extension = sqlc.arg(item);

-- name: SealedHandsets :many
SELECT company_id, phone_id, sealed FROM handsets WHERE company_id > sqlc.arg(company) OR company_id = sqlc.arg(company) AND phone_id > sqlc.arg(item) ORDER BY company_id, phone_id LIMIT sqlc.arg(most);

-- name: ResealHandset :exec
UPDATE handsets SET sealed = sqlc.arg(sealed) WHERE company_id = sqlc.arg(company) AND phone_id = sqlc.arg(item);

-- name: SealedTrunks :many
SELECT id, secret FROM trunks WHERE id > sqlc.arg(item) ORDER BY id LIMIT sqlc.arg(most);
