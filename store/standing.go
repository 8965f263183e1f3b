package store

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Standing is where the histories stand that have a say in a company's calls, and what of it no history tells. Two that are equal
// are of the same company as it was at both moments: whatever was made of it at the one holds at the other.
type Standing struct {
	Company  anteroom.CompanyID
	VAR      anteroom.VARID
	Versions [3]int64 // the numbers of the last changes of the company, its VAR, and the system
	Full     string   // the users whose mailbox takes no more messages, divided at spaces
}

// Scopes are the histories, in the order of Versions.
func (s Standing) Scopes() [3]anteroom.Scope {
	return [3]anteroom.Scope{anteroom.Scope(s.Company), anteroom.Scope(s.VAR), anteroom.SystemScope}
}

// Standing is the company's; NotFound where there is none.
func (tx *Tx) Standing(company anteroom.CompanyID) (Standing, error) {
	r, err := tx.q.Standing(tx.ctx, string(company))
	return Standing{Company: company, VAR: anteroom.VARID(r.VarID), Versions: [3]int64{r.OfCompany, r.OfVar, r.OfSystem}, Full: r.FullMailboxes}, mapped(err)
}

// Called is all that may differ between two calls to a number.
type Called struct {
	Standing // of its company
	Number   anteroom.Number
	Language anteroom.Language // that the caller chose last; empty: none
	Chosen   time.Time         // when that was
	Now      time.Time         // as a Tx has it
}

// Called is a number whoever's it is, without its fax and for whom it is kept, and who calls it (empty: withheld); NotFound where
// it is nobody's. It is one statement, so that it needs no transaction.
func (s *Store) Called(ctx context.Context, number, caller anteroom.NumberID) (Called, error) {
	return called(ctx, db.New(s.read), number, caller, s.moment())
}

// Called is the same in a transaction.
func (tx *Tx) Called(number, caller anteroom.NumberID) (Called, error) {
	return called(tx.ctx, tx.q, number, caller, tx.Now)
}

func called(ctx context.Context, q *db.Queries, number, caller anteroom.NumberID, now time.Time) (Called, error) {
	r, err := q.Called(ctx, db.CalledParams{Number: string(number), Caller: string(caller)})
	if err != nil {
		return Called{}, mapped(err)
	}
	company := anteroom.CompanyID(r.CompanyID)
	return Called{
		Standing: Standing{Company: company, VAR: anteroom.VARID(r.VarID), Versions: [3]int64{r.OfCompany, r.OfVar, r.OfSystem}, Full: r.FullMailboxes},
		Number: anteroom.Number{ID: number, Company: company, User: anteroom.UserID(r.UserID), First: anteroom.Language(r.FirstLanguage),
			Free: r.Free, Voice: r.Voice},
		Language: anteroom.Language(r.Language), Chosen: fromMicros(r.Used), Now: now}, nil
}
