package office

import (
	"crypto/rand"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// ChangePhonePassword gives a phone that takes its configuration from here another password: it is told to fetch it at once
// where it is registered, and fetches it within a day otherwise. The former one holds until shortly after it did, and for
// seven days at most, so that no call is missed. Nobody sees either.
type ChangePhonePassword struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Phone   anteroom.PhoneID   `json:"phone"`
}

func (c ChangePhonePassword) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ChangePhonePassword) Right() anteroom.Right { return anteroom.ManageUsers }

// phonePasswordEntry is what the history keeps.
type phonePasswordEntry struct {
	Name string `json:"name"`
}

func (c ChangePhonePassword) Do(r *Run) error {
	phone, err := r.tx.Phone(c.Company, c.Phone)
	var h store.HandsetRow
	if err == nil {
		h, err = r.tx.Handset(c.Company, c.Phone)
	}
	switch {
	case anteroom.KindOf(err) == anteroom.NotFound:
		r.wrong.Wrong("phone", "error.phone.unconfigured")
		return nil
	case err != nil:
		return err
	case h.Line: // Asterisk and FreeSWITCH know one password of a line
		r.wrong.Wrong("phone", "error.phone.password.line")
		return nil
	}
	secret, err := r.office.openHandset(h)
	if err != nil {
		return err
	}
	if phone = phone.Passed(r.tx.Now); phone.FormerMD5 == "" { // else it still has the one before, and never had the present one
		phone.FormerMD5, phone.FormerSHA256 = phone.HA1MD5, phone.HA1SHA256
	}
	secret.Password, phone.FormerUntil = rand.Text(), r.tx.Now.Add(handsetLife)
	phone.HA1MD5, phone.HA1SHA256 = ha1MD5(phone.Name, secret.Password), ha1SHA256(phone.Name, secret.Password)
	if h.Sealed, err = r.office.sealHandset(h.Handset, secret); err != nil {
		return err
	}
	r.effect(false, "effect.phone.password", "name", phone.Name, "days", int(handsetLife.Hours())/24)
	if _, err := r.changed("phone_password", string(c.Phone), nil, phonePasswordEntry{phone.Name}); err != nil {
		return err
	}
	if err := r.tx.SetPhonePassword(phone); err != nil {
		return err
	}
	if err := r.tx.PutHandset(h); err != nil {
		return err
	}
	return r.resync(h.Handset, phone.Name, "")
}

// endFormer has a phone's former password end soon, now that it was told the present one: the answer may be lost on its way.
func endFormer(tx *store.Tx, company anteroom.CompanyID, id anteroom.PhoneID) error {
	phone, err := tx.Phone(company, id)
	soon := tx.Now.Add(handsetGrace)
	if err != nil || !soon.Before(phone.FormerUntil) {
		return err
	}
	phone.FormerUntil = soon
	return tx.SetPhonePassword(phone)
}
