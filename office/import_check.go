package office

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

func formOf(im anteroom.Import) sheet.Form {
	return sheet.Form{Kind: sheet.Kind(im.Kind), Delimiter: im.Delimiter, Encoding: im.Encoding}
}

func setForm(im *anteroom.Import, f sheet.Form) {
	im.Kind, im.Delimiter, im.Encoding = string(f.Kind), f.Delimiter, f.Encoding
}

const (
	sampleRows  = 6  // of a file that are shown beside its columns
	sampleShown = 80 // characters of a cell that are
)

// survey counts the rows of a file, and takes a sample of the first.
func survey(im *anteroom.Import, file []byte) error {
	rows, err := sheet.Open(file, formOf(*im))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // it was read only
	im.Rows, im.Sample = 0, nil
	for {
		_, cells, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if im.Rows++; im.Rows > anteroom.MostImportRows+1 { // the first may name the columns
			return anteroom.Fail(anteroom.Limit, "error.import.rows", "most", anteroom.MostImportRows)
		}
		if len(im.Sample) < sampleRows {
			im.Sample = append(im.Sample, shortened(cells))
		}
	}
	if len(im.Sample) == 0 {
		return anteroom.Fail(anteroom.Invalid, "error.file.kind")
	}
	return nil
}

func shortened(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = short(c)
	}
	return out
}

func short(s string) string {
	if r := []rune(s); len(r) > sampleShown {
		return string(r[:sampleShown-1]) + "…"
	}
	return s
}

// width is the number of columns of the widest row.
func width(rows [][]string) int {
	most := 0
	for _, r := range rows {
		most = max(most, len(r))
	}
	return most
}

// importWords are the words of all languages by which cells are understood.
func (o *Office) importWords() anteroom.ImportWords {
	w := o.headings(anteroom.ImportFields())
	w.Languages, w.Answers = map[string]anteroom.Language{}, map[string]bool{}
	for answer, words := range map[bool][]string{true: append(o.words("import.yes"), "1", "true"), false: append(o.words("import.no"), "0", "false")} {
		for _, word := range words {
			w.Answers[anteroom.FoldHeading(word)] = answer
		}
	}
	for _, pair := range o.words("import.languages") { // "fr=French"
		if tag, name, ok := strings.Cut(pair, "="); ok {
			w.Languages[anteroom.FoldHeading(name)] = anteroom.Language(tag)
		}
	}
	return w
}

// headings are the words of all languages by which the columns of these fields are known.
func (o *Office) headings(fields []string) anteroom.ImportWords {
	w := anteroom.ImportWords{Fields: fields, Headings: map[string]string{}, Likely: map[string]string{}}
	for _, f := range fields {
		for _, word := range append(o.words("import.column."+f), f) {
			w.Headings[anteroom.FoldHeading(word)] = f
		}
		for _, word := range o.words("import.words." + f) {
			w.Likely[anteroom.FoldHeading(word)] = f
		}
	}
	return w
}

// CheckImport does the job of checking the rows of an import, batch by batch, and goes on where an earlier one died.
func (o *Office) CheckImport(ctx context.Context, j anteroom.Job) error {
	id := anteroom.ImportID(j.Target)
	for {
		c := &checking{office: o, job: j, words: o.importWords(), extensions: map[string]int{}, emails: map[string]int{}}
		err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
			if c.im, err = tx.Import(j.Company, id); err != nil {
				return err
			}
			if c.company, err = tx.Company(j.Company); err != nil {
				return err
			}
			c.file, err = tx.ImportBytes(j.Company, id)
			return err
		})
		if anteroom.KindOf(err) == anteroom.NotFound {
			return o.Retire(ctx, j, anteroom.JobPointless)
		}
		if err != nil {
			return err
		}
		done, err := c.run(ctx)
		if err != nil || done {
			return err
		}
	}
}

// checking is one way through the file of an import.
type checking struct {
	office     *Office
	job        anteroom.Job
	im         anteroom.Import
	company    anteroom.Company
	file       []byte
	words      anteroom.ImportWords
	extensions map[string]int // the line in which each was seen first
	emails     map[string]int
}

