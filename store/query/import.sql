-- name: ImportFile :one
SELECT * FROM imports WHERE company_id = $1 AND id = $2;

-- name: ImportFiles :many
SELECT * FROM imports WHERE company_id = $1 ORDER BY made DESC, id DESC LIMIT $2;

-- name: PutImport :exec
INSERT INTO imports (company_id, id, file, digest, kind, delimiter, encoding, header, fields, sample, state, problem, row_count, checked, ready, wrong,
	warned, last_line, round, made, who)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (company_id, id) DO UPDATE SET delimiter = excluded.delimiter, encoding = excluded.encoding, header = excluded.header,
	fields = excluded.fields, sample = excluded.sample, state = excluded.state, problem = excluded.problem, row_count = excluded.row_count,
	checked = excluded.checked, ready = excluded.ready, wrong = excluded.wrong, warned = excluded.warned, last_line = excluded.last_line,
	round = excluded.round;

-- name: DropImport :exec
DELETE FROM imports WHERE company_id = $1 AND id = $2;

-- name: ImportsBefore :many
SELECT id FROM imports WHERE company_id = $1 AND made < $2 ORDER BY made LIMIT $3;

-- name: AddImportPiece :exec
INSERT INTO import_pieces (company_id, import_id, seq, bytes) VALUES ($1, $2, $3, $4);

-- name: ImportPieces :many
SELECT bytes FROM import_pieces WHERE company_id = $1 AND import_id = $2 ORDER BY seq;

-- name: DropImportRows :exec
DELETE FROM import_rows WHERE company_id = $1 AND import_id = $2;

-- name: DropImportWords :exec
DELETE FROM import_words WHERE company_id = $1 AND import_id = $2;

-- name: AddImportRow :exec
INSERT INTO import_rows (company_id, import_id, line, ready, noted, problems, user_id, account_id, number, first_name, last_name, email, email_folded,
	sort_name, extension, language, operator, mail_messages, contacts, voice_messages, expires, company_contacts, admin_only, assistant_stays, voice_mp3)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25);

-- name: AddImportWord :exec
INSERT INTO import_words (company_id, import_id, user_id, word) VALUES ($1, $2, $3, $4);

-- name: ImportRows :many
SELECT line, ready, problems, number FROM import_rows
WHERE company_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4;

-- name: ImportRowsNoted :many
SELECT line, ready, problems, number FROM import_rows
WHERE company_id = $1 AND import_id = $2 AND noted AND line > $3 ORDER BY line LIMIT $4;

-- name: EmailHolders :one
SELECT COUNT(*) FROM users WHERE company_id = $1 AND email_folded = $2 AND removed = 0;

-- name: ImportExtensionsTaken :one
SELECT COUNT(*) FROM import_rows r JOIN users u ON u.company_id = r.company_id AND u.extension = r.extension AND u.removed = 0
WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready AND r.extension <> '';

-- name: ImportNumbersHeld :many
SELECT r.line FROM import_rows r JOIN users u ON u.number = r.number WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready;

-- name: ImportNumbersTwice :many
SELECT CAST(MAX(line) AS BIGINT) AS line FROM import_rows WHERE company_id = $1 AND import_id = $2 AND ready GROUP BY number HAVING COUNT(*) > 1;

-- name: SetImportNumber :exec
UPDATE import_rows SET number = $4 WHERE company_id = $1 AND import_id = $2 AND line = $3;

-- name: ImportUsers :execrows
INSERT INTO users (company_id, id, number, first_name, last_name, email, email_folded, sort_name, extension, language, operator, state, made,
	removed, mail_messages, contacts, voice_messages, expires, company_contacts, admin_only, assistant_stays, voice_mp3)
SELECT r.company_id, r.user_id, r.number, r.first_name, r.last_name, r.email, r.email_folded, r.sort_name, r.extension, NULLIF(r.language, ''), r.operator,
	'active', CAST(sqlc.arg(made) AS BIGINT), 0, r.mail_messages, r.contacts, r.voice_messages, r.expires, r.company_contacts, r.admin_only, r.assistant_stays, r.voice_mp3
