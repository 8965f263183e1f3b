package store

import (
	"encoding/json"
	"fmt"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Import is the import of that id, of that company.
func (tx *Tx) Import(company anteroom.CompanyID, id anteroom.ImportID) (anteroom.Import, error) {
	r, err := tx.q.ImportFile(tx.ctx, db.ImportFileParams{CompanyID: string(company), ID: string(id)})
	if err != nil {
		return anteroom.Import{}, mapped(err)
	}
	return importOf(r)
}

// Imports are the company's newest imports, newest first.
func (tx *Tx) Imports(company anteroom.CompanyID, most int) ([]anteroom.Import, error) {
	rows, err := tx.q.ImportFiles(tx.ctx, db.ImportFilesParams{CompanyID: string(company), Limit: int32(most)})
	list := make([]anteroom.Import, len(rows))
	for i, r := range rows {
		if list[i], err = importOf(r); err != nil {
			return nil, err
		}
	}
	return list, mapped(err)
}

func importOf(r db.Import) (anteroom.Import, error) {
	im := anteroom.Import{ID: anteroom.ImportID(r.ID), Company: anteroom.CompanyID(r.CompanyID), File: r.File, Digest: r.Digest, Kind: r.Kind,
		Delimiter: r.Delimiter, Encoding: r.Encoding, Header: r.Header, State: anteroom.ImportState(r.State), Rows: int(r.RowCount), Checked: int(r.Checked),
		Ready: int(r.Ready), Wrong: int(r.Wrong), Warned: int(r.Warned), Made: fromMicros(r.Made), By: r.Who, LastLine: int(r.LastLine), Round: int(r.Round)}
	for raw, into := range map[string]any{r.Fields: &im.Columns, r.Sample: &im.Sample} {
		if err := json.Unmarshal([]byte(raw), into); err != nil {
			return im, fmt.Errorf("store: import %s: %w", r.ID, err)
		}
	}
	if r.Problem != "" {
		t, err := textOf([]byte(r.Problem))
		im.Problem = &t
		return im, err
	}
	return im, nil
}

// PutImport makes or replaces an import; its bytes and its rows are by themselves.
func (tx *Tx) PutImport(im anteroom.Import) error {
	columns, err := json.Marshal(im.Columns)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	sample, err := json.Marshal(im.Sample)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	problem := []byte{}
	if im.Problem != nil {
		if problem, err = json.Marshal(im.Problem); err != nil {
			return fmt.Errorf("store: %w", err)
		}
	}
	return mapped(tx.q.PutImport(tx.ctx, db.PutImportParams{CompanyID: string(im.Company), ID: string(im.ID), File: im.File, Digest: im.Digest, Kind: im.Kind,
		Delimiter: im.Delimiter, Encoding: im.Encoding, Header: im.Header, Fields: string(columns), Sample: string(sample), State: string(im.State),
		Problem: string(problem), RowCount: int64(im.Rows), Checked: int64(im.Checked), Ready: int64(im.Ready), Wrong: int64(im.Wrong),
		Warned: int64(im.Warned), LastLine: int64(im.LastLine), Round: int64(im.Round), Made: micros(im.Made), Who: im.By}))
}

// DropImport forgets an import with its bytes and rows; who was imported stays.
func (tx *Tx) DropImport(company anteroom.CompanyID, id anteroom.ImportID) error {
	return mapped(tx.q.DropImport(tx.ctx, db.DropImportParams{CompanyID: string(company), ID: string(id)}))
}

// ImportsBefore are the company's imports that are older than a time, oldest first.
func (tx *Tx) ImportsBefore(company anteroom.CompanyID, before time.Time, most int) ([]anteroom.ImportID, error) {
	rows, err := tx.q.ImportsBefore(tx.ctx, db.ImportsBeforeParams{CompanyID: string(company), Made: micros(before), Limit: int32(most)})
	ids := make([]anteroom.ImportID, len(rows))
	for i, r := range rows {
		ids[i] = anteroom.ImportID(r)
	}
	return ids, mapped(err)
}

// pieceSize is how many bytes of a file are in a row of the database.
const pieceSize = 256 << 10

// PutImportBytes stores the bytes of an import's file.
func (tx *Tx) PutImportBytes(company anteroom.CompanyID, id anteroom.ImportID, file []byte) error {
	for seq := int64(0); len(file) > 0; seq++ {
		n := min(pieceSize, len(file))
		err := tx.q.AddImportPiece(tx.ctx, db.AddImportPieceParams{CompanyID: string(company), ImportID: string(id), Seq: seq, Bytes: file[:n]})
		if err != nil {
			return mapped(err)
		}
		file = file[n:]
	}
	return nil
}

// ImportBytes are the bytes of an import's file.
func (tx *Tx) ImportBytes(company anteroom.CompanyID, id anteroom.ImportID) ([]byte, error) {
	pieces, err := tx.q.ImportPieces(tx.ctx, db.ImportPiecesParams{CompanyID: string(company), ImportID: string(id)})
	var file []byte
	for _, p := range pieces {
		file = append(file, p...)
	}
	return file, mapped(err)
}

// ForgetImportRows takes away what was checked of an import.
func (tx *Tx) ForgetImportRows(company anteroom.CompanyID, id anteroom.ImportID) error {
	if err := tx.q.DropImportWords(tx.ctx, db.DropImportWordsParams{CompanyID: string(company), ImportID: string(id)}); err != nil {
		return mapped(err)
	}
	return mapped(tx.q.DropImportRows(tx.ctx, db.DropImportRowsParams{CompanyID: string(company), ImportID: string(id)}))
}

// AddImportRow keeps a row that was checked, and of one that is ready the words by which its user will be found.
func (tx *Tx) AddImportRow(id anteroom.ImportID, r anteroom.ImportRow) error {
	problems, err := json.Marshal(faultsOf(r.Problems))
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	u := r.User
	err = tx.q.AddImportRow(tx.ctx, db.AddImportRowParams{CompanyID: string(u.Company), ImportID: string(id), Line: int64(r.Line), Ready: r.Ready,
		Noted: len(r.Problems) > 0, Problems: string(problems), UserID: string(u.ID), AccountID: string(r.Account), Number: u.Number, FirstName: u.First,
		LastName: u.Last, Email: u.Email, EmailFolded: anteroom.FoldEmail(u.Email), SortName: anteroom.Fold(u.Last + " " + u.First), Extension: u.Extension,
		Language: string(u.Language), Operator: u.Operator, MailMessages: int64(u.Options.MailMessages), Contacts: int64(u.Options.Contacts),
		VoiceMessages: int64(u.Options.VoiceMessages), Expires: u.Options.Expires, CompanyContacts: u.Options.CompanyContacts,
		AdminOnly: u.Options.AdministratorOnly, AssistantStays: u.Options.AssistantStays, VoiceMp3: u.Options.VoiceMP3})
	if err != nil || !r.Ready {
		return mapped(err)
	}
	u.Number = "" // it may still change; it is a word from the import on
	for _, w := range u.Words() {
		err := tx.q.AddImportWord(tx.ctx, db.AddImportWordParams{CompanyID: string(u.Company), ImportID: string(id), UserID: string(u.ID), Word: w})
		if err != nil {
			return mapped(err)
		}
	}
	return nil
}

// ImportRows are the rows of an import that were checked, after a line; with noted those that have something to look at.
// Of the users they hold the User ID only.
func (tx *Tx) ImportRows(company anteroom.CompanyID, id anteroom.ImportID, after int, noted bool, most int) ([]anteroom.ImportRow, error) {
	p := db.ImportRowsParams{CompanyID: string(company), ImportID: string(id), Line: int64(after), Limit: int32(most)}
	var rows []db.ImportRowsRow
	var err error
	if noted {
		var some []db.ImportRowsNotedRow
		some, err = tx.q.ImportRowsNoted(tx.ctx, db.ImportRowsNotedParams(p))
		for _, r := range some {
			rows = append(rows, db.ImportRowsRow(r))
		}
	} else {
		rows, err = tx.q.ImportRows(tx.ctx, p)
	}
	list := make([]anteroom.ImportRow, len(rows))
	for i, r := range rows {
		list[i] = anteroom.ImportRow{Line: int(r.Line), Ready: r.Ready, User: anteroom.User{Company: company, Number: r.Number}}
		if list[i].Problems, err = readFaults(r.Problems); err != nil {
			return nil, err
		}
	}
	return list, mapped(err)
}

// HasEmail tells whether a user of the company has that address.
func (tx *Tx) HasEmail(company anteroom.CompanyID, email string) (bool, error) {
	n, err := tx.q.EmailHolders(tx.ctx, db.EmailHoldersParams{CompanyID: string(company), EmailFolded: anteroom.FoldEmail(email)})
	return n > 0, mapped(err)
}

// ImportClashes is how many ready rows have an extension that a user has by now.
func (tx *Tx) ImportClashes(company anteroom.CompanyID, id anteroom.ImportID) (int, error) {
	n, err := tx.q.ImportExtensionsTaken(tx.ctx, db.ImportExtensionsTakenParams{CompanyID: string(company), ImportID: string(id)})
	return int(n), mapped(err)
}

// RenumberImport gives each ready row whose User ID is taken, by a user or another row, another one.
func (tx *Tx) RenumberImport(company anteroom.CompanyID, id anteroom.ImportID, another func() (string, error)) error {
	of := db.ImportNumbersHeldParams{CompanyID: string(company), ImportID: string(id)}
	for {
		lines, err := tx.q.ImportNumbersHeld(tx.ctx, of)
		if err != nil {
			return mapped(err)
		}
		twice, err := tx.q.ImportNumbersTwice(tx.ctx, db.ImportNumbersTwiceParams(of))
		if err != nil || len(lines)+len(twice) == 0 {
			return mapped(err)
		}
		for _, line := range append(lines, twice...) {
			number, err := another()
			if err != nil {
				return err
			}
			if err := tx.q.SetImportNumber(tx.ctx, db.SetImportNumberParams{CompanyID: of.CompanyID, ImportID: of.ImportID, Line: line, Number: number}); err != nil {
				return mapped(err)
			}
		}
	}
}

// CarryImport makes the users of all ready rows, with their accounts, words and packages, and tells how many; Conflict
// where something of them is taken.
func (tx *Tx) CarryImport(of anteroom.Target, id anteroom.ImportID, packages []anteroom.PackageID) (int, error) {
	company, im := string(of.Company), string(id)
	n, err := tx.q.ImportUsers(tx.ctx, db.ImportUsersParams{Made: micros(tx.Now), CompanyID: company, ImportID: im})
	if err == nil {
		err = tx.grown("users")
	}
	if err == nil {
		err = tx.q.ImportAccounts(tx.ctx, db.ImportAccountsParams{VarID: string(of.VAR), CompanyID: company, ImportID: im})
	}
	if err == nil {
		err = tx.q.ImportUserWords(tx.ctx, db.ImportUserWordsParams{CompanyID: company, ImportID: im})
	}
	if err == nil {
		err = tx.q.ImportUserNumbers(tx.ctx, db.ImportUserNumbersParams{CompanyID: company, ImportID: im})
	}
	for _, p := range packages {
		if err == nil {
			err = tx.q.ImportUserPackages(tx.ctx, db.ImportUserPackagesParams{PackageID: string(p), Given: micros(tx.Now), CompanyID: company, ImportID: im})
		}
		if err == nil { // what is paid by days begins
			err = tx.q.ImportHoldings(tx.ctx, db.ImportHoldingsParams{PackageID: string(p), Given: micros(tx.Now), CompanyID: company, ImportID: im})
		}
	}
	if err == nil { // the numbers that were kept for them
		err = tx.q.AssignImportReserved(tx.ctx, db.AssignImportReservedParams{CompanyID: company, ImportID: im})
	}
	return int(n), mapped(err)
}

// ImportReserved is how many telephone numbers are kept for the addresses of the ready rows.
func (tx *Tx) ImportReserved(company anteroom.CompanyID, id anteroom.ImportID) (int, error) {
	n, err := tx.q.CountImportReserved(tx.ctx, db.CountImportReservedParams{CompanyID: string(company), ImportID: string(id)})
	return int(n), mapped(err)
}

// grown tells PostgreSQL that a table has grown within this transaction: the checks of foreign keys are planned once for
// a connection, and those planned while the table was small would read all of it for each row.
func (tx *Tx) grown(table string) error {
	if !tx.pg {
		return nil
	}
	_, err := tx.raw.ExecContext(tx.ctx, "ANALYZE "+table)
	return err
}

// RemoveImported removes the users that an import made and that are still there, recoverable as anybody: their numbers
// become free, their sessions end. It tells how many they were.
func (tx *Tx) RemoveImported(company anteroom.CompanyID, id anteroom.ImportID) (int, error) {
	c, im := string(company), string(id)
	err := tx.q.FreeImportedNumbers(tx.ctx, db.FreeImportedNumbersParams{CompanyID: c, ImportID: im})
	if err == nil {
		err = tx.q.DropImportedWords(tx.ctx, db.DropImportedWordsParams{CompanyID: c, ImportID: im})
	}
	if err == nil {
		err = tx.q.DropImportedSessions(tx.ctx, db.DropImportedSessionsParams{CompanyID: c, ImportID: im})
	}
	if err == nil {
		err = tx.q.EndImportedHoldings(tx.ctx, db.EndImportedHoldingsParams{Now: micros(tx.Now), CompanyID: c, ImportID: im})
	}
	if err != nil {
		return 0, mapped(err)
	}
	n, err := tx.q.RemoveImported(tx.ctx, db.RemoveImportedParams{Now: micros(tx.Now), CompanyID: c, ImportID: im})
	return int(n), mapped(err)
}

// fault is a CellFault as it is kept.
type fault struct {
	Field   string        `json:"field"`
	Value   string        `json:"value"`
	Text    anteroom.Text `json:"text"`
	Warning bool          `json:"warning,omitempty"`
}

func faultsOf(list []anteroom.CellFault) []fault {
	kept := make([]fault, len(list))
	for i, f := range list {
		kept[i] = fault(f)
	}
	return kept
}

func readFaults(raw string) ([]anteroom.CellFault, error) {
	var kept []struct {
		Field   string
		Value   string
		Text    json.RawMessage
		Warning bool
	}
	if err := json.Unmarshal([]byte(raw), &kept); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	list := make([]anteroom.CellFault, len(kept))
	for i, k := range kept {
		t, err := textOf(k.Text)
		if err != nil {
			return nil, err
		}
		list[i] = anteroom.CellFault{Field: k.Field, Value: k.Value, Text: t, Warning: k.Warning}
	}
	return list, nil
}

// textOf is a Text as it was before it was kept: its numbers are whole, a date is a time, and a list or a Text may stand in it.
func textOf(raw []byte) (anteroom.Text, error) {
	var kept struct {
		Key  string
		Args map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &kept); err != nil {
		return anteroom.Text{}, fmt.Errorf("store: %w", err)
	}
	t := anteroom.Text{Key: kept.Key, Args: make(map[string]any, len(kept.Args))}
	for name, value := range kept.Args {
		var whole int
		var text string
		var list []string
		var at time.Time
		switch {
		case name == "date" && json.Unmarshal(value, &at) == nil:
			t.Args[name] = at
		case json.Unmarshal(value, &list) == nil:
			t.Args[name] = list
		case json.Unmarshal(value, &whole) == nil:
			t.Args[name] = whole
		case json.Unmarshal(value, &text) == nil:
			t.Args[name] = text
		default:
			inner, err := textOf(value)
			if err != nil {
				return t, err
			}
			t.Args[name] = inner
		}
	}
	return t, nil
}
