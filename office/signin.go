package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// newToken is 32 hexadecimal digits of chance times two, and the hash under which it is kept.
func newToken() (token, hash string) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	token = hex.EncodeToString(b[:])
	return token, tokenHash(token)
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// SignIn begins a session for the account of that name: an administrator's address, or a user's address or User ID; the
// token is its only key. A wrong name and a wrong password get the same answer in the same time; attempts are limited by
// name and by source. Where a name is that of several accounts, the password chooses among them.
func (o *Office) SignIn(ctx context.Context, name, password, source string) (string, anteroom.Who, error) {
	var ids []anteroom.AccountID
	var hashes []string
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		ids, hashes, err = candidates(tx, name)
		return err
	})
	if err != nil {
		return "", anteroom.Who{}, err
	}
	right, err := o.guess(ctx, "account "+anteroom.FoldEmail(name), "source "+source, password, hashes...)
	if err != nil {
		return "", anteroom.Who{}, err
	}
	if right < 0 {
		return "", anteroom.Who{}, anteroom.Fail(anteroom.Invalid, "error.sign_in.wrong")
	}
	return o.begin(ctx, ids[right])
}

// candidates are the accounts that sign in under a name, the administrator's first, and their password hashes.
func candidates(tx *store.Tx, name string) (ids []anteroom.AccountID, hashes []string, err error) {
	users, err := tx.AccountsOfUsers(name)
	if err != nil {
		return nil, nil, err
	}
	administrator, err := tx.AccountByEmail(name)
	if err == nil {
		users = append([]anteroom.AccountID{administrator}, users...)
	} else if anteroom.KindOf(err) != anteroom.NotFound {
		return nil, nil, err
	}
	for _, id := range users {
		if _, err := identify(tx, id, anteroom.Portal); anteroom.KindOf(err) == anteroom.NotFound {
			continue // of something removed
		} else if err != nil {
			return nil, nil, err
		}
		hash, err := tx.PasswordHash(id)
		if err != nil {
			return nil, nil, err
		}
		ids, hashes = append(ids, id), append(hashes, hash)
	}
	return ids, hashes, nil
}

// begin begins a session of an account.
func (o *Office) begin(ctx context.Context, id anteroom.AccountID) (string, anteroom.Who, error) {
	token, tokenHash := newToken()
	var who anteroom.Who
	err := o.store.Write(ctx, func(tx *store.Tx) (err error) {
		if err := tx.DropOldSessions(tx.Now.Add(-sessionLife), tx.Now.Add(-sessionIdle)); err != nil {
			return err
		}
		if err := tx.PutSession(tokenHash, store.Session{Account: id, Made: tx.Now, Seen: tx.Now}); err != nil {
			return err
		}
		who, err = identify(tx, id, anteroom.Portal)
		return err
	})
	who.Session = tokenHash
	return token, who, err
}

// SignOut ends the session of a token.
func (o *Office) SignOut(ctx context.Context, token string) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.DropSession(tokenHash(token)) })
}

// Session is who signed in under a token; Forbidden where the session has ended.
func (o *Office) Session(ctx context.Context, token string) (anteroom.Who, error) {
	var who anteroom.Who
	var s store.Session
	hash := tokenHash(token)
	now := time.Now()
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		now = tx.Now
		if s, err = tx.Session(hash); err != nil {
			return err
		}
		if who, err = identify(tx, s.Account, anteroom.Portal); err != nil {
			return err
		}
		return actFor(tx, &who, s)
	})
	ended := err == nil && (now.Sub(s.Seen) > sessionIdle || now.Sub(s.Made) > sessionLife)
	if ended || anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Who{}, anteroom.Fail(anteroom.Forbidden, "error.sign_in")
	}
	if err == nil && now.Sub(s.Seen) > 5*time.Minute {
		s.Seen = now
		err = o.store.Write(ctx, func(tx *store.Tx) error { return tx.PutSession(hash, s) })
	}
	who.Session = hash
	return who, err
}

// identify is who an account stands for; NotFound where its VAR, company or user was removed, or has expired.
func identify(tx *store.Tx, id anteroom.AccountID, source anteroom.Source) (anteroom.Who, error) {
	a, err := tx.Account(id)
	who := anteroom.Who{Account: a.ID, Level: a.Level, VAR: a.VAR, Company: a.Company, User: a.User, Name: a.Name, Lang: a.Language, Source: source}
	if err != nil || a.VAR == "" {
		return who, err
	}
	if a.Company == "" {
		v, err := tx.VAR(a.VAR)
		return who, exists(err, v.Removed.IsZero())
	}
	c, err := tx.Company(a.Company)
	if err != nil || c.Gone || a.User == "" {
		return who, exists(err, !c.Gone)
	}
	u, err := tx.User(a.Company, a.User)
	who.Name, who.Lang = u.Name(), c.Choose(u.Language)
	return who, exists(err, u.Removed.IsZero() && !u.Expired(tx.Now))
}

func exists(err error, there bool) error {
	if err == nil && !there {
		return anteroom.Missing()
	}
	return err
}

// actFor makes who signed in act for the company that the session names, until its time is over.
func actFor(tx *store.Tx, who *anteroom.Who, s store.Session) error {
	if s.ActsFor == "" || !s.Until.After(tx.Now) {
		return nil
	}
	c, err := reach(tx, *who, anteroom.ActFor, anteroom.Target{Company: s.ActsFor})
	if err != nil || c.Gone {
		return nil // it is another VAR's now, or was removed: acting is over
	}
	who.Acting = anteroom.Acting{Level: who.Level, For: c.Name, Reason: s.Reason, Until: s.Until}
	who.Level, who.VAR, who.Company = anteroom.LevelCompany, c.VAR, c.ID
	return nil
}

