package anteroom

import (
	"strconv"
	"strings"
	"time"
)

// Import is a file of users that somebody brought: how it is read, how far its rows are checked, and what came of it.
type Import struct {
	ID        ImportID    `json:"id"`
	Company   CompanyID   `json:"company"`
	File      string      `json:"file"`   // its name, as it came
	Digest    string      `json:"digest"` // of its bytes: hex SHA-256
	Kind      string      `json:"kind"`   // "csv", "xlsx"
	Delimiter string      `json:"delimiter,omitempty"`
	Encoding  string      `json:"encoding,omitempty"`
	Header    bool        `json:"header"`  // its first row names the columns
	Columns   []string    `json:"columns"` // the field that each column fills; empty: the column is left out
	Sample    [][]string  `json:"sample"`  // its first rows
	State     ImportState `json:"state"`
	Problem   *Text       `json:"problem,omitempty"` // why it cannot be read to its end, of a failed one
	Rows      int         `json:"rows"`              // in all
	Checked   int         `json:"checked"`           // so far; of these:
	Ready     int         `json:"ready"`
	Wrong     int         `json:"wrong"`
	Warned    int         `json:"warned"` // ready, with something to look at
	Made      time.Time   `json:"made"`
	By        string      `json:"by"` // whose name brought it
	LastLine  int         `json:"-"`  // the last row that was checked
	Round     int         `json:"-"`  // counts how often it was to be read anew
}

// ImportState tells how far an import has come.
type ImportState string

// The states.
const (
	ImportChecking ImportState = "checking" // its rows are being checked
	ImportChecked  ImportState = "checked"  // it can be carried out
	ImportFailed   ImportState = "failed"   // it cannot be read
	ImportDone     ImportState = "imported" // its ready rows are users
	ImportUndone   ImportState = "undone"   // they were removed again
)

// The limits of an import.
const (
	MostImportRows = 50_000
	ImportBatch    = 500 // rows that are checked in one transaction
)

// ImportRow is a row of the file: the user that it makes, or why it makes none.
type ImportRow struct {
	Line     int         `json:"line"` // as a spreadsheet shows it
	Ready    bool        `json:"ready"`
	Problems []CellFault `json:"problems"`
	User     User        `json:"-"`
	Account  AccountID   `json:"-"`
}

// CellFault is what is wrong with a cell, or with a Warning what is to be looked at.
type CellFault struct {
	Field   string `json:"field"`
	Value   string `json:"value"`
	Text    Text   `json:"-"` // the reason, and what to do
	Warning bool   `json:"warning,omitempty"`
}

// ImportFields are the fields of a user that a column can fill, in the order of a template.
func ImportFields() []string {
	return []string{"first", "last", "email", "extension", "language", "operator", "mail_messages", "contacts", "voice_messages", "expires",
		"company_contacts", "administrator_only", "assistant_stays", "voice_mp3"}
}

// ContactFields are those of a contact.
func ContactFields() []string { return []string{"first", "last", "number"} }

// ImportWords are the words by which cells are understood, folded: headings to fields, surely or likely; names of languages, and yes
// (true) and no.
type ImportWords struct {
	Fields    []string // in the order of a template
	Headings  map[string]string
	Likely    map[string]string
	Languages map[string]Language
	Answers   map[string]bool
}

// FoldHeading is a heading as it is compared: letters and digits only, without case and accents.
func FoldHeading(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.'’/:*()\u00a0", r) {
			return -1
		}
		return r
	}, Fold(s))
}

// Guess tells which field each column fills, by the first row, and whether that row names the columns. The first column
// of a field has it. Where nothing is recognised the fields of a template are taken in order.
func (w ImportWords) Guess(first []string) (columns []string, header bool) {
	columns, taken := make([]string, len(first)), map[string]bool{}
	for _, words := range []map[string]string{w.Headings, w.Likely} {
		for i, cell := range first {
			field := words[FoldHeading(cell)]
			if field != "" && columns[i] == "" && !taken[field] {
				columns[i], taken[field], header = field, true, true
			}
		}
	}
	if !header {
		copy(columns, w.Fields)
	}
	return columns, header
}

