package web

import (
	"net/url"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// devices is the list of a company's telephones and programs.
func (v *visit) devices() error {
	_, s, err := v.inCompany("devices.title", "devices")
	if err != nil {
		return err
	}
	l, err := v.Office.Devices(v.r.Context(), v.who, s.Company, v.find("configured"))
	if err != nil {
		return err
	}
	return v.list(deviceList(s, l, v.r.URL.Query()))
}

func deviceList(s pages.Shell, l office.List[anteroom.Device], q url.Values) pages.List {
	t := pages.Table{Caption: s.T("devices.title"), Path: s.At("/phones"), Query: q, Search: s.T("devices.search"), Older: l.Next,
		Columns: []pages.Column{{Label: s.T("phone.name")}, {Label: s.T("devices.user")}, {Label: s.T("handset.model")}, {Label: s.T("handset.line")}, {Label: s.T("handset.state")}, {Label: s.T("handset.fetched")}},
		Filters: []pages.Filter{{Name: "configured", Label: s.T("handset.state"), Options: options(s, "devices.all", "devices.", "here", "hand")}},
		Empty:   pages.Empty{Title: s.T("devices.none"), About: s.T("devices.none.about"), Action: pages.Link{Path: s.At("/users"), Text: s.T("nav.users")}}}
	page := pages.List{Shell: s, Intro: s.T("devices.intro")}
	for _, d := range l.Rows {
		at := s.At("/users/" + string(d.User) + "/phones/" + string(d.Phone))
		model, line, fetched := "", s.T("handset.line.own"), ""
		var h anteroom.Handset
		if d.Handset != nil {
			h = *d.Handset
			model = s.T("handset.model." + string(h.Model))
		}
		if h.Line {
			line = s.T("handset.line.phone_system")
		}
		if !h.Fetched.IsZero() {
			fetched = s.Written(h.Fetched)
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(d.Phone), Cells: []templ.Component{pages.Linked(at, d.Name), pages.Words(s.T("pbx.line", "extension", d.Extension, "name", d.UserName)),
			pages.Words(model), pages.Words(line), handsetPill(s, h, "devices."), pages.Words(fetched)}})
		if h.Older() {
			page.Actions = []pages.Link{{Path: s.At("/phones/resync"), Text: s.T("devices.resync.title")}}
		}
	}
	page.Table = t
	return page
}

// resyncPhones tells the phones that run an older configuration to fetch the present one.
func (v *visit) resyncPhones() error {
	place, s, err := v.inCompany("devices.resync.title", "devices")
	if err != nil {
		return err
	}
	page := pages.Task{Shell: s, Above: pages.Link{Path: s.At("/phones"), Text: s.T("devices.title")}, Intro: s.T("devices.resync.intro"), Button: "devices.resync.title", Version: place.Version}
	return v.task(task{page: page, done: func(office.Outcome) string { return s.At("/phones") },
		command: func(*form) office.Command { return office.ResyncPhones{Company: s.Company} }})
}
