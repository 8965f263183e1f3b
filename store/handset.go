package store

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// HandsetRow is a handset with what only its configuration is made from.
type HandsetRow struct {
	anteroom.Handset
	Sealed    []byte    // its password and the token of its own
	Once      string    // hash of the token that works once; empty: it was used
	OnceUntil time.Time // until when
	Own       string    // hash of the token of its own
	Digest    string    // of what was fetched
}

// Handset is how a phone is configured; NotFound where nobody said.
func (tx *Tx) Handset(company anteroom.CompanyID, phone anteroom.PhoneID) (HandsetRow, error) {
	r, err := tx.q.Handset(tx.ctx, db.HandsetParams{CompanyID: string(company), PhoneID: string(phone)})
	return handsetOf(r), mapped(err)
}

// HandsetByToken is the handset whose token, of either kind, has that hash.
func (tx *Tx) HandsetByToken(hash string) (HandsetRow, error) {
	r, err := tx.q.HandsetByToken(tx.ctx, hash)
	return handsetOf(db.HandsetRow(r)), mapped(err)
}

// HandsetsOfUser are those of a user's phones.
func (tx *Tx) HandsetsOfUser(company anteroom.CompanyID, user anteroom.UserID) ([]HandsetRow, error) {
	rows, err := tx.q.HandsetsOfUser(tx.ctx, db.HandsetsOfUserParams{CompanyID: string(company), UserID: string(user)})
	list := make([]HandsetRow, len(rows))
	for i, r := range rows {
		list[i] = handsetOf(db.HandsetRow(r))
	}
	return list, mapped(err)
}

// PutHandset makes or replaces it.
func (tx *Tx) PutHandset(h HandsetRow) error {
	return mapped(tx.q.PutHandset(tx.ctx, db.PutHandsetParams{CompanyID: string(h.Company), PhoneID: string(h.Phone), Model: string(h.Model), Mac: h.MAC,
		Sealed: h.Sealed, Once: h.Once, OnceUntil: micros(h.OnceUntil), Own: h.Own, Made: micros(h.Made), Fetched: micros(h.Fetched), Digest: h.Digest, Agent: h.Agent, Line: h.Line}))
}

// DropHandset ends the configuration of a phone from here.
func (tx *Tx) DropHandset(company anteroom.CompanyID, phone anteroom.PhoneID) error {
	return mapped(tx.q.DropHandset(tx.ctx, db.DropHandsetParams{CompanyID: string(company), PhoneID: string(phone)}))
}

// SetPhonePassword stores the digests of a phone's new password.
func (tx *Tx) SetPhonePassword(p anteroom.Phone) error {
	return mapped(tx.q.SetPhonePassword(tx.ctx, db.SetPhonePasswordParams{CompanyID: string(p.Company), ID: string(p.ID), Ha1Md5: p.HA1MD5, Ha1Sha256: p.HA1SHA256}))
}

func handsetOf(r db.HandsetRow) HandsetRow {
	return HandsetRow{Handset: anteroom.Handset{Phone: anteroom.PhoneID(r.PhoneID), Company: anteroom.CompanyID(r.CompanyID), Model: anteroom.HandsetModel(r.Model),
		MAC: r.Mac, Made: fromMicros(r.Made), Fetched: fromMicros(r.Fetched), Agent: r.Agent, Line: r.Line}, Sealed: r.Sealed, Once: r.Once, OnceUntil: fromMicros(r.OnceUntil),
		Own: r.Own, Digest: r.Digest}
}
