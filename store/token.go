package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// A token is kept as a hash only; the beginning of that is its id.
const tokenIDLength = 16

// TokenID is the id of the token with that hash.
func TokenID(hash string) anteroom.TokenID { return anteroom.TokenID(hash[:tokenIDLength]) }

// AddToken stores a bearer token of the API under its hash.
func (tx *Tx) AddToken(hash string, t anteroom.Token) error {
	return mapped(tx.q.PutToken(tx.ctx, db.PutTokenParams{TokenHash: hash, AccountID: string(t.Account), Made: micros(t.Made), Name: t.Name, Ends: micros(t.Ends)}))
}

// Token is the bearer token with that hash; one that has lapsed is there too.
func (tx *Tx) Token(hash string) (anteroom.Token, error) {
	r, err := tx.q.Token(tx.ctx, hash)
	return tokenOf(r), mapped(err)
}

// TokenByID is the token with that id, whoever's it is.
func (tx *Tx) TokenByID(id anteroom.TokenID) (anteroom.Token, error) {
	if len(id) != tokenIDLength {
		return anteroom.Token{}, anteroom.Missing()
	}
	r, err := tx.q.TokenBetween(tx.ctx, db.TokenBetweenParams{Low: string(id), High: string(id) + "g"})
	return tokenOf(r), mapped(err)
}

// Tokens are those of an account, the newest first.
func (tx *Tx) Tokens(id anteroom.AccountID) ([]anteroom.Token, error) {
	rows, err := tx.q.Tokens(tx.ctx, string(id))
	list := make([]anteroom.Token, len(rows))
	for i, r := range rows {
		list[i] = tokenOf(r)
	}
	return list, mapped(err)
}

// UseToken notes that a token is used now.
func (tx *Tx) UseToken(hash string) error {
	return mapped(tx.q.UseToken(tx.ctx, db.UseTokenParams{TokenHash: hash, Used: micros(tx.Now)}))
}

// DropToken ends the token with that id.
func (tx *Tx) DropToken(id anteroom.TokenID) error {
	return mapped(tx.q.DropToken(tx.ctx, db.DropTokenParams{Low: string(id), High: string(id) + "g"}))
}

func tokenOf(r db.Token) anteroom.Token {
	if r.TokenHash == "" {
		return anteroom.Token{}
	}
	return anteroom.Token{ID: TokenID(r.TokenHash), Account: anteroom.AccountID(r.AccountID), Name: r.Name, Made: fromMicros(r.Made), Used: fromMicros(r.Used),
		Ends: fromMicros(r.Ends)}
}
