package web

import (
	"fmt"
	"net/http"
	"net/url"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// numberGallery are the pages of telephone numbers.
func numberGallery(add func(page, title, here string, more ...specimen)) {
	add("numbers", "numbers.title", "numbers", numberSpecimens()...)
	add("numbers-add", "numbers.add", "numbers", addNumberSpecimens()...)
	add("numbers-add-many", "numbers.add_many", "numbers", addNumbersSpecimens()...)
	add("number", "number.title", "numbers", oneNumberSpecimens()...)
	add("number-edit", "number.edit.title", "numbers", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(editNumberForm(s.Shell, s.profileData().Company, numberLines()[1].Number, 3))
	}})
	add("number-remove", "number.remove.title", "numbers", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(removeNumberForm(s.managed(), numberLines()[1], 3))
	}})
}

func numberLines() []anteroom.NumberLine {
	return []anteroom.NumberLine{
		{Number: anteroom.Number{ID: "+14185550100", Voice: true}},
		{Number: anteroom.Number{ID: "+14185550142", User: "marc", Voice: true, Fax: true, First: "en"}, UserName: "Marc Tremblay", Extension: "201"},
		{Number: anteroom.Number{ID: "+14185550177", Free: true, ReservedFor: "zoe.cote@boreal.example", Voice: true}},
		{Number: anteroom.Number{ID: "+14185550178", Free: true, Fax: true}},
	}
}

func numberSpecimens() []specimen {
	of := func(provider bool, q url.Values, rows ...anteroom.NumberLine) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			l := office.List[anteroom.NumberLine]{Rows: rows, Count: len(rows)}
			if len(rows) > 20 {
				l.Next, l.Count = "next", 5204
			}
			shell := s.Shell
			if provider {
				shell = s.managed()
			}
			return pages.ListPage(numberList(shell, provider, l, q))
		}
	}
	var full []anteroom.NumberLine
	for i := range 50 {
		full = append(full, anteroom.NumberLine{Number: anteroom.Number{ID: anteroom.NumberID(fmt.Sprintf("+1418555%04d", 200+i)), User: "x", Voice: true, Fax: i%2 == 0},
			UserName: "Marie-Antoinette de la Fontaine-Desjardins-Beauchemin <b>x</b>", Extension: "204512"})
	}
	return []specimen{{state: "usual", make: of(false, nil, numberLines()...)}, {state: "provider", make: of(true, nil, numberLines()...)}, {state: "empty", make: of(false, nil)},
		{state: "empty-provider", make: of(true, nil)}, {state: "full", make: of(true, url.Values{"state": {"user"}, "sort": {"number"}}, full...)},
		{state: "nothing", make: of(false, url.Values{"q": {"zz"}})}}
}

// broken is a form with what was typed, and what is wrong with it.
func broken(p pages.Task, typed map[string]string, wrong ...anteroom.FieldError) templ.Component {
	for _, c := range p.Controls() {
		if value, ok := typed[c.Name]; ok {
			c.Value = value
		}
	}
	p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: wrong})
	return pages.TaskPage(p)
}

// reviewed is the step that tells what a form will do.
func reviewed(s *sample, p pages.Task, items []anteroom.Item, effects ...anteroom.Text) templ.Component {
	p.Title = "review.title"
	page := pages.TaskReview{Task: p, Digest: "d", Lines: s.Lines(items)}
	for _, e := range effects {
		page.Effects = append(page.Effects, anteroom.Effect{Text: e, Reach: true})
	}
	return pages.TaskReviewPage(page)
}

func addNumberSpecimens() []specimen {
	return []specimen{
		{state: "usual", make: func(s *sample) templ.Component {
			return pages.TaskPage(addNumberForm(s.managed(), s.profileData().Company, 3))
		}},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(addNumberForm(s.managed(), s.profileData().Company, 3), map[string]string{"number": "555-0100"},
				anteroom.FieldError{Field: "number", Msg: anteroom.T("error.number.wrong")})
		}},
	}
}

func addNumbersSpecimens() []specimen {
	return []specimen{
		{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(addNumbersForm(s.managed(), 3)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(addNumbersForm(s.managed(), 3), map[string]string{"list": "418 555 0150 .. 59\n418 555\n418 555 0155"},
				anteroom.FieldError{Field: "list", Msg: anteroom.T("error.numbers.line.wrong", "line", 2, "text", "418 555")},
				anteroom.FieldError{Field: "list", Msg: anteroom.T("error.numbers.line.twice", "line", 3, "text", "+1 418 555 0155")})
		}},
		{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, addNumbersForm(s.managed(), 3), []anteroom.Item{{Noun: "number_block", ID: "+14185550150",
				After: fields("count", 10, "from", "+14185550150", "to", "+14185550159", "kind", "voice")}},
				anteroom.T("effect.numbers.added", "count", 10, "from", "+1 418 555 0150", "to", "+1 418 555 0159"))
		}},
	}
}

func oneNumberSpecimens() []specimen {
	of := func(i int, provider bool) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			shell := s.Shell
			if provider {
				shell = s.managed()
			}
			return pages.TaskPage(numberForm(shell, anteroom.Company{}, provider, numberLines()[i], 3))
		}
	}
	return []specimen{
		{state: "usual", make: of(1, false)}, {state: "provider", make: of(0, true)}, {state: "reserved", make: of(2, false)},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(numberForm(s.Shell, anteroom.Company{}, false, numberLines()[1], 3), map[string]string{"user": "299"}, anteroom.FieldError{Field: "user", Msg: anteroom.T("error.user.unknown")})
		}},
		{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, numberForm(s.Shell, anteroom.Company{}, false, numberLines()[1], 3), nil, anteroom.T("effect.number.free", "number", "+1 418 555 0142"))
		}},
	}
}
