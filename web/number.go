package web

import (
	"net/url"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// numbers is the list of a company's telephone numbers.
func (v *visit) numbers() error {
	place, s, err := v.inCompany("numbers.title", "numbers")
	if err != nil {
		return err
	}
	l, err := v.Office.Numbers(v.r.Context(), v.who, s.Company, v.find("state", "kind"))
	if err != nil {
		return err
	}
	return v.list(numberList(s, v.provides(place), l, v.r.URL.Query()))
}

// provides tells whether the reader provides the company with numbers.
func (v *visit) provides(place office.Place) bool {
	return v.who.May(anteroom.ManageCompany, anteroom.Target{VAR: place.VAR.ID, Company: place.Company.ID}) == nil
}

func numberList(s pages.Shell, provider bool, l office.List[anteroom.NumberLine], q url.Values) pages.List {
	page := pages.List{Shell: s, Intro: s.T("numbers.intro")}
	t := pages.Table{Caption: s.T("numbers.title"), Path: s.At("/numbers"), Query: q, Search: s.T("numbers.search"), Older: l.Next,
		Count: s.T("numbers.count", "count", l.Count),
		Columns: []pages.Column{{Label: s.T("field.number.number"), Sort: "number"}, {Label: s.T("table.status")}, {Label: s.T("field.number.answer")},
			{Label: s.T("field.number.kind")}, {Label: s.T("field.number.first")}},
		Filters: []pages.Filter{{Name: "state", Label: s.T("table.status"), Options: options(s, "number.state.all", "number.state.", "free", "reserved", "receptionist", "user")},
			{Name: "kind", Label: s.T("field.number.kind"), Options: options(s, "number.kind.all", "number.kind.", "voice", "fax", "both")}},
		Empty: pages.Empty{Title: s.T("numbers.none"), About: s.T("numbers.none.ask")}}
	if provider {
		add := pages.Link{Path: s.At("/numbers/add"), Text: s.T("numbers.add")}
		page.Actions = []pages.Link{add, {Path: s.At("/numbers/add-many"), Text: s.T("numbers.add_many")}}
		t.Empty.About, t.Empty.Action = s.T("numbers.none.about"), add
	}
	for _, n := range l.Rows {
		first := s.T("number.first.company")
		if n.First != "" {
			first = s.P.LanguageName(n.First)
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(n.ID), Cells: []templ.Component{pages.Linked(s.At("/numbers/"+string(n.ID)), n.ID.String()), numberPill(s, n.Number),
			pages.Words(whoAnswers(s, n)), pages.Words(s.T("number.kind." + string(n.Kind()))), pages.Words(first)}})
	}
	page.Table = t
	return page
}

func numberPill(s pages.Shell, n anteroom.Number) templ.Component {
	look := map[anteroom.NumberState][2]string{anteroom.UserNumber: {"good", "yes"}, anteroom.ReceptionistNumber: {"good", "yes"},
		anteroom.ReservedNumber: {"info", "clock"}, anteroom.FreeNumber: {"", "no"}}[n.State()]
	return pages.Pill(look[0], look[1], s.T("number.state."+string(n.State())))
}

// whoAnswers tells who answers a number, or for whom it is kept.
func whoAnswers(s pages.Shell, n anteroom.NumberLine) string {
	switch n.State() {
	case anteroom.UserNumber:
		if n.Extension != "" {
			return s.T("number.user", "name", n.UserName, "extension", n.Extension)
		}
		return n.UserName
	case anteroom.ReservedNumber:
		return s.T("number.kept", "email", n.ReservedFor)
	case anteroom.ReceptionistNumber:
		return s.T("number.receptionist")
	}
	return s.T("number.nobody.short")
}

func numbersLink(s pages.Shell) pages.Link {
	return pages.Link{Path: s.At("/numbers"), Text: s.T("numbers.title")}
}

// addNumber gives the company a number; only the provider can.
func (v *visit) addNumber() error {
	place, s, err := v.managed("numbers.add", "numbers")
	if err != nil {
		return err
	}
	return v.task(task{
		page: addNumberForm(s, place.Company, place.Version),
		command: func(f *form) office.Command {
			return office.AddNumber{Company: s.Company, Number: f.text("number"), Kind: anteroom.NumberKind(f.text("kind")), First: anteroom.Language(f.text("first")),
				Free: f.text("answer") != string(anteroom.ReceptionistNumber)}
		},
		done: func(office.Outcome) string { return s.At("/numbers") },
	})
}

