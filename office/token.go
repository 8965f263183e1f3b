package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// CreateToken makes a bearer token of the API for the account of who asks; it is shown once.
type CreateToken struct {
	Name string `json:"name,omitempty"` // what it is for
	Days int    `json:"days,omitempty"` // that it holds; 0: until it is ended
}

func (c CreateToken) Of() anteroom.Target   { return anteroom.Target{} }
func (c CreateToken) Right() anteroom.Right { return anteroom.OwnAccount }

func (c CreateToken) Do(r *Run) error {
	r.own()
	t := anteroom.Token{Account: r.who.Account, Name: clean(c.Name), Made: r.tx.Now}
	r.wrong.Name("name", t.Name, 0, 100)
	switch {
	case c.Days < 0:
		r.wrong.Wrong("days", "error.negative")
	case c.Days > anteroom.MostTokenDays:
		r.wrong.Wrong("days", "error.token.days", "most", anteroom.MostTokenDays)
	case c.Days > 0:
		t.Ends = r.tx.Now.AddDate(0, 0, c.Days)
	}
	if err := r.inPerson(); err != nil {
		return err
	}
	token, hash := newToken()
	t.ID = store.TokenID(hash)
	if err := tokens(hash).make(r, string(t.ID), t); err != nil || len(r.wrong) > 0 {
		return err
	}
	r.made = map[string]string{"token": token}
	return nil
}

// EndToken ends a token of who asks: whoever has it can do nothing with it any more.
type EndToken struct {
	Token anteroom.TokenID `json:"token_id"`
}

func (c EndToken) Of() anteroom.Target   { return anteroom.Target{} }
func (c EndToken) Right() anteroom.Right { return anteroom.OwnAccount }

func (c EndToken) Do(r *Run) error {
	r.own()
	if t, err := r.tx.TokenByID(c.Token); err == nil && t.Account != r.who.Account {
		return anteroom.Missing()
	}
	r.effect(true, "effect.token.ended")
	return tokens("").remove(r, string(c.Token))
}

// own makes the change one of the place that the account of who asks belongs to.
func (r *Run) own() {
	r.target = anteroom.Target{VAR: r.who.VAR, Company: r.who.Company}
	r.scope = scopeOf(r.target)
}

// tokens are made under a hash, and never come back: nobody keeps what they were made of.
func tokens(hash string) noun[anteroom.Token] {
	return noun[anteroom.Token]{
		name: "token", right: anteroom.OwnAccount,
		load: func(r *Run, id string) (anteroom.Token, error) {
			t, err := r.tx.TokenByID(anteroom.TokenID(id))
			if err != nil {
				return t, missing(err)
			}
			a, err := r.tx.Account(t.Account)
			if err == nil && (a.VAR != r.target.VAR || a.Company != r.target.Company) {
				err = anteroom.Missing()
			}
			return t, err
		},
		put: func(r *Run, _ string, _ *anteroom.Token, t anteroom.Token) error {
			if hash == "" {
				return anteroom.Fail(anteroom.Conflict, "error.undo.token")
			}
			return r.tx.AddToken(hash, t)
		},
		drop: func(r *Run, t anteroom.Token) error { return r.tx.DropToken(t.ID) },
	}
}

// missing is the answer to who asks for what is not there.
func missing(err error) error {
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Missing()
	}
	return err
}

// Tokens are those of who asks, the newest first.
func (o *Office) Tokens(ctx context.Context, who anteroom.Who) (list []anteroom.Token, err error) {
	if err := who.May(anteroom.OwnAccount, anteroom.Target{}); err != nil {
		return nil, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.Tokens(who.Account)
		return err
	})
	return list, err
}

// Bearer is who a token of the API stands for; Forbidden where it is none, or holds no longer.
func (o *Office) Bearer(ctx context.Context, token string) (anteroom.Who, error) {
	var who anteroom.Who
	var t anteroom.Token
	now, hash := time.Now(), tokenHash(token)
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		now = tx.Now
		if t, err = tx.Token(hash); err != nil {
			return err
		}
		who, err = identify(tx, t.Account, anteroom.API)
		return err
	})
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && t.Lapsed(now) {
		return anteroom.Who{}, anteroom.Fail(anteroom.Forbidden, "error.token")
	}
	if err == nil && now.Sub(t.Used) > time.Hour {
		err = o.store.Write(ctx, func(tx *store.Tx) error { return tx.UseToken(hash) })
	}
	return who, err
}
