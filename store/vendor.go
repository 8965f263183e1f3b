package store

import (
	"math"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// afterAll stands after every id; ids are 20 of the letters and digits up to z.
var afterAll = strings.Repeat("z", 21)

// found is a list's way through the rows: from where, in which order.
type found struct {
	mark   anteroom.Mark
	column string
	way    int64 // 1, or -1 where the order is the other way round
	most   int32 // one more than asked for: it tells that there is a next page
}

// find reads where a list begins; last is the greatest name, from which the way back begins.
func find(f anteroom.Find, last func() (string, error)) (p found, err error) {
	if p.mark, err = anteroom.ParseMark(f.After); err != nil {
		return p, err
	}
	column, back := f.Order()
	p.column, p.way, p.most = column, 1, int32(f.Most)+1
	if back {
		p.way = -1
	}
	switch begins := f.After == ""; {
	case begins && p.byName() && back:
		p.mark.ID = afterAll
		p.mark.Name, err = last()
	case begins:
		p.mark.Number = math.MinInt64
	}
	return p, mapped(err)
}

func (p found) byName() bool { return p.column == "" || p.column == "name" }

// cut takes the one more that was read off the list, and tells where the next page begins; empty: there is none.
func cut[T any](list []T, most int, mark func(T) anteroom.Mark) ([]T, string) {
	if len(list) <= most {
		return list, ""
	}
	return list[:most], mark(list[most-1]).String()
}

// VARLines are the VARs that fit, and where the next page begins (empty: there is none). They are sorted by name, keys,
// given, free or companies, and filtered by state, "removed" or none.
func (tx *Tx) VARLines(f anteroom.Find) ([]anteroom.VARLine, string, error) {
	p, err := find(f, func() (string, error) { return tx.q.LastVARName(tx.ctx) })
	if err != nil {
		return nil, "", err
	}
	var rows []db.VARsByNumberRow
	if p.byName() && p.way < 0 {
		var back []db.VARsByNameBackRow
		back, err = tx.q.VARsByNameBack(tx.ctx, db.VARsByNameBackParams{Pattern: f.Pattern(), State: f.Where["state"], Since: tx.recoverable(),
			AfterName: p.mark.Name, AfterID: p.mark.ID, Most: p.most})
		for _, r := range back {
			rows = append(rows, db.VARsByNumberRow{ID: r.ID, Name: r.Name, SortName: r.SortName, IsVirtual: r.IsVirtual, SupportEmail: r.SupportEmail,
				SupportPhone: r.SupportPhone, Removed: r.Removed, Total: r.Total, Used: r.Used, Companies: r.Companies})
		}
	} else {
		rows, err = tx.q.VARsByNumber(tx.ctx, db.VARsByNumberParams{Way: p.way, Metric: p.column, Pattern: f.Pattern(), State: f.Where["state"],
			Since: tx.recoverable(), AfterNumber: p.mark.Number, AfterName: p.mark.Name, AfterID: p.mark.ID, Most: p.most})
	}
	rows, next := cut(rows, f.Most, func(r db.VARsByNumberRow) anteroom.Mark {
		return anteroom.Mark{Number: r.Place, Name: r.SortName, ID: r.ID}
	})
	list := make([]anteroom.VARLine, len(rows))
	for i, r := range rows {
		list[i] = anteroom.VARLine{VAR: anteroom.VAR{ID: anteroom.VARID(r.ID), Name: r.Name, Virtual: r.IsVirtual, SupportEmail: r.SupportEmail,
			SupportPhone: r.SupportPhone, Keys: int(r.Total), Removed: fromMicros(r.Removed)}, Given: int(r.Used), Companies: int(r.Companies)}
	}
	return list, next, mapped(err)
}

// recoverable is the moment since which something that was removed can be recovered.
func (tx *Tx) recoverable() int64 { return micros(tx.Now.Add(-anteroom.RecoverFor)) }

// CountVARs is how many VARs fit in all.
func (tx *Tx) CountVARs(f anteroom.Find) (int, error) {
	n, err := tx.q.CountVARs(tx.ctx, db.CountVARsParams{Pattern: f.Pattern(), State: f.Where["state"], Since: tx.recoverable()})
	return int(n), mapped(err)
}

// CompanyLines are the companies of a VAR that fit, or with an empty one of all, and where the next page begins (empty:
// there is none). They are sorted by name, keys, used, unused or made, and filtered by state ("active", "suspended",
// "removed", "billed", or none: all but the removed), kind and package. "billed" are all but those that were removed before
// the moment "since", in microseconds.
func (tx *Tx) CompanyLines(of anteroom.VARID, f anteroom.Find) ([]anteroom.CompanyLine, string, error) {
	p, err := find(f, func() (string, error) { return tx.q.LastCompanyName(tx.ctx) })
	if err != nil {
		return nil, "", err
	}
	rows, err := tx.companyRows(of, f, p)
	rows, next := cut(rows, f.Most, func(r db.CompaniesByNumberRow) anteroom.Mark {
		return anteroom.Mark{Number: r.Place, Name: r.SortName, ID: r.ID}
	})
	list := make([]anteroom.CompanyLine, len(rows))
	for i, r := range rows {
		list[i] = anteroom.CompanyLine{ID: anteroom.CompanyID(r.ID), VAR: anteroom.VARID(r.VarID), VARName: r.VarName, Kind: anteroom.CompanyKind(r.Kind),
			Name: r.Name, State: stateOf(r), SuspendedReason: r.SuspendedReason,
			Keys:     anteroom.Keys{Total: int(r.Total), Reserved: int(r.Reserved), Used: int(r.Used)},
			Packages: int(r.Packages), Restrictions: int(r.Restrictions), Made: fromMicros(r.Made), Removed: fromMicros(r.Removed)}
	}
	return list, next, mapped(err)
}

func stateOf(r db.CompaniesByNumberRow) anteroom.CompanyState {
	switch {
	case r.Removed != 0:
		return anteroom.CompanyRemoved
	case r.Suspended:
		return anteroom.CompanySuspended
	}
	return anteroom.CompanyActive
}

// removedSince is from when on the removed companies that fit were removed: those before cannot be recovered, or were so
// before what is asked for.
func (tx *Tx) removedSince(f anteroom.Find) int64 {
	asked, _ := strconv.ParseInt(f.Where["since"], 10, 64) // 0 where nobody asks
	return max(tx.recoverable(), asked)
}

// companyRows asks by name along an index, by a number across the companies.
func (tx *Tx) companyRows(of anteroom.VARID, f anteroom.Find, p found) ([]db.CompaniesByNumberRow, error) {
	all := db.CompaniesOfAllParams{AfterName: p.mark.Name, AfterID: p.mark.ID, Pattern: f.Pattern(), State: f.Where["state"], Since: tx.removedSince(f),
		Kind: f.Where["kind"], PackageID: f.Where["package"], Most: p.most}
	one := db.CompaniesOfVARParams{VarID: string(of), AfterName: all.AfterName, AfterID: all.AfterID, Pattern: all.Pattern, State: all.State,
		Since: all.Since, Kind: all.Kind, PackageID: all.PackageID, Most: all.Most}
	switch {
	case !p.byName():
		return tx.q.CompaniesByNumber(tx.ctx, db.CompaniesByNumberParams{Way: p.way, Metric: p.column, VarID: string(of), Pattern: all.Pattern, State: all.State,
			Since: all.Since, Kind: all.Kind, PackageID: all.PackageID, AfterNumber: p.mark.Number, AfterName: all.AfterName, AfterID: all.AfterID, Most: all.Most})
	case of == "" && p.way > 0:
		rows, err := tx.q.CompaniesOfAll(tx.ctx, all)
		return named(rows, err)
	case of == "":
		rows, err := tx.q.CompaniesOfAllBack(tx.ctx, db.CompaniesOfAllBackParams(all))
		return named(rows, err)
	case p.way > 0:
		rows, err := tx.q.CompaniesOfVAR(tx.ctx, one)
		return named(rows, err)
	}
	rows, err := tx.q.CompaniesOfVARBack(tx.ctx, db.CompaniesOfVARBackParams(one))
	return named(rows, err)
}

// named are rows that are sorted by name, and so have no number.
func named[R db.CompaniesOfAllRow | db.CompaniesOfAllBackRow | db.CompaniesOfVARRow | db.CompaniesOfVARBackRow](rows []R, err error) ([]db.CompaniesByNumberRow, error) {
	list := make([]db.CompaniesByNumberRow, len(rows))
	for i, row := range rows {
		r := db.CompaniesOfAllRow(row)
		list[i] = db.CompaniesByNumberRow{ID: r.ID, VarID: r.VarID, VarName: r.VarName, Kind: r.Kind, Name: r.Name, SortName: r.SortName, Made: r.Made,
			Suspended: r.Suspended, SuspendedReason: r.SuspendedReason, Removed: r.Removed, Total: r.Total, Reserved: r.Reserved, Used: r.Used,
			Packages: r.Packages, Restrictions: r.Restrictions}
	}
	return list, err
}

// CountCompanies is how many companies of a VAR fit, or with an empty one of all.
func (tx *Tx) CountCompanies(of anteroom.VARID, f anteroom.Find) (int, error) {
	n, err := tx.q.CountCompanies(tx.ctx, db.CountCompaniesParams{VarID: string(of), Pattern: f.Pattern(), State: f.Where["state"],
		Since: tx.removedSince(f), Kind: f.Where["kind"], PackageID: f.Where["package"]})
	return int(n), mapped(err)
}

// PackagesWithin are the packages that a VAR's companies may have, or with an empty VAR the system-wide ones, by name.
func (tx *Tx) PackagesWithin(of anteroom.VARID) ([]anteroom.Package, error) {
	rows, err := tx.q.PackagesWithin(tx.ctx, string(of))
	list := make([]anteroom.Package, len(rows))
	for i, r := range rows {
		list[i] = packageOf(db.ServicePackageRow(r))
	}
	return list, mapped(err)
}
