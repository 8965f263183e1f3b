package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func importGallery(add func(name, title, here string, list ...specimen)) {
	add("import", "import.title", "users",
		specimen{state: "empty", make: func(s *sample) templ.Component { return pages.TaskPage(importForm(s.Shell, nil)) }},
		specimen{state: "usual", make: func(s *sample) templ.Component {
			return pages.TaskPage(importForm(s.Shell, []anteroom.Import{s.imported(anteroom.ImportChecking), s.imported(anteroom.ImportChecked),
				s.imported(anteroom.ImportFailed), s.imported(anteroom.ImportDone), s.imported(anteroom.ImportUndone)}))
		}},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := importForm(s.Shell, nil)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "file", Msg: anteroom.T("error.file.kind")}}})
			return pages.TaskPage(p)
		}})
	var list []specimen
	list = append(list, specimen{state: "short", make: func(s *sample) templ.Component {
		return pages.ImportPage(pages.Import{Shell: s.Shell, Import: s.imported(anteroom.ImportChecked), Keys: anteroom.Keys{Total: 60, Used: 15}, Asked: s.profileData().Support.Asked(anteroom.LevelCompany)})
	}})
	for _, state := range []anteroom.ImportState{anteroom.ImportChecking, anteroom.ImportChecked, anteroom.ImportFailed, anteroom.ImportDone, anteroom.ImportUndone} {
		list = append(list, specimen{state: string(state), make: func(s *sample) templ.Component {
			page := pages.Import{Shell: s.Shell, Import: s.imported(state), Keys: anteroom.Keys{Total: 60, Used: 12}}
			if state == anteroom.ImportChecked {
				page.Noted, page.Older = importNoted(), "60"
			}
			return pages.ImportPage(page)
		}})
	}
	add("import-file", "import.title", "users", list...)
	add("import-confirm", "import.title", "users",
		specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(s.confirmImport()) }},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := s.confirmImport()
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "ready", Msg: anteroom.T("error.import.wrong", "count", 2)}}})
			return pages.TaskPage(p)
		}})
}

func (s *sample) confirmImport() pages.Task {
	return confirmForm(s.Shell, office.ImportStatus{Import: s.imported(anteroom.ImportChecked), Keys: anteroom.Keys{Total: 60, Used: 12}})
}

func (s *sample) imported(state anteroom.ImportState) anteroom.Import {
	im := anteroom.Import{ID: "import", File: "équipe de Québec.csv", Kind: "csv", Delimiter: ";", Encoding: "utf-8", Header: true, State: state,
		Columns: []string{"last", "first", "email", "extension", ""}, Rows: 51, Checked: 50, Ready: 48, Wrong: 2, Warned: 1, By: "Chantal Létourneau", Made: s.now,
		Sample: [][]string{{"Nom", "Prénom", "Courriel", "Poste", "Remarque"}, {"Côté", "Anne", "anne@boreal.example", "301", "à temps partiel"}}}
	if state == anteroom.ImportChecking {
		im.Checked = 20
	}
	if state == anteroom.ImportFailed {
		t := anteroom.T("error.import.columns", "last", anteroom.T("import.column.last"), "email", anteroom.T("import.column.email"))
		im.Problem, im.Columns, im.Header = &t, []string{"", "", "", "", ""}, false
	}
	return im
}

func importNoted() []anteroom.ImportRow {
	return []anteroom.ImportRow{
		{Line: 7, Problems: []anteroom.CellFault{{Field: "email", Value: "luc@", Text: anteroom.T("error.email.wrong")},
			{Field: "extension", Value: "301", Text: anteroom.T("error.import.extension.twice", "line", 2)}}},
		{Line: 12, Ready: true, Problems: []anteroom.CellFault{{Field: "email", Value: "marc@boreal.example", Text: anteroom.T("warning.import.email.held"), Warning: true}}},
		{Line: 30, Problems: []anteroom.CellFault{{Field: "operator", Value: "peut-être", Text: anteroom.T("error.import.answer")}}},
	}
}
