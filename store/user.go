package store

import (
	"strings"

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

// CountUsersByLanguage is how many users of the company chose each language; the empty one: none.
func (tx *Tx) CountUsersByLanguage(company anteroom.CompanyID) (map[anteroom.Language]int, error) {
	rows, err := tx.q.CountUsersByLanguage(tx.ctx, string(company))
	counts := map[anteroom.Language]int{}
	for _, r := range rows {
		counts[anteroom.Language(r.Language)] = int(r.Users)
	}
	return counts, mapped(err)
}

// PutUser makes or replaces a user, but for the PIN; Conflict where the extension or User ID is another's.
func (tx *Tx) PutUser(u anteroom.User) error {
	err := tx.q.PutUser(tx.ctx, db.PutUserParams{CompanyID: string(u.Company), ID: string(u.ID), Number: u.Number, FirstName: u.First,
		LastName: u.Last, Email: u.Email, EmailFolded: anteroom.FoldEmail(u.Email), SortName: anteroom.Fold(u.Last + " " + u.First),
		Extension: u.Extension, SortExtension: sortExtension(u.Extension), Language: string(u.Language), Operator: u.Operator, State: string(u.State), Made: micros(u.Made),
		Removed: micros(u.Removed), MailMessages: int64(u.Options.MailMessages), Contacts: int64(u.Options.Contacts),
		VoiceMessages: int64(u.Options.VoiceMessages), Expires: u.Options.Expires, CompanyContacts: u.Options.CompanyContacts,
		AdminOnly: u.Options.AdministratorOnly, AssistantStays: u.Options.AssistantStays, VoiceMp3: u.Options.VoiceMP3})
	if err != nil {
		return mapped(err)
	}
	return tx.putWords(u)
}

// putWords makes the user findable; who was removed is not.
func (tx *Tx) putWords(u anteroom.User) error {
	if err := tx.q.DropUserWords(tx.ctx, db.DropUserWordsParams{CompanyID: string(u.Company), UserID: string(u.ID)}); err != nil {
		return mapped(err)
	}
	if !u.Removed.IsZero() {
		return nil
	}
	for _, w := range u.Words() {
		if err := tx.q.AddUserWord(tx.ctx, db.AddUserWordParams{CompanyID: string(u.Company), Word: w, UserID: string(u.ID)}); err != nil {
			return mapped(err)
		}
	}
	return nil
}

func userOf(r db.UsersRow) anteroom.User {
	return anteroom.User{ID: anteroom.UserID(r.ID), Company: anteroom.CompanyID(r.CompanyID), Number: r.Number, First: r.FirstName, Last: r.LastName,
		Email: r.Email, Extension: r.Extension, Language: anteroom.Language(r.Language), Operator: r.Operator, State: anteroom.UserState(r.State),
		Made: fromMicros(r.Made), Removed: fromMicros(r.Removed), PINSet: r.PinSet == 1, PINChanged: fromMicros(r.PinChanged),
		Options: anteroom.Options{MailMessages: int(r.MailMessages), Contacts: int(r.Contacts), VoiceMessages: int(r.VoiceMessages), Expires: r.Expires,
			CompanyContacts: r.CompanyContacts, AdministratorOnly: r.AdminOnly, AssistantStays: r.AssistantStays, VoiceMP3: r.VoiceMp3}}
}

// UserByExtension is the id of the user who has that extension.
func (tx *Tx) UserByExtension(company anteroom.CompanyID, extension string) (anteroom.UserID, error) {
	id, err := tx.q.UserByExtension(tx.ctx, db.UserByExtensionParams{CompanyID: string(company), Extension: extension})
	return anteroom.UserID(id), mapped(err)
}

// UserNumberTaken tells whether a User ID was given to anybody in the installation, removed or not.
func (tx *Tx) UserNumberTaken(number string) (bool, error) {
	n, err := tx.q.UserNumberTaken(tx.ctx, number)
	return n > 0, mapped(err)
}

// sortExtension sorts 9 before 10.
func sortExtension(extension string) string {
	if extension == "" {
		return ""
	}
	return strings.Repeat("0", max(0, 6-len(extension))) + extension
}

// SetPINHash replaces what the user's PIN is compared with; empty: none.
func (tx *Tx) SetPINHash(company anteroom.CompanyID, id anteroom.UserID, hash string) error {
	return mapped(tx.q.SetPINHash(tx.ctx, db.SetPINHashParams{CompanyID: string(company), ID: string(id), PinHash: hash, PinChanged: micros(tx.Now)}))
}

// PINHash is what the user's PIN is compared with; empty: none.
func (tx *Tx) PINHash(company anteroom.CompanyID, id anteroom.UserID) (string, error) {
	hash, err := tx.q.PINHash(tx.ctx, db.PINHashParams{CompanyID: string(company), ID: string(id)})
	return hash, mapped(err)
}

// GivePackage gives a user a package of the company's list; one that is held already is no error.
func (tx *Tx) GivePackage(company anteroom.CompanyID, id anteroom.UserID, p anteroom.PackageID) error {
	return mapped(tx.q.GivePackage(tx.ctx, db.GivePackageParams{CompanyID: string(company), UserID: string(id), PackageID: string(p), Given: micros(tx.Now)}))
}

// TakePackage takes a package from a user.
func (tx *Tx) TakePackage(company anteroom.CompanyID, id anteroom.UserID, p anteroom.PackageID) error {
	return mapped(tx.q.TakePackage(tx.ctx, db.TakePackageParams{CompanyID: string(company), UserID: string(id), PackageID: string(p)}))
}

// UserPackages are the packages that a user holds, by name.
func (tx *Tx) UserPackages(company anteroom.CompanyID, id anteroom.UserID) ([]anteroom.Package, error) {
	rows, err := tx.q.UserPackages(tx.ctx, db.UserPackagesParams{CompanyID: string(company), UserID: string(id)})
	list := make([]anteroom.Package, len(rows))
	for i, r := range rows {
		list[i] = packageOf(db.ServicePackageRow(r))
	}
	return list, mapped(err)
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
		FirstLanguage: string(n.First), Free: n.Free, Voice: n.Voice, Fax: n.Fax, ReservedFor: n.ReservedFor}))
}

func numberOf(r db.NumbersRow) anteroom.Number {
	return anteroom.Number{ID: anteroom.NumberID(r.Number), Company: anteroom.CompanyID(r.CompanyID), User: anteroom.UserID(r.UserID),
		First: anteroom.Language(r.FirstLanguage), Free: r.Free, Voice: r.Voice, Fax: r.Fax, ReservedFor: r.ReservedFor}
}

// AddPhone adds a SIP phone to a user; Conflict where the name is taken.
func (tx *Tx) AddPhone(p anteroom.Phone) error {
	return mapped(tx.q.PutPhone(tx.ctx, db.PutPhoneParams{CompanyID: string(p.Company), ID: string(p.ID), UserID: string(p.User), Name: p.Name,
		Ha1Md5: p.HA1MD5, Ha1Sha256: p.HA1SHA256}))
}
