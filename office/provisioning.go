package office

import (
	"unicode/utf8"

	"anteroom.dev/anteroom"
)

// SetProvisioningPassword sets the password of a company's account on its phone system (R42). It is sealed before it is
// stored, and never told again; the history says that it changed.
type SetProvisioningPassword struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Password string             `json:"password"`
}

func (c SetProvisioningPassword) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetProvisioningPassword) Right() anteroom.Right { return anteroom.ManageCompany }

// mostSecret is the greatest length of a secret that another system asks for, in characters.
const mostSecret = 200

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
	return r.tx.SetPBXPassword(c.Company, r.office.sealer.Seal(c.Password, pbxSecret(c.Company)))
}

// pbxSecret is the owner for whom a password of a company's phone system is sealed.
func pbxSecret(id anteroom.CompanyID) string { return "pbx " + string(id) }
