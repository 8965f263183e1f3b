-- name: User :one
SELECT company_id, id, number, first_name, last_name, email, extension, COALESCE(language, '') AS language, operator,
	state, made, removed, CAST(CASE WHEN pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, mail_messages, contacts, voice_messages, expires,
	company_contacts, admin_only, assistant_stays, voice_mp3, pin_changed
FROM users WHERE company_id = $1 AND id = $2;

-- name: Users :many
SELECT company_id, id, number, first_name, last_name, email, extension, COALESCE(language, '') AS language, operator,
	state, made, removed, CAST(CASE WHEN pin_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS pin_set, mail_messages, contacts, voice_messages, expires,
	company_contacts, admin_only, assistant_stays, voice_mp3, pin_changed
FROM users WHERE company_id = $1 AND removed = 0 ORDER BY sort_name, id;

-- name: CountUsersByLanguage :many
SELECT COALESCE(language, '') AS language, COUNT(*) AS users FROM users WHERE company_id = $1 AND removed = 0 GROUP BY language;

-- name: PutUser :exec
INSERT INTO users (company_id, id, number, first_name, last_name, email, email_folded, sort_name, extension, sort_extension, language, operator, state, made,
	removed, mail_messages, contacts, voice_messages, expires, company_contacts, admin_only, assistant_stays, voice_mp3)
VALUES (sqlc.arg(company_id), sqlc.arg(id), sqlc.arg(number), sqlc.arg(first_name), sqlc.arg(last_name), sqlc.arg(email), sqlc.arg(email_folded),
	sqlc.arg(sort_name), sqlc.arg(extension), sqlc.arg(sort_extension), NULLIF(CAST(sqlc.arg(language) AS TEXT), ''), sqlc.arg(operator), sqlc.arg(state), sqlc.arg(made),
	sqlc.arg(removed), sqlc.arg(mail_messages), sqlc.arg(contacts), sqlc.arg(voice_messages), sqlc.arg(expires), sqlc.arg(company_contacts),
	sqlc.arg(admin_only), sqlc.arg(assistant_stays), sqlc.arg(voice_mp3))
ON CONFLICT (company_id, id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
	email_folded = excluded.email_folded, sort_name = excluded.sort_name, extension = excluded.extension, sort_extension = excluded.sort_extension, language = excluded.language,
	operator = excluded.operator, state = excluded.state, removed = excluded.removed, mail_messages = excluded.mail_messages,
	contacts = excluded.contacts, voice_messages = excluded.voice_messages, expires = excluded.expires,
	company_contacts = excluded.company_contacts, admin_only = excluded.admin_only, assistant_stays = excluded.assistant_stays, voice_mp3 = excluded.voice_mp3;

-- name: UserByExtension :one
SELECT id FROM users WHERE company_id = $1 AND extension = $2 AND removed = 0;

-- name: UserNumberTaken :one
SELECT COUNT(*) FROM users WHERE number = $1;

-- name: SetPINHash :exec
UPDATE users SET pin_hash = $3, pin_changed = $4 WHERE company_id = $1 AND id = $2;

-- name: PINHash :one
SELECT pin_hash FROM users WHERE company_id = $1 AND id = $2;

-- name: AddUserWord :exec
INSERT INTO user_words (company_id, word, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: DropUserWords :exec
DELETE FROM user_words WHERE company_id = $1 AND user_id = $2;

-- name: GivePackage :exec
INSERT INTO user_packages (company_id, user_id, package_id, given) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: TakePackage :exec
DELETE FROM user_packages WHERE company_id = $1 AND user_id = $2 AND package_id = $3;

-- name: UserPackages :many
SELECT p.id, COALESCE(p.var_id, '') AS var_id, p.name, p.currency, p.base_rate, p.minutes, p.minute_rate, p.shared, p.active
FROM user_packages g JOIN packages p ON p.id = g.package_id WHERE g.company_id = $1 AND g.user_id = $2 ORDER BY p.name, p.id;

-- name: Number :one
SELECT number, company_id, COALESCE(user_id, '') AS user_id, COALESCE(first_language, '') AS first_language, free,
	voice, fax, reserved_for
FROM numbers WHERE number = sqlc.arg(id);

-- name: Numbers :many
SELECT number, company_id, COALESCE(user_id, '') AS user_id, COALESCE(first_language, '') AS first_language, free,
	voice, fax, reserved_for
FROM numbers WHERE company_id = $1 ORDER BY number;

-- name: PutNumber :exec
INSERT INTO numbers (number, company_id, user_id, first_language, free, voice, fax, reserved_for)
VALUES (sqlc.arg(number), sqlc.arg(company_id), NULLIF(CAST(sqlc.arg(user_id) AS TEXT), ''), NULLIF(CAST(sqlc.arg(first_language) AS TEXT), ''), sqlc.arg(free),
	sqlc.arg(voice), sqlc.arg(fax), sqlc.arg(reserved_for))
ON CONFLICT (number) DO UPDATE SET user_id = excluded.user_id, first_language = excluded.first_language, free = excluded.free,
	voice = excluded.voice, fax = excluded.fax, reserved_for = excluded.reserved_for
WHERE numbers.company_id = excluded.company_id;

-- name: PhoneByName :one
SELECT p.company_id, p.id, p.user_id, p.name, p.ha1_md5, p.ha1_sha256, p.former_md5, p.former_sha256, p.former_until
FROM phones p JOIN users u ON u.company_id = p.company_id AND u.id = p.user_id WHERE p.name = $1 AND u.removed = 0;

-- name: Phone :one
SELECT company_id, id, user_id, name, ha1_md5, ha1_sha256, former_md5, former_sha256, former_until FROM phones WHERE company_id = $1 AND id = $2;

-- name: PhonesOfUser :many
SELECT company_id, id, user_id, name, ha1_md5, ha1_sha256, former_md5, former_sha256, former_until FROM phones WHERE company_id = $1 AND user_id = $2 ORDER BY id;

-- name: DropPhone :exec
DELETE FROM phones WHERE company_id = $1 AND id = $2;

-- name: PutPhone :exec
INSERT INTO phones (company_id, id, user_id, name, ha1_md5, ha1_sha256) VALUES ($1, $2, $3, $4, $5, $6);

-- name: PutInvitation :exec
INSERT INTO invitations (company_id, user_id, token_hash, email, made, expires) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (company_id, user_id) DO UPDATE SET token_hash = excluded.token_hash, email = excluded.email, made = excluded.made, expires = excluded.expires;

-- name: Invitation :one
SELECT company_id, user_id, email, made, expires FROM invitations WHERE company_id = $1 AND user_id = $2;

-- name: InvitationByToken :one
SELECT company_id, user_id, email, made, expires FROM invitations WHERE token_hash = $1;

-- name: DropInvitation :exec
DELETE FROM invitations WHERE company_id = $1 AND user_id = $2;
