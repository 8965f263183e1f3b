package web

import (
	"net/http"
	"net/url"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// listShown are the rows of one page of a list.
const listShown = 50

// find is how the address of a list asks for it.
func (v *visit) find(filters ...string) anteroom.Find {
	q := v.r.URL.Query()
	f := anteroom.Find{Text: q.Get("q"), Sort: q.Get("sort"), After: q.Get("after"), Where: map[string]string{}, Most: listShown}
	for _, name := range filters {
		f.Where[name] = q.Get(name)
	}
	return f
}

// options are the values of a filter with their texts, behind the one that stands for all.
func options(s pages.Shell, all, prefix string, values ...string) []pages.Option {
	list := []pages.Option{{Text: s.T(all)}}
	for _, value := range values {
		list = append(list, pages.Option{Value: value, Text: s.T(prefix + value)})
	}
	return list
}

func amount(s pages.Shell, n int) templ.Component { return pages.Words(s.P.Number(int64(n))) }

// vendors is the list of VARs.
func (v *visit) vendors() error {
	_, s, err := v.inSystem("vars.title", "vars")
	if err != nil {
		return err
	}
	l, err := v.Office.VARs(v.r.Context(), v.who, v.find("state"))
	if err != nil {
		return err
	}
	return v.list(vendorList(s, l, v.r.URL.Query()))
}

func vendorList(s pages.Shell, l office.List[anteroom.VARLine], q url.Values) pages.List {
	t := pages.Table{Caption: s.T("vars.title"), Path: "/system/vars", Query: q, Search: s.T("vars.search"), Older: l.Next, Count: s.T("vars.count", "count", l.Count),
		Columns: []pages.Column{{Label: s.T("field.var.name"), Sort: "name"}, {Label: s.T("table.status")}, {Label: s.T("companies.title"), Sort: "companies", Amount: true},
			{Label: s.T("keys.total"), Sort: "keys", Amount: true}, {Label: s.T("keys.given"), Sort: "given", Amount: true}, {Label: s.T("keys.free"), Sort: "free", Amount: true}},
		Filters: []pages.Filter{{Name: "state", Label: s.T("table.status"), Options: options(s, "state.all_here", "state.", "removed")}},
		Empty:   pages.Empty{Title: s.T("vars.none"), About: s.T("vars.none.about"), Action: pages.Link{Path: "/system/vars/add", Text: s.T("vars.add")}}}
	for _, r := range l.Rows {
		path := "/v/" + string(r.ID) + "/"
		if !r.Removed.IsZero() {
			path = "/v/" + string(r.ID) + "/recover"
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(r.ID), Cells: []templ.Component{pages.Linked(path, r.Name), statePill(s, vendorState(r.VAR)),
			amount(s, r.Companies), amount(s, r.Keys), amount(s, r.Given), amount(s, r.Keys-r.Given)}})
	}
	return pages.List{Shell: s, Intro: s.T("vars.intro"), Actions: []pages.Link{{Path: "/system/vars/add", Text: s.T("vars.add")}}, Table: t}
}

func vendorState(v anteroom.VAR) anteroom.CompanyState {
	if v.Removed.IsZero() {
		return anteroom.CompanyActive
	}
	return anteroom.CompanyRemoved
}

func statePill(s pages.Shell, state anteroom.CompanyState) templ.Component {
	look := map[anteroom.CompanyState][2]string{anteroom.CompanyActive: {"good", "yes"}, anteroom.CompanySuspended: {"warn", "no"}, anteroom.CompanyRemoved: {"bad", "wrong"}}[state]
	return pages.Pill(look[0], look[1], s.T("state."+string(state)))
}

// companiesOfVAR is the list of a VAR's companies.
func (v *visit) companiesOfVAR() error {
	_, s, err := v.inVAR("companies.title", "companies")
	if err != nil {
		return err
	}
	return v.companyTable(s)
}