FROM import_rows r WHERE r.company_id = sqlc.arg(company_id) AND r.import_id = sqlc.arg(import_id) AND r.ready;

-- name: ImportAccounts :exec
INSERT INTO accounts (id, level, var_id, company_id, user_id, name, email, email_folded, phone, language, password_hash, password_changed)
SELECT r.account_id, 'user', CAST(sqlc.arg(var_id) AS TEXT), r.company_id, r.user_id, '', '', '', '', NULL, '', 0
FROM import_rows r WHERE r.company_id = sqlc.arg(company_id) AND r.import_id = sqlc.arg(import_id) AND r.ready;

-- name: ImportUserWords :exec
INSERT INTO user_words (company_id, word, user_id)
SELECT w.company_id, w.word, w.user_id FROM import_words w WHERE w.company_id = $1 AND w.import_id = $2;

-- name: ImportUserNumbers :exec
INSERT INTO user_words (company_id, word, user_id)
SELECT r.company_id, r.number, r.user_id FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready
ON CONFLICT DO NOTHING;

-- name: ImportUserPackages :exec
INSERT INTO user_packages (company_id, user_id, package_id, given)
SELECT r.company_id, r.user_id, CAST(sqlc.arg(package_id) AS TEXT), CAST(sqlc.arg(given) AS BIGINT)
FROM import_rows r WHERE r.company_id = sqlc.arg(company_id) AND r.import_id = sqlc.arg(import_id) AND r.ready;

-- name: FreeImportedNumbers :exec
UPDATE numbers SET user_id = NULL, free = TRUE WHERE numbers.company_id = $1
	AND numbers.user_id IN (SELECT r.user_id FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready);

-- name: DropImportedWords :exec
DELETE FROM user_words WHERE user_words.company_id = $1
	AND user_words.user_id IN (SELECT r.user_id FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready);

-- name: DropImportedSessions :exec
DELETE FROM sessions WHERE account_id IN (SELECT r.account_id FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready);

-- name: RemoveImported :execrows
UPDATE users SET removed = sqlc.arg(now) WHERE users.company_id = sqlc.arg(company_id) AND users.removed = 0
	AND users.id IN (SELECT r.user_id FROM import_rows r WHERE r.company_id = sqlc.arg(company_id) AND r.import_id = sqlc.arg(import_id) AND r.ready);

-- name: ImportHoldings :exec
INSERT INTO holdings (company_id, user_id, package_id, given, taken)
SELECT r.company_id, r.user_id, CAST(sqlc.arg(package_id) AS TEXT), CAST(sqlc.arg(given) AS BIGINT), 0
FROM import_rows r WHERE r.company_id = sqlc.arg(company_id) AND r.import_id = sqlc.arg(import_id) AND r.ready;

-- name: EndImportedHoldings :exec
UPDATE holdings SET taken = sqlc.arg(now) WHERE holdings.company_id = sqlc.arg(company_id) AND holdings.taken = 0
	AND holdings.user_id IN (SELECT r.user_id FROM import_rows r WHERE r.company_id = sqlc.arg(company_id) AND r.import_id = sqlc.arg(import_id) AND r.ready);

-- name: CountImportReserved :one
SELECT COUNT(*) FROM numbers n WHERE n.company_id = $1 AND n.reserved_for <> '' AND n.reserved_for IN
	(SELECT r.email_folded FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready);

-- name: AssignImportReserved :exec
UPDATE numbers SET free = FALSE, reserved_for = '', user_id = (SELECT MIN(r.user_id) FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready
	AND r.email_folded = numbers.reserved_for)
WHERE numbers.company_id = $1 AND numbers.reserved_for <> '' AND numbers.reserved_for IN
	(SELECT r.email_folded FROM import_rows r WHERE r.company_id = $1 AND r.import_id = $2 AND r.ready);
