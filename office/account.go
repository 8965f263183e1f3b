package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetAccount changes the account of who asks, who governs a VAR or the system; the e-mail is the sign-in name (R33 to R35).
type SetAccount struct {
	Name     string            `json:"name"`
	Email    string            `json:"email"`
	Phone    string            `json:"phone,omitempty"`
	Language anteroom.Language `json:"language"`
}

func (c SetAccount) Of() anteroom.Target   { return anteroom.Target{} }
func (c SetAccount) Right() anteroom.Right { return anteroom.OwnAccount }

func (c SetAccount) Do(r *Run) error {
	r.own()
	if err := aboveCompanies(r.who); err != nil {
		return err
	}
	n := administrators()
	n.check = func(r *Run, _ *anteroom.Account, a anteroom.Account) error { return r.checkAccount(a, "") }
	return n.edit(r, string(r.who.Account), func(a *anteroom.Account) error {
		a.Name, a.Email, a.Phone, a.Language = clean(c.Name), clean(c.Email), clean(c.Phone), c.Language
		return nil
	})
}

// aboveCompanies is nil for who governs a VAR or the system: others have their account on a page of the company.
func aboveCompanies(who anteroom.Who) error {
	if who.Level == anteroom.LevelVAR || who.Level == anteroom.LevelSystem && who.Account != "" {
		return nil
	}
	return anteroom.Fail(anteroom.Forbidden, "error.forbidden")
}

// Account is that of who asks, who governs a VAR or the system, with the version of the history that it stands in.
func (o *Office) Account(ctx context.Context, who anteroom.Who) (a anteroom.Account, version int64, err error) {
	if err := who.May(anteroom.OwnAccount, anteroom.Target{}); err != nil {
		return a, 0, err
	}
	if err := aboveCompanies(who); err != nil {
		return a, 0, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if a, err = tx.Account(who.Account); err != nil {
			return err
		}
		version, err = tx.Version(scopeOf(anteroom.Target{VAR: who.VAR}))
		return err
	})
	return a, version, err
}

// ownAccounts are administrators, each of whom may undo what was changed of the own account.
type ownAccounts struct{ noun[anteroom.Account] }

func (n ownAccounts) undo(r *Run, i anteroom.Item) error {
	if i.ID == string(r.who.Account) && i.Before != nil && i.After != nil {
		n.right = anteroom.OwnAccount
	}
	return n.noun.undo(r, i)
}

// ChangeOwnPassword changes the password of who asks, whatever the account (R32, R34).
type ChangeOwnPassword struct {
	Current string  `json:"current"`
	New     string  `json:"new"`
	Again   *string `json:"again,omitempty"` // the new one once more, where a person types it

	hash string // of New; filled by prepare
}

func (c ChangeOwnPassword) Of() anteroom.Target   { return anteroom.Target{} }
func (c ChangeOwnPassword) Right() anteroom.Right { return anteroom.OwnAccount }

func (c ChangeOwnPassword) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	if err := who.May(c.Right(), c.Of()); err != nil {
		return nil, err
	}
	var a anteroom.Account
	var old string
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if a, err = tx.Account(who.Account); err != nil {
			return missing(err)
		}
		old, err = tx.PasswordHash(a.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.hash, err = o.exchange(ctx, a, old, ChangePassword{Current: c.Current, New: c.New, Again: c.Again})
	return c, err
}

func (c ChangeOwnPassword) Do(r *Run) error {
	r.own()
	return r.setPassword(r.who.Account, c.hash)
}
