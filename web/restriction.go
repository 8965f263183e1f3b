package web

import (
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// ruled is whose call restrictions a page is about.
type ruled struct {
	pages.Shell
	of      anteroom.Target // of the address; with the VAR of its company
	path    string          // of the list
	user    string          // the name of a user, where it is a user's
	may     bool            // the reader may change those of this level
	version int64
}

// ruled reads it from the address: a user's, a company's, a VAR's, else the system's.
func (v *visit) ruled(title string) (r ruled, err error) {
	var place office.Place
	userID := anteroom.UserID(v.r.PathValue("user"))
	switch {
	case v.companyID() != "":
		place, r.Shell, err = v.inCompany(title, "restrictions")
		r.path = r.At("/restrictions")
	case v.varID() != "":
		place, r.Shell, err = v.inVAR(title, "restrictions")
		r.path = r.AtVAR("/restrictions")
	default:
		place, r.Shell, err = v.inSystem(title, "restrictions")
		r.path = "/system/restrictions"
	}
	if err == nil && userID != "" {
		r.user, err = v.Office.UserName(v.r.Context(), v.who, r.Company, userID)
		r.path = r.At("/users/" + string(userID) + "/restrictions")
	}
	r.of, r.version = anteroom.Target{VAR: place.VAR.ID, Company: place.Company.ID, User: userID}, place.Version
	r.may = v.who.May(anteroom.ManageRestrictions, r.of) == nil
	return r, err
}

// restrictions is the list of those that stand over a user, a company, a VAR or the system.
func (v *visit) restrictions() error {
	r, err := v.ruled("restrictions.title")
	if err != nil {
		return err
	}
	list, err := v.Office.Restrictions(v.r.Context(), v.who, r.of)
	if err != nil {
		return err
	}
	page := restrictionList(r, list)
	if r.Company == "" {
		return v.list(page)
	}
	box, err := v.tested(r)
	if err != nil {
		return err
	}
	page.After = pages.TestBox(r.Shell, box)
	return v.list(page)
}

// tested is the box beside the list, with its answer where a number was put into it.
func (v *visit) tested(r ruled) (pages.Test, error) {
	q := v.r.URL.Query()
	t := pages.Test{Path: r.path, Number: strings.TrimSpace(q.Get("number")), User: strings.TrimSpace(q.Get("who")), Way: anteroom.Way(q.Get("way")), OfUser: r.user}
	if t.Number == "" {
		return t, nil
	}
	out := anteroom.Outgoing{Company: r.Company, User: anteroom.UserID(t.User), Way: t.Way, To: t.Number}
	if r.of.User != "" {
		out.User = r.of.User
	}
	d, err := v.Office.TestNumber(v.r.Context(), v.who, out)
	if anteroom.KindOf(err) == anteroom.Invalid {
		t.Unknown = true
		return t, nil
	}
	t.Decision = &d
	return t, err
}

func restrictionList(r ruled, list []anteroom.Restriction) pages.List {
	s := r.Shell
	page := pages.List{Shell: s, Intro: s.T("restrictions.intro." + string(r.of.Level()))}
	if r.of.User != "" {
		page.Above = pages.Link{Path: s.At("/restrictions"), Text: s.T("restrictions.title")}
		page.Intro = s.T("restrictions.intro.user", "name", r.user)
	}
	t := pages.Table{Caption: s.T("restrictions.title"), Path: r.path, Columns: []pages.Column{{Label: s.T("field.restriction.name")}, {Label: s.T("restriction.level")},
		{Label: s.T("field.restriction.pattern")}, {Label: s.T("field.restriction.rule")}},
		Empty: pages.Empty{Title: s.T("restrictions.none"), About: s.T("restrictions.none.about")}}
	if r.may {
		add := pages.Link{Path: r.path + "/add", Text: s.T("restrictions.add")}
		page.Actions, t.Empty.Action = []pages.Link{add}, add
	}
	for _, x := range list {
		name := pages.Words(x.Name)
		if path := r.pathOf(x); path != "" {
			name = pages.Linked(path, x.Name)
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(x.ID), Cells: []templ.Component{name, pages.Words(s.T("restriction.level." + string(x.Level()))), pages.Words(x.Pattern), rulePill(s, x)}})
	}
	page.Table = t
	return page
}

// pathOf is where a restriction is changed; empty where the reader can't: it is of another level.
func (r ruled) pathOf(x anteroom.Restriction) string {
	own := x.Level() == r.of.Level() || x.Level() == anteroom.LevelCompany && r.of.User != ""
	if !own || !r.may {
		return ""
	}
	if r.Company != "" {
		return r.At("/restrictions/" + string(x.ID))
	}
	return r.path + "/" + string(x.ID)
}

func rulePill(s pages.Shell, x anteroom.Restriction) templ.Component {
	look := map[anteroom.Rule][2]string{anteroom.AllowAll: {"good", "yes"}, anteroom.DenyAll: {"bad", "no"}, anteroom.AllowPIN: {"warn", "lock"}}[x.Rule]
	text := s.T("rule." + string(x.Rule) + ".short")
	if x.Rule == anteroom.AllowPIN && x.User == "" {
		text = s.T("rule.pin.count", "count", len(x.Users))
	}
	return pages.Pill(look[0], look[1], text)
}