// companies is the list of all companies; who governs one VAR or one company is led to theirs.
func (v *visit) companies() error {
	switch {
	case v.who.Level == anteroom.LevelVAR:
		return v.redirect("/v/" + string(v.who.VAR) + "/companies")
	case v.who.Level == anteroom.LevelCompany:
		return v.redirect("/c/" + string(v.who.Company) + "/profile")
	}
	_, s, err := v.inSystem("companies.title", "companies")
	if err != nil {
		return err
	}
	return v.companyTable(s)
}

// companyTable shows the companies of the shell's VAR, or of all.
func (v *visit) companyTable(s pages.Shell) error {
	l, err := v.Office.CompanyList(v.r.Context(), v.who, s.VAR, v.find("state", "kind", "package"))
	if err != nil {
		return err
	}
	packages, err := v.Office.PackagesWithin(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	return v.list(companyList(s, l, packages, v.r.URL.Query()))
}

// packageOptions are the packages by which the companies can be filtered.
func packageOptions(s pages.Shell, packages []anteroom.Package) []pages.Option {
	list := []pages.Option{{Text: s.T("companies.package.all")}}
	for _, p := range packages {
		list = append(list, pages.Option{Value: string(p.ID), Text: p.Name})
	}
	return list
}

// companyList is a list of companies: those of the shell's VAR, or of all, and then it tells whose each is.
func companyList(s pages.Shell, l office.List[anteroom.CompanyLine], packages []anteroom.Package, q url.Values) pages.List {
	page := pages.List{Shell: s, Intro: s.T("companies.intro")}
	t := pages.Table{Caption: s.T("companies.title"), Path: "/companies", Query: q, Search: s.T("companies.search"), Older: l.Next, Count: s.T("companies.count", "count", l.Count),
		Columns: []pages.Column{{Label: s.T("companies.name"), Sort: "name"}, {Label: s.T("companies.kind")}, {Label: s.T("table.status")},
			{Label: s.T("companies.used"), Sort: "used", Amount: true}, {Label: s.T("companies.unused"), Sort: "unused", Amount: true},
			{Label: s.T("packages.title"), Amount: true}, {Label: s.T("related.restrictions"), Amount: true}},
		Filters: []pages.Filter{{Name: "state", Label: s.T("table.status"), Options: options(s, "state.all_here", "state.", "active", "suspended", "removed")},
			{Name: "kind", Label: s.T("companies.kind"), Options: options(s, "kind.all", "kind.", "private", "public_service")},
			{Name: "package", Label: s.T("companies.package"), Options: packageOptions(s, packages)}},
		Empty: pages.Empty{Title: s.T("companies.none"), About: s.T("companies.none.about")}}
	if s.VAR != "" {
		t.Path = s.AtVAR("/companies")
		add := pages.Link{Path: s.AtVAR("/companies/add"), Text: s.T("companies.add")}
		page.Actions, t.Empty.Action = []pages.Link{add}, add
	} else {
		t.Columns = append(t.Columns, pages.Column{Label: s.T("companies.var")})
	}
	for _, r := range l.Rows {
		path := "/c/" + string(r.ID) + "/manage"
		if r.State == anteroom.CompanyRemoved {
			path = "/c/" + string(r.ID) + "/recover"
		}
		cells := []templ.Component{pages.Linked(path, r.Name), pages.Words(s.T("kind." + string(r.Kind))), statePill(s, r.State),
			amount(s, r.Keys.Reserved+r.Keys.Used), amount(s, r.Keys.Free()), amount(s, r.Packages), amount(s, r.Restrictions)}
		if s.VAR == "" {
			cells = append(cells, pages.Linked("/v/"+string(r.VAR)+"/", r.VARName))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(r.ID), Cells: cells})
	}
	page.Table = t
	return page
}

func (v *visit) list(l pages.List) error { return v.show(http.StatusOK, pages.ListPage(l)) }
