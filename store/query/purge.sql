-- name: UsersToPurge :many
SELECT company_id, id FROM users WHERE removed > 0 AND removed < $1 ORDER BY company_id, id LIMIT $2;

-- name: CompanyToPurge :one
SELECT c.id FROM companies c JOIN vars v ON v.id = c.var_id
WHERE (c.removed > 0 AND c.removed < sqlc.arg(before)) OR (v.removed > 0 AND v.removed < sqlc.arg(before)) ORDER BY c.id LIMIT 1;

-- name: VARToPurge :one
SELECT v.id FROM vars v WHERE v.removed > 0 AND v.removed < $1 AND NOT EXISTS (SELECT 1 FROM companies c WHERE c.var_id = v.id) ORDER BY v.id LIMIT 1;

-- name: StopActingFor :exec
UPDATE sessions SET acts_for = NULL, acts_reason = '', acts_until = 0 WHERE acts_for = CAST(sqlc.arg(company_id) AS TEXT);

-- name: AccountsOfCompany :many
SELECT id FROM accounts WHERE company_id = CAST(sqlc.arg(company_id) AS TEXT) LIMIT sqlc.arg(most);

-- name: AccountsOfVAR :many
SELECT id FROM accounts WHERE var_id = CAST(sqlc.arg(var_id) AS TEXT) AND company_id IS NULL LIMIT sqlc.arg(most);

-- name: DropTokens :exec
DELETE FROM tokens WHERE account_id = $1;

-- name: DropAccount :exec
DELETE FROM accounts WHERE id = $1;

