package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

// MostFile is how many bytes a file may have that is uploaded.
const MostFile = sheet.MostBytes

// UploadUsers brings a file of users, CSV or XLSX: how it is to be read is guessed, and its rows are checked. No user is
// made of it until ImportUsers.
type UploadUsers struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Name    string             `json:"name"` // of the file
	File    []byte             `json:"file"` // at most 12 MB

	read anteroom.Import // filled by prepare
}

func (c UploadUsers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c UploadUsers) Right() anteroom.Right { return anteroom.ManageUsers }

// prepare reads the whole file once, before the transaction.
func (c UploadUsers) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		_, err := reach(tx, who, c.Right(), c.Of())
		return err
	})
	if err != nil {
		return nil, err
	}
	form, err := sheet.Recognise(c.File)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(c.File)
	c.read = anteroom.Import{Company: c.Company, File: fileName(c.Name), Digest: hex.EncodeToString(sum[:]), By: who.Name}
	setForm(&c.read, form)
	if err := survey(&c.read, c.File); err != nil {
		return nil, err
	}
	c.read.Columns, c.read.Header = o.importWords().Guess(c.read.Sample[0])
	return c, nil
}

// fileName is the last part of a name, without what no name should have.
func fileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(clean(s)); len(r) > 0 {
		return string(r[max(0, len(r)-100):])
	}
	return "users"
}

func (c UploadUsers) Do(r *Run) error {
	im := c.read
	im.ID, im.Made = anteroom.NewID[anteroom.ImportID](r.tx.Now), r.tx.Now
	r.made["import"] = string(im.ID)
	old, err := r.tx.ImportsBefore(c.Company, r.tx.Now.Add(-anteroom.RecoverFor), 10)
	if err != nil {
		return err
	}
	for _, id := range old { // who was imported by then stays; it can no longer be undone
		if err := r.tx.DropImport(c.Company, id); err != nil {
			return err
		}
	}
	if err := r.recheck(&im); err != nil {
		return err
	}
	return r.tx.PutImportBytes(c.Company, im.ID, c.File)
}

// recheck has the rows of an import checked from the first on.
func (r *Run) recheck(im *anteroom.Import) error {
	im.Round++
	im.Checked, im.Ready, im.Wrong, im.Warned, im.LastLine, im.Problem = 0, 0, 0, 0, 0, nil
	im.State = anteroom.ImportChecking
	if !usable(im.Columns) { // nothing can be checked before the columns are named
		im.State = anteroom.ImportFailed
		t := anteroom.T("error.import.columns", "last", anteroom.T("import.column.last"), "email", anteroom.T("import.column.email"))
		im.Problem = &t
	}
	if err := r.tx.PutImport(*im); err != nil || im.State != anteroom.ImportChecking {
		return err
	}
	return r.queue(anteroom.CheckImport, im.Company, string(im.ID))
}

func usable(columns []string) bool {
	var wrong anteroom.Fields
	anteroom.CheckColumns(&wrong, columns, anteroom.ImportFields(), anteroom.ImportNeeds(), len(columns))
	return len(wrong) == 0
}

// MapImport says how the file of an import is to be read, and has its rows checked anew: by what is there now.
type MapImport struct {
	Company   anteroom.CompanyID `json:"-" path:"company"`
	Import    anteroom.ImportID  `json:"import"`
	Columns   []string           `json:"columns"`             // the field that each column fills; empty: the column is left out
	Headless  bool               `json:"headless,omitempty"`  // the first row is a user already, and does not name the columns
	Delimiter string             `json:"delimiter,omitempty"` // of CSV: comma, semicolon, tab or bar; empty: as it is
	Encoding  string             `json:"encoding,omitempty"`  // of CSV: utf-8, utf-16 or windows-1252; empty: as it is

	sample *anteroom.Import // where the file is read in another way than before; filled by prepare
}

func (c MapImport) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c MapImport) Right() anteroom.Right { return anteroom.ManageUsers }