// CheckColumns notes a field that there is not, one that is there twice, and one that is needed and missing.
func CheckColumns(f *Fields, columns, fields, needs []string, width int) {
	taken := map[string]bool{"": false}
	for _, c := range columns {
		switch {
		case c == "":
		case !contains(fields, c):
			f.Wrong("columns", "error.import.column.unknown", "column", c)
		case taken[c]:
			f.Wrong("columns", "error.import.column.twice", "column", T("import.column."+c))
		}
		taken[c] = c != ""
	}
	for _, needed := range needs {
		if !taken[needed] {
			f.Wrong("columns", "error.import.column.missing", "column", T("import.column."+needed))
		}
	}
	if len(columns) > width {
		f.Wrong("columns", "error.import.column.many", "count", width)
	}
}

// ImportNeeds are the fields that every user has to have.
func ImportNeeds() []string { return []string{"last", "email"} }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// ReadRow makes a user of a row's cells, and tells what is wrong with them; what the company holds already is not asked.
func (w ImportWords) ReadRow(company CompanyID, spoken Languages, columns, cells []string) (User, []CellFault) {
	u := User{Company: company, State: UserActive, Options: DefaultOptions()}
	values := map[string]string{}
	var unread Fields
	for i, field := range columns {
		if i < len(cells) && field != "" {
			values[field] = strings.TrimSpace(cells[i])
			w.set(&u, field, values[field], &unread)
		}
	}
	wrong := append(Fields{}, unread...)
	u.Check(&wrong, spoken)
	var faults []CellFault
	said := map[string]bool{}
	for _, f := range wrong {
		if !said[f.Field] {
			said[f.Field] = true
			faults = append(faults, CellFault{Field: f.Field, Value: values[f.Field], Text: f.Msg})
		}
	}
	return u, faults
}

// set fills one field from a cell; an empty one leaves what a user has for whom nobody chose.
func (w ImportWords) set(u *User, field, value string, unread *Fields) {
	if value == "" {
		return
	}
	switch field {
	case "first":
		u.First = value
	case "last":
		u.Last = value
	case "email":
		u.Email = value
	case "extension":
		u.Extension = strings.TrimSuffix(strings.ReplaceAll(value, " ", ""), ".0") // how some write a number
	case "language":
		u.Language = w.language(value)
	case "expires":
		u.Options.Expires = date(value)
	case "mail_messages":
		u.Options.MailMessages = whole(field, value, unread)
	case "contacts":
		u.Options.Contacts = whole(field, value, unread)
	case "voice_messages":
		u.Options.VoiceMessages = whole(field, value, unread)
	default:
		w.tick(u, field, value, unread)
	}
}

func (w ImportWords) tick(u *User, field, value string, unread *Fields) {
	answer, known := w.Answers[FoldHeading(value)]
	if !known {
		unread.Wrong(field, "error.import.answer")
		return
	}
	switch field {
	case "operator":
		u.Operator = answer
	case "company_contacts":
		u.Options.CompanyContacts = answer
	case "administrator_only":
		u.Options.AdministratorOnly = answer
	case "assistant_stays":
		u.Options.AssistantStays = answer
	case "voice_mp3":
		u.Options.VoiceMP3 = answer
	}
}

func (w ImportWords) language(value string) Language {
	if l, ok := w.Languages[FoldHeading(value)]; ok {
		return l
	}
	return Language(strings.ToLower(value))
}

func whole(field, value string, unread *Fields) int {
	n, err := strconv.Atoi(strings.TrimSuffix(value, ".0"))
	if err != nil {
		unread.Wrong(field, "error.number.whole")
		return 1 // within every limit: one reason is enough
	}
	return n
}

// date is a day as the user keeps it. Spreadsheets count days from the end of 1899; a value that is no day stays as it
// is, and is found wrong.
func date(value string) string {
	days, err := strconv.ParseFloat(value, 64)
	if err == nil && days >= 30_000 && days < 100_000 {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Format(time.DateOnly)
	}
	if day, _, ok := strings.Cut(value, "T"); ok {
		return day
	}
	return value
}

// Row is the user as the cells of an export, one for each of ImportFields; yes and no are the reader's words.
func (u User) Row(yes, no string) []string {
	answer := func(b bool) string {
		if b {
			return yes
		}
		return no
	}
	o := u.Options
	return []string{u.First, u.Last, u.Email, u.Extension, string(u.Language), answer(u.Operator), strconv.Itoa(o.MailMessages), strconv.Itoa(o.Contacts),
		strconv.Itoa(o.VoiceMessages), o.Expires, answer(o.CompanyContacts), answer(o.AdministratorOnly), answer(o.AssistantStays), answer(o.VoiceMP3)}
}
