package office

import (
	"context"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// PBXAccounts are companies' accounts on their phone systems. Implemented in cmd by the adapters.
type PBXAccounts interface {
	// CheckPBX tells whether the phone system takes the account and its password.
	CheckPBX(ctx context.Context, a anteroom.PBXAccess) error
}

// SetProvisioningPassword sets, or replaces, the password of a company's account on its phone system (R42). Where that is
// reached from here the password is tried there first, and one that is not taken replaces nothing. It is sealed before it is
// stored, and never told again; the history says that it changed.
type SetProvisioningPassword struct {
	Company   anteroom.CompanyID `json:"-" path:"company"`
	Password  string             `json:"password"`
	Unchecked bool               `json:"unchecked,omitempty"` // set it although the phone system does not take it now
}

func (c SetProvisioningPassword) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetProvisioningPassword) Right() anteroom.Right { return anteroom.ManageCompany }

// mostSecret is the greatest length of a secret that another system asks for, in characters.
const mostSecret = 200

// prepare tries the password, before the transaction. Who may not set it learns nothing: Do refuses.
func (c SetProvisioningPassword) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	if c.Unchecked || o.pbx == nil || c.Password == "" || utf8.RuneCountInString(c.Password) > mostSecret {
		return c, nil
	}
	var a anteroom.PBXAccess
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		company, err := reach(tx, who, c.Right(), c.Of())
		if err != nil {
			return err
		}
		a.Company, a.Account, a.Password = company.ID, company.AccountID, c.Password
		if a.System, err = tx.PhoneSystem(company.PBX); anteroom.KindOf(err) == anteroom.NotFound {
			return nil // it is on none
		}
		return err
	})
	if err != nil || !a.System.Reached() || a.Account == "" {
		return c, err
	}
	if err := o.pbx.CheckPBX(ctx, a); err != nil {
		return c, anteroom.Fields{{Field: "password", Msg: reasonOf(err)}}.Err()
	}
	return c, nil
}

func (c SetProvisioningPassword) Do(r *Run) error {
	switch n := utf8.RuneCountInString(c.Password); {
	case n == 0:
		r.wrong.Wrong("password", "error.text.empty")
	case n > mostSecret:
		r.wrong.Wrong("password", "error.text.long", "most", mostSecret)
	}
	err := r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.PasswordSet, co.PasswordChanged = true, r.tx.Now
		return nil
	})
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	if err := r.tx.SetPBXPassword(c.Company, r.office.sealer.Seal(c.Password, pbxSecret(c.Company))); err != nil {
		return err
	}
	_, err = r.reached(c.Company)
	if anteroom.KindOf(err) == anteroom.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	return r.readPBX(c.Company) // what failed by the former password is shown no longer
}

// pbxSecret is the owner for whom a password of a company's phone system is sealed.
func pbxSecret(id anteroom.CompanyID) string { return "pbx " + string(id) }
