package web

import (
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// offers is Edit Offered Packages: what new users of the company may have, and what they get (R20).
func (v *visit) offers() error {
	place, s, err := v.inCompany("offers.title", "packages")
	if err != nil {
		return err
	}
	list, err := v.Office.CompanyPackages(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	actions := v.listActions(s, place)
	if len(list) == 0 && v.r.Method != "POST" {
		return v.list(pages.List{Shell: s, Actions: actions, Table: pages.Table{Caption: s.T("packages.title"),
			Empty: pages.Empty{Title: s.T("profile.packages.none"), About: s.T("packages.ask")}}})
	}
	return v.task(task{
		page: offersForm(s, list, actions, place.Version),
		command: func(f *form) office.Command {
			return office.SetOffers{Company: s.Company, Offer: packageIDs(f.Values["offer"]), Default: packageIDs(f.Values["default"])}
		},
		done: func(office.Outcome) string { return s.At("/packages") },
	})
}

// listActions lead who provides the company to its list of packages.
func (v *visit) listActions(s pages.Shell, place office.Place) []pages.Link {
	if !v.provides(place) {
		return nil
	}
	return []pages.Link{{Path: s.At("/packages/list"), Text: s.T("packages.list")}, {Path: s.At("/packages/unlist"), Text: s.T("packages.unlist")}}
}

func packageIDs(values []string) []anteroom.PackageID {
	ids := []anteroom.PackageID{}
	for _, v := range values {
		ids = append(ids, anteroom.PackageID(v))
	}
	return ids
}

func offersForm(s pages.Shell, list []anteroom.CompanyPackage, actions []pages.Link, version int64) pages.Task {
	grid := &pages.Grid{Caption: s.T("packages.title"), Columns: packageColumns(s)}
	offer := pages.Control{Name: "offer", Label: "field.company_package.offer", Kind: pages.Ticks}
	given := pages.Control{Name: "default", Label: "field.company_package.default", Kind: pages.Ticks}
	for _, p := range list {
		id := string(p.Package.ID)
		grid.Rows = append(grid.Rows, pages.Row{ID: id, Cells: packageCells(s, p.Package)})
		for _, box := range []struct {
			c  *pages.Control
			is bool
		}{{&offer, p.Offer}, {&given, p.Default}} {
			box.c.Options = append(box.c.Options, pages.Option{Value: id, Text: p.Package.Name, Disabled: !p.Package.Active && !box.is})
			if box.is {
				box.c.Values = append(box.c.Values, id)
			}
		}
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: s.At("/profile"), Text: s.T("profile.title")}, Intro: s.T("packages.intro"), Version: version,
		Sections: []pages.Section{{Grid: grid, Controls: []pages.Control{offer, given}}}, After: pages.Notes(s.T("packages.ask"), actions)}
}

// listPackage puts a package on the company's list; only its provider can.
func (v *visit) listPackage() error {
	place, s, list, err := v.provided("packages.list")
	if err != nil {
		return err
	}
	all, err := v.Office.Packages(v.r.Context(), v.who, place.VAR.ID)
	if err != nil {
		return err
	}
	return v.task(task{
		page: listForm(s, all, list, place.Version),
		command: func(f *form) office.Command {
			return office.OfferPackage{Company: s.Company, Package: anteroom.PackageID(f.text("package")), Offer: f.ticked("offer"), Default: f.ticked("default")}
		},
		done: func(office.Outcome) string { return s.At("/packages") },
	})
}

// provided is the company that the address names with its list of packages, for whom provides it.
func (v *visit) provided(title string) (place office.Place, s pages.Shell, list []anteroom.CompanyPackage, err error) {
	if place, s, err = v.inCompany(title, "packages"); err != nil {
		return place, s, nil, err
	}
	if err := v.who.May(anteroom.ManageCompany, anteroom.Target{VAR: place.VAR.ID, Company: place.Company.ID}); err != nil {
		return place, s, nil, err
	}
	list, err = v.Office.CompanyPackages(v.r.Context(), v.who, s.Company)
	return place, s, list, err
}

func listForm(s pages.Shell, all []anteroom.PackageLine, list []anteroom.CompanyPackage, version int64) pages.Task {
	choice := []pages.Option{{Text: s.T("packages.choose")}}
	for _, p := range all {
		if p.Active && !slices.ContainsFunc(list, func(c anteroom.CompanyPackage) bool { return c.Package.ID == p.ID }) {
			choice = append(choice, pages.Option{Value: string(p.ID), Text: p.Name + ", " + s.P.Money(p.BaseRate, p.Currency)})
		}
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: s.At("/packages"), Text: s.T("offers.title")}, Intro: s.T("packages.list.intro"), Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "package", Label: "packages.name", Kind: pages.Choice, Options: choice, Required: true},
			{Name: "offer", Label: "field.company_package.offer", Kind: pages.Tick}, {Name: "default", Label: "field.company_package.default", Kind: pages.Tick}}}}}
}

