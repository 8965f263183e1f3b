-- +goose Up
-- Whether recordings are mailed to a user as MP3; else as WAV.
ALTER TABLE users ADD COLUMN voice_mp3 BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE import_rows ADD COLUMN voice_mp3 BOOLEAN NOT NULL DEFAULT FALSE;
