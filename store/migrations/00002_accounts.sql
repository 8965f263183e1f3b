-- +goose Up
-- A VAR and a company can be removed and are recovered within 30 days; a company can be suspended.
ALTER TABLE vars ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE companies ADD COLUMN made BIGINT NOT NULL DEFAULT 0;
ALTER TABLE companies ADD COLUMN suspended BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE companies ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX companies_name ON companies (name, id);
CREATE INDEX companies_var_name ON companies (var_id, name, id);

-- The balance of subscription keys of a VAR or a company, and every movement of it: the sums of the entries are the
-- balance. What a VAR gave to its companies is its used.
CREATE TABLE key_balances (
	owner    TEXT PRIMARY KEY,
	total    BIGINT NOT NULL CHECK (total >= 0),
	reserved BIGINT NOT NULL CHECK (reserved >= 0),
	used     BIGINT NOT NULL CHECK (used >= 0),
	CHECK (reserved + used <= total)
);
CREATE TABLE key_entries (
	owner    TEXT NOT NULL REFERENCES key_balances (owner),
	seq      BIGINT NOT NULL,
	made     BIGINT NOT NULL,
	what     TEXT NOT NULL,
	subject  TEXT NOT NULL,
	total    BIGINT NOT NULL,
	reserved BIGINT NOT NULL,
	used     BIGINT NOT NULL,
	PRIMARY KEY (owner, seq)
);
INSERT INTO key_balances (owner, total, reserved, used)
SELECT c.id, c.subscription_keys, 0, (SELECT COUNT(*) FROM users u WHERE u.company_id = c.id) FROM companies c;
INSERT INTO key_balances (owner, total, reserved, used)
SELECT v.id, COALESCE((SELECT SUM(c.subscription_keys) FROM companies c WHERE c.var_id = v.id), 0), 0,
	COALESCE((SELECT SUM(c.subscription_keys) FROM companies c WHERE c.var_id = v.id), 0) FROM vars v;
INSERT INTO key_entries (owner, seq, made, what, subject, total, reserved, used)
SELECT owner, 1, 0, 'opening', '', total, reserved, used FROM key_balances;
ALTER TABLE companies DROP COLUMN subscription_keys;

-- A user's User ID is a sign-in name: unique in the installation. Nobody has signed in with one so far.
UPDATE users SET number = CAST(10000000 + (SELECT COUNT(*) FROM users u WHERE u.company_id < users.company_id
	OR (u.company_id = users.company_id AND u.id <= users.id)) AS TEXT);
CREATE UNIQUE INDEX users_number ON users (number);
ALTER TABLE users ADD COLUMN email_folded TEXT NOT NULL DEFAULT '';
UPDATE users SET email_folded = LOWER(email);
ALTER TABLE users ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
UPDATE users SET sort_name = LOWER(last_name || ' ' || first_name);
ALTER TABLE users ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE users ADD COLUMN made BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN pin_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN mail_messages BIGINT NOT NULL DEFAULT 20;
ALTER TABLE users ADD COLUMN contacts BIGINT NOT NULL DEFAULT 500;
ALTER TABLE users ADD COLUMN voice_messages BIGINT NOT NULL DEFAULT 100;
ALTER TABLE users ADD COLUMN expires TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN company_contacts BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE users ADD COLUMN admin_only BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN assistant_stays BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX users_extension;
CREATE UNIQUE INDEX users_extension ON users (company_id, extension) WHERE extension <> '' AND removed = 0;
CREATE INDEX users_name ON users (company_id, removed, sort_name, id);
CREATE INDEX users_email ON users (email_folded);

