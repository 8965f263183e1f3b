package office

import (
	"context"
	_ "embed"
	"strings"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
	"github.com/alexedwards/argon2id"
)

// hashing is the work that a guess costs (R36): 19 MiB, two passes, about 50 ms.
func hashing() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

const (
	leastPassword = 10
	mostPassword  = 200
)

//go:embed common.txt
var commonPasswords string

// checkPassword notes what is wrong with a new password.
func checkPassword(f *anteroom.Fields, field, password string, a anteroom.Account) {
	switch n := utf8.RuneCountInString(password); {
	case n < leastPassword:
		f.Wrong(field, "error.password.short", "least", leastPassword)
	case n > mostPassword:
		f.Wrong(field, "error.password.long", "most", mostPassword)
	case common(password, a):
		f.Wrong(field, "error.password.common")
	}
}

// common tells a password that is guessed early: one of the list, with or without digits at its end, one made of few
// different characters, or the person's own name or address.
func common(password string, a anteroom.Account) bool {
	p := strings.ToLower(strings.TrimSpace(password))
	local, _, _ := strings.Cut(anteroom.FoldEmail(a.Email), "@")
	stem := strings.TrimRight(p, "0123456789!.?#*$-_ ")
	for _, known := range append(strings.Fields(commonPasswords), local, anteroom.FoldEmail(a.Email), strings.ToLower(strings.ReplaceAll(a.Name, " ", ""))) {
		if known != "" && (p == known || stem == known) {
			return true
		}
	}
	different := map[rune]bool{}
	for _, r := range p {
		different[r] = true
	}
	return len(different) < 5
}

// hash is slow by intent; only as many at a time as there are places for.
func (o *Office) hash(ctx context.Context, password string) (hash string, err error) {
	err = o.hashPlace(ctx, func() error {
		hash, err = argon2id.CreateHash(password, hashing())
		return err
	})
	return hash, err
}

// matches compares a password with a hash; with an empty hash it takes as long, and is false.
func (o *Office) matches(ctx context.Context, password, hash string) (same bool, err error) {
	if hash == "" {
		_, err := o.hash(ctx, password)
		return false, err
	}
	err = o.hashPlace(ctx, func() error {
		same, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return same, err
}

func (o *Office) hashPlace(ctx context.Context, work func() error) error {
	select {
	case o.hashing <- struct{}{}:
		defer func() { <-o.hashing }()
		return work()
	case <-ctx.Done():
		return anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
}

// ChangePassword changes the password of the administrator who asks, or of the user (R32, R34).
type ChangePassword struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user,omitempty"` // of a user's own account; empty: the company's administrator's
	Current string             `json:"current"`
	New     string             `json:"new"`
	Again   *string            `json:"again,omitempty"` // the new one once more, where a person types it

	hash string // of New; filled by prepare
}

func (c ChangePassword) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c ChangePassword) Right() anteroom.Right { return anteroom.ChangeOwnAccount }

// prepare checks the current password and hashes the new one, before the transaction.
func (c ChangePassword) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	var a anteroom.Account
	var old string
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if a, err = c.own(tx, who); err != nil {
			return err
		}
		old, err = tx.PasswordHash(a.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.hash, err = o.exchange(ctx, a, old, c)
	return c, err
}

// exchange is the hash of the new password of an account, where the current one is right. Wrong ones are limited.
func (o *Office) exchange(ctx context.Context, a anteroom.Account, old string, c ChangePassword) (hash string, err error) {
	var wrong anteroom.Fields
	right, err := o.guess(ctx, "password "+string(a.ID), "password from "+string(a.ID), c.Current, old)
	if err != nil {
		return "", err
	}
	if right < 0 {
		wrong.Wrong("current", "error.password.wrong")
	}
	checkPassword(&wrong, "new", c.New, a)
	if right == 0 && c.New == c.Current {
		wrong.Wrong("new", "error.password.same")
	}
	if c.Again != nil && *c.Again != c.New {
		wrong.Wrong("again", "error.password.unequal")
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	return o.hash(ctx, c.New)
}

// own is the account of who asks; that of another is Forbidden, even to who stands above.
func (c ChangePassword) own(tx *store.Tx, who anteroom.Who) (a anteroom.Account, err error) {
	right := anteroom.SeeCompany
	if c.User != "" {
		right = anteroom.SeeSelf
	}
	if _, err := reach(tx, who, right, c.Of()); err != nil {
		return a, err
	}
	if c.User == "" {
		a, err = tx.Administrator(c.Company)
	} else {
		var id anteroom.AccountID
		if id, err = tx.AccountOfUser(c.Company, c.User); err == nil {
			a, err = tx.Account(id)
		}
	}
	if anteroom.KindOf(err) == anteroom.NotFound {
		err = anteroom.Missing()
	}
	if err == nil && a.ID != who.Account {
		err = anteroom.Fail(anteroom.Forbidden, "error.forbidden")
	}
	return a, err
}

func (c ChangePassword) Do(r *Run) error { return r.setPassword(r.who.Account, c.hash) }

// setPassword stores a new password, ends the other sessions and the reset links.
func (r *Run) setPassword(id anteroom.AccountID, hash string) error {
	before, err := r.tx.Account(id)
	if err != nil {
		return err
	}
	after := before
	after.PasswordChanged = r.tx.Now
	if _, err := r.changed("account", string(id), before, after); err != nil {
		return err
	}
	if err := r.tx.PutAccount(after); err != nil {
		return err
	}
	if err := r.tx.SetPasswordHash(id, hash); err != nil {
		return err
	}
	r.effect(false, "effect.password")
	return r.endSignIns(id)
}
