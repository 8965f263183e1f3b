package pages

import (
	"net/url"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"github.com/a-h/templ"
)

// PhoneSystem is the page of a company's account on its phone system.
type PhoneSystem struct {
	Shell
	Status   office.PhoneSystemStatus
	Now      time.Time
	Provider bool   // the reader may give the company numbers
	Support  string // whom others ask for that
}

// Parts are its cards.
func (v PhoneSystem) parts() []Part {
	list := []Part{v.account()}
	if p := v.imports(); len(p.Facts) > 0 {
		list = append(list, p)
	}
	if p := v.Status.Report.Push; !p.Begun.IsZero() {
		list = append(list, v.push(p))
	}
	return list
}

// own is what Anteroom itself holds, with where each is kept.
func (v PhoneSystem) own() Part {
	own, name := v.Status.Own, v.Status.System.Name
	if name == "" {
		name = v.T("phone_systems.own")
	}
	return Part{Title: name, Actions: []Link{{Path: v.At("/users"), Text: v.T("nav.users")}, {Path: v.At("/numbers"), Text: v.T("nav.numbers")}, {Path: v.At("/phones"), Text: v.T("nav.devices")}},
		Facts: []FactLine{{Label: v.T("pbx.lines"), Value: Words(v.T("pbx.holds.lines", "count", own.Lines)), Hint: v.T("pbx.own.hint")},
			{Label: v.T("profile.numbers"), Value: Words(v.T("pbx.holds.numbers", "count", own.Numbers))},
			{Label: v.T("nav.devices"), Value: Words(v.T("pbx.own.phones", "count", own.Phones))},
			{Label: v.T("devices.here"), Value: Words(v.P.Number(int64(own.Configured))), Hint: v.T("pbx.own.phones.hint")}}}
}

func (v PhoneSystem) account() Part {
	r := v.Status.Report
	p := Part{Title: v.T("pbx.status"), Posts: []Link{{Path: v.At("/phone-system/read"), Text: v.T("pbx.read.now")}}, Facts: []FactLine{{Label: v.T("profile.pbx"), Value: Words(v.Status.System.Name)}, {Label: v.T("pbx.account"), Value: Words(v.Status.AccountID)}}}
	read := FactLine{Label: v.T("pbx.read"), Value: Words(v.T("pbx.read.never"))}
	if !r.Read.IsZero() {
		read.Value = Words(v.Written(r.Read))
	}
	if r.Reading(v.Now) {
		read.Hint = v.T("pbx.reading")
	}
	p.Facts = append(p.Facts, read)
	if r.Drift > 0 {
		p.Actions = []Link{{Path: v.At("/phone-system/push"), Text: v.T("pbx.push.title")}}
	}
	if slices.ContainsFunc(r.State.Lines, func(l anteroom.PBXLine) bool { return l.Ours }) {
		p.Actions = append(p.Actions, Link{Path: v.At("/phone-system/line"), Text: v.T("pbx.line.password")})
	}
	switch r.State.Way {
	case anteroom.WayUp:
		p.Facts = append(p.Facts, FactLine{Label: v.T("pbx.way"), Value: Pill("good", "yes", v.T("pbx.way.up"))})
	case anteroom.WayDown:
		p.Facts = append(p.Facts, FactLine{Label: v.T("pbx.way"), Value: problem(v.T("pbx.way.down")), Hint: v.T("pbx.way.down.hint")})
	}
	if r.Problem != nil {
		p.Facts = append(p.Facts, FactLine{Label: v.T("pbx.failed"), Value: problem(v.P.Text(*r.Problem)), Hint: v.T("pbx.failed.at", "at", v.Written(r.Failed))})
	}
	if !r.Read.IsZero() {
		holds := v.P.List([]string{v.T("pbx.holds.lines", "count", len(r.State.Lines)), v.T("pbx.holds.numbers", "count", len(r.State.Numbers))})
		p.Facts = append(p.Facts, FactLine{Label: v.T("pbx.holds"), Value: Words(holds)})
	}
	return p
}

// imports are the lines and numbers that only the phone system has.
func (v PhoneSystem) imports() Part {
	p := Part{Title: v.T("pbx.import")}
	if n := len(v.Status.Lines); n > 0 {
		p.Posts = []Link{{Path: v.At("/phone-system/users"), Text: v.T("pbx.import.users")}}
		p.Facts = append(p.Facts, FactLine{Label: v.T("pbx.lines"), Value: Words(v.T("pbx.import.lines", "count", n)), Hint: v.T("pbx.import.lines.hint")})
	}
	if n := len(v.Status.Numbers); n > 0 {
		f := FactLine{Label: v.T("profile.numbers"), Value: Words(v.T("pbx.import.numbers", "count", n)), Hint: v.T("pbx.import.numbers.hint")}
		if v.Provider {
			p.Actions = []Link{{Path: v.At("/phone-system/numbers"), Text: v.T("pbx.import.numbers.do")}}
		} else {
			f.Hint += " " + v.T("pbx.import.numbers.ask", "name", v.Support)
		}
		p.Facts = append(p.Facts, f)
	}
	if n := len(v.Status.Taken); n > 0 {
		var list []string
		for _, t := range v.Status.Taken[:min(n, 10)] {
			list = append(list, anteroom.NumberID(t.Number).String())
		}
		p.Facts = append(p.Facts, FactLine{Label: v.T("pbx.import.taken"), Value: problem(v.T("pbx.import.taken.what", "count", n)),
			Hint: v.T("pbx.import.taken.hint", "numbers", v.P.List(list), "name", v.Support)})
	}
	return p
}

