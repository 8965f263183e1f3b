package web

import (
	"net/url"
	"slices"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// packagesOfSystem is the list of the system-wide packages.
func (v *visit) packagesOfSystem() error {
	_, s, err := v.inSystem("packages.title", "packages")
	if err != nil {
		return err
	}
	return v.packageList(s, "/system/packages")
}

// packagesOfVAR is the list of those that a VAR chooses from for its companies.
func (v *visit) packagesOfVAR() error {
	_, s, err := v.inVAR("packages.title", "packages")
	if err != nil {
		return err
	}
	return v.packageList(s, s.AtVAR("/packages"))
}

func (v *visit) packageList(s pages.Shell, path string) error {
	list, err := v.Office.Packages(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	own := v.who.May(anteroom.ManagePackages, anteroom.Target{VAR: s.VAR}) == nil
	return v.list(packageTable(s, path, own, list))
}

// packageTable is the list of packages; own tells whether the reader may change those of the shell's VAR, or with none
// the system-wide ones.
func packageTable(s pages.Shell, path string, own bool, list []anteroom.PackageLine) pages.List {
	page := pages.List{Shell: s, Intro: s.T("packages.intro.system")}
	t := pages.Table{Caption: s.T("packages.title"), Path: path, Query: url.Values{},
		Columns: append(packageColumns(s), pages.Column{Label: s.T("packages.whose")}, pages.Column{Label: s.T("companies.title"), Amount: true}, pages.Column{Label: s.T("packages.holders"), Amount: true}),
		Empty:   pages.Empty{Title: s.T("packages.none")}}
	if s.VAR != "" {
		page.Intro = s.T("packages.intro.var")
	}
	if own {
		add := pages.Link{Path: path + "/add", Text: s.T("packages.add")}
		page.Actions, t.Empty.Action = []pages.Link{add}, add
	}
	for _, p := range list {
		cells := packageCells(s, p.Package)
		if own && p.VAR == s.VAR {
			cells[0] = pages.Linked(path+"/edit?package="+url.QueryEscape(string(p.ID)), p.Name)
		}
		whose := s.T("packages.of_system")
		if p.VAR != "" {
			whose = s.T("packages.of_var")
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(p.ID), Cells: append(cells, pages.Words(whose), amount(s, p.Companies), amount(s, p.Holders))})
	}
	page.Table = t
	return page
}

func packageColumns(s pages.Shell) []pages.Column {
	return []pages.Column{{Label: s.T("packages.name")}, {Label: s.T("packages.base_rate"), Amount: true}, {Label: s.T("packages.minutes"), Amount: true},
		{Label: s.T("packages.minute_rate"), Amount: true}, {Label: s.T("packages.status")}}
}

func packageCells(s pages.Shell, p anteroom.Package) []templ.Component {
	status := pages.Pill("good", "yes", s.T("packages.active"))
	if !p.Active {
		status = pages.Pill("", "no", s.T("packages.inactive"))
	}
	minutes := s.T("packages.minutes.included", "count", p.Minutes)
	if p.Shared {
		minutes = s.T("packages.minutes.shared", "count", p.Minutes)
	}
	return []templ.Component{pages.Words(p.Name), pages.Words(s.P.Money(p.BaseRate, p.Currency)), pages.Words(minutes),
		pages.Words(s.P.Money(p.MinuteRate, p.Currency)), status}
}

// above is the shell of a page about the packages of the VAR that the address names, or about the system-wide ones, for
// whom they are to change.
func (v *visit) above(title string) (s pages.Shell, version int64, list pages.Link, err error) {
	place, s, err := v.in(title, "packages", anteroom.Target{VAR: v.varID()})
	if err != nil {
		return s, 0, list, err
	}
	list = pages.Link{Path: "/system/packages", Text: s.T("packages.title")}
	if s.VAR != "" {
		list.Path = s.AtVAR("/packages")
	}
	return s, place.Version, list, v.who.May(anteroom.ManagePackages, anteroom.Target{VAR: s.VAR})
}

func (v *visit) addPackage() error {
	s, version, list, err := v.above("packages.add")
	if err != nil {
		return err
	}
	return v.task(task{
		page: packageForm(s, list, anteroom.Package{Currency: "CAD", Active: true}, version),
		command: func(f *form) office.Command {
			p := f.pack(s.P)
			return office.CreatePackage{VAR: s.VAR, Name: p.Name, Currency: p.Currency, BaseRate: p.BaseRate, Minutes: p.Minutes, MinuteRate: p.MinuteRate, Shared: p.Shared}
		},
		done: func(office.Outcome) string { return list.Path },
	})
}

func (v *visit) editPackage() error {
	s, version, above, err := v.above("packages.edit")
	if err != nil {
		return err
	}
	list, err := v.Office.Packages(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	id := anteroom.PackageID(v.r.URL.Query().Get("package"))
	i := slices.IndexFunc(list, func(p anteroom.PackageLine) bool { return p.ID == id && p.VAR == s.VAR })
	if i < 0 {
		return anteroom.Missing()
	}
	page := packageForm(s, above, list[i].Package, version)
	page.Action = above.Path + "/edit?package=" + url.QueryEscape(string(id))
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			p := f.pack(s.P)
			return office.EditPackage{VAR: s.VAR, Package: id, Name: p.Name, Currency: p.Currency, BaseRate: p.BaseRate, Minutes: p.Minutes, MinuteRate: p.MinuteRate, Shared: p.Shared, Active: f.ticked("active")}
		},
		done: func(office.Outcome) string { return above.Path },
	})
}

// pack reads the fields of a package; what a person types as money is in the units of the currency.
func (f *form) pack(p locale.Printer) anteroom.Package {
	code := f.text("currency")
	return anteroom.Package{Name: f.text("name"), Currency: code, BaseRate: f.money(p, "base_rate", code), Minutes: f.number("minutes"), MinuteRate: f.money(p, "minute_rate", code), Shared: f.ticked("shared")}
}

// money is a field that holds an amount of a currency; one that does not is noted as wrong. Empty is 0.
func (f *form) money(p locale.Printer, name, code string) int64 {
	if f.text(name) == "" {
		return 0
	}
	n, ok := p.ParseAmount(f.text(name), code)
	if !ok {
		f.wrong.Wrong(name, "error.amount", "example", p.Amount(2450, code))
	}
	return n
}

func packageForm(s pages.Shell, above pages.Link, p anteroom.Package, version int64) pages.Task {
	controls := []pages.Control{{Name: "name", Label: "field.package.name", Value: p.Name, Required: true},
		{Name: "currency", Label: "field.package.currency", Hint: "packages.currency.hint", Value: p.Currency, Required: true},
		{Name: "base_rate", Label: "packages.base_rate", Value: s.P.Amount(p.BaseRate, p.Currency), Required: true},
		{Name: "minutes", Label: "field.package.minutes", Type: "number", Value: strconv.Itoa(p.Minutes), Required: true},
		{Name: "minute_rate", Label: "packages.minute_rate", Value: s.P.Amount(p.MinuteRate, p.Currency), Required: true},
		{Name: "shared", Label: "field.package.shared", Hint: "packages.shared.hint", Kind: pages.Tick, Checked: p.Shared}}
	if p.ID != "" {
		controls = append(controls, pages.Control{Name: "active", Label: "packages.active", Kind: pages.Tick, Hint: "packages.active.hint", Checked: p.Active})
	}
	return pages.Task{Shell: s, Above: above, Version: version, Sections: []pages.Section{{Controls: controls}}}
}