// run is false where the file is to be read in another way by now.
func (c *checking) run(ctx context.Context) (done bool, err error) {
	if c.im.State != anteroom.ImportChecking {
		return true, c.office.Retire(ctx, c.job, anteroom.JobRepeated)
	}
	rows, err := sheet.Open(c.file, formOf(c.im))
	if err != nil {
		return c.store(ctx, nil, true, err)
	}
	defer func() { _ = rows.Close() }() // it was read only
	var batch []anteroom.ImportRow
	for first := true; ; first = false {
		line, cells, err := rows.Next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return c.store(ctx, batch, true, err)
		}
		if first && c.im.Header {
			continue
		}
		row := c.row(line, cells)
		if line <= c.im.LastLine { // checked before; what it holds was seen
			continue
		}
		if batch = append(batch, row); len(batch) < anteroom.ImportBatch {
			continue
		}
		if same, err := c.store(ctx, batch, false, nil); err != nil || !same {
			return false, err
		}
		batch = nil
	}
}

// row checks the cells of one row by themselves, and against the rows before it.
func (c *checking) row(line int, cells []string) anteroom.ImportRow {
	u, faults := c.words.ReadRow(c.im.Company, c.company.Languages, c.im.Columns, cells)
	if u.Extension != "" {
		if before, twice := c.extensions[u.Extension]; twice {
			faults = append(faults, anteroom.CellFault{Field: "extension", Value: u.Extension, Text: anteroom.T("error.import.extension.twice", "line", before)})
		} else {
			c.extensions[u.Extension] = line
		}
	}
	if email := anteroom.FoldEmail(u.Email); email != "" {
		if before, twice := c.emails[email]; twice {
			faults = append(faults, anteroom.CellFault{Field: "email", Value: u.Email, Text: anteroom.T("warning.import.email.twice", "line", before), Warning: true})
		} else {
			c.emails[email] = line
		}
	}
	return anteroom.ImportRow{Line: line, Problems: faults, User: u}
}

// store keeps a batch of rows and how far they go; at the end it ends the job too. It is false, and nothing is stored,
// where the file is to be read in another way by now. A file that cannot be read to its end, failure, makes no user.
func (c *checking) store(ctx context.Context, batch []anteroom.ImportRow, end bool, failure error) (same bool, err error) {
	var after anteroom.Import
	err = c.office.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.Import(c.im.Company, c.im.ID)
		if err != nil {
			return err
		}
		if same = now.Round == c.im.Round && now.Checked == c.im.Checked && now.State == anteroom.ImportChecking; !same {
			return nil
		}
		for _, row := range batch {
			if err := c.keep(tx, &now, row); err != nil {
				return err
			}
		}
		if end {
			now.State = anteroom.ImportChecked
			if e, ok := errors.AsType[*anteroom.Error](failure); ok {
				now.State, now.Problem = anteroom.ImportFailed, &e.Msg
			}
			if err := tx.EndJob(c.job, anteroom.JobDone, tx.Now, ""); err != nil {
				return err
			}
		}
		after = now
		return tx.PutImport(now)
	})
	if anteroom.KindOf(err) == anteroom.NotFound { // discarded meanwhile
		return true, c.office.Retire(ctx, c.job, anteroom.JobPointless)
	}
	if err == nil && same {
		c.im = after
	}
	return same, err
}

// keep checks a row against the company as it is now, and stores it.
func (c *checking) keep(tx *store.Tx, im *anteroom.Import, row anteroom.ImportRow) error {
	u := &row.User
	row.Problems = append([]anteroom.CellFault{}, row.Problems...) // the transaction may be run again
	if _, err := tx.UserByExtension(im.Company, u.Extension); u.Extension != "" && err == nil {
		row.Problems = append(row.Problems, anteroom.CellFault{Field: "extension", Value: u.Extension, Text: anteroom.T("error.extension.taken")})
	} else if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	held, err := tx.HasEmail(im.Company, u.Email)
	if err != nil {
		return err
	}
	if held && u.Email != "" {
		row.Problems = append(row.Problems, anteroom.CellFault{Field: "email", Value: u.Email, Text: anteroom.T("warning.import.email.held"), Warning: true})
	}
	row.Ready = true
	for i, p := range row.Problems {
		row.Ready = row.Ready && p.Warning
		row.Problems[i].Value = short(p.Value)
	}
	im.Checked, im.LastLine = im.Checked+1, row.Line
	switch {
	case !row.Ready:
		im.Wrong++
		row.User = anteroom.User{Company: im.Company}
		return tx.AddImportRow(im.ID, row)
	case len(row.Problems) > 0:
		im.Warned++
	}
	im.Ready++
	u.ID, row.Account = anteroom.NewID[anteroom.UserID](tx.Now), anteroom.NewID[anteroom.AccountID](tx.Now)
	n, err := rand.Int(rand.Reader, big.NewInt(90_000_000)) // whether it is taken is asked when it is given
	u.Number = strconv.FormatInt(10_000_000+n.Int64(), 10)
	if err != nil {
		return err
	}
	return tx.AddImportRow(im.ID, row)
}