-- name: PurgeRestrictionUsers :execrows
DELETE FROM restriction_users WHERE (company_id, restriction_id, user_id) IN
	(SELECT r.company_id, r.restriction_id, r.user_id FROM restriction_users r WHERE r.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeRestrictions :execrows
DELETE FROM restrictions WHERE id IN (SELECT r.id FROM restrictions r WHERE r.company_id = CAST(sqlc.arg(company_id) AS TEXT) LIMIT sqlc.arg(most));

-- name: PurgePBXReport :execrows
DELETE FROM pbx_reports WHERE company_id = $1;

-- name: PurgePhones :execrows
DELETE FROM phones WHERE (company_id, id) IN (SELECT p.company_id, p.id FROM phones p WHERE p.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeUserWords :execrows
DELETE FROM user_words WHERE (company_id, word, user_id) IN
	(SELECT w.company_id, w.word, w.user_id FROM user_words w WHERE w.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeUserPackages :execrows
DELETE FROM user_packages WHERE (company_id, user_id, package_id) IN
	(SELECT p.company_id, p.user_id, p.package_id FROM user_packages p WHERE p.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeInvitations :execrows
DELETE FROM invitations WHERE (company_id, user_id) IN
	(SELECT i.company_id, i.user_id FROM invitations i WHERE i.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeChangeSubjects :execrows
DELETE FROM change_subjects WHERE (scope, subject, seq) IN
	(SELECT s.scope, s.subject, s.seq FROM change_subjects s WHERE s.scope = sqlc.arg(scope) LIMIT sqlc.arg(most));

-- name: PurgeNumbers :execrows
DELETE FROM numbers WHERE number IN (SELECT n.number FROM numbers n WHERE n.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeMessages :execrows
DELETE FROM messages WHERE (company_id, id) IN (SELECT m.company_id, m.id FROM messages m WHERE m.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeMessagesOfVARBills :execrows
DELETE FROM messages WHERE company_id = '' AND bill LIKE CAST(sqlc.arg(bills) AS TEXT);

-- name: PurgeRecordings :execrows
DELETE FROM recordings WHERE (company_id, id) IN (SELECT r.company_id, r.id FROM recordings r WHERE r.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeCalls :execrows
DELETE FROM calls WHERE (company_id, id) IN (SELECT c.company_id, c.id FROM calls c WHERE c.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeImportWords :execrows
DELETE FROM import_words WHERE (company_id, import_id, user_id, word) IN (SELECT x.company_id, x.import_id, x.user_id, x.word FROM import_words x WHERE x.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeImportRows :execrows
DELETE FROM import_rows WHERE (company_id, import_id, line) IN (SELECT x.company_id, x.import_id, x.line FROM import_rows x WHERE x.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeImportPieces :execrows
DELETE FROM import_pieces WHERE (company_id, import_id, seq) IN (SELECT x.company_id, x.import_id, x.seq FROM import_pieces x WHERE x.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeImports :execrows
DELETE FROM imports WHERE (company_id, id) IN (SELECT x.company_id, x.id FROM imports x WHERE x.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeUsage :execrows
DELETE FROM usage_records WHERE (company_id, call_id) IN
	(SELECT u.company_id, u.call_id FROM usage_records u WHERE u.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeHoldings :execrows
DELETE FROM holdings WHERE (company_id, user_id, package_id, given) IN
	(SELECT h.company_id, h.user_id, h.package_id, h.given FROM holdings h WHERE h.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeBills :execrows
DELETE FROM bills WHERE (company_id, month, user_id, currency) IN
	(SELECT b.company_id, b.month, b.user_id, b.currency FROM bills b WHERE b.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeAdjustments :execrows
DELETE FROM adjustments WHERE (company_id, id) IN
	(SELECT a.company_id, a.id FROM adjustments a WHERE a.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: DropBilling :execrows
DELETE FROM billing WHERE company_id = $1;

-- name: DropPricesOfVAR :exec
DELETE FROM package_prices WHERE package_id IN (SELECT p.id FROM packages p WHERE p.var_id = CAST(sqlc.arg(var_id) AS TEXT));

-- name: DropPriceList :exec
DELETE FROM price_lists WHERE owner = $1;

-- name: PurgeJobs :execrows
DELETE FROM jobs WHERE id IN (SELECT j.id FROM jobs j WHERE j.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeCompanyPackages :execrows
DELETE FROM company_packages WHERE (company_id, package_id) IN
	(SELECT p.company_id, p.package_id FROM company_packages p WHERE p.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: UsersOfCompany :many
SELECT id, state, removed FROM users WHERE company_id = $1 ORDER BY id LIMIT $2;

-- name: DropUser :exec
DELETE FROM users WHERE company_id = $1 AND id = $2;

-- name: PurgeChanges :execrows
DELETE FROM changes WHERE changes.scope = sqlc.arg(scope) AND seq IN (SELECT c.seq FROM changes c WHERE c.scope = sqlc.arg(scope) ORDER BY c.seq DESC LIMIT sqlc.arg(most));

-- name: SumKeyEntries :one
SELECT COUNT(*) AS entries, CAST(COALESCE(MAX(x.seq), 0) AS BIGINT) AS seq, CAST(COALESCE(SUM(x.total), 0) AS BIGINT) AS total,
	CAST(COALESCE(SUM(x.reserved), 0) AS BIGINT) AS reserved, CAST(COALESCE(SUM(x.used), 0) AS BIGINT) AS used
FROM (SELECT e.seq, e.total, e.reserved, e.used FROM key_entries e WHERE e.owner = sqlc.arg(owner) ORDER BY e.seq LIMIT sqlc.arg(most)) x;

-- name: DropKeyEntries :exec
DELETE FROM key_entries WHERE owner = $1 AND seq <= $2;

-- name: DropKeyBalance :exec
DELETE FROM key_balances WHERE owner = $1;

-- name: DropCompany :exec
DELETE FROM companies WHERE id = $1;

-- name: PurgeVARRestrictions :execrows
DELETE FROM restrictions WHERE id IN (SELECT r.id FROM restrictions r WHERE r.var_id = CAST(sqlc.arg(var_id) AS TEXT) LIMIT sqlc.arg(most));

-- name: PurgeVARPackages :execrows
DELETE FROM packages WHERE id IN (SELECT p.id FROM packages p WHERE p.var_id = CAST(sqlc.arg(var_id) AS TEXT) LIMIT sqlc.arg(most));

-- name: DropVAR :exec
DELETE FROM vars WHERE id = $1;

-- name: FreeNumbersOfUser :exec
UPDATE numbers SET user_id = NULL, free = TRUE WHERE company_id = sqlc.arg(company_id) AND user_id = CAST(sqlc.arg(user_id) AS TEXT);

-- name: DropPhonesOfUser :exec
DELETE FROM phones WHERE company_id = $1 AND user_id = $2;

-- name: DropMailOfUser :exec
DELETE FROM user_mail WHERE company_id = $1 AND user_id = $2;

-- name: DropPackagesOfUser :exec
DELETE FROM user_packages WHERE company_id = $1 AND user_id = $2;

-- name: DropRestrictionUsersOfUser :exec
DELETE FROM restriction_users WHERE restriction_users.company_id = sqlc.arg(company_id) AND (restriction_users.user_id = CAST(sqlc.arg(user_id) AS TEXT)
	OR restriction_id IN (SELECT r.id FROM restrictions r WHERE r.company_id = CAST(sqlc.arg(company_id) AS TEXT) AND r.user_id = CAST(sqlc.arg(user_id) AS TEXT)));

-- name: DropRestrictionsOfUser :exec
DELETE FROM restrictions WHERE company_id = CAST(sqlc.arg(company_id) AS TEXT) AND user_id = CAST(sqlc.arg(user_id) AS TEXT);

-- name: PurgePBXSecrets :execrows
DELETE FROM pbx_secrets WHERE (company_id, extension) IN
	(SELECT s.company_id, s.extension FROM pbx_secrets s WHERE s.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeUserMail :execrows
DELETE FROM user_mail WHERE (company_id, user_id) IN (SELECT m.company_id, m.user_id FROM user_mail m WHERE m.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeHandsets :execrows
DELETE FROM handsets WHERE (company_id, phone_id) IN
	(SELECT h.company_id, h.phone_id FROM handsets h WHERE h.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgePBXShelf :execrows
DELETE FROM pbx_shelf WHERE (company_id, item) IN
	(SELECT s.company_id, s.item FROM pbx_shelf s WHERE s.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgePBXLeft :execrows
DELETE FROM pbx_left WHERE (company_id, item) IN
	(SELECT l.company_id, l.item FROM pbx_left l WHERE l.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgePBXAddress :execrows
DELETE FROM pbx_addresses WHERE company_id = $1;

-- name: PurgeSpending :execrows
DELETE FROM spending WHERE (company_id, call_id, part) IN
	(SELECT s.company_id, s.call_id, s.part FROM spending s WHERE s.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeSpendingCaps :execrows
DELETE FROM spending_caps WHERE (company_id, user_id) IN
	(SELECT s.company_id, s.user_id FROM spending_caps s WHERE s.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));

-- name: PurgeOrders :execrows
DELETE FROM call_orders WHERE (company_id, id) IN
	(SELECT o.company_id, o.id FROM call_orders o WHERE o.company_id = sqlc.arg(company_id) LIMIT sqlc.arg(most));
