package store

import (
	"math"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// historyRow is a row of any of the queries of histories, historyParams what any of them is asked by.
type (
	historyRow    = db.ChangesOfAllRow
	historyParams = db.ChangesOfAllParams
)

// ChangeLines are the entries of a company, of a VAR with its companies, or with neither of all, newest first, and where
// the next page begins (empty: there is none).
func (tx *Tx) ChangeLines(of anteroom.Target, f anteroom.ChangeFind) ([]anteroom.ChangeLine, string, error) {
	p := historyParams{Scope: string(of.Company), Command: f.Command, Account: string(f.Account), Name: f.Name, Since: micros(f.Since),
		BeforeMade: math.MaxInt64, Most: int32(f.Most + 1)}
	if of.Company == "" {
		p.VarID = string(of.VAR)
	}
	if !f.Until.IsZero() {
		p.BeforeMade = micros(f.Until)
	}
	if f.After.ID != "" {
		p.BeforeMade, p.BeforeSeq, p.BeforeScope = f.After.Number, seqOf(f.After.Name), f.After.ID
	}
	rows, err := tx.historyRows(p)
	if err != nil {
		return nil, "", mapped(err)
	}
	rows, next := cut(rows, f.Most, func(r historyRow) anteroom.Mark {
		return anteroom.Mark{Number: r.Made, Name: nameOfSeq(r.Seq), ID: r.Scope}
	})
	list := make([]anteroom.ChangeLine, len(rows))
	for i, r := range rows {
		if list[i], err = tx.changeLine(r); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// historyRows asks along the index of what narrows most.
func (tx *Tx) historyRows(p historyParams) ([]historyRow, error) {
	switch {
	case p.Account != "":
		return entries(tx.q.ChangesOfAccount(tx.ctx, db.ChangesOfAccountParams(p)))
	case p.Name != "":
		return entries(tx.q.ChangesOfName(tx.ctx, db.ChangesOfNameParams(p)))
	case p.Scope != "" && p.Command != "":
		return entries(tx.q.ChangesOfScopeCommand(tx.ctx, db.ChangesOfScopeCommandParams(p)))
	case p.Scope != "":
		return entries(tx.q.ChangesOfScope(tx.ctx, db.ChangesOfScopeParams(p)))
	case p.Command != "":
		return entries(tx.q.ChangesOfCommand(tx.ctx, db.ChangesOfCommandParams(p)))
	case p.VarID != "":
		return entries(tx.q.ChangesOfVAR(tx.ctx, db.ChangesOfVARParams(p)))
	}
	return tx.q.ChangesOfAll(tx.ctx, p)
}

// entries are the rows of any of the queries.
func entries[R db.ChangesOfAccountRow | db.ChangesOfNameRow | db.ChangesOfScopeCommandRow | db.ChangesOfScopeRow | db.ChangesOfCommandRow | db.ChangesOfVARRow](rows []R, err error) ([]historyRow, error) {
	list := make([]historyRow, len(rows))
	for i, r := range rows {
		list[i] = historyRow(r)
	}
	return list, err
}

func (tx *Tx) changeLine(r historyRow) (l anteroom.ChangeLine, err error) {
	l.Change, err = tx.change(db.Change{Scope: r.Scope, Seq: r.Seq, ID: r.ID, Made: r.Made, Account: r.Account, Who: r.Who, Level: r.Level, Source: r.Source,
		Command: r.Command, Items: r.Items, Undoes: r.Undoes, Prev: r.Prev, Hash: r.Hash, Acting: r.Acting, VarID: r.VarID, Name: r.Name})
	l.VARID, l.VARName, l.CompanyName, l.Gone = l.VAR, r.VarName, r.CompanyName, r.Removed != 0
	if r.Scope != string(anteroom.SystemScope) && r.Scope != r.VarID {
		l.CompanyID = anteroom.CompanyID(r.Scope)
	}
	return l, err
}

// The number of an entry within a mark.
func nameOfSeq(seq int64) string { return strconv.FormatInt(seq, 10) }

func seqOf(name string) int64 {
	seq, _ := strconv.ParseInt(name, 10, 64) // what is none begins before the first
	return seq
}
