package store

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Account is the account of that id.
func (tx *Tx) Account(id anteroom.AccountID) (anteroom.Account, error) {
	a, _, err := tx.account(id)
	return a, err
}

// PasswordHash is what the password of the account is compared with; empty: nobody can sign in with it.
func (tx *Tx) PasswordHash(id anteroom.AccountID) (string, error) {
	_, hash, err := tx.account(id)
	return hash, err
}

func (tx *Tx) account(id anteroom.AccountID) (anteroom.Account, string, error) {
	r, err := tx.q.Account(tx.ctx, string(id))
	return anteroom.Account{ID: anteroom.AccountID(r.ID), Level: anteroom.Level(r.Level), VAR: anteroom.VARID(r.VarID),
		Company: anteroom.CompanyID(r.CompanyID), User: anteroom.UserID(r.UserID), Name: r.Name, Email: r.Email, Phone: r.Phone, Language: anteroom.Language(r.Language),
		PasswordChanged: fromMicros(r.PasswordChanged)}, r.PasswordHash, mapped(err)
}

// AccountOfUser is the id of the account with which a user signs in.
func (tx *Tx) AccountOfUser(company anteroom.CompanyID, id anteroom.UserID) (anteroom.AccountID, error) {
	a, err := tx.q.AccountOfUser(tx.ctx, db.AccountOfUserParams{CompanyID: string(company), UserID: string(id)})
	return anteroom.AccountID(a), mapped(err)
}

// AccountsOfUsers are the accounts (10 at most) of the users who have that address, or that User ID.
func (tx *Tx) AccountsOfUsers(name string) ([]anteroom.AccountID, error) {
	rows, err := tx.q.AccountsOfUsers(tx.ctx, anteroom.FoldEmail(name))
	ids := make([]anteroom.AccountID, len(rows))
	for i, r := range rows {
		ids[i] = anteroom.AccountID(r)
	}
	return ids, mapped(err)
}

// AccountByEmail is the id of the account that signs in with that address, whatever its case.
func (tx *Tx) AccountByEmail(email string) (anteroom.AccountID, error) {
	id, err := tx.q.AccountByEmail(tx.ctx, anteroom.FoldEmail(email))
	return anteroom.AccountID(id), mapped(err)
}

// Administrator is the administrator's account of the company.
func (tx *Tx) Administrator(company anteroom.CompanyID) (anteroom.Account, error) {
	id, err := tx.q.CompanyAdministrator(tx.ctx, string(company))
	if err != nil {
		return anteroom.Account{}, mapped(err)
	}
	return tx.Account(anteroom.AccountID(id))
}

// PutAccount makes or replaces an account, but for its password; Conflict where the address is another's. Of a user's
// account the name, the address and the language are left to PutUser.
func (tx *Tx) PutAccount(a anteroom.Account) error {
	if a.User != "" {
		a.Name, a.Email, a.Language = "", "", ""
	}
	return mapped(tx.q.PutAccount(tx.ctx, db.PutAccountParams{ID: string(a.ID), Level: string(a.Level), VarID: string(a.VAR),
		CompanyID: string(a.Company), UserID: string(a.User), Name: a.Name, Email: a.Email, EmailFolded: anteroom.FoldEmail(a.Email), Phone: a.Phone,
		Language: string(a.Language), PasswordChanged: micros(a.PasswordChanged)}))
}

// SetPasswordHash replaces what the password is compared with.
func (tx *Tx) SetPasswordHash(id anteroom.AccountID, hash string) error {
	return mapped(tx.q.SetPasswordHash(tx.ctx, db.SetPasswordHashParams{ID: string(id), PasswordHash: hash}))
}

// Session is a sign-in that has not ended. Tokens are kept as hashes only.
type Session struct {
	Account anteroom.AccountID
	Made    time.Time
	Seen    time.Time
	ActsFor anteroom.CompanyID // empty: for oneself
	Reason  string             // of acting
	Until   time.Time          // of acting
}

