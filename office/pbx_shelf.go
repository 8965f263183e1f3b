package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// GivePBXAddress gives a company's phone system, one that fetches its configuration from here, a secret address. The one
// that it had leads nowhere from then on.
type GivePBXAddress struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c GivePBXAddress) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c GivePBXAddress) Right() anteroom.Right { return anteroom.ManageCompany }

// addressEntry is an address that was given, as the history keeps it.
type addressEntry struct {
	Account string `json:"account_id"`
}

func (c GivePBXAddress) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	p, err := r.tx.PhoneSystem(company.PBX)
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	if p.Kind != fetching || company.AccountID == "" {
		return anteroom.Fail(anteroom.Conflict, "error.pbx.fetches")
	}
	token, hash := newToken()
	r.made["address"] = r.office.portal + "/pbx/" + token
	r.effect(true, "effect.pbx.address", "account", company.AccountID)
	if _, err := r.changed("pbx_address", string(c.Company), nil, addressEntry{company.AccountID}); err != nil {
		return err
	}
	return r.tx.PutPBXAddress(c.Company, hash)
}

// fetching is the kind of phone systems that fetch their configuration from here.
const fetching = "freeswitch"

// PBXServed is the company whose phone system fetches its configuration by a token, and its account there; NotFound where
// the token is nobody's, or the company is on another phone system by now.
func (o *Office) PBXServed(ctx context.Context, token string) (id anteroom.CompanyID, account string, err error) {
	hash := tokenHash(token)
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if id, err = tx.PBXAddress(hash); err != nil {
			return err
		}
		c, err := tx.Company(id)
		if err != nil {
			return err
		}
		p, err := tx.PhoneSystem(c.PBX)
		if err == nil && (p.Kind != fetching || c.Gone) {
			err = anteroom.Missing()
		}
		account = c.AccountID
		return err
	})
	return id, account, err
}

// PBXShelf is what a company's phone system is served: what was applied, of the key of a step or with an empty one all.
func (o *Office) PBXShelf(ctx context.Context, id anteroom.CompanyID, key string) (s anteroom.PBXState, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		steps, err := tx.PBXShelf(id, key)
		s = anteroom.PBXState{}
		for _, step := range steps {
			if step.Line != nil {
				s.Lines = append(s.Lines, *step.Line)
			} else if step.Number != nil {
				s.Numbers = append(s.Numbers, *step.Number)
			}
		}
		return err
	})
	return s, err
}

// Shelve carries a step of a plan out on what a company's phone system is served.
func (o *Office) Shelve(ctx context.Context, id anteroom.CompanyID, step anteroom.PBXStep) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.Shelve(id, step) })
}
