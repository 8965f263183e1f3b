-- name: MailAccess :one
SELECT servers, validated, checked, failed, why FROM mail_access WHERE company_id = $1;

-- name: PutMailAccess :exec
INSERT INTO mail_access (company_id, servers, validated, checked, failed, why) VALUES (sqlc.arg(company_id), sqlc.arg(servers), sqlc.arg(validated), 0, 0, '{}')
ON CONFLICT (company_id) DO UPDATE SET servers = excluded.servers, validated = excluded.validated, checked = 0, failed = 0, why = '{}';

-- name: MarkMailAccess :exec
UPDATE mail_access SET checked = $2, failed = $3, why = $4 WHERE company_id = $1;

-- name: DropMailAccess :execrows
DELETE FROM mail_access WHERE company_id = $1;

-- name: UserMail :one
SELECT servers, user_name, provider, connected, expires, warned, secret FROM user_mail WHERE company_id = $1 AND user_id = $2;

-- name: PutUserMail :exec
INSERT INTO user_mail (company_id, user_id, servers, user_name, provider, connected, expires, warned, secret)
VALUES (sqlc.arg(company_id), sqlc.arg(user_id), sqlc.arg(servers), sqlc.arg(user_name), sqlc.arg(provider), sqlc.arg(connected), sqlc.arg(expires), 0, '')
ON CONFLICT (company_id, user_id) DO UPDATE SET servers = excluded.servers, user_name = excluded.user_name, provider = excluded.provider,
	connected = excluded.connected, expires = excluded.expires, warned = 0, secret = '';

-- name: RenewUserMail :exec
UPDATE user_mail SET expires = sqlc.arg(expires), secret = sqlc.arg(secret) WHERE company_id = sqlc.arg(company_id) AND user_id = sqlc.arg(user_id);

-- name: WarnedUserMail :exec
UPDATE user_mail SET warned = $3 WHERE company_id = $1 AND user_id = $2;

-- name: DropUserMail :execrows
DELETE FROM user_mail WHERE company_id = $1 AND user_id = $2;

-- name: CountUserMail :one
SELECT COUNT(*) FROM user_mail WHERE company_id = $1;

-- name: ExpiringUserMail :many
SELECT company_id, user_id FROM user_mail WHERE expires > 0 AND expires <= $1 ORDER BY expires LIMIT $2;

-- name: MailProvider :one
SELECT content, secret FROM mail_providers WHERE id = $1;

-- name: MailProviders :many
SELECT content, secret FROM mail_providers ORDER BY id;

-- name: PutMailProvider :exec
INSERT INTO mail_providers (id, content, secret) VALUES (sqlc.arg(id), sqlc.arg(content), '')
ON CONFLICT (id) DO UPDATE SET content = excluded.content;

-- name: SetMailProviderSecret :exec
UPDATE mail_providers SET secret = $2 WHERE id = $1;

-- name: DropMailProvider :exec
DELETE FROM mail_providers WHERE id = $1;

-- name: AssistantProbe :one
SELECT email, checked, passed, words, advice FROM assistant_probes WHERE company_id = $1;

-- name: PutAssistantProbe :exec
INSERT INTO assistant_probes (company_id, email, checked, passed, words, advice)
VALUES (sqlc.arg(company_id), sqlc.arg(email), sqlc.arg(checked), sqlc.arg(passed), sqlc.arg(words), sqlc.arg(advice))
ON CONFLICT (company_id) DO UPDATE SET email = excluded.email, checked = excluded.checked, passed = excluded.passed, words = excluded.words, advice = excluded.advice;

-- name: DropAssistantProbe :execrows
DELETE FROM assistant_probes WHERE company_id = $1;
