-- +goose Up
-- How a user's calls are handled: the status, rules, and own greetings.
CREATE TABLE user_statuses (
	company_id TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	status     TEXT NOT NULL,
	until      BIGINT NOT NULL,
	note       TEXT NOT NULL,
	PRIMARY KEY (company_id, user_id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE TABLE call_rules (
	company_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	place      BIGINT NOT NULL,
	content    TEXT NOT NULL,
	PRIMARY KEY (company_id, id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX call_rules_of ON call_rules (company_id, user_id, place);
CREATE TABLE greetings (
	company_id TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	status     TEXT NOT NULL,
	language   TEXT NOT NULL,
	words      TEXT NOT NULL,
	recording  TEXT,
	length     BIGINT NOT NULL,
	PRIMARY KEY (company_id, user_id, status, language),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
	FOREIGN KEY (company_id, recording) REFERENCES recordings (company_id, id)
);
CREATE TABLE voice_messages (
	company_id  TEXT NOT NULL,
	id          TEXT NOT NULL,
	user_id     TEXT NOT NULL,
	call_id     TEXT NOT NULL,
	caller      TEXT NOT NULL,
	caller_name TEXT NOT NULL,
	sender      TEXT NOT NULL,
	language    TEXT NOT NULL,
	received    BIGINT NOT NULL,
	length      BIGINT NOT NULL,
	heard       BIGINT NOT NULL,
	removed     BIGINT NOT NULL,
	transcript  TEXT NOT NULL,
	PRIMARY KEY (company_id, id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
	FOREIGN KEY (company_id, id) REFERENCES recordings (company_id, id)
);
CREATE INDEX voice_messages_of ON voice_messages (company_id, user_id, removed, received);
CREATE INDEX voice_messages_removed ON voice_messages (removed) WHERE removed > 0;
CREATE INDEX messages_recording ON messages (company_id, recording) WHERE recording IS NOT NULL;
-- Mailboxes that take no more messages.
CREATE TABLE full_mailboxes (
	company_id TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	PRIMARY KEY (company_id, user_id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
INSERT INTO voice_messages (company_id, id, user_id, call_id, caller, caller_name, sender, language, received, length, heard, removed, transcript)
SELECT r.company_id, r.id, c.user_id, c.id, c.caller, c.caller_name, '', c.language, c.began, r.length, 0, 0, ''
FROM recordings r JOIN calls c ON c.company_id = r.company_id AND c.id = r.call_id JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id
WHERE c.recording_id = r.id;