// unlistPackage takes a package off the company's list.
func (v *visit) unlistPackage() error {
	place, s, list, err := v.provided("packages.unlist")
	if err != nil {
		return err
	}
	return v.task(task{
		page: unlistForm(s, list, place.Version),
		command: func(f *form) office.Command {
			return office.UnlistPackage{Company: s.Company, Package: anteroom.PackageID(f.text("package"))}
		},
		done: func(office.Outcome) string { return s.At("/packages") },
	})
}

func unlistForm(s pages.Shell, list []anteroom.CompanyPackage, version int64) pages.Task {
	choice := []pages.Option{{Text: s.T("packages.choose")}}
	for _, p := range list {
		choice = append(choice, pages.Option{Value: string(p.Package.ID), Text: p.Package.Name})
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: s.At("/packages"), Text: s.T("offers.title")}, Intro: s.T("packages.unlist.intro"), Danger: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "package", Label: "packages.name", Kind: pages.Choice, Options: choice, Required: true}}}}}
}

// userPackages are those that a user has, or may take: for the user, and for those above.
func (v *visit) userPackages() error {
	user := anteroom.UserID(v.r.PathValue("user"))
	list, may, err := v.Office.UserPackages(v.r.Context(), v.who, v.companyID(), user)
	if err != nil {
		return err
	}
	s, version := v.shell("user_packages.title", "packages"), int64(0)
	if v.who.Level != anteroom.LevelUser {
		var place office.Place
		if place, s, err = v.inCompany("user_packages.title", "packages"); err != nil {
			return err
		}
		version = place.Version
	}
	path := "/c/" + string(v.companyID()) + "/users/" + string(user) + "/packages"
	return v.task(task{
		page: choiceForm(s, list, may, version),
		command: func(f *form) office.Command {
			return office.ChoosePackages{Company: v.companyID(), User: user, Packages: packageIDs(f.Values["packages"])}
		},
		done: func(office.Outcome) string { return path },
	})
}

func choiceForm(s pages.Shell, list []anteroom.UserPackage, may bool, version int64) pages.Task {
	grid := &pages.Grid{Caption: s.T("user_packages.title"), Columns: packageColumns(s)}
	chosen := pages.Control{Name: "packages", Label: "user_packages.chosen", Kind: pages.Ticks, Disabled: !may}
	for _, p := range list {
		id := string(p.Package.ID)
		grid.Rows = append(grid.Rows, pages.Row{ID: id, Cells: packageCells(s, p.Package)})
		chosen.Options = append(chosen.Options, pages.Option{Value: id, Text: p.Package.Name})
		if p.Held {
			chosen.Values = append(chosen.Values, id)
		}
	}
	intro := s.T("user_packages.intro")
	switch {
	case len(list) == 0:
		intro = s.T("user_packages.none")
	case !may:
		intro = s.T("error.user.administrator_only")
	}
	return pages.Task{Shell: s, Intro: intro, Version: version, Sections: []pages.Section{{Grid: grid, Controls: []pages.Control{chosen}}}}
}