// prepare reads the file in the new way, before the transaction.
func (c MapImport) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	var im anteroom.Import
	var file []byte
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := reach(tx, who, c.Right(), c.Of()); err != nil {
			return err
		}
		var err error
		if im, err = tx.Import(c.Company, c.Import); err != nil {
			return err
		}
		file, err = tx.ImportBytes(c.Company, c.Import)
		return err
	})
	if err != nil || (c.Delimiter == "" || c.Delimiter == im.Delimiter) && (c.Encoding == "" || c.Encoding == im.Encoding) {
		return c, err
	}
	form := formOf(im)
	if c.Delimiter != "" {
		form.Delimiter = c.Delimiter
	}
	if c.Encoding != "" {
		form.Encoding = c.Encoding
	}
	if !form.Check() {
		var wrong anteroom.Fields
		wrong.Wrong("delimiter", "error.import.form")
		return nil, wrong.Err()
	}
	setForm(&im, form)
	if err := survey(&im, file); err != nil {
		return nil, err
	}
	c.Columns, im.Header = o.importWords().Guess(im.Sample[0])
	c.Headless, c.sample = !im.Header, &im
	return c, nil
}

func (c MapImport) Do(r *Run) error {
	im, err := r.tx.Import(c.Company, c.Import)
	switch {
	case err != nil:
		return err
	case im.State == anteroom.ImportDone || im.State == anteroom.ImportUndone:
		return anteroom.Fail(anteroom.Conflict, "error.import.done")
	case c.sample != nil:
		im.Delimiter, im.Encoding, im.Sample, im.Rows = c.sample.Delimiter, c.sample.Encoding, c.sample.Sample, c.sample.Rows
	default:
		anteroom.CheckColumns(&r.wrong, c.Columns, anteroom.ImportFields(), anteroom.ImportNeeds(), width(im.Sample))
		if len(r.wrong) > 0 {
			return nil
		}
	}
	im.Columns, im.Header = slices.Clone(c.Columns), !c.Headless
	if err := r.tx.ForgetImportRows(c.Company, im.ID); err != nil {
		return err
	}
	r.made["import"] = string(im.ID)
	return r.recheck(&im)
}

// DiscardImport forgets a file of which no users were made.
type DiscardImport struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Import  anteroom.ImportID  `json:"import"`
}

func (c DiscardImport) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c DiscardImport) Right() anteroom.Right { return anteroom.ManageUsers }

func (c DiscardImport) Do(r *Run) error {
	im, err := r.tx.Import(c.Company, c.Import)
	if err != nil {
		return err
	}
	if im.State == anteroom.ImportDone {
		return anteroom.Fail(anteroom.Conflict, "error.import.done")
	}
	r.effect(false, "effect.import.discarded", "file", im.File)
	return r.tx.DropImport(c.Company, c.Import)
}

// ImportUsers makes a user of every ready row of a file that was checked: all of them or none, each for a key of the
// company and with the packages that are Default at this moment (R21, R45). An undo removes them together.
type ImportUsers struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Import  anteroom.ImportID  `json:"import"`
	Ready   bool               `json:"ready,omitempty"` // leave out the rows that have something wrong; without it, one such row refuses all
}

func (c ImportUsers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ImportUsers) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ImportUsers) Do(r *Run) error {
	im, err := r.tx.Import(c.Company, c.Import)
	if err != nil {
		return err
	}
	if err := r.importable(im, c.Ready); err != nil {
		return err
	}
	list, err := r.tx.CompanyPackages(c.Company)
	if err != nil {
		return err
	}
	done := imported{ID: im.ID, File: im.File, Digest: im.Digest, Users: im.Ready, LeftOut: im.Wrong, Packages: []string{}}
	for _, p := range list {
		if p.Default && p.Package.Active {
			done.Packages = append(done.Packages, p.Package.Name)
			r.pays(p.Package.ID, im.Ready)
		}
	}
	if done.Numbers, err = r.tx.ImportReserved(c.Company, im.ID); err != nil {
		return err
	}
	return imports().make(r, string(im.ID), done)
}

// importable tells what stands in the way of an import: what is wrong with its rows, what was taken since they were
// checked, too few keys.
func (r *Run) importable(im anteroom.Import, ready bool) error {
	switch {
	case im.State == anteroom.ImportDone || im.State == anteroom.ImportUndone:
		return anteroom.Fail(anteroom.Conflict, "error.import.done")
	case im.State != anteroom.ImportChecked:
		return anteroom.Fail(anteroom.Conflict, "error.import.unchecked")
	case im.Ready == 0:
		r.wrong.Wrong("import", "error.import.none")
		return nil
	case im.Wrong > 0 && !ready:
		r.wrong.Wrong("ready", "error.import.wrong", "count", im.Wrong)
		return nil
	}
	if clashes, err := r.tx.ImportClashes(im.Company, im.ID); err != nil || clashes > 0 {
		if err == nil {
			err = anteroom.Fail(anteroom.Conflict, "error.import.clash", "count", clashes)
		}
		return err
	}
	keys, err := r.tx.Keys(string(im.Company))
	if short := im.Ready - keys.Free(); err == nil && short > 0 {
		return r.wrongKeys("import", "error.import.keys", "count", short, "needed", im.Ready, "free", keys.Free())
	}
	return err
}

