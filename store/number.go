package store

import (
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// NumberLines are the company's numbers that fit, in order or with the sort "-number" the other way round, and where
// the next page begins (empty: there is none). They are found by digits, by the name of their user and by the address
// for which they are kept, and filtered by state and kind.
func (tx *Tx) NumberLines(company anteroom.CompanyID, f anteroom.Find) ([]anteroom.NumberLine, string, error) {
	asked := db.NumberLinesParams{CompanyID: string(company), After: f.After, Digits: digitsIn(f.Text), Words: f.Pattern(), State: f.Where["state"],
		Kind: f.Where["kind"], Most: int32(f.Most) + 1}
	var rows []db.NumberLinesRow
	var err error
	if _, back := f.Order(); back {
		if asked.After == "" {
			asked.After = "~" // stands after every digit
		}
		var list []db.NumberLinesBackRow
		list, err = tx.q.NumberLinesBack(tx.ctx, db.NumberLinesBackParams(asked))
		for _, r := range list {
			rows = append(rows, db.NumberLinesRow(r))
		}
	} else {
		rows, err = tx.q.NumberLines(tx.ctx, asked)
	}
	next := ""
	if len(rows) > f.Most {
		rows = rows[:f.Most]
		next = rows[f.Most-1].Number
	}
	list := make([]anteroom.NumberLine, len(rows))
	for i, r := range rows {
		list[i] = anteroom.NumberLine{Number: numberOf(db.NumbersRow{Number: r.Number, CompanyID: string(company), UserID: r.UserID, FirstLanguage: r.FirstLanguage,
			Free: r.Free, Voice: r.Voice, Fax: r.Fax, ReservedFor: r.ReservedFor}), UserName: strings.TrimSpace(r.UserName), Extension: r.Extension}
	}
	return list, next, mapped(err)
}

// digitsIn is the pattern of a search by number: its digits, whatever stands between them; what holds a letter fits none.
func digitsIn(text string) string {
	text = anteroom.Undecorated(text)
	if strings.Trim(text, "+0123456789") != "" {
		return ""
	}
	return "%" + text + "%"
}

// CountNumbers is how many of the company's numbers fit.
func (tx *Tx) CountNumbers(company anteroom.CompanyID, f anteroom.Find) (int, error) {
	n, err := tx.q.CountNumbers(tx.ctx, db.CountNumbersParams{CompanyID: string(company), Digits: digitsIn(f.Text), Words: f.Pattern(),
		State: f.Where["state"], Kind: f.Where["kind"]})
	return int(n), mapped(err)
}

// NumbersReserved are the company's numbers that are kept for an address, 100 at most.
func (tx *Tx) NumbersReserved(company anteroom.CompanyID, email string) ([]anteroom.NumberID, error) {
	rows, err := tx.q.NumbersReserved(tx.ctx, db.NumbersReservedParams{CompanyID: string(company), ReservedFor: anteroom.FoldEmail(email)})
	return ids[anteroom.NumberID](rows), mapped(err)
}

// NumbersOfUser are the numbers that are assigned to a user.
func (tx *Tx) NumbersOfUser(company anteroom.CompanyID, id anteroom.UserID) ([]anteroom.NumberID, error) {
	rows, err := tx.q.NumbersOfUser(tx.ctx, db.NumbersOfUserParams{CompanyID: string(company), UserID: string(id)})
	return ids[anteroom.NumberID](rows), mapped(err)
}

func ids[T ~string](rows []string) []T {
	list := make([]T, len(rows))
	for i, r := range rows {
		list[i] = T(r)
	}
	return list
}

// DropNumber takes a number from its company. The calls to it stay in the log.
func (tx *Tx) DropNumber(company anteroom.CompanyID, id anteroom.NumberID) error {
	return mapped(tx.q.DropNumber(tx.ctx, db.DropNumberParams{Number: string(id), CompanyID: string(company)}))
}

// UserByNumber is the id of the user of the company who has that User ID.
func (tx *Tx) UserByNumber(company anteroom.CompanyID, number string) (anteroom.UserID, error) {
	id, err := tx.q.UserByNumber(tx.ctx, db.UserByNumberParams{CompanyID: string(company), Number: number})
	return anteroom.UserID(id), mapped(err)
}

// MainNumber is the first of the numbers that the company's receptionist answers; empty: there is none.
func (tx *Tx) MainNumber(company anteroom.CompanyID) (anteroom.NumberID, error) {
	rows, err := tx.q.MainNumber(tx.ctx, string(company))
	if err != nil || len(rows) == 0 {
		return "", mapped(err)
	}
	return anteroom.NumberID(rows[0]), nil
}
