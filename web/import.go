package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// imports is where a file of users is brought, and the list of those that were.
func (v *visit) imports() error {
	_, s, err := v.inCompany("import.title", "users")
	if err != nil {
		return err
	}
	list, err := v.Office.Imports(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	t := task{page: importForm(s, list)}
	if v.r.Method != http.MethodPost {
		return v.task(t)
	}
	t.page.Action = v.r.URL.Path
	c := office.UploadUsers{Company: s.Company}
	if c.Name, c.File, err = v.sentFile("file"); err != nil {
		return v.taskFailed(t, c, err)
	}
	out, err := v.Office.Do(v.r.Context(), v.who, c, office.Ask{})
	if e, ok := errors.AsType[*anteroom.Error](err); ok && len(e.Fields) == 0 && (e.Kind == anteroom.Invalid || e.Kind == anteroom.Limit) {
		err = &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.invalid", "count", 1), Fields: anteroom.Fields{{Field: "file", Msg: e.Msg}}}
	}
	if err != nil {
		return v.taskFailed(t, c, err)
	}
	return v.redirect(s.At("/import/" + out.Made["import"]))
}

// fileSent tells whether a file came with a form.
func (v *visit) fileSent(name string) bool {
	return v.r.MultipartForm != nil && len(v.r.MultipartForm.File[name]) > 0
}

// sentFile is a file that was sent with a form.
func (v *visit) sentFile(name string) (string, []byte, error) {
	var wrong anteroom.Fields
	f, header, err := v.r.FormFile(name)
	if err != nil {
		wrong.Wrong(name, "import.file.none")
		return "", nil, wrong.Err()
	}
	defer func() { _ = f.Close() }() // it was read only
	raw, err := io.ReadAll(f)
	return header.Filename, raw, err
}

func importForm(s pages.Shell, list []anteroom.Import) pages.Task {
	file := pages.Control{Name: "file", Label: "import.file", Kind: pages.File, Required: true}
	about := s.T("import.file.hint", "rows", anteroom.MostImportRows, "size", office.MostFile>>20)
	return pages.Task{Shell: s, Intro: s.T("import.intro"), Above: pages.Link{Path: s.At("/users"), Text: s.T("nav.users")}, Upload: true, Button: "import.upload",
		Sections: []pages.Section{{About: about, Controls: []pages.Control{file}}}, After: pages.ImportEarlier(s, importTable(s, list))}
}

func importTable(s pages.Shell, list []anteroom.Import) pages.Table {
	t := pages.Table{Caption: s.T("import.earlier"), Path: s.At("/import"), Empty: pages.Empty{Title: s.T("import.earlier.none")},
		Columns: []pages.Column{{Label: s.T("field.import.file")}, {Label: s.T("table.status")}, {Label: s.T("import.uploaded")}}}
	for _, im := range list {
		t.Rows = append(t.Rows, pages.Row{ID: string(im.ID), Cells: []templ.Component{pages.Linked(s.At("/import/"+string(im.ID)), im.File),
			pages.ImportPill(s, im.State), pages.Words(s.T("import.of", "name", im.By, "at", s.Written(im.Made)))}})
	}
	return t
}

// importSome are the rows with something to look at that a page shows.
const importSome = 50

func (v *visit) importID() anteroom.ImportID { return anteroom.ImportID(v.r.PathValue("import")) }

// oneImport is how far a file is: its rows being checked, what is wrong with them, how its columns are read. A form names
// the columns anew.
func (v *visit) oneImport() error {
	page, err := v.importPage()
	if err != nil {
		return err
	}
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.ImportPage(page))
	}
	f := &form{Values: v.r.PostForm}
	c := office.MapImport{Company: page.Company, Import: page.Import.ID, Headless: f.ticked("headless"), Delimiter: f.Get("delimiter"), Encoding: f.Get("encoding")}
	for i := range page.Letters() {
		c.Columns = append(c.Columns, f.text("column-"+strconv.Itoa(i)))
	}
	_, err = v.Office.Do(v.r.Context(), v.who, c, office.Ask{})
	if e, ok := errors.AsType[*anteroom.Error](err); ok && (e.Kind == anteroom.Invalid || e.Kind == anteroom.Conflict) {
		page.Shell.Wrong, page.Import.Columns, page.Import.Header = true, c.Columns, !c.Headless
		page.Problems = pages.Problems(e, []string{"columns", "delimiter"}, "import.field.")
		code, _ := v.failure(err)
		return v.show(code, pages.ImportPage(page))
	}
	if err != nil {
		return err
	}
	return v.redirect(v.r.URL.Path)
}

