package office

import (
	"context"
	"errors"
	"io"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

// MostContactFile is how many bytes a file of contacts may have.
const MostContactFile = 1 << 20

// ImportContacts keeps all contacts of a file among those of a user, or of the company: CSV, XLSX, or address cards (vCard). All of them or
// none; those that are there already, of the same name and number, stay as they are. An undo takes out what it added.
type ImportContacts struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	User     anteroom.UserID    `json:"user,omitempty"`     // whose own; left out: the company's
	Name     string             `json:"name,omitempty"`     // of the file
	File     []byte             `json:"file"`               // at most 1 MB
	Columns  []string           `json:"columns,omitempty"`  // the field that each column fills: first, last or number; empty: by the headings
	Headless bool               `json:"headless,omitempty"` // the first row is a contact already, and does not name the columns
	Ready    bool               `json:"ready,omitempty"`    // leave out the rows that have something wrong; without it, one such row refuses all

	sheet ContactSheet
	rows  []contactRow
	wrong anteroom.Fields
}

func (c ImportContacts) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c ImportContacts) Right() anteroom.Right { return contactsRight(c.User) }

// contactRow is a row of the file by its fields.
type contactRow struct {
	line  int
	cells map[string]string
}

// ContactSheet is how a file of contacts is read, as far as that can be guessed.
type ContactSheet struct {
	Columns []string   // the field that each column fills; empty: the column is left out
	Header  bool       // the first row names the columns
	Sample  [][]string // the first rows
}

// ContactSheet looks at a file of contacts; Invalid or Limit where it is none.
func (o *Office) ContactSheet(file []byte) (x ContactSheet, err error) {
	rows, err := openContacts(file)
	if err != nil {
		return x, err
	}
	defer func() { _ = rows.Close() }() // it was read only
	for len(x.Sample) < sampleRows {
		_, cells, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return x, err
		}
		x.Sample = append(x.Sample, shortened(cells))
	}
	if len(x.Sample) == 0 {
		return x, anteroom.Fail(anteroom.Invalid, "error.file.kind")
	}
	if sheet.IsCards(file) {
		x.Columns = anteroom.ContactFields()
	} else {
		x.Columns, x.Header = o.headings(anteroom.ContactFields()).Guess(x.Sample[0])
	}
	return x, nil
}

func openContacts(file []byte) (sheet.Reader, error) {
	if len(file) > MostContactFile {
		return nil, anteroom.Fail(anteroom.Limit, "error.file.large", "most", MostContactFile>>20)
	}
	if sheet.IsCards(file) {
		return sheet.OpenCards(file)
	}
	form, err := sheet.Recognise(file)
	if err != nil {
		return nil, err
	}
	return sheet.Open(file, form)
}

// prepare reads the file before the transaction.
func (c ImportContacts) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.may(ctx, who, c)
	if err == nil {
		c.sheet, err = o.ContactSheet(c.File)
	}
	if err == nil {
		if len(c.Columns) == 0 {
			c.Columns, c.Headless = c.sheet.Columns, !c.sheet.Header
		}
		anteroom.CheckColumns(&c.wrong, c.Columns, anteroom.ContactFields(), []string{"last", "number"}, width(c.sheet.Sample))
		c.rows, err = c.read()
	}
	if e, ok := errors.AsType[*anteroom.Error](err); ok && (e.Kind == anteroom.Invalid || e.Kind == anteroom.Limit) {
		c.wrong, err = anteroom.Fields{{Field: "file", Msg: e.Msg}}, nil
	}
	return c, err
}

// read takes the rows out of the file.
func (c ImportContacts) read() (list []contactRow, err error) {
	rows, err := openContacts(c.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // it was read only
	for first := !c.Headless; ; first = false {
		line, cells, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if first {
			continue
		}
		if len(list) == anteroom.MostCompanyContacts {
			return nil, anteroom.Fail(anteroom.Limit, "error.import.rows", "most", anteroom.MostCompanyContacts)
		}
		row := contactRow{line, map[string]string{}}
		for i, field := range c.Columns {
			if i < len(cells) && field != "" {
				row.cells[field] = clean(cells[i])
			}
		}
		list = append(list, row)
	}
}

func (c ImportContacts) Do(r *Run) error {
	if there, err := r.contactsOf(c.User); err != nil || !there {
		return err
	}
	if r.wrong = append(r.wrong, c.wrong...); len(c.wrong) > 0 {
		return nil
	}
	b := contactBlock{User: c.User, File: fileName(c.Name), Contacts: []contactKept{}}
	left, known, err := r.readContacts(c, &b)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	if len(b.Contacts) == 0 {
		r.wrong.Wrong("file", "error.contacts.none", "known", known)
		return nil
	}
	b.Count = len(b.Contacts)
	id := contactKey(c.User, anteroom.NewID[anteroom.ContactID](r.tx.Now))
	if err := contactBlocks().make(r, id, b); err != nil {
		return err
	}
	r.effect(true, "effect.contacts.added", "count", b.Count)
	if known > 0 {
		r.effect(false, "effect.contacts.known", "count", known)
	}
	if left > 0 {
		r.effect(false, "effect.import.left_out", "count", left)
	}
	return nil
}

// readContacts adds those of the rows that are not there yet to the block; it tells how many rows are left out for what is wrong
// with them, and how many are known already.
func (r *Run) readContacts(c ImportContacts, b *contactBlock) (left, known int, err error) {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return 0, 0, err
	}
	there, err := r.contactsByName(c.User)
	if err != nil {
		return 0, 0, err
	}
	for _, row := range c.rows {
		x, wrong := row.contact(company.Country)
		switch {
		case len(wrong) > 0 && c.Ready:
			left++
		case len(wrong) > 0:
			if left++; left <= mostWrong {
				r.wrong.Wrong("file", "error.contacts.row", "line", row.line, "column", anteroom.T("import.column."+wrong[0].Field), "value", cut(row.cells[wrong[0].Field], 40), "reason", wrong[0].Msg)
			}
		case there[x.key()] != "":
			known++
		default:
			there[x.key()] = "new"
			b.Contacts = append(b.Contacts, x)
		}
	}
	if left > mostWrong && !c.Ready {
		r.wrong.Wrong("file", "error.contacts.more", "count", left-mostWrong)
	}
	return left, known, nil
}