func addNumberForm(s pages.Shell, c anteroom.Company, version int64) pages.Task {
	return pages.Task{Shell: s, Above: numbersLink(s), Intro: s.T("numbers.add.intro"), Button: "numbers.add", Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "number", Label: "field.number.number", Hint: "numbers.add.hint", Type: "tel", Required: true},
			answerControl(s, c, "receptionist", "free"), kindControl(s, "voice"), firstControl(s, c, "")}}}}
}

// answerControl chooses who answers a number; a public service has no receptionist.
func answerControl(s pages.Shell, c anteroom.Company, now string, choices ...string) pages.Control {
	texts := map[string]string{"receptionist": "number.receptionist", "user": "number.answer.user", "reserved": "number.answer.reserved", "free": "number.nobody"}
	list := pages.Control{Name: "answer", Label: "field.number.answer", Kind: pages.Radios, Value: now}
	if c.Kind == anteroom.PublicService {
		choices = slices.DeleteFunc(choices, func(name string) bool { return name == "receptionist" })
		if now == "receptionist" {
			list.Value = "free"
		}
	}
	for _, name := range choices {
		list.Options = append(list.Options, pages.Option{Value: name, Text: s.T(texts[name])})
	}
	return list
}

func kindControl(s pages.Shell, kind anteroom.NumberKind) pages.Control {
	return pages.Control{Name: "kind", Label: "field.number.kind", Kind: pages.Radios, Value: string(kind), Options: options(s, "number.kind.all", "number.kind.", "voice", "fax", "both")[1:]}
}

// firstControl chooses the language in which a number's callers are greeted first (R17).
func firstControl(s pages.Shell, c anteroom.Company, first anteroom.Language) pages.Control {
	list := []pages.Option{{Text: s.T("number.first.company")}}
	for _, l := range c.List() {
		list = append(list, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	return pages.Control{Name: "first", Label: "field.number.first", Hint: "number.first.hint", Kind: pages.Choice, Value: string(first), Options: list}
}

// addNumbers gives the company many numbers at once.
func (v *visit) addNumbers() error {
	place, s, err := v.managed("numbers.add_many", "numbers")
	if err != nil {
		return err
	}
	t := task{
		page: addNumbersForm(s, place.Version),
		command: func(f *form) office.Command {
			return office.AddNumbers{Company: s.Company, List: f.Get("list"), Kind: anteroom.NumberKind(f.text("kind"))}
		},
		done: func(office.Outcome) string { return s.At("/numbers") },
	}
	if v.fileSent("file") {
		if err := v.takeNumbers(); err != nil {
			t.keep(&form{Values: v.r.PostForm})
			return v.taskFailed(t, nil, err)
		}
	}
	return v.task(t)
}

// takeNumbers puts the numbers of the file that was sent behind the list: the review shows what is added.
func (v *visit) takeNumbers() error {
	_, file, err := v.sentFile("file")
	if err != nil {
		return err
	}
	list, err := office.NumbersOf(file)
	if err != nil {
		return ofFile("file", err)
	}
	v.r.PostForm.Set("list", strings.TrimSpace(v.r.PostForm.Get("list")+"\n"+list))
	return nil
}

func addNumbersForm(s pages.Shell, version int64) pages.Task {
	kind := kindControl(s, anteroom.NumberVoice)
	kind.Label = "field.number_block.kind"
	return pages.Task{Shell: s, Above: numbersLink(s), Intro: s.T("numbers.add_many.intro"), Button: "numbers.add_many", Version: version, Upload: true,
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "list", Label: "field.number_block.list", Hint: "numbers.add_many.hint", Kind: pages.Area},
			{Name: "file", Label: "field.number_block.file", Hint: "numbers.add_many.file", Kind: pages.File, Read: true, Type: ".csv,.txt,.xlsx,text/csv,text/plain"}, kind}}}}
}

