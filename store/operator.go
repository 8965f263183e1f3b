package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// This file holds what belongs to no company, and what looks across companies: for the operator, and for finding out
// whose something is.

// Languages are the system's, in the operator's order.
func (tx *Tx) Languages() ([]anteroom.Language, error) {
	rows, err := tx.q.Languages(tx.ctx)
	list := make([]anteroom.Language, len(rows))
	for i, r := range rows {
		list[i] = anteroom.Language(r)
	}
	return list, mapped(err)
}

// PutLanguage makes a language one of the system's, at a position.
func (tx *Tx) PutLanguage(l anteroom.Language, position int) error {
	return mapped(tx.q.PutLanguage(tx.ctx, db.PutLanguageParams{Tag: string(l), Position: int64(position)}))
}

// DropLanguage takes a language from the system; Conflict while anything uses it.
func (tx *Tx) DropLanguage(l anteroom.Language) error {
	return mapped(tx.q.DropLanguage(tx.ctx, string(l)))
}

// SpeakersOf are the names of the companies (100 at most) that speak a language.
func (tx *Tx) SpeakersOf(l anteroom.Language) ([]string, error) {
	names, err := tx.q.SpeakersOf(tx.ctx, string(l))
	return names, mapped(err)
}

// VAR is the reseller of that id.
func (tx *Tx) VAR(id anteroom.VARID) (anteroom.VAR, error) {
	r, err := tx.q.VAR(tx.ctx, string(id))
	return varOf(r), mapped(err)
}

// VirtualVAR is the one that is the system itself.
func (tx *Tx) VirtualVAR() (anteroom.VAR, error) {
	r, err := tx.q.VirtualVAR(tx.ctx)
	return varOf(db.VARRow(r)), mapped(err)
}

func varOf(r db.VARRow) anteroom.VAR {
	return anteroom.VAR{ID: anteroom.VARID(r.ID), Name: r.Name, Virtual: r.IsVirtual, SupportEmail: r.SupportEmail, SupportPhone: r.SupportPhone,
		Keys: int(r.SubscriptionKeys), Removed: fromMicros(r.Removed)}
}

// PutVAR makes or replaces a reseller, but for its keys; see MoveKeys.
func (tx *Tx) PutVAR(v anteroom.VAR) error {
	err := tx.q.PutVAR(tx.ctx, db.PutVARParams{ID: string(v.ID), Name: v.Name, SortName: anteroom.Fold(v.Name), IsVirtual: v.Virtual, SupportEmail: v.SupportEmail,
		SupportPhone: v.SupportPhone, Removed: micros(v.Removed)})
	if err != nil {
		return mapped(err)
	}
	return tx.openKeys(string(v.ID))
}

// PhoneSystem is the phone system of that id.
func (tx *Tx) PhoneSystem(id anteroom.SystemID) (anteroom.PhoneSystem, error) {
	r, err := tx.q.PhoneSystem(tx.ctx, string(id))
	return anteroom.PhoneSystem{ID: anteroom.SystemID(r.ID), Name: r.Name, Kind: r.Kind, Address: r.Address, Manager: r.Manager, SIP: r.Sip}, mapped(err)
}

// PhoneSystems are those of the provider's list, by name.
func (tx *Tx) PhoneSystems() ([]anteroom.PhoneSystem, error) {
	rows, err := tx.q.PhoneSystems(tx.ctx)
	list := make([]anteroom.PhoneSystem, len(rows))
	for i, r := range rows {
		list[i] = anteroom.PhoneSystem{ID: anteroom.SystemID(r.ID), Name: r.Name, Kind: r.Kind, Address: r.Address, Manager: r.Manager, SIP: r.Sip}
	}
	return list, mapped(err)
}

// PutPhoneSystem makes or replaces a phone system of the provider's list.
func (tx *Tx) PutPhoneSystem(p anteroom.PhoneSystem) error {
	return mapped(tx.q.PutPhoneSystem(tx.ctx, db.PutPhoneSystemParams{ID: string(p.ID), Name: p.Name, Kind: p.Kind, Address: p.Address, Manager: p.Manager, Sip: p.SIP}))
}

// Package is the service package of that id.
func (tx *Tx) Package(id anteroom.PackageID) (anteroom.Package, error) {
	r, err := tx.q.ServicePackage(tx.ctx, string(id))
	return packageOf(r), mapped(err)
}

// PutPackage makes or replaces a service package, and keeps the price that it had before.
func (tx *Tx) PutPackage(p anteroom.Package) error {
	err := tx.q.PutPackage(tx.ctx, db.PutPackageParams{ID: string(p.ID), VarID: string(p.VAR), Name: p.Name, Currency: p.Currency,
		BaseRate: p.BaseRate, Minutes: int64(p.Minutes), MinuteRate: p.MinuteRate, Shared: p.Shared, Active: p.Active})
	if err != nil {
		return mapped(err)
	}
	return tx.putPrice(p)
}

// PackageUse is how many companies have a package on their list, and how many users hold it.
func (tx *Tx) PackageUse(id anteroom.PackageID) (companies, holders int, err error) {
	r, err := tx.q.PackageUse(tx.ctx, string(id))
	return int(r.Companies), int(r.Holders), mapped(err)
}

// Packages are the system-wide ones and those of the VAR, by name, with their use: by the VAR's companies, or with no VAR
// by all.
func (tx *Tx) Packages(of anteroom.VARID) ([]anteroom.PackageLine, error) {
	rows, err := tx.q.PackageLines(tx.ctx, string(of))
	list := make([]anteroom.PackageLine, len(rows))
	for i, r := range rows {
		list[i] = anteroom.PackageLine{Package: packageOf(db.ServicePackageRow{ID: r.ID, VarID: r.VarID, Name: r.Name, Currency: r.Currency,
			BaseRate: r.BaseRate, Minutes: r.Minutes, MinuteRate: r.MinuteRate, Shared: r.Shared, Active: r.Active}), Companies: int(r.Companies), Holders: int(r.Holders)}
	}
	return list, mapped(err)
}

// Companies are the ids of the companies within reach of a target, by name, 1 000 at most.
func (tx *Tx) Companies(of anteroom.Target) ([]anteroom.CompanyID, error) {
	rows, err := tx.q.Companies(tx.ctx, db.CompaniesParams{VarID: string(of.VAR), ID: string(of.Company)})
	ids := make([]anteroom.CompanyID, len(rows))
	for i, r := range rows {
		ids[i] = anteroom.CompanyID(r)
	}
	return ids, mapped(err)
}

// Number is the telephone number, whosever it is.
func (tx *Tx) Number(id anteroom.NumberID) (anteroom.Number, error) {
	r, err := tx.q.Number(tx.ctx, string(id))
	return numberOf(db.NumbersRow(r)), mapped(err)
}

// PhoneByName is the phone that signs in under that SIP user name, whosever it is; a removed user's is not there.
func (tx *Tx) PhoneByName(name string) (anteroom.Phone, error) {
	r, err := tx.q.PhoneByName(tx.ctx, name)
	return phoneOf(r), mapped(err)
}