// PutSession begins a session, or notes when it was last used; see SetActing for the rest.
func (tx *Tx) PutSession(hash string, s Session) error {
	return mapped(tx.q.PutSession(tx.ctx, db.PutSessionParams{TokenHash: hash, AccountID: string(s.Account), Made: micros(s.Made), Seen: micros(s.Seen)}))
}

// Session is the session whose token has that hash.
func (tx *Tx) Session(hash string) (Session, error) {
	r, err := tx.q.Session(tx.ctx, hash)
	return Session{anteroom.AccountID(r.AccountID), fromMicros(r.Made), fromMicros(r.Seen), anteroom.CompanyID(r.ActsFor), r.ActsReason,
		fromMicros(r.ActsUntil)}, mapped(err)
}

// SetActing makes a session act for a company, or with an empty one end that.
func (tx *Tx) SetActing(hash string, company anteroom.CompanyID, reason string, until time.Time) error {
	return mapped(tx.q.SetActing(tx.ctx, db.SetActingParams{TokenHash: hash, ActsFor: string(company), ActsReason: reason, ActsUntil: micros(until)}))
}

// Confirm notes until when the person at a session is known to be there; ConfirmedUntil tells it.
func (tx *Tx) Confirm(hash string, until time.Time) error {
	return mapped(tx.q.SetConfirmed(tx.ctx, db.SetConfirmedParams{TokenHash: hash, ConfirmedUntil: micros(until)}))
}

// ConfirmedUntil is until when the person at a session is known to be there; zero: not.
func (tx *Tx) ConfirmedUntil(hash string) (time.Time, error) {
	until, err := tx.q.ConfirmedUntil(tx.ctx, hash)
	if err = mapped(err); anteroom.KindOf(err) == anteroom.NotFound {
		return time.Time{}, nil
	}
	return fromMicros(until), err
}

// DropSession ends a session; one that is not there is no error.
func (tx *Tx) DropSession(hash string) error { return mapped(tx.q.DropSession(tx.ctx, hash)) }

// DropSessions ends all sessions of an account but the one to spare.
func (tx *Tx) DropSessions(id anteroom.AccountID, spare string) error {
	return mapped(tx.q.DropSessions(tx.ctx, db.DropSessionsParams{AccountID: string(id), TokenHash: spare}))
}

// DropOldSessions ends the sessions begun before one time, or last used before another.
func (tx *Tx) DropOldSessions(made, seen time.Time) error {
	return mapped(tx.q.DropOldSessions(tx.ctx, db.DropOldSessionsParams{Made: micros(made), Seen: micros(seen)}))
}

// AddReset stores the hash of a one-time link.
func (tx *Tx) AddReset(hash string, id anteroom.AccountID, expires time.Time) error {
	return mapped(tx.q.PutReset(tx.ctx, db.PutResetParams{TokenHash: hash, AccountID: string(id), Expires: micros(expires)}))
}

// Reset is the account of a one-time link that has not expired.
func (tx *Tx) Reset(hash string) (anteroom.AccountID, error) {
	r, err := tx.q.Reset(tx.ctx, hash)
	if err == nil && !fromMicros(r.Expires).After(tx.Now) {
		return "", anteroom.Missing()
	}
	return anteroom.AccountID(r.AccountID), mapped(err)
}

// InvitedUntil is until when the newest one-time link of an account holds; zero: none does.
func (tx *Tx) InvitedUntil(id anteroom.AccountID) (time.Time, error) {
	expires, err := tx.q.LastReset(tx.ctx, string(id))
	if until := fromMicros(expires); err == nil && until.After(tx.Now) {
		return until, nil
	}
	return time.Time{}, mapped(err)
}

// DropResets ends all one-time links of an account.
func (tx *Tx) DropResets(id anteroom.AccountID) error {
	return mapped(tx.q.DropResets(tx.ctx, string(id)))
}
