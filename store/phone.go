package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Phone is the SIP phone of that id, of that company.
func (tx *Tx) Phone(company anteroom.CompanyID, id anteroom.PhoneID) (anteroom.Phone, error) {
	r, err := tx.q.Phone(tx.ctx, db.PhoneParams{CompanyID: string(company), ID: string(id)})
	return phoneOf(r), mapped(err)
}

// PhonesOfUser are the SIP phones of a user, the oldest first.
func (tx *Tx) PhonesOfUser(company anteroom.CompanyID, id anteroom.UserID) ([]anteroom.Phone, error) {
	rows, err := tx.q.PhonesOfUser(tx.ctx, db.PhonesOfUserParams{CompanyID: string(company), UserID: string(id)})
	list := make([]anteroom.Phone, len(rows))
	for i, r := range rows {
		list[i] = phoneOf(r)
	}
	return list, mapped(err)
}

// DropPhone takes a phone away for good.
func (tx *Tx) DropPhone(company anteroom.CompanyID, id anteroom.PhoneID) error {
	return mapped(tx.q.DropPhone(tx.ctx, db.DropPhoneParams{CompanyID: string(company), ID: string(id)}))
}

func phoneOf(r db.Phone) anteroom.Phone {
	return anteroom.Phone{Company: anteroom.CompanyID(r.CompanyID), ID: anteroom.PhoneID(r.ID), User: anteroom.UserID(r.UserID), Name: r.Name,
		HA1MD5: r.Ha1Md5, HA1SHA256: r.Ha1Sha256, FormerMD5: r.FormerMd5, FormerSHA256: r.FormerSha256, FormerUntil: fromMicros(r.FormerUntil)}
}