func (v PhoneSystem) push(push anteroom.PBXPush) Part {
	done := len(push.Steps) - push.Left()
	f := FactLine{Label: v.T("pbx.push.state"), Value: Words(v.T("pbx.push.done", "count", done, "of", len(push.Steps)))}
	switch {
	case push.Running(v.Now):
		f.Hint = v.T("pbx.push.running")
	case push.Ended.IsZero():
		f.Hint = v.T("pbx.push.lost")
	}
	p := Part{Title: v.T("pbx.push"), Facts: []FactLine{{Label: v.T("pbx.push.who"), Value: Words(v.T("pbx.push.by", "name", push.By, "at", v.Written(push.Begun)))}, f}}
	for _, s := range push.Steps {
		if s.Problem != nil && !s.Done && len(p.Facts) < 12 {
			p.Facts = append(p.Facts, FactLine{Label: v.of(s.PBXStep), Value: problem(v.P.Text(*s.Problem))})
		}
	}
	return p
}

// of names what a step is about.
func (v PhoneSystem) of(s anteroom.PBXStep) string {
	if s.Number != nil {
		return anteroom.NumberID(s.Number.Number).String()
	}
	return v.T("pbx.line", "extension", s.Line.Extension, "name", s.Line.Name)
}

// differences is the table of what an update would do, and of what it would leave though it differs.
func (v PhoneSystem) differences() Table {
	t := Table{Caption: v.T("pbx.plan.caption"), Path: v.At("/phone-system"), Empty: Empty{Title: v.T("pbx.plan.none")},
		Columns: []Column{{Label: v.T("pbx.plan.what")}, {Label: v.T("pbx.plan.here")}, {Label: v.T("pbx.plan.there")}, {Label: v.T("pbx.plan.do")}, {Label: v.T("table.actions")}}}
	if v.Status.Report.Read.IsZero() {
		t.Empty.Title = v.T("pbx.plan.unread")
	}
	for _, s := range v.Status.Plan {
		if s.Why.Key == "pbx.why.same" {
			continue
		}
		does := v.T("pbx.act."+string(s.Act)) + " " + v.P.Text(s.Why)
		t.Rows = append(t.Rows, Row{ID: s.Key(), Cells: []templ.Component{Words(v.of(s)), Words(v.P.Text(s.Here)), Words(v.P.Text(s.There)), Words(does), v.settle(s)}})
	}
	return t
}

// settle is how a difference can be settled: what is there is adopted, left, or put right.
func (v PhoneSystem) settle(s anteroom.PBXStep) templ.Component {
	var list []templ.Component
	add := func(path, item, key string) {
		list = append(list, Linked(v.At("/phone-system/"+path+url.QueryEscape(item)), v.T(key, "of", v.short(s))))
	}
	switch a := s.Adoption(); {
	case a == anteroom.AdoptNothing, a == anteroom.AdoptRings && s.Why.Key == "pbx.why.left":
	case (a == anteroom.AdoptNumber || a == anteroom.AdoptNoNumber) && !v.Provider: // only the provider gives and takes numbers
	default:
		add("adopt?items=", s.Key(), "pbx.adopt."+string(a))
	}
	if s.Act != anteroom.PBXKeep {
		add("leave?items=", s.Key(), "pbx.plan.leave.of")
	}
	if s.Act != anteroom.PBXKeep || s.Why.Key == "pbx.why.left" {
		add("push?only=", s.Key(), "pbx.plan.right.of")
	}
	return Several(list)
}

// short names what a step is about in few words.
func (v PhoneSystem) short(s anteroom.PBXStep) string {
	if s.Line != nil {
		return s.Line.Extension
	}
	return anteroom.NumberID(s.Number.Number).String()
}

// PBXAddress is what is shown once a phone system has its secret address.
type PBXAddress struct {
	Shell
	Above   Link
	Address string // empty: it is not shown to who acts for another
}

// Binding is what FreeSWITCH has to have in xml_curl.conf.xml.
func (v PBXAddress) Binding() string {
	return "<binding name=\"anteroom\">\n  <param name=\"gateway-url\" value=\"" + v.Address + "\" bindings=\"directory|dialplan\"/>\n  <param name=\"timeout\" value=\"5\"/>\n</binding>"
}
