package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// CompanyPackages are the packages on a company's list, by name.
func (tx *Tx) CompanyPackages(company anteroom.CompanyID) ([]anteroom.CompanyPackage, error) {
	rows, err := tx.q.CompanyPackages(tx.ctx, string(company))
	list := make([]anteroom.CompanyPackage, 0, len(rows))
	for _, r := range rows {
		list = append(list, anteroom.CompanyPackage{
			Package: packageOf(db.ServicePackageRow{ID: r.ID, VarID: r.VarID, Name: r.Name, Currency: r.Currency, BaseRate: r.BaseRate,
				Minutes: r.Minutes, MinuteRate: r.MinuteRate, Shared: r.Shared, Active: r.Active}),
			Offer: r.Offer, Default: r.ByDefault,
		})
	}
	return list, mapped(err)
}

// PutCompanyPackage puts a package on the company's list, or changes how it is offered.
func (tx *Tx) PutCompanyPackage(company anteroom.CompanyID, id anteroom.PackageID, offer, byDefault bool) error {
	return mapped(tx.q.PutCompanyPackage(tx.ctx, db.PutCompanyPackageParams{CompanyID: string(company), PackageID: string(id), Offer: offer, ByDefault: byDefault}))
}

func packageOf(r db.ServicePackageRow) anteroom.Package {
	return anteroom.Package{ID: anteroom.PackageID(r.ID), VAR: anteroom.VARID(r.VarID), Name: r.Name, Currency: r.Currency,
		BaseRate: r.BaseRate, Minutes: int(r.Minutes), MinuteRate: r.MinuteRate, Shared: r.Shared, Active: r.Active}
}

// DropCompanyPackage takes a package off the company's list; Conflict where a user holds it.
func (tx *Tx) DropCompanyPackage(company anteroom.CompanyID, id anteroom.PackageID) error {
	return mapped(tx.q.DropCompanyPackage(tx.ctx, db.DropCompanyPackageParams{CompanyID: string(company), PackageID: string(id)}))
}

// Holders is how many users of the company have the package.
func (tx *Tx) Holders(company anteroom.CompanyID, id anteroom.PackageID) (int, error) {
	n, err := tx.q.Holders(tx.ctx, db.HoldersParams{CompanyID: string(company), PackageID: string(id)})
	return int(n), mapped(err)
}