// contact is the row as a contact, and what is wrong with it. Who has one name alone has it as the last one.
func (row contactRow) contact(country string) (contactKept, anteroom.Fields) {
	x := anteroom.Contact{First: row.cells["first"], Last: row.cells["last"]}
	if x.Last == "" {
		x.First, x.Last = "", x.First
	}
	x.Number, _ = numberIn(country, row.cells["number"])
	var wrong anteroom.Fields
	x.Check(&wrong)
	return contactKept{x.First, x.Last, x.Number}, wrong
}

// contactKept is a contact as the history keeps one of a file.
type contactKept struct {
	First  string            `json:"first,omitempty"`
	Last   string            `json:"last"`
	Number anteroom.NumberID `json:"number"`
}

func (x contactKept) key() string {
	return anteroom.Fold(x.First+" "+x.Last) + "\n" + string(x.Number)
}

// contactsByName are the ids of the contacts that a user, or the company, has, by name and number.
func (r *Run) contactsByName(user anteroom.UserID) (map[string]anteroom.ContactID, error) {
	list, _, err := r.tx.Contacts(store.ContactsOf{Company: r.target.Company, User: user}, anteroom.Find{Most: anteroom.MostCompanyContacts})
	there := map[string]anteroom.ContactID{}
	for _, x := range list {
		there[contactKept{x.First, x.Last, x.Number}.key()] = x.ID
	}
	return there, err
}

// contactBlock is a file of contacts that was imported, as the history keeps it.
type contactBlock struct {
	User     anteroom.UserID `json:"user,omitempty"` // whose own; empty: the company's
	File     string          `json:"file"`
	Count    int             `json:"count"`
	Contacts []contactKept   `json:"contacts"`
}

// contactBlocks are added, and taken out again as far as they are still as they were added.
func contactBlocks() noun[contactBlock] {
	return noun[contactBlock]{
		name: "contact_block", right: anteroom.ManageUsers, own: true,
		load: (*Run).loadContacts,
		put:  func(r *Run, _ string, _ *contactBlock, b contactBlock) error { return r.putContacts(b) },
		drop: (*Run).dropContacts,
	}
}

// loadContacts is what the change that is being undone added.
func (r *Run) loadContacts(id string) (b contactBlock, err error) {
	change, err := r.tx.Change(r.scope, r.undoes)
	if err != nil {
		return b, err
	}
	at := slices.IndexFunc(change.Items, func(i anteroom.Item) bool { return i.Noun == "contact_block" && i.ID == id })
	if at < 0 {
		return b, anteroom.Missing()
	}
	return b, anteroom.Overlay(&b, change.Items[at].After)
}

func (r *Run) putContacts(b contactBlock) error {
	most, err := r.mostContacts(b.User)
	if err != nil {
		return err
	}
	n, err := r.tx.CountContacts(store.ContactsOf{Company: r.target.Company, User: b.User}, anteroom.Find{})
	if err != nil {
		return err
	}
	if n+len(b.Contacts) > most {
		return anteroom.Fail(anteroom.Limit, "error.contacts.most", "count", len(b.Contacts), "free", max(0, most-n))
	}
	for _, x := range b.Contacts {
		c := anteroom.Contact{ID: anteroom.NewID[anteroom.ContactID](r.tx.Now), Company: r.target.Company, User: b.User, First: x.First, Last: x.Last, Number: x.Number}
		if err := r.tx.PutContact(c); err != nil {
			return err
		}
	}
	return nil
}

// dropContacts takes them out.
func (r *Run) dropContacts(b contactBlock) error {
	there, err := r.contactsByName(b.User)
	if err != nil {
		return err
	}
	for _, x := range b.Contacts {
		if id := there[x.key()]; id != "" {
			if err := r.tx.DropContact(r.target.Company, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// ExportContacts writes the contacts of a company, or of a user, as a table that can be imported. Begin is told to begin once it is
// sure that there is something to write.
func (o *Office) ExportContacts(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, find anteroom.Find, f TableForm, begin func() io.Writer) error {
	return o.store.Read(ctx, func(tx *store.Tx) error {
		of := store.ContactsOf{Company: company, User: user}
		var err error
		if user == "" {
			_, err = placeOf(tx, who, anteroom.SeeCompany, anteroom.Target{Company: company})
		} else {
			_, _, err = userPlace(tx, who, anteroom.SeeSelf, company, user)
		}
		if err != nil {
			return err
		}
		find.After, find.Most = "", anteroom.MostCompanyContacts
		list, _, err := tx.Contacts(of, find)
		if err != nil {
			return err
		}
		w, err := f.writer(begin())
		if err != nil {
			return err
		}
		if err := w.Write([]string{f.Say("import.column.first"), f.Say("import.column.last"), f.Say("import.column.number")}); err != nil {
			return err
		}
		for _, x := range list {
			if err := w.Write([]string{x.First, x.Last, string(x.Number)}); err != nil {
				return err
			}
		}
		return w.Close()
	})
}
