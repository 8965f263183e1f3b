package office

import (
	"context"
	"errors"
	"io"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

// TableForm is how a table is written: Kind is "csv" or "xlsx"; Say writes a text in the reader's language, Money an amount.
type TableForm struct {
	Kind      string
	Delimiter string // of CSV; empty: a comma
	Say       func(key string, args ...any) string
	Money     func(amount int64, currency string) string // as a program reads it
}

func (f TableForm) headings() []string {
	var list []string
	for _, field := range anteroom.ImportFields() {
		list = append(list, f.Say("import.column."+field))
	}
	return list
}

func (f TableForm) writer(out io.Writer) (sheet.Writer, error) {
	form := sheet.Form{Kind: sheet.Kind(f.Kind), Delimiter: f.Delimiter}
	if form.Kind != sheet.XLSX {
		form.Kind = sheet.CSV
	}
	return sheet.NewWriter(out, form)
}

// ImportTemplate writes a table with nothing but the names of the columns.
func (o *Office) ImportTemplate(out io.Writer, f TableForm) error {
	w, err := f.writer(out)
	if err != nil {
		return err
	}
	if err := w.Write(f.headings()); err != nil {
		return err
	}
	return w.Close()
}

// ExportUsers writes the users who fit, in the order of the list, as a table that can be imported: all of them, as they
// are at one moment. Begin is told to begin once it is sure that there is something to write.
func (o *Office) ExportUsers(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, find anteroom.Find, f TableForm, begin func() io.Writer) error {
	return o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) error {
		find.After, find.Most = "", pageSize
		rows, next, err := tx.UserLines(company, find)
		if err != nil {
			return err
		}
		w, err := f.writer(begin())
		if err != nil {
			return err
		}
		if err := w.Write(append([]string{f.Say("field.user.number")}, f.headings()...)); err != nil {
			return err
		}
		yes, no := f.Say("import.answer.yes"), f.Say("import.answer.no")
		for {
			for _, r := range rows {
				if err := w.Write(append([]string{r.Number}, r.Row(yes, no)...)); err != nil {
					return err
				}
			}
			if next == "" {
				return w.Close()
			}
			find.After = next
			if rows, next, err = tx.UserLines(company, find); err != nil {
				return err
			}
		}
	})
}

// ImportResult writes the file of an import as it came, with what became of each row: outcome, User ID, reasons.
func (o *Office) ImportResult(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.ImportID, f TableForm, begin func() io.Writer) error {
	return o.seeImports(ctx, who, company, func(tx *store.Tx) error {
		im, err := tx.Import(company, id)
		if err != nil {
			return err
		}
		file, err := tx.ImportBytes(company, id)
		if err != nil {
			return err
		}
		rows, err := sheet.Open(file, formOf(im))
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // it was read only
		w, err := f.writer(begin())
		if err != nil {
			return err
		}
		r := result{tx: tx, im: im, form: f, width: max(width(im.Sample), len(im.Columns))}
		for {
			line, cells, err := rows.Next()
			if errors.Is(err, io.EOF) || err != nil && im.State == anteroom.ImportFailed {
				return w.Close()
			}
			if err != nil {
				return err
			}
			row, err := r.row(line, cells)
			if err != nil {
				return err
			}
			if err := w.Write(row); err != nil {
				return err
			}
		}
	})
}

// result walks the rows that were checked beside those of the file.
type result struct {
	tx    *store.Tx
	im    anteroom.Import
	form  TableForm
	width int
	begun bool
	page  []anteroom.ImportRow
	after int
}

func (r *result) row(line int, cells []string) ([]string, error) {
	row := append([]string{}, cells...)
	for len(row) < r.width {
		row = append(row, "")
	}
	if first := !r.begun; first && r.im.Header {
		r.begun = true
		return append(row, r.form.Say("import.result.outcome"), r.form.Say("import.result.number"), r.form.Say("import.result.why")), nil
	}
	r.begun = true
	for len(r.page) == 0 || r.page[0].Line < line {
		if len(r.page) > 0 {
			r.page = r.page[1:]
			continue
		}
		var err error
		if r.page, err = r.tx.ImportRows(r.im.Company, r.im.ID, max(r.after, line-1), false, pageSize); err != nil {
			return nil, err
		}
		if len(r.page) == 0 {
			return append(row, r.form.Say("import.result.unread"), "", ""), nil
		}
		r.after = r.page[len(r.page)-1].Line
	}
	if r.page[0].Line != line {
		return append(row, r.form.Say("import.result.unread"), "", ""), nil
	}
	return append(row, r.outcome(r.page[0])...), nil
}

func (r *result) outcome(row anteroom.ImportRow) []string {
	word, number, why := "import.result.wrong", "", ""
	if row.Ready {
		word = "import.result.ready"
		if r.im.State == anteroom.ImportDone {
			word, number = "import.result.imported", row.User.Number
		}
	}
	for _, p := range row.Problems {
		if why != "" {
			why += " "
		}
		why += r.form.Say("import.result.at", "column", r.form.Say("import.column."+p.Field), "reason", p.Text)
	}
	return []string{r.form.Say(word), number, why}
}