// resetLife is how long a one-time link holds.
const resetLife = time.Hour

// AskReset mails a one-time link to each account of that address or User ID. Whether there is one is not told.
func (o *Office) AskReset(ctx context.Context, name, source string) error {
	if err := o.attempts.take("reset "+anteroom.FoldEmail(name), mostOfAccount, time.Now()); err != nil {
		return err
	}
	if err := o.attempts.take("reset source "+source, mostOfSource, time.Now()); err != nil {
		return err
	}
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		ids, _, err := candidates(tx, name)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := o.mailReset(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	o.woken()
	return err
}

func (o *Office) mailReset(tx *store.Tx, id anteroom.AccountID) error {
	a, err := tx.Account(id)
	if err != nil {
		return err
	}
	r := &Run{tx: tx, office: o}
	if a.User != "" { // who has not come yet needs the invitation, which uses the key
		u, err := tx.User(a.Company, a.User)
		if err != nil {
			return err
		}
		if u.State == anteroom.UserInvited {
			i := anteroom.Invitation{Company: u.Company, User: u.ID, Email: u.Email, Made: tx.Now, Expires: tx.Now.Add(anteroom.InvitationLife)}
			return r.putInvitation("", nil, i)
		}
	}
	token, hash := newToken()
	if err := tx.AddReset(hash, id, tx.Now.Add(resetLife)); err != nil {
		return err
	}
	return r.send(a.Company, anteroom.Notice{Kind: anteroom.PasswordReset, Language: a.Language, ToName: a.Name, ToEmail: a.Email,
		Link: o.portal + "/reset/" + token})
}

// Reset sets a new password by a one-time link, which ends with it. NotFound where the link is used or too old.
func (o *Office) Reset(ctx context.Context, token, password, again string) error {
	link := tokenHash(token)
	var a anteroom.Account
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		id, err := tx.Reset(link)
		if err != nil {
			return err
		}
		a, err = tx.Account(id)
		return err
	})
	if err != nil {
		return err
	}
	var wrong anteroom.Fields
	checkPassword(&wrong, "new", password, a)
	if again != password {
		wrong.Wrong("again", "error.password.unequal")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	hash, err := o.hash(ctx, password)
	if err != nil {
		return err
	}
	who := anteroom.Who{Account: a.ID, Level: a.Level, VAR: a.VAR, Company: a.Company, User: a.User, Name: a.Name, Source: anteroom.Portal}
	_, err = o.Do(ctx, who, resetPassword{account: a, link: link, hash: hash}, Ask{})
	return err
}

// resetPassword is the command behind a one-time link; it is not on the list, for only the link may give it.
type resetPassword struct {
	account    anteroom.Account
	link, hash string
}

func (c resetPassword) Of() anteroom.Target {
	return anteroom.Target{VAR: c.account.VAR, Company: c.account.Company, User: c.account.User}
}
func (c resetPassword) Right() anteroom.Right { return anteroom.ChangeOwnAccount }

func (c resetPassword) Do(r *Run) error {
	if _, err := r.tx.Reset(c.link); err != nil { // used meanwhile
		return err
	}
	return r.setPassword(c.account.ID, c.hash)
}

// guess is the first of somebody's hashes that the password fits, or -1, unless there were too many wrong ones from the
// account or the source. Without a hash it takes as long as with one.
func (o *Office) guess(ctx context.Context, account, source, password string, hashes ...string) (int, error) {
	return o.guessOf(ctx, account, source, mostOfAccount, password, hashes...)
}

func (o *Office) guessOf(ctx context.Context, account, source string, most int, password string, hashes ...string) (int, error) {
	now := time.Now()
	if err := o.attempts.blocked(account, most, now); err != nil {
		return -1, err
	}
	if err := o.attempts.blocked(source, mostOfSource, now); err != nil {
		return -1, err
	}
	if len(hashes) == 0 {
		hashes = []string{""}
	}
	for i, hash := range hashes {
		right, err := o.matches(ctx, password, hash)
		if err != nil {
			return -1, err
		}
		if right {
			o.attempts.forget(account)
			return i, nil
		}
	}
	_ = o.attempts.take(account, most, now) // the next one is told
	_ = o.attempts.take(source, mostOfSource, now)
	return -1, nil
}

// attempts counts what may be tried only so often: a window of time for each key. It is bounded; the oldest are
// forgotten first.
type attempts struct {
	mu   sync.Mutex
	seen map[string]attempt
}

type attempt struct {
	count int
	since time.Time
}

const (
	attemptWindow = 15 * time.Minute
	mostOfAccount = 10
	mostOfSource  = 50 // an office behind one address
	mostNames     = 10_000
)

func newAttempts() *attempts { return &attempts{seen: map[string]attempt{}} }

// blocked is a Limit error while the key has had too many attempts.
func (a *attempts) blocked(key string, most int, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s := a.seen[key]; s.count >= most && now.Sub(s.since) < attemptWindow {
		left := attemptWindow - now.Sub(s.since)
		return anteroom.Fail(anteroom.Limit, "error.sign_in.limit", "minutes", int(math.Ceil(left.Minutes())))
	}
	return nil
}

// take counts an attempt, and is a Limit error where it is one too many.
func (a *attempts) take(key string, most int, now time.Time) error {
	if err := a.blocked(key, most, now); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.seen) >= mostNames {
		for k, s := range a.seen {
			if now.Sub(s.since) >= attemptWindow || len(a.seen) >= mostNames {
				delete(a.seen, k)
			}
		}
	}
	s := a.seen[key]
	if now.Sub(s.since) >= attemptWindow {
		s = attempt{since: now}
	}
	s.count++
	a.seen[key] = s
	return nil
}

func (a *attempts) forget(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.seen, key)
}
