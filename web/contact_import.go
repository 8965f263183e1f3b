package web

import (
	"cmp"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// importContacts keeps the contacts of a file. The page holds the file, so that its columns can be named anew; the review shows what
// is added.
func (v *visit) importContacts() error {
	b, err := v.contactBook("contacts.import")
	if err != nil {
		return err
	}
	t := task{done: func(office.Outcome) string { return b.path }, at: atColumns}
	t.page = contactImportForm(b, office.ContactSheet{}, "")
	if v.r.Method == http.MethodPost {
		x, err := v.takeContacts()
		if err != nil {
			return v.taskFailed(t, nil, err)
		}
		f := &form{Values: v.r.PostForm}
		t.page = contactImportForm(b, x, f.Get("name"))
		t.page.Shown = pages.ContactsMade(b.Shell, f.beginning(x))
	}
	t.command = func(f *form) office.Command {
		c := office.ImportContacts{Company: b.company, User: b.user, Name: f.text("name"), File: f.made(), Headless: f.ticked("headless"), Ready: f.ticked("ready")}
		for i := 0; f.Has(columnName(i)); i++ {
			c.Columns = append(c.Columns, f.text(columnName(i)))
		}
		return c
	}
	return v.task(t)
}

func columnName(i int) string { return "column_" + strconv.Itoa(i) }

// atColumns is the control of a wrong field.
func atColumns(f anteroom.FieldError) string {
	if f.Field == "columns" {
		return columnName(0)
	}
	return f.Field
}

// takeContacts puts the file that came into the form, with its columns as far as they can be guessed; one that came before stays.
func (v *visit) takeContacts() (office.ContactSheet, error) {
	f := &form{Values: v.r.PostForm}
	fresh := v.fileSent("file")
	if fresh || f.Get("made") == "" {
		name, file, err := v.sentFile("file")
		if err != nil {
			return office.ContactSheet{}, err
		}
		f.Set("name", name)
		f.Set("made", base64.StdEncoding.EncodeToString(file))
	}
	x, err := v.Office.ContactSheet(f.made())
	if err != nil || !fresh {
		return x, ofFile("file", err)
	}
	for i := 0; f.Has(columnName(i)); i++ { // of another file
		f.Del(columnName(i))
	}
	for i, field := range x.Columns {
		f.Set(columnName(i), field)
	}
	if f.Del("headless"); !x.Header {
		f.Set("headless", "on")
	}
	return x, nil
}

func contactImportForm(b contactBook, x office.ContactSheet, name string) pages.Task {
	s := b.Shell
	about := s.T("contacts.import.hint", "rows", b.most, "size", office.MostContactFile>>20)
	controls := []pages.Control{{Name: "file", Label: "contacts.import.file", Kind: pages.File, Read: true, Type: ".csv,.xlsx,.vcf,text/csv,text/vcard"}, {Name: "made", Kind: pages.Hidden}, {Name: "name", Kind: pages.Hidden}}
	page := pages.Task{Shell: s, Above: b.above(), Intro: s.T("contacts.import.intro"), Button: "import.review", Sure: s.T("contacts.import"), Version: b.version, Upload: true}
	page.Sections = []pages.Section{{About: about, Controls: controls}}
	if len(x.Columns) == 0 {
		return page
	}
	columns := pages.Import{Shell: s, Import: anteroom.Import{Columns: x.Columns, Sample: x.Sample, Header: x.Header}}
	section := pages.Section{Title: s.T("contacts.import.columns", "name", cmp.Or(name, s.T("contacts.import.file")))}
	for i := range x.Columns {
		section.Controls = append(section.Controls, columns.Column(columnName(i), i, anteroom.ContactFields()))
	}
	section.Controls = append(section.Controls, pages.Control{Name: "headless", Label: "contacts.import.headless", Kind: pages.Tick}, pages.Control{Name: "ready", Label: "import.confirm.leave", Kind: pages.Tick})
	page.Sections = append(page.Sections, section)
	return page
}

// beginning are the first contacts of a file, as its columns are understood.
func (f *form) beginning(x office.ContactSheet) (lines []string) {
	for row, cells := range x.Sample {
		if row == 0 && !f.ticked("headless") {
			continue
		}
		fields := map[string]string{}
		for i, cell := range cells {
			fields[f.text(columnName(i))] = cell
		}
		name := strings.TrimSpace(fields["first"] + " " + fields["last"])
		lines = append(lines, strings.Trim(name+" · "+fields["number"], " ·"))
	}
	return lines
}

// exportContacts writes the contacts of the list: the company's, or the user's own.
func (v *visit) exportContacts() error {
	b, err := v.contactBook("")
	if err != nil {
		return err
	}
	f := v.tableForm()
	return v.Office.ExportContacts(v.r.Context(), v.who, b.company, b.user, v.find(), f, func() io.Writer { return v.download(v.p.T("contacts.export.name"), f.Kind) })
}

// contactExport leads to the contacts of a list, as it is searched, as a file.
func contactExport(b contactBook, q url.Values, kind string) pages.Link {
	to := url.Values{"as": {kind}}
	if q.Get("q") != "" {
		to.Set("q", q.Get("q"))
	}
	return pages.Link{Path: b.path + "/export?" + to.Encode(), Text: b.T("export." + kind)}
}
