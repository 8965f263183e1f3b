package store

import (
	"strings"
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

// Devices are phones of a company's users, the oldest first, and where the next page begins (empty: there is none).
func (tx *Tx) Devices(company anteroom.CompanyID, f anteroom.Find) ([]anteroom.Device, string, error) {
	rows, err := tx.q.DeviceLines(tx.ctx, db.DeviceLinesParams{CompanyID: string(company), After: f.After, Words: f.Pattern(), By: f.Where["configured"], Most: int32(f.Most) + 1})
	next := ""
	if len(rows) > f.Most {
		rows = rows[:f.Most]
		next = rows[f.Most-1].ID
	}
	list := make([]anteroom.Device, len(rows))
	for i, r := range rows {
		list[i] = anteroom.Device{Phone: anteroom.PhoneID(r.ID), Name: r.Name, User: anteroom.UserID(r.UserID), UserName: strings.TrimSpace(r.UserName), Extension: r.Extension}
	}
	return list, next, mapped(err)
}

// CountDevices counts the phones of a company's users, and those of them that are configured from here.
func (tx *Tx) CountDevices(company anteroom.CompanyID) (phones, configured int, err error) {
	r, err := tx.q.CountDevices(tx.ctx, string(company))
	return int(r.Phones), int(r.Configured), mapped(err)
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

// SetPhonePassword stores the digests of a phone's new password, and of the former one.
func (tx *Tx) SetPhonePassword(p anteroom.Phone) error {
	return mapped(tx.q.SetPhonePassword(tx.ctx, db.SetPhonePasswordParams{CompanyID: string(p.Company), ID: string(p.ID), Ha1Md5: p.HA1MD5, Ha1Sha256: p.HA1SHA256,
		FormerMd5: p.FormerMD5, FormerSha256: p.FormerSHA256, FormerUntil: micros(p.FormerUntil)}))
}

func handsetOf(r db.HandsetRow) HandsetRow {
	return HandsetRow{Handset: anteroom.Handset{Phone: anteroom.PhoneID(r.PhoneID), Company: anteroom.CompanyID(r.CompanyID), Model: anteroom.HandsetModel(r.Model),
		MAC: r.Mac, Made: fromMicros(r.Made), Fetched: fromMicros(r.Fetched), Agent: r.Agent, Line: r.Line}, Sealed: r.Sealed, Once: r.Once, OnceUntil: fromMicros(r.OnceUntil),
		Own: r.Own, Digest: r.Digest}
}