// imported is an import that was carried out, as the history keeps it: the users themselves are not items of their own.
type imported struct {
	ID       anteroom.ImportID `json:"id"`
	File     string            `json:"file"`
	Digest   string            `json:"digest"` // of the file, hex SHA-256
	Users    int               `json:"users"`
	LeftOut  int               `json:"left_out"` // rows in which something was wrong
	Packages []string          `json:"packages"` // that each of the users got
	Numbers  int               `json:"numbers"`  // telephone numbers that were kept for their addresses, and are theirs now
}

func imports() noun[imported] {
	return noun[imported]{
		name: "import", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (imported, error) {
			im, err := r.tx.Import(r.target.Company, anteroom.ImportID(id))
			if anteroom.KindOf(err) == anteroom.NotFound {
				err = anteroom.Fail(anteroom.Conflict, "error.import.undo.old")
			}
			return imported{ID: im.ID, File: im.File, Digest: im.Digest, Users: im.Ready, LeftOut: im.Wrong}, err
		},
		check: func(r *Run, _ *imported, after imported) error { // an undo of an undo comes here without having asked
			im, err := r.tx.Import(r.target.Company, after.ID)
			if err == nil && im.State == anteroom.ImportUndone {
				err = anteroom.Fail(anteroom.Conflict, "error.import.undo.undone")
			}
			return err
		},
		put:     (*Run).carryImport,
		drop:    (*Run).undoImport,
		effects: (*Run).importEffects,
	}
}

// carryImport makes the users; in a preview only what it would take is told, and the rows stay as they are.
func (r *Run) carryImport(_ string, _ *imported, after imported) error {
	if r.ask.Preview {
		return nil
	}
	company := r.target.Company
	chosen, err := r.defaultPackages(company)
	if err != nil {
		return err
	}
	if err := r.tx.RenumberImport(company, after.ID, r.freeNumber); err != nil {
		return err
	}
	n, err := r.tx.CarryImport(r.target, after.ID, chosen)
	if err != nil {
		return err
	}
	if n != after.Users {
		return anteroom.Fail(anteroom.Conflict, "error.import.unchecked")
	}
	if err := r.tx.MoveKeys(string(company), anteroom.KeysUsed, n, ""); err != nil {
		return err
	}
	return r.importBecomes(after.ID, anteroom.ImportDone)
}

func (r *Run) importBecomes(id anteroom.ImportID, state anteroom.ImportState) error {
	im, err := r.tx.Import(r.target.Company, id)
	if err != nil {
		return err
	}
	im.State = state
	return r.tx.PutImport(im)
}

func (r *Run) importEffects(before *imported, after imported) error {
	if before != nil {
		return nil
	}
	keys, err := r.tx.Keys(string(r.target.Company))
	if err != nil {
		return err
	}
	left := keys.Free()
	if r.ask.Preview { // they are still to be taken
		left -= after.Users
	}
	r.effect(true, "effect.import.users", "count", after.Users, "file", after.File)
	r.effect(false, "effect.import.keys", "count", after.Users, "free", left)
	if len(after.Packages) > 0 {
		r.effect(false, "effect.import.packages", "count", after.Users, "packages", after.Packages)
	}
	if after.Numbers > 0 {
		r.effect(true, "effect.import.numbers", "count", after.Numbers)
	}
	if after.LeftOut > 0 {
		r.effect(false, "effect.import.left_out", "count", after.LeftOut)
	}
	return nil
}

// undoImport removes who was imported and is still there, recoverable as anybody.
func (r *Run) undoImport(was imported) error {
	n, err := r.tx.RemoveImported(r.target.Company, was.ID)
	if err != nil {
		return err
	}
	if err := r.tx.MoveKeys(string(r.target.Company), anteroom.KeysFreed, n, ""); err != nil {
		return err
	}
	r.effect(true, "effect.import.undone", "count", n, "days", int(anteroom.RecoverFor/(24*time.Hour)))
	return r.importBecomes(was.ID, anteroom.ImportUndone)
}
