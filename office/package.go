package office

import (
	"slices"

	"anteroom.dev/anteroom"
)

// CreatePackage makes a service package, of a VAR or with none system-wide. Money is in the currency's smallest unit.
type CreatePackage struct {
	VAR        anteroom.VARID `json:"var,omitempty"`
	Name       string         `json:"name"`
	Currency   string         `json:"currency"` // ISO 4217
	BaseRate   int64          `json:"base_rate"`
	Minutes    int            `json:"minutes,omitempty"`
	MinuteRate int64          `json:"minute_rate"`
	Shared     bool           `json:"shared,omitempty"` // a company's users who have it use the included minutes together
}

func (c CreatePackage) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c CreatePackage) Right() anteroom.Right { return anteroom.ManagePackages }

func (c CreatePackage) Do(r *Run) error {
	p := anteroom.Package{ID: anteroom.NewID[anteroom.PackageID](r.tx.Now), VAR: c.VAR, Name: clean(c.Name), Currency: c.Currency,
		BaseRate: c.BaseRate, Minutes: c.Minutes, MinuteRate: c.MinuteRate, Shared: c.Shared, Active: true}
	return packages().make(r, string(p.ID), p)
}

// EditPackage changes a package of a VAR, or with none a system-wide one. Its currency is fixed once a company has it on
// its list. An inactive package is offered and given to nobody any more; who has it keeps it.
type EditPackage struct {
	VAR        anteroom.VARID     `json:"var,omitempty"`
	Package    anteroom.PackageID `json:"package"`
	Name       string             `json:"name"`
	Currency   string             `json:"currency"` // ISO 4217
	BaseRate   int64              `json:"base_rate"`
	Minutes    int                `json:"minutes,omitempty"`
	MinuteRate int64              `json:"minute_rate"`
	Shared     bool               `json:"shared,omitempty"` // a company's users who have it use the included minutes together
	Active     bool               `json:"active,omitempty"`
}

func (c EditPackage) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c EditPackage) Right() anteroom.Right { return anteroom.ManagePackages }

func (c EditPackage) Do(r *Run) error {
	return packages().edit(r, string(c.Package), func(p *anteroom.Package) error {
		p.Name, p.Currency, p.BaseRate, p.Minutes, p.MinuteRate, p.Shared, p.Active = clean(c.Name), c.Currency, c.BaseRate, c.Minutes, c.MinuteRate, c.Shared, c.Active
		return nil
	})
}

func packages() noun[anteroom.Package] {
	return noun[anteroom.Package]{
		name: "package", right: anteroom.ManagePackages, stays: "error.undo.package",
		load:    (*Run).ownPackage,
		check:   (*Run).checkPackage,
		put:     func(r *Run, _ string, _ *anteroom.Package, p anteroom.Package) error { return r.tx.PutPackage(p) },
		effects: (*Run).packageEffects,
	}
}

// ownPackage is a package of the level that the command is for: each edits its own only.
func (r *Run) ownPackage(id string) (anteroom.Package, error) {
	p, err := r.tx.Package(anteroom.PackageID(id))
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && p.VAR != r.target.VAR {
		return anteroom.Package{}, anteroom.Missing()
	}
	return p, err
}

func (r *Run) checkPackage(before *anteroom.Package, p anteroom.Package) error {
	p.Check(&r.wrong)
	if before == nil || before.Currency == p.Currency {
		return nil
	}
	companies, _, err := r.tx.PackageUse(p.ID)
	if companies > 0 {
		r.wrong.Wrong("currency", "error.package.currency", "count", companies)
	}
	return err
}

// packageEffects tells what a change of a package does to those who have it.
func (r *Run) packageEffects(before *anteroom.Package, after anteroom.Package) error {
	if before == nil {
		return nil
	}
	companies, holders, err := r.tx.PackageUse(after.ID)
	if err != nil {
		return err
	}
	price := before.BaseRate != after.BaseRate || before.Minutes != after.Minutes || before.MinuteRate != after.MinuteRate || before.Shared != after.Shared
	if price && companies > 0 {
		r.effect(true, "effect.package.price", "count", holders, "companies", companies)
	}
	if more := (after.BaseRate - before.BaseRate) * int64(holders); more != 0 && before.Currency == after.Currency {
		key := "effect.package.more"
		if more < 0 {
			key, more = "effect.package.less", -more
		}
		r.effect(true, key, "cost", []anteroom.Money{{Amount: more, Currency: after.Currency}})
	}
	if before.Active && !after.Active && companies > 0 {
		r.effect(true, "effect.package.inactive", "count", holders, "companies", companies)
	}
	if !before.Active && after.Active && companies > 0 {
		r.effect(true, "effect.package.active", "count", companies)
	}
	return nil
}

// OfferPackage puts a package on a company's list, or finds it there, and says whether its users may have it and get it.
type OfferPackage struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Package anteroom.PackageID `json:"package"`
	Offer   bool               `json:"offer,omitempty"`
	Default bool               `json:"default,omitempty"`
}

func (c OfferPackage) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c OfferPackage) Right() anteroom.Right { return anteroom.ManageCompany }

func (c OfferPackage) Do(r *Run) error {
	list, err := r.tx.CompanyPackages(c.Company)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(p anteroom.CompanyPackage) bool { return p.Package.ID == c.Package }) {
		return companyPackages().edit(r, string(c.Package), func(p *anteroom.CompanyPackage) error {
			p.Offer, p.Default = c.Offer, c.Default
			return nil
		})
	}
	p, err := r.tx.Package(c.Package)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && p.VAR != "" && p.VAR != r.target.VAR {
		r.wrong.Wrong("package", "error.package.unknown")
		return nil
	} else if err != nil {
		return err
	}
	return companyPackages().make(r, string(c.Package), anteroom.CompanyPackage{Package: p, Offer: c.Offer, Default: c.Default})
}