-- The words by which a user is found, folded: of the name, the address, the extension, the User ID.
CREATE TABLE user_words (
	company_id TEXT NOT NULL,
	word       TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	PRIMARY KEY (company_id, word, user_id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX user_words_user ON user_words (company_id, user_id);
INSERT INTO user_words (company_id, word, user_id) SELECT company_id, LOWER(last_name), id FROM users WHERE last_name <> '' ON CONFLICT DO NOTHING;
INSERT INTO user_words (company_id, word, user_id) SELECT company_id, LOWER(first_name), id FROM users WHERE first_name <> '' ON CONFLICT DO NOTHING;
INSERT INTO user_words (company_id, word, user_id) SELECT company_id, LOWER(email), id FROM users WHERE email <> '' ON CONFLICT DO NOTHING;
INSERT INTO user_words (company_id, word, user_id) SELECT company_id, extension, id FROM users WHERE extension <> '' ON CONFLICT DO NOTHING;
INSERT INTO user_words (company_id, word, user_id) SELECT company_id, number, id FROM users WHERE number <> '' ON CONFLICT DO NOTHING;

CREATE TABLE user_packages (
	company_id TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	package_id TEXT NOT NULL,
	given      BIGINT NOT NULL,
	PRIMARY KEY (company_id, user_id, package_id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
	FOREIGN KEY (company_id, package_id) REFERENCES company_packages (company_id, package_id)
);
CREATE INDEX user_packages_package ON user_packages (company_id, package_id);

-- The sign-ins, users' among them. Of a user the name, address and language stand in users alone.
CREATE TABLE accounts_next (
	id               TEXT PRIMARY KEY,
	level            TEXT NOT NULL,
	var_id           TEXT REFERENCES vars (id),
	company_id       TEXT REFERENCES companies (id),
	user_id          TEXT,
	name             TEXT NOT NULL,
	email            TEXT NOT NULL,
	email_folded     TEXT NOT NULL,
	phone            TEXT NOT NULL,
	language         TEXT REFERENCES languages (tag),
	password_hash    TEXT NOT NULL,
	password_changed BIGINT NOT NULL,
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
	CHECK ((level = 'user') = (user_id IS NOT NULL)),
	CHECK ((level = 'user') = (language IS NULL))
);
INSERT INTO accounts_next (id, level, var_id, company_id, name, email, email_folded, phone, language, password_hash, password_changed)
SELECT id, level, var_id, company_id, name, email, email_folded, phone, language, password_hash, password_changed FROM accounts;
CREATE TABLE sessions_next (
	token_hash   TEXT PRIMARY KEY,
	account_id   TEXT NOT NULL REFERENCES accounts_next (id),
	made         BIGINT NOT NULL,
	seen         BIGINT NOT NULL,
	acts_for     TEXT REFERENCES companies (id),
	acts_reason  TEXT NOT NULL DEFAULT '',
	acts_until   BIGINT NOT NULL DEFAULT 0
);
INSERT INTO sessions_next (token_hash, account_id, made, seen) SELECT token_hash, account_id, made, seen FROM sessions;
CREATE TABLE tokens_next (
	token_hash TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts_next (id),
	made       BIGINT NOT NULL
);
INSERT INTO tokens_next (token_hash, account_id, made) SELECT token_hash, account_id, made FROM tokens;
CREATE TABLE resets_next (
	token_hash TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts_next (id),
	expires    BIGINT NOT NULL
);
INSERT INTO resets_next (token_hash, account_id, expires) SELECT token_hash, account_id, expires FROM resets;
DROP TABLE sessions;
DROP TABLE tokens;
DROP TABLE resets;
DROP TABLE accounts;
ALTER TABLE accounts_next RENAME TO accounts;
ALTER TABLE sessions_next RENAME TO sessions;
ALTER TABLE tokens_next RENAME TO tokens;
ALTER TABLE resets_next RENAME TO resets;
CREATE UNIQUE INDEX accounts_email ON accounts (email_folded) WHERE user_id IS NULL;
CREATE UNIQUE INDEX accounts_user ON accounts (company_id, user_id);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX tokens_account ON tokens (account_id);
CREATE INDEX resets_account ON resets (account_id);

-- The one-time link of a new installation, until it was used.
CREATE TABLE set_up_links (
	token_hash TEXT PRIMARY KEY,
	made       BIGINT NOT NULL
);

ALTER TABLE numbers ADD COLUMN voice BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE numbers ADD COLUMN fax BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE numbers ADD COLUMN reserved_for TEXT NOT NULL DEFAULT '';
CREATE INDEX numbers_user ON numbers (company_id, user_id);

-- A call restriction of a level: the system's where both ids are null, a VAR's, a company's, or a user's.
CREATE TABLE restrictions (
	id         TEXT PRIMARY KEY,
	var_id     TEXT REFERENCES vars (id),
	company_id TEXT REFERENCES companies (id),
	user_id    TEXT,
	name       TEXT NOT NULL,
	pattern    TEXT NOT NULL,
	rule       TEXT NOT NULL,
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
	UNIQUE (company_id, id),
	CHECK (var_id IS NULL OR company_id IS NULL),
	CHECK (user_id IS NULL OR company_id IS NOT NULL)
);
CREATE INDEX restrictions_company ON restrictions (company_id, user_id);
CREATE INDEX restrictions_var ON restrictions (var_id);
-- Whom a rule "some users, after their PIN" allows.
CREATE TABLE restriction_users (
	company_id     TEXT NOT NULL,
	restriction_id TEXT NOT NULL,
	user_id        TEXT NOT NULL,
	PRIMARY KEY (company_id, restriction_id, user_id),
	FOREIGN KEY (company_id, restriction_id) REFERENCES restrictions (company_id, id),
	FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX restriction_users_user ON restriction_users (company_id, user_id);

-- For whom somebody acted: "Nora Nordik for Boréal: asked by telephone".
ALTER TABLE changes ADD COLUMN acting TEXT NOT NULL DEFAULT '';