func (v *visit) importPage() (pages.Import, error) {
	place, s, err := v.inCompany("import.title", "users")
	if err != nil {
		return pages.Import{}, err
	}
	status, err := v.Office.Import(v.r.Context(), v.who, s.Company, v.importID())
	if err != nil {
		return pages.Import{}, err
	}
	page := pages.Import{Shell: s, Import: status.Import, Keys: status.Keys, Asked: place.VAR.Asked(v.who.Level)}
	if status.Import.State == anteroom.ImportChecking {
		v.w.Header().Set("Refresh", "2") // without script too; it ends with the check
		return page, nil
	}
	after := max(0, int(number(v.r.FormValue("after"))))
	rows, err := v.Office.ImportRows(v.r.Context(), v.who, s.Company, status.Import.ID, after, true, importSome+1)
	if len(rows) > importSome {
		rows = rows[:importSome]
		page.Older = strconv.Itoa(rows[importSome-1].Line)
	}
	page.Noted, page.After = rows, after > 0
	return page, err
}

// confirmImport makes the users, once it was shown what that does. Who leaves the page meanwhile does not stop it.
func (v *visit) confirmImport() error {
	_, s, err := v.inCompany("import.title", "users")
	if err != nil {
		return err
	}
	status, err := v.Office.Import(v.r.Context(), v.who, s.Company, v.importID())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.r.Context()), importTime)
	defer cancel()
	v.r = v.r.WithContext(ctx)
	path := s.At("/import/" + string(status.Import.ID))
	return v.task(task{page: confirmForm(s, status), command: func(f *form) office.Command {
		return office.ImportUsers{Company: s.Company, Import: status.Import.ID, Ready: f.ticked("ready")}
	}, done: func(office.Outcome) string { return path }})
}

// importTime is how long users may take to be made.
const importTime = 2 * time.Minute

func confirmForm(s pages.Shell, status office.ImportStatus) pages.Task {
	im := status.Import
	t := pages.Task{Shell: s, Intro: s.T("import.keys", "count", im.Ready, "free", status.Keys.Free()), Button: "import.review", Sure: s.T("import.confirm", "count", im.Ready),
		Above: pages.Link{Path: s.At("/import/" + string(im.ID)), Text: im.File}}
	ready := pages.Control{Name: "ready", Label: "import.confirm.leave", Kind: pages.Tick}
	section := pages.Section{About: s.T("import.ready", "count", im.Ready)}
	if im.Wrong > 0 {
		section.About += ". " + s.T("import.wrong", "count", im.Wrong) + "."
		section.Controls = []pages.Control{ready}
	}
	t.Sections = []pages.Section{section}
	return t
}

// discardImport forgets a file.
func (v *visit) discardImport() error {
	_, s, err := v.inCompany("import.discard", "users")
	if err != nil {
		return err
	}
	status, err := v.Office.Import(v.r.Context(), v.who, s.Company, v.importID())
	if err != nil {
		return err
	}
	page := pages.Task{Shell: s, Intro: s.T("effect.import.discarded", "file", status.Import.File), Danger: true, Button: "import.discard",
		Above: pages.Link{Path: s.At("/import/" + string(status.Import.ID)), Text: status.Import.File}}
	return v.task(task{page: page, command: func(*form) office.Command {
		return office.DiscardImport{Company: s.Company, Import: status.Import.ID}
	}, done: func(office.Outcome) string { return s.At("/import") }})
}

// tableForm is how a table is written for the reader: in the reader's words, with what the reader's spreadsheet expects
// between the cells.
func (v *visit) tableForm() office.TableForm {
	f := office.TableForm{Kind: "csv", Delimiter: v.p.T("export.delimiter"), Say: v.p.T, Money: v.p.PlainMoney}
	if v.r.URL.Query().Get("as") == "xlsx" {
		f.Kind = "xlsx"
	}
	return f
}

// download begins an answer that is a file.
func (v *visit) download(name, kind string) io.Writer {
	types := map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	h := v.w.Header()
	h.Set("Content-Type", types[kind])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + "." + kind}))
	return v.w
}

func (v *visit) importTemplate() error {
	if _, _, err := v.inCompany("import.title", "users"); err != nil {
		return err
	}
	f := v.tableForm()
	return v.Office.ImportTemplate(v.download(v.p.T("import.template.name"), f.Kind), f)
}

func (v *visit) importResult() error {
	f := v.tableForm()
	return v.Office.ImportResult(v.r.Context(), v.who, v.companyID(), v.importID(), f, func() io.Writer { return v.download(v.p.T("import.result.name"), f.Kind) })
}

// exportLink leads to the users of the list, as it is filtered, as a file.
func exportLink(s pages.Shell, list url.Values, kind string) pages.Link {
	q := url.Values{"as": {kind}}
	for _, name := range []string{"q", "sort", "state", "operator", "package"} {
		if list.Get(name) != "" {
			q.Set(name, list.Get(name))
		}
	}
	return pages.Link{Path: s.At("/users/export?" + q.Encode()), Text: s.T("export." + kind)}
}

// exportUsers writes the users of the list as it is filtered.
func (v *visit) exportUsers() error {
	f := v.tableForm()
	return v.Office.ExportUsers(v.r.Context(), v.who, v.companyID(), v.find("state", "operator", "package"), f, func() io.Writer { return v.download(v.p.T("export.name"), f.Kind) })
}
