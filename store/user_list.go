package store

import (
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// fewUsers is how many users may have a word for the list to be made of them: of more, some are met soon on the way along
// the order of the list.
const fewUsers = 20_000

// sought is how users are asked for.
type sought struct {
	db.UsersByNameParams
	place found
	few   bool // who has Word1
}

// userRow is a row of any of the orders.
type userRow = db.UsersByNameRow

// UserLines are the users of a company who fit, and where the next page begins (empty: there is none). They are sorted by
// name, number, extension or email, and filtered by state ("invited", "active", "removed", or none: all but the removed),
// operator ("yes" or none) and package. Of the text two words are looked at, the longest; first the one that fewer have.
func (tx *Tx) UserLines(company anteroom.CompanyID, f anteroom.Find) ([]anteroom.UserLine, string, error) {
	p, err := tx.sought(company, f)
	if err != nil {
		return nil, "", err
	}
	rows, err := tx.userRows(p, f)
	rows, next := cut(rows, f.Most, func(r userRow) anteroom.Mark { return anteroom.Mark{Name: r.Place, ID: r.ID} })
	list := make([]anteroom.UserLine, len(rows))
	for i, r := range rows {
		list[i] = lineOf(r)
	}
	return list, next, mapped(err)
}

func (tx *Tx) sought(company anteroom.CompanyID, f anteroom.Find) (p sought, err error) {
	p.place, err = find(f, func() (string, error) {
		last, err := tx.q.LastUser(tx.ctx, string(company))
		return last.SortName, err
	})
	if err != nil {
		return p, err
	}
	if p.place.way < 0 && f.After == "" && !p.place.byName() {
		if p.place.mark, err = tx.lastUser(company, p.place.column); err != nil {
			return p, err
		}
	}
	p.UsersByNameParams = db.UsersByNameParams{CompanyID: string(company), AfterName: p.place.mark.Name, AfterID: p.place.mark.ID, State: f.Where["state"],
		Operator: f.Where["operator"], PackageID: f.Where["package"], Most: p.place.most}
	words := slices.SortedStableFunc(slices.Values(anteroom.Sought(f.Text)), func(a, b string) int { return len(b) - len(a) })
	words = append(words, "", "")[:2]
	if p.few, err = tx.rare(company, words[0]); err == nil && !p.few && words[1] != "" {
		if p.few, err = tx.rare(company, words[1]); p.few {
			words[0], words[1] = words[1], words[0]
		}
	}
	p.Word1, p.End1, p.Word2, p.End2 = words[0], past(words[0]), words[1], past(words[1])
	return p, err
}

// rare tells whether few users have a word.
func (tx *Tx) rare(company anteroom.CompanyID, word string) (bool, error) {
	if word == "" {
		return false, nil
	}
	n, err := tx.q.CountUsersByWord(tx.ctx, db.CountUsersByWordParams{CompanyID: string(company), Word: word, Past: past(word), Most: fewUsers})
	return n < fewUsers, mapped(err)
}

// past is after every text that begins with the word.
func past(word string) string { return word + "\U0010ffff" }

// lastUser is the end of an order, from which the way back begins.
func (tx *Tx) lastUser(company anteroom.CompanyID, column string) (anteroom.Mark, error) {
	last, err := tx.q.LastUser(tx.ctx, string(company))
	name := map[string]string{"number": last.Number, "extension": last.SortExtension, "email": last.EmailFolded}[column]
	return anteroom.Mark{Name: name, ID: afterAll}, mapped(err)
}

func (tx *Tx) userRows(p sought, f anteroom.Find) ([]userRow, error) {
	begin := p.AfterID
	if f.After == "" {
		begin = ""
	}
	switch {
	case f.Where["state"] == "removed":
		rows, err := tx.q.RemovedUsers(tx.ctx, db.RemovedUsersParams{Metric: p.place.column, CompanyID: p.CompanyID, Since: tx.recoverable(), Pattern: f.Pattern(),
			Operator: p.Operator, PackageID: p.PackageID, AfterID: begin, Way: p.place.way, AfterName: p.AfterName, Most: p.Most})
		return alike(rows, err)
	case p.few:
		rows, err := tx.q.UsersByWord(tx.ctx, db.UsersByWordParams{Metric: p.place.column, CompanyID: p.CompanyID, Word1: p.Word1, End1: p.End1, State: p.State,
			Operator: p.Operator, PackageID: p.PackageID, Word2: p.Word2, End2: p.End2, AfterID: begin, Way: p.place.way, AfterName: p.AfterName, Most: p.Most})
		return alike(rows, err)
	case p.place.way < 0:
		return tx.usersBack(p)
	}
	return tx.usersOn(p)
}

func (tx *Tx) usersOn(p sought) ([]userRow, error) {
	switch p.place.column {
	case "number":
		rows, err := tx.q.UsersByNumber(tx.ctx, db.UsersByNumberParams(p.UsersByNameParams))
		return alike(rows, err)
	case "extension":
		rows, err := tx.q.UsersByExtension(tx.ctx, db.UsersByExtensionParams(p.UsersByNameParams))
		return alike(rows, err)
	case "email":
		rows, err := tx.q.UsersByEmail(tx.ctx, db.UsersByEmailParams(p.UsersByNameParams))
		return alike(rows, err)
	}
	return tx.q.UsersByName(tx.ctx, p.UsersByNameParams)
}

func (tx *Tx) usersBack(p sought) ([]userRow, error) {
	switch p.place.column {
	case "number":
		rows, err := tx.q.UsersByNumberBack(tx.ctx, db.UsersByNumberBackParams(p.UsersByNameParams))
		return alike(rows, err)
	case "extension":
		rows, err := tx.q.UsersByExtensionBack(tx.ctx, db.UsersByExtensionBackParams(p.UsersByNameParams))
		return alike(rows, err)
	case "email":
		rows, err := tx.q.UsersByEmailBack(tx.ctx, db.UsersByEmailBackParams(p.UsersByNameParams))
		return alike(rows, err)
	}
	rows, err := tx.q.UsersByNameBack(tx.ctx, db.UsersByNameBackParams(p.UsersByNameParams))
	return alike(rows, err)
}

// alike are the rows of any order.
func alike[R db.UsersByNumberRow | db.UsersByExtensionRow | db.UsersByEmailRow | db.UsersByNumberBackRow | db.UsersByExtensionBackRow | db.UsersByEmailBackRow |
	db.UsersByNameBackRow | db.UsersByWordRow | db.RemovedUsersRow](rows []R, err error) ([]userRow, error) {
	list := make([]userRow, len(rows))
	for i, r := range rows {
		list[i] = userRow(r)
	}
	return list, err
}

func lineOf(r userRow) anteroom.UserLine {
	l := anteroom.UserLine{User: userOf(db.UsersRow{CompanyID: r.CompanyID, ID: r.ID, Number: r.Number, FirstName: r.FirstName, LastName: r.LastName,
		Email: r.Email, Extension: r.Extension, Language: r.Language, Operator: r.Operator, State: r.State, Made: r.Made, Removed: r.Removed,
		PinSet: r.PinSet, MailMessages: r.MailMessages, Contacts: r.Contacts, VoiceMessages: r.VoiceMessages, Expires: r.Expires,
		CompanyContacts: r.CompanyContacts, AdminOnly: r.AdminOnly, AssistantStays: r.AssistantStays, VoiceMp3: r.VoiceMp3, PinChanged: r.PinChanged}),
		Numbers: []anteroom.NumberID{}, Packages: []anteroom.PackageID{}}
	for _, n := range slices.Sorted(strings.FieldsSeq(r.Numbers)) {
		l.Numbers = append(l.Numbers, anteroom.NumberID(n))
	}
	for _, id := range slices.Sorted(strings.FieldsSeq(r.Packages)) {
		l.Packages = append(l.Packages, anteroom.PackageID(id))
	}
	return l
}

// CountUsers is how many users of the company fit, counted up to anteroom.MostCounted. All that there are is known from the keys.
func (tx *Tx) CountUsers(company anteroom.CompanyID, f anteroom.Find) (int, error) {
	p, err := tx.sought(company, f)
	if err != nil {
		return 0, err
	}
	var n int64
	switch {
	case f.Where["state"] == "removed":
		n, err = tx.q.CountRemovedUsers(tx.ctx, db.CountRemovedUsersParams{CompanyID: p.CompanyID, Since: tx.recoverable(), Pattern: f.Pattern(),
			Operator: p.Operator, PackageID: p.PackageID})
	case p.few:
		n, err = tx.q.CountFoundUsers(tx.ctx, db.CountFoundUsersParams{CompanyID: p.CompanyID, Word1: p.Word1, End1: p.End1, State: p.State,
			Operator: p.Operator, PackageID: p.PackageID, Word2: p.Word2, End2: p.End2})
	case p.State+p.Operator+p.PackageID+p.Word1 == "":
		keys, err := tx.Keys(string(company))
		return keys.Used + keys.Reserved, err
	default:
		n, err = tx.q.CountUsers(tx.ctx, db.CountUsersParams{CompanyID: p.CompanyID, State: p.State, Operator: p.Operator, PackageID: p.PackageID,
			Word1: p.Word1, End1: p.End1, Word2: p.Word2, End2: p.End2, Most: anteroom.MostCounted})
	}
	return int(n), mapped(err)
}