// UnlistPackage takes a package off a company's list. One that users hold stays on it: they keep it.
type UnlistPackage struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Package anteroom.PackageID `json:"package"`
}

func (c UnlistPackage) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c UnlistPackage) Right() anteroom.Right { return anteroom.ManageCompany }

func (c UnlistPackage) Do(r *Run) error {
	err := companyPackages().remove(r, string(c.Package))
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("package", "error.package.unknown")
		return nil
	}
	return err
}

// SetOffers says which packages of the company's list a new user may have, and which each gets: those that are named, and
// no others. Who is a user already keeps what he has (R20 to R22).
type SetOffers struct {
	Company anteroom.CompanyID   `json:"-" path:"company"`
	Offer   []anteroom.PackageID `json:"offer"`
	Default []anteroom.PackageID `json:"default,omitempty"` // each of them offered too
}

func (c SetOffers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetOffers) Right() anteroom.Right { return anteroom.OfferPackages }

func (c SetOffers) Do(r *Run) error {
	list, err := r.tx.CompanyPackages(c.Company)
	if err != nil {
		return err
	}
	listed := map[anteroom.PackageID]bool{}
	for _, p := range list {
		listed[p.Package.ID] = true
	}
	for _, box := range []struct {
		name string
		ids  []anteroom.PackageID
	}{{"offer", c.Offer}, {"default", c.Default}} {
		if slices.ContainsFunc(box.ids, func(id anteroom.PackageID) bool { return !listed[id] }) {
			r.wrong.Wrong(box.name, "error.package.unknown")
			return nil
		}
	}
	for _, p := range list {
		err := companyPackages().edit(r, string(p.Package.ID), func(is *anteroom.CompanyPackage) error {
			is.Offer, is.Default = slices.Contains(c.Offer, is.Package.ID), slices.Contains(c.Default, is.Package.ID)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return r.givenEffect(list)
}

// givenEffect tells what a user made from now on gets, and what that costs a month, where it differs from before.
func (r *Run) givenEffect(before []anteroom.CompanyPackage) error {
	if len(r.wrong) > 0 {
		return nil
	}
	after, err := r.tx.CompanyPackages(r.target.Company)
	if err != nil || slices.Equal(before, after) {
		return err
	}
	var names []string
	var given []anteroom.Package
	for _, p := range after {
		if p.Default && p.Package.Active {
			names, given = append(names, p.Package.Name), append(given, p.Package)
		}
	}
	if len(given) == 0 {
		r.effect(true, "effect.offers.nothing")
	} else {
		r.effect(true, "effect.offers.given", "count", len(given), "names", names, "cost", monthly(given))
	}
	keys, err := r.tx.Keys(string(r.target.Company))
	r.effect(false, "effect.offers.kept", "count", keys.Used)
	return err
}

// monthly is what packages cost a month, for each currency.
func monthly(list []anteroom.Package) []anteroom.Money {
	sums := map[string]int64{}
	for _, p := range list {
		sums[p.Currency] += p.BaseRate
	}
	return amounts(sums)
}

func companyPackages() noun[anteroom.CompanyPackage] {
	return noun[anteroom.CompanyPackage]{
		name: "company_package", right: anteroom.OfferPackages,
		load: func(r *Run, id string) (anteroom.CompanyPackage, error) {
			list, err := r.tx.CompanyPackages(r.target.Company)
			i := slices.IndexFunc(list, func(p anteroom.CompanyPackage) bool { return string(p.Package.ID) == id })
			if err == nil && i < 0 {
				return anteroom.CompanyPackage{}, anteroom.Missing()
			} else if err != nil {
				return anteroom.CompanyPackage{}, err
			}
			return list[i], nil
		},
		check: (*Run).checkOffered,
		put: func(r *Run, id string, _ *anteroom.CompanyPackage, p anteroom.CompanyPackage) error {
			return r.tx.PutCompanyPackage(r.target.Company, anteroom.PackageID(id), p.Offer, p.Default)
		},
		drop: (*Run).dropCompanyPackage,
	}
}

// checkOffered asks what stands of the package now: an undo may bring an older state of it. What is on the list is the
// provider's to say (R23).
func (r *Run) checkOffered(before *anteroom.CompanyPackage, p anteroom.CompanyPackage) error {
	if before != nil {
		p.CheckOffered(&r.wrong, *before)
		return nil
	}
	if err := r.who.May(anteroom.ManageCompany, r.target); err != nil {
		return err
	}
	var err error
	if p.Package, err = r.tx.Package(p.Package.ID); anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Missing()
	} else if err != nil {
		return err
	}
	p.CheckOffered(&r.wrong, anteroom.CompanyPackage{})
	return nil
}

func (r *Run) dropCompanyPackage(p anteroom.CompanyPackage) error {
	if err := r.who.May(anteroom.ManageCompany, r.target); err != nil {
		return err
	}
	holders, err := r.tx.Holders(r.target.Company, p.Package.ID)
	if err != nil {
		return err
	}
	if holders > 0 {
		r.wrong.Wrong("package", "error.package.held", "count", holders)
		return nil
	}
	return r.tx.DropCompanyPackage(r.target.Company, p.Package.ID)
}