// mayRule refuses who may not change the restrictions of the level.
func (v *visit) mayRule(r ruled, err error) (ruled, error) {
	if err == nil {
		err = v.who.May(anteroom.ManageRestrictions, r.of)
	}
	return r, err
}

func (v *visit) addRestriction() error {
	r, err := v.mayRule(v.ruled("restrictions.add"))
	if err != nil {
		return err
	}
	return v.task(task{
		page: restrictionForm(r, anteroom.Restriction{Company: r.of.Company, User: r.of.User, Rule: anteroom.DenyAll}, nil, "restrictions.add"),
		command: func(f *form) office.Command {
			name, pattern, rule := f.text("name"), f.text("pattern"), anteroom.Rule(f.text("rule"))
			if r.Company == "" {
				return office.AddRestrictionAbove{VAR: r.VAR, Name: name, Pattern: pattern, Rule: rule}
			}
			return office.AddRestriction{Company: r.Company, User: r.of.User, Name: name, Pattern: pattern, Rule: rule, Users: f.users(rule)}
		},
		done: func(office.Outcome) string { return r.path },
	})
}

// users are those whom the field "users" names, where the rule is about some: separated by white space or commas.
func (f *form) users(rule anteroom.Rule) []anteroom.UserID {
	if rule != anteroom.AllowPIN {
		return nil
	}
	return f.named("users")
}

// named are the users whom a field names.
func (f *form) named(field string) []anteroom.UserID {
	var list []anteroom.UserID
	for _, u := range strings.FieldsFunc(f.Get(field), func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }) {
		list = append(list, anteroom.UserID(u))
	}
	return list
}

// restrictionForm asks for a restriction; people are the users whom it names.
func restrictionForm(r ruled, x anteroom.Restriction, people []anteroom.User, button string) pages.Task {
	s, rules := r.Shell, []string{"allow", "deny"}
	if x.Company != "" {
		rules = append(rules, "pin")
	}
	controls := []pages.Control{
		{Name: "name", Label: "field.restriction.name", Value: x.Name, Required: true},
		{Name: "pattern", Label: "field.restriction.pattern", Hint: "restriction.pattern.hint", Value: x.Pattern, Required: true},
		{Name: "rule", Label: "field.restriction.rule", Kind: pages.Radios, Value: string(x.Rule), Options: options(s, "restrictions.title", "rule.", rules...)[1:]},
	}
	if x.User != "" {
		controls[2].Options[2].Text = s.T("rule.pin.own")
	} else if x.Company != "" {
		var named []string
		for _, u := range people {
			if u.Extension != "" {
				named = append(named, u.Extension)
			} else {
				named = append(named, u.Number)
			}
		}
		controls = append(controls, pages.Control{Name: "users", Label: "field.restriction.users", Hint: "restriction.users.hint", Kind: pages.Area, Value: strings.Join(named, "\n")})
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: r.path, Text: s.T("restrictions.title")}, Intro: s.T("restriction.form.intro"), Button: button, Version: r.version,
		Sections: []pages.Section{{Controls: controls}}}
}

// oneRestriction is the restriction that the address names, of the level that the address names, and its people.
func (v *visit) oneRestriction(title string) (ruled, anteroom.Restriction, []anteroom.User, error) {
	r, err := v.mayRule(v.ruled(title))
	if err != nil {
		return r, anteroom.Restriction{}, nil, err
	}
	x, people, err := v.Office.Restriction(v.r.Context(), v.who, r.of, anteroom.RestrictionID(v.r.PathValue("restriction")))
	if x.User != "" {
		r.path = r.At("/users/" + string(x.User) + "/restrictions")
	}
	return r, x, people, err
}

func (v *visit) restriction() error {
	r, x, people, err := v.oneRestriction("restriction.title")
	if err != nil {
		return err
	}
	page := restrictionForm(r, x, people, "")
	page.After = pages.Parts([]pages.Part{{Danger: []pages.Link{{Path: r.pathOf(x) + "/remove", Text: r.T("restriction.remove.title")}}}})
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			name, pattern, rule := f.text("name"), f.text("pattern"), anteroom.Rule(f.text("rule"))
			if r.Company == "" {
				return office.EditRestrictionAbove{VAR: r.VAR, Restriction: x.ID, Name: name, Pattern: pattern, Rule: rule}
			}
			return office.EditRestriction{Company: r.Company, Restriction: x.ID, Name: name, Pattern: pattern, Rule: rule, Users: f.users(rule)}
		},
		done: func(office.Outcome) string { return r.path },
	})
}

func (v *visit) removeRestriction() error {
	r, x, _, err := v.oneRestriction("restriction.remove.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: removeRestrictionForm(r, x),
		command: func(*form) office.Command {
			if r.Company == "" {
				return office.RemoveRestrictionAbove{VAR: r.VAR, Restriction: x.ID}
			}
			return office.RemoveRestriction{Company: r.Company, Restriction: x.ID}
		},
		done: func(office.Outcome) string { return r.path },
	})
}

func removeRestrictionForm(r ruled, x anteroom.Restriction) pages.Task {
	return pages.Task{Shell: r.Shell, Above: pages.Link{Path: r.path, Text: r.T("restrictions.title")}, Danger: true, Button: "restriction.remove.title", Version: r.version,
		Intro: r.T("restriction.remove.intro", "name", x.Name, "pattern", x.Pattern)}
}
