package office

import (
	"context"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// ChoosePackages says which packages a user has: of those that are offered, and those that the user has already (R22).
// Users choose their own, unless the account is configured by the administrator only.
type ChoosePackages struct {
	Company  anteroom.CompanyID   `json:"-" path:"company"`
	User     anteroom.UserID      `json:"user"`
	Packages []anteroom.PackageID `json:"packages"`
}

func (c ChoosePackages) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c ChoosePackages) Right() anteroom.Right { return anteroom.EditSelf }

func (c ChoosePackages) Do(r *Run) error {
	u, err := r.tx.User(c.Company, c.User)
	switch {
	case anteroom.KindOf(err) == anteroom.NotFound || err == nil && !u.Removed.IsZero():
		r.wrong.Wrong("user", "error.user.unknown")
		return nil
	case err != nil:
		return err
	case r.who.Level == anteroom.LevelUser && u.Options.AdministratorOnly:
		return anteroom.Fail(anteroom.Forbidden, "error.user.administrator_only")
	}
	may, err := userChoice(r.tx, c.Company, c.User)
	if err != nil {
		return err
	}
	chosen := []anteroom.PackageID{}
	for _, p := range may {
		if slices.Contains(c.Packages, p.Package.ID) {
			chosen = append(chosen, p.Package.ID)
		}
	}
	for _, id := range c.Packages {
		if !slices.Contains(chosen, id) {
			r.wrong.Wrong("packages", "error.package.not_offered")
			return nil
		}
	}
	if err := userPackages().edit(r, string(c.User), func(h *held) error {
		h.Packages = chosen
		return nil
	}); err != nil {
		return err
	}
	r.choiceEffects(may, chosen)
	return nil
}

// choiceEffects tells what the choice costs a month, and what of it cannot be taken back.
func (r *Run) choiceEffects(may []anteroom.UserPackage, chosen []anteroom.PackageID) {
	var has []anteroom.Package
	var lost []string
	differs := false
	for _, p := range may {
		is := slices.Contains(chosen, p.Package.ID)
		differs = differs || is != p.Held
		switch {
		case is:
			has = append(has, p.Package)
		case p.Held && !p.Open:
			lost = append(lost, p.Package.Name)
		}
	}
	switch {
	case !differs:
		return
	case len(has) == 0:
		r.effect(true, "effect.packages.none")
	default:
		r.effect(true, "effect.packages.cost", "cost", monthly(has))
	}
	if len(lost) > 0 {
		r.effect(true, "effect.packages.lost", "count", len(lost), "names", lost)
	}
}

// checkGiven refuses to give back, where a choice is undone, what is offered no more (R24).
func (r *Run) checkGiven(before, after held) error {
	list, err := r.tx.CompanyPackages(r.target.Company)
	if err != nil {
		return err
	}
	for _, p := range list {
		given := slices.Contains(after.Packages, p.Package.ID) && !slices.Contains(before.Packages, p.Package.ID)
		if given && !(p.Offer && p.Package.Active) {
			return anteroom.Fail(anteroom.Conflict, "error.package.not_offered")
		}
	}
	return nil
}

// userChoice are the packages that a user has or may take, by name.
func userChoice(tx *store.Tx, company anteroom.CompanyID, user anteroom.UserID) ([]anteroom.UserPackage, error) {
	list, err := tx.CompanyPackages(company)
	if err != nil {
		return nil, err
	}
	has, err := tx.UserPackages(company, user)
	if err != nil {
		return nil, err
	}
	choice := []anteroom.UserPackage{}
	for _, p := range list {
		u := anteroom.UserPackage{Package: p.Package, Open: p.Offer && p.Package.Active,
			Held: slices.ContainsFunc(has, func(h anteroom.Package) bool { return h.ID == p.Package.ID })}
		if u.Held || u.Open {
			choice = append(choice, u)
		}
	}
	return choice, nil
}

// UserPackages are the packages that a user has or may take, by name, and whether who asks may choose.
func (o *Office) UserPackages(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID) (list []anteroom.UserPackage, may bool, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := reach(tx, who, anteroom.SeeSelf, anteroom.Target{Company: company, User: user})
		if err != nil {
			return err
		}
		u, err := tx.User(company, user)
		switch {
		case anteroom.KindOf(err) == anteroom.NotFound || err == nil && (c.Gone || !u.Removed.IsZero()):
			return anteroom.Missing()
		case err != nil:
			return err
		}
		may = who.Level != anteroom.LevelUser || !u.Options.AdministratorOnly
		list, err = userChoice(tx, company, user)
		return err
	})
	return list, may, err
}

// Packages are those that a VAR may choose for its companies, its own and the system-wide ones, or with an empty VAR the
// system-wide ones; by name.
func (o *Office) Packages(ctx context.Context, who anteroom.Who, of anteroom.VARID) (list []anteroom.PackageLine, err error) {
	right := anteroom.SeeSystem
	if of != "" {
		right = anteroom.SeeVAR
	}
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if _, err := placeOf(tx, who, right, anteroom.Target{VAR: of}); err != nil {
			return err
		}
		list, err = tx.Packages(of)
		return err
	})
	return list, err
}

// CompanyPackages are those of a company's list, by name.
func (o *Office) CompanyPackages(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (list []anteroom.CompanyPackage, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) (err error) {
		list, err = tx.CompanyPackages(id)
		return err
	})
	return list, err
}
