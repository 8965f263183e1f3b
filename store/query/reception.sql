-- name: ReceptionParts :many
SELECT kind, id, body FROM reception_parts WHERE company_id = $1;

-- name: PutReceptionPart :exec
INSERT INTO reception_parts (company_id, kind, id, body) VALUES ($1, $2, $3, $4) ON CONFLICT (company_id, kind, id) DO UPDATE SET body = excluded.body;

-- name: DropReceptionPart :exec
DELETE FROM reception_parts WHERE company_id = $1 AND kind = $2 AND id = $3;

-- name: PromptSound :one
SELECT wav FROM prompt_sounds WHERE company_id = $1 AND id = $2;

-- name: PutPromptSound :exec
INSERT INTO prompt_sounds (company_id, id, user_id, made, wav) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id, id) DO UPDATE SET made = excluded.made;

-- name: CountPromptSounds :one
SELECT COUNT(*) FROM prompt_sounds WHERE company_id = $1 AND user_id = $2;

-- name: IsPromptSound :one
SELECT COUNT(*) FROM prompt_sounds WHERE company_id = $1 AND id = $2;

-- name: TouchPromptSound :exec
UPDATE prompt_sounds SET made = $1 WHERE company_id = $2 AND id = $3;

-- name: PromptSoundsBefore :many
SELECT company_id, id, made FROM prompt_sounds WHERE made < sqlc.arg(made) AND (company_id, id) > (CAST(sqlc.arg(company_id) AS TEXT), CAST(sqlc.arg(id) AS TEXT)) ORDER BY company_id, id LIMIT sqlc.arg(most);

-- name: DropPromptSound :exec
DELETE FROM prompt_sounds WHERE company_id = $1 AND id = $2;

-- name: PutCallerLanguage :exec
INSERT INTO caller_languages (company_id, caller, language, used) VALUES ($1, $2, $3, $4)
ON CONFLICT (company_id, caller) DO UPDATE SET language = excluded.language, used = excluded.used;

-- name: ForgetCallers :exec
DELETE FROM caller_languages WHERE company_id = $1 AND used < $2;

-- name: OldestCallerKept :one
SELECT CAST(COALESCE(MIN(k.used), 0) AS BIGINT) FROM (SELECT c.used FROM caller_languages c WHERE c.company_id = sqlc.arg(company_id) ORDER BY c.used DESC LIMIT sqlc.arg(most)) k;

-- name: CompaniesWithCallers :many
SELECT DISTINCT company_id FROM caller_languages;

-- name: PurgeReceptionParts :execrows
DELETE FROM reception_parts WHERE (company_id, kind, id) IN
	(SELECT r.company_id, r.kind, r.id FROM reception_parts r WHERE r.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgePromptSounds :execrows
DELETE FROM prompt_sounds WHERE (company_id, id) IN
	(SELECT s.company_id, s.id FROM prompt_sounds s WHERE s.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeCallerLanguages :execrows
DELETE FROM caller_languages WHERE (company_id, caller) IN
	(SELECT c.company_id, c.caller FROM caller_languages c WHERE c.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));
