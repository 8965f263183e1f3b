package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// User is the user of that id, of that company.
func (tx *Tx) User(company anteroom.CompanyID, id anteroom.UserID) (anteroom.User, error) {
	r, err := tx.q.User(tx.ctx, db.UserParams{CompanyID: string(company), ID: string(id)})
	return userOf(db.UsersRow(r)), mapped(err)
}

// Users are all users of the company, by last name.
func (tx *Tx) Users(company anteroom.CompanyID) ([]anteroom.User, error) {
	rows, err := tx.q.Users(tx.ctx, string(company))
	list := make([]anteroom.User, len(rows))
	for i, r := range rows {
		list[i] = userOf(r)
	}
	return list, mapped(err)
}

// CountUsers is how many users the company has.
func (tx *Tx) CountUsers(company anteroom.CompanyID) (int, error) {
	n, err := tx.q.CountUsers(tx.ctx, string(company))
	return int(n), mapped(err)
}

// CountUsersWithLanguage is how many users of the company chose that language for themselves.
func (tx *Tx) CountUsersWithLanguage(company anteroom.CompanyID, l anteroom.Language) (int, error) {
	n, err := tx.q.CountUsersWithLanguage(tx.ctx, db.CountUsersWithLanguageParams{CompanyID: string(company), Tag: string(l)})
	return int(n), mapped(err)
}

// PutUser makes or replaces a user; Conflict where the extension or User ID is another's.
func (tx *Tx) PutUser(u anteroom.User) error {
	return mapped(tx.q.PutUser(tx.ctx, db.PutUserParams{CompanyID: string(u.Company), ID: string(u.ID), Number: u.Number, FirstName: u.First,
		LastName: u.Last, Email: u.Email, Extension: u.Extension, Language: string(u.Language), Operator: u.Operator}))
}

func userOf(r db.UsersRow) anteroom.User {
	return anteroom.User{ID: anteroom.UserID(r.ID), Company: anteroom.CompanyID(r.CompanyID), Number: r.Number, First: r.FirstName, Last: r.LastName,
		Email: r.Email, Extension: r.Extension, Language: anteroom.Language(r.Language), Operator: r.Operator}
}

// Numbers are the company's telephone numbers, in order.
func (tx *Tx) Numbers(company anteroom.CompanyID) ([]anteroom.Number, error) {
	rows, err := tx.q.Numbers(tx.ctx, string(company))
	list := make([]anteroom.Number, len(rows))
	for i, r := range rows {
		list[i] = numberOf(r)
	}
	return list, mapped(err)
}

// PutNumber makes or replaces a telephone number of its company. A number of another company is left alone.
func (tx *Tx) PutNumber(n anteroom.Number) error {
	return mapped(tx.q.PutNumber(tx.ctx, db.PutNumberParams{Number: string(n.ID), CompanyID: string(n.Company), UserID: string(n.User),
		FirstLanguage: string(n.First), Free: n.Free}))
}

func numberOf(r db.NumbersRow) anteroom.Number {
	return anteroom.Number{ID: anteroom.NumberID(r.Number), Company: anteroom.CompanyID(r.CompanyID), User: anteroom.UserID(r.UserID),
		First: anteroom.Language(r.FirstLanguage), Free: r.Free}
}

// AddPhone adds a SIP phone to a user; Conflict where the name is taken.
func (tx *Tx) AddPhone(p anteroom.Phone) error {
	return mapped(tx.q.PutPhone(tx.ctx, db.PutPhoneParams{CompanyID: string(p.Company), ID: string(p.ID), UserID: string(p.User), Name: p.Name,
		Ha1Md5: p.HA1MD5, Ha1Sha256: p.HA1SHA256}))
}
