package web

import (
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// trunks is the provider's list of lines to the outside (SPEC 8).
func (v *visit) trunks() error {
	_, s, err := v.inSystem("trunks.title", "trunks")
	if err != nil {
		return err
	}
	list, err := v.Office.TrunkList(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.list(trunkList(s, list, time.Now()))
}

func trunkList(s pages.Shell, list []office.TrunkLine, now time.Time) pages.List {
	add := pages.Link{Path: "/system/trunks/add", Text: s.T("trunks.add")}
	t := pages.Table{Caption: s.T("trunks.title"), Path: "/system/trunks", Columns: []pages.Column{{Label: s.T("field.trunk.name")}, {Label: s.T("field.trunk.server")},
		{Label: s.T("trunks.takes")}, {Label: s.T("trunks.calls"), Amount: true}, {Label: s.T("table.status")}, {Label: s.T("table.actions")}},
		Empty: pages.Empty{Title: s.T("trunks.none"), About: s.T("trunks.none.about"), Action: add}}
	for _, l := range list {
		takes := s.T("trunks.takes.all")
		if len(l.Prefixes) > 0 {
			takes = s.P.List(l.Prefixes)
		}
		calls := s.P.Number(0) + " / " + s.P.Number(int64(l.MaxCalls))
		if l.Health != nil {
			calls = s.P.Number(int64(l.Health.Calls)) + " / " + s.P.Number(int64(l.MaxCalls))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(l.ID), Cells: []templ.Component{pages.Linked("/system/trunks/edit?trunk="+string(l.ID), l.Name), pages.Words(l.Server),
			pages.Words(takes), pages.Words(calls), trunkHealth(s, l, now), pages.Linked("/system/trunks/remove?trunk="+string(l.ID), s.T("trunks.remove.of", "name", l.Name))}})
	}
	return pages.List{Shell: s, Intro: s.T("trunks.intro"), Actions: []pages.Link{add}, Table: t}
}

// trunkHealth tells how a trunk was when it was last tried, and the last failure in words.
func trunkHealth(s pages.Shell, l office.TrunkLine, now time.Time) templ.Component {
	h := l.Health
	switch {
	case l.Off:
		return pages.Pill("info", "no", s.T("trunks.off"))
	case h == nil:
		return pages.Pill("info", "clock", s.T("trunks.untried"))
	case !h.Failed.IsZero() && h.Why != nil:
		return pages.Components(pages.Pill("bad", "wrong", s.T("trunks.failing")), pages.Words(" "+s.Written(h.Failed)+" "+s.P.Text(*h.Why)))
	case l.Register && h.Registered.After(now):
		return pages.Components(pages.Pill("good", "yes", s.T("trunks.registered")), pages.Words(" "+s.T("trunks.until", "at", s.Written(h.Registered))))
	case h.Reached.IsZero() || l.Register:
		return pages.Pill("info", "clock", s.T("trunks.untried"))
	}
	return pages.Components(pages.Pill("good", "yes", s.T("trunks.reached")), pages.Words(" "+s.Written(h.Reached)))
}

func trunksLink(s pages.Shell) pages.Link {
	return pages.Link{Path: "/system/trunks", Text: s.T("trunks.title")}
}

func toTrunks(office.Outcome) string { return "/system/trunks" }

func (v *visit) addTrunk() error {
	place, s, err := v.inSystem("trunks.add", "trunks")
	if err != nil {
		return err
	}
	return v.task(task{page: trunkForm(s, usualTrunk(), place.Version), done: toTrunks, command: func(f *form) office.Command { return f.trunk() }})
}

// usualTrunk is what most trunks are like.
func usualTrunk() anteroom.Trunk {
	return anteroom.Trunk{Transport: anteroom.OverUDP, CalledIn: anteroom.CalledInURI, CallsForm: string(anteroom.FormE164), DialForm: string(anteroom.FormE164),
		Caller: string(anteroom.ShowCompany), MaxCalls: 30}
}

func trunkForm(s pages.Shell, t anteroom.Trunk, version int64) pages.Task {
	choice := func(name, value string, values ...string) pages.Control {
		c := pages.Control{Name: name, Label: "field.trunk." + name, Kind: pages.Radios, Value: value}
		for _, x := range values {
			c.Options = append(c.Options, pages.Option{Value: x, Text: s.T("trunk." + name + "." + x)})
		}
		return c
	}
	text := func(name, value string) pages.Control {
		return pages.Control{Name: name, Label: "field.trunk." + name, Hint: "trunk." + name + ".hint", Value: value}
	}
	country := pages.Control{Name: "country", Label: "field.trunk.country", Kind: pages.Choice, Value: t.Country, Options: append([]pages.Option{{}}, countryOptions(s.P)...), Required: true}
	server := text("server", t.Server)
	server.Required = true
	area := func(name string, list []string) pages.Control {
		c := text(name, strings.Join(list, "\n"))
		c.Kind = pages.Area
		return c
	}
	return pages.Task{Shell: s, Above: trunksLink(s), Version: version, Sections: []pages.Section{
		{Title: s.T("trunk.section.server"), Controls: []pages.Control{{Name: "trunk", Kind: pages.Hidden, Value: string(t.ID)},
			{Name: "name", Label: "field.trunk.name", Value: t.Name, Required: true}, server, choice("transport", t.Transport, "udp", "tcp", "tls"),
			{Name: "encrypted", Label: "field.trunk.encrypted", Hint: "trunk.encrypted.hint", Kind: pages.Tick, Checked: t.Encrypted}, area("authority", strings.Split(t.Authority, "\n")),
			{Name: "off", Label: "field.trunk.off", Kind: pages.Tick, Checked: t.Off}}},
		{Title: s.T("trunk.section.sign_in"), About: s.T("trunk.section.sign_in.about"), Controls: []pages.Control{
			{Name: "register", Label: "field.trunk.register", Kind: pages.Tick, Checked: t.Register}, {Name: "user", Label: "field.trunk.user", Value: t.User},
			{Name: "password", Label: "field.trunk.password", Hint: "trunk.password.hint", Kind: pages.SecretLine}, text("realm", t.Realm), area("sources", t.Sources)}},
		{Title: s.T("trunk.section.in"), Controls: []pages.Control{country, choice("called_in", t.CalledIn, "request_uri", "to", "p_called_party", "diversion"), choice("calls_form", t.CallsForm, "e164", "national")}},
		{Title: s.T("trunk.section.out"), Controls: []pages.Control{choice("dial_form", t.DialForm, "e164", "digits", "national"), choice("caller", t.Caller, "company", "user", "trunk", "withheld"),
			text("number", string(t.Number)), {Name: "asserted", Label: "field.trunk.asserted", Kind: pages.Tick, Checked: t.Asserted},
			{Name: "passes", Label: "field.trunk.passes", Hint: "trunk.passes.hint", Kind: pages.Tick, Checked: t.Passes},
			{Name: "max_calls", Label: "field.trunk.max_calls", Value: strconv.Itoa(t.MaxCalls), Required: true}, text("order", strconv.Itoa(t.Order)), area("prefixes", t.Prefixes)}}}}
}

// trunk is what the form says of one.
func (f *form) trunk() office.AddTrunk {
	return office.AddTrunk{Name: f.text("name"), Server: f.text("server"), Transport: f.text("transport"), Encrypted: f.ticked("encrypted"), Authority: f.Get("authority"), Register: f.ticked("register"), User: f.text("user"), Password: f.Get("password"),
		Realm: f.text("realm"), Sources: strings.Fields(f.Get("sources")), Country: f.text("country"), CalledIn: f.text("called_in"), CallsForm: f.text("calls_form"),
		DialForm: f.text("dial_form"), Caller: f.text("caller"), Asserted: f.ticked("asserted"), Passes: f.ticked("passes"), Number: anteroom.NumberID(f.text("number")), MaxCalls: f.number("max_calls"),
		Order: f.number("order"), Prefixes: strings.Fields(f.Get("prefixes")), Off: f.ticked("off")}
}

// ofTrunk is a page about one of the list, which the form or the address names.
func (v *visit) ofTrunk(title string, made func(s pages.Shell, t anteroom.Trunk, version int64) pages.Task, command func(id anteroom.TrunkID, f *form) office.Command) error {
	place, s, err := v.inSystem(title, "trunks")
	if err != nil {
		return err
	}
	list, err := v.Office.TrunkList(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, l := range list {
		if string(l.ID) == v.r.FormValue("trunk") {
			return v.task(task{page: made(s, l.Trunk, place.Version), command: func(f *form) office.Command { return command(l.ID, f) }, done: toTrunks})
		}
	}
	return anteroom.Missing()
}

func (v *visit) editTrunk() error {
	return v.ofTrunk("trunk.title", trunkForm, func(id anteroom.TrunkID, f *form) office.Command {
		c := f.trunk()
		return office.EditTrunk{Trunk: id, Name: c.Name, Server: c.Server, Transport: c.Transport, Encrypted: c.Encrypted, Authority: c.Authority, Register: c.Register, User: c.User, Password: c.Password, Realm: c.Realm, Sources: c.Sources,
			Country: c.Country, CalledIn: c.CalledIn, CallsForm: c.CallsForm, DialForm: c.DialForm, Caller: c.Caller, Asserted: c.Asserted, Passes: c.Passes, Number: c.Number, MaxCalls: c.MaxCalls,
			Order: c.Order, Prefixes: c.Prefixes, Off: c.Off}
	})
}

func (v *visit) removeTrunk() error {
	return v.ofTrunk("trunks.remove", removeTrunkForm, func(id anteroom.TrunkID, _ *form) office.Command { return office.RemoveTrunk{Trunk: id} })
}

func removeTrunkForm(s pages.Shell, t anteroom.Trunk, version int64) pages.Task {
	return pages.Task{Shell: s, Above: trunksLink(s), Intro: s.T("trunks.remove.intro", "name", t.Name), Button: "trunks.remove", Danger: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "trunk", Kind: pages.Hidden, Value: string(t.ID)}}}}}
}