// number says who answers a number.
func (v *visit) number() error {
	place, s, n, err := v.oneNumber("number.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: numberForm(s, place.Company, v.provides(place), n, place.Version),
		command: func(f *form) office.Command {
			switch anteroom.NumberState(f.text("answer")) {
			case anteroom.ReceptionistNumber:
				return office.AssignNumber{Company: s.Company, Number: n.ID}
			case anteroom.UserNumber:
				if f.text("user") == "" {
					f.wrong.Wrong("user", "error.number.user")
				}
				return office.AssignNumber{Company: s.Company, Number: n.ID, User: anteroom.UserID(f.text("user"))}
			case anteroom.ReservedNumber:
				return office.ReserveNumber{Company: s.Company, Number: n.ID, Email: f.text("email")}
			case anteroom.FreeNumber:
			default:
				f.wrong.Wrong("answer", "error.number.answer")
			}
			return office.ReleaseNumber{Company: s.Company, Number: n.ID}
		},
		done: func(office.Outcome) string { return s.At("/numbers/" + string(n.ID)) },
	})
}

// oneNumber is the number that the address names.
func (v *visit) oneNumber(title string) (office.Place, pages.Shell, anteroom.NumberLine, error) {
	place, s, err := v.inCompany(title, "numbers")
	if err != nil {
		return place, s, anteroom.NumberLine{}, err
	}
	n, err := v.Office.Number(v.r.Context(), v.who, s.Company, anteroom.NumberID(v.r.PathValue("number")))
	return place, s, n, err
}

func numberForm(s pages.Shell, c anteroom.Company, provider bool, n anteroom.NumberLine, version int64) pages.Task {
	user := n.Extension
	if user == "" {
		user = string(n.User)
	}
	path := s.At("/numbers/" + string(n.ID))
	more := pages.Part{Facts: []pages.FactLine{{Label: s.T("field.number.kind"), Value: pages.Words(s.T("number.kind." + string(n.Kind())))}},
		Actions: []pages.Link{{Path: path + "/edit", Text: s.T("number.edit.title")}}}
	if provider {
		more.Danger = []pages.Link{{Path: path + "/remove", Text: s.T("number.remove.title")}}
	}
	return pages.Task{Shell: s, Above: numbersLink(s), Intro: s.T("number.intro", "number", n.ID.String(), "who", whoAnswers(s, n)), Version: version, After: pages.Parts([]pages.Part{more}),
		Sections: []pages.Section{{Title: n.ID.String(), Controls: []pages.Control{
			answerControl(s, c, string(n.State()), "receptionist", "user", "reserved", "free"),
			{Name: "user", Label: "field.number.user", Hint: "number.user.hint", Value: user, Picks: s.At("/users/pick")},
			{Name: "email", Label: "field.number.reserved_for", Hint: "number.reserved.hint", Type: "email", Value: n.ReservedFor}}}}}
}

// editNumber says what a number takes, and in which language.
func (v *visit) editNumber() error {
	place, s, n, err := v.oneNumber("number.edit.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: editNumberForm(s, place.Company, n.Number, place.Version),
		command: func(f *form) office.Command {
			return office.EditNumber{Company: s.Company, Number: n.ID, Kind: anteroom.NumberKind(f.text("kind")), First: anteroom.Language(f.text("first"))}
		},
		done: func(office.Outcome) string { return s.At("/numbers/" + string(n.ID)) },
	})
}

func numberLink(s pages.Shell, n anteroom.Number) pages.Link {
	return pages.Link{Path: s.At("/numbers/" + string(n.ID)), Text: n.ID.String()}
}

func editNumberForm(s pages.Shell, c anteroom.Company, n anteroom.Number, version int64) pages.Task {
	return pages.Task{Shell: s, Above: numberLink(s, n), Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{kindControl(s, n.Kind()), firstControl(s, c, n.First)}}}}
}

// removeNumber takes a number away; only the provider can.
func (v *visit) removeNumber() error {
	place, s, n, err := v.oneNumber("number.remove.title")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.ManageCompany, anteroom.Target{VAR: place.VAR.ID, Company: s.Company}); err != nil {
		return err
	}
	return v.task(task{
		page:    removeNumberForm(s, n, place.Version),
		command: func(*form) office.Command { return office.RemoveNumber{Company: s.Company, Number: n.ID} },
		done:    func(office.Outcome) string { return s.At("/numbers") },
	})
}

func removeNumberForm(s pages.Shell, n anteroom.NumberLine, version int64) pages.Task {
	return pages.Task{Shell: s, Above: numberLink(s, n.Number), Intro: s.T("number.remove.intro", "number", n.ID.String(), "who", whoAnswers(s, n)),
		Danger: true, Button: "number.remove.title", Version: version}
}
