-- name: AddVoicemail :exec
INSERT INTO voice_messages (company_id, id, user_id, call_id, caller, caller_name, sender, language, received, length, heard, removed, transcript)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '') ON CONFLICT (company_id, id) DO NOTHING;

-- name: Voicemail :one
SELECT * FROM voice_messages WHERE company_id = $1 AND id = $2;

-- name: VoicemailsBefore :many
SELECT * FROM voice_messages WHERE company_id = $1 AND user_id = $2 AND removed = 0 AND (received < sqlc.arg(before) OR received = sqlc.arg(before) AND id < sqlc.arg(before_id))
ORDER BY received DESC, id DESC LIMIT sqlc.arg(most);

-- name: VoicemailsRemoved :many
SELECT * FROM voice_messages WHERE company_id = $1 AND user_id = $2 AND removed > sqlc.arg(since) ORDER BY removed DESC, id DESC LIMIT sqlc.arg(most);

-- name: MarkVoicemail :exec
UPDATE voice_messages SET heard = $3, removed = $4 WHERE company_id = $1 AND id = $2;

-- name: HearVoicemail :execrows
UPDATE voice_messages SET heard = $3 WHERE company_id = $1 AND id = $2 AND heard = 0;

-- name: TranscribeVoicemail :exec
UPDATE voice_messages SET transcript = $3 WHERE company_id = $1 AND id = $2;

-- name: CountVoicemails :one
SELECT COUNT(*) AS kept, CAST(COALESCE(SUM(CASE WHEN heard = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS fresh FROM voice_messages
WHERE company_id = $1 AND user_id = $2 AND removed = 0;

-- name: OldestHeardVoicemails :many
SELECT * FROM voice_messages WHERE company_id = $1 AND user_id = $2 AND removed = 0 AND heard > 0 ORDER BY received, id LIMIT $3;

-- name: VoicemailsToPurge :many
SELECT company_id, id FROM voice_messages WHERE removed > 0 AND removed < $1 ORDER BY company_id, id LIMIT $2;

-- name: VoicemailsOfUser :many
SELECT id FROM voice_messages WHERE company_id = $1 AND user_id = $2 LIMIT $3;

-- name: DropVoicemail :exec
DELETE FROM voice_messages WHERE company_id = $1 AND id = $2;

-- name: DetachRecording :exec
UPDATE messages SET recording = NULL WHERE company_id = sqlc.arg(company_id) AND recording = CAST(sqlc.arg(recording) AS TEXT);

-- name: ForgetRecording :exec
UPDATE calls SET recording_id = '' WHERE company_id = sqlc.arg(company_id) AND id = sqlc.arg(id) AND recording_id = sqlc.arg(recording_id);

-- name: DropRecording :exec
DELETE FROM recordings WHERE company_id = $1 AND id = $2;

-- name: PurgeVoicemails :execrows
DELETE FROM voice_messages WHERE (company_id, id) IN (SELECT v.company_id, v.id FROM voice_messages v WHERE v.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));
