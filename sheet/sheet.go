// Package sheet reads and writes tables of cells, as CSV and as XLSX: what a person brings from a spreadsheet, and takes
// back to one. It recognises the form of a file, reads it row by row within limits, and makes cells harmless on their
// way out. It knows nothing of what the cells mean.
package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"anteroom.dev/anteroom"
)

// Kind is the form of a file.
type Kind string

// The forms.
const (
	CSV  Kind = "csv"
	XLSX Kind = "xlsx"
)

// Form is how a file is to be read. Of XLSX all but Kind is empty.
type Form struct {
	Kind      Kind   `json:"kind"`
	Delimiter string `json:"delimiter,omitempty"` // between the cells of a row: one character
	Encoding  string `json:"encoding,omitempty"`  // "utf-8", "utf-16", "windows-1252"
}

// The limits of a file. What goes beyond is refused, never cut.
const (
	MostBytes   = 12 << 20 // of the file
	MostColumns = 100      // of a row
	mostText    = 2000     // characters of a cell
)

// delimiters that are looked for, the likeliest first.
const delimiters = ",;\t|"

// Recognise tells how a file is to be read; Invalid where it is no table, Limit where it is too large.
func Recognise(file []byte) (Form, error) {
	switch {
	case len(file) > MostBytes:
		return Form{}, anteroom.Fail(anteroom.Limit, "error.file.large", "most", MostBytes>>20)
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return Form{Kind: XLSX}, checkZip(file)
	case bytes.HasPrefix(file, []byte{0xD0, 0xCF, 0x11, 0xE0}): // OLE: a workbook of before 2007, or one under a password
		return Form{}, anteroom.Fail(anteroom.Invalid, "error.file.old")
	}
	f := Form{Kind: CSV, Encoding: encodingOf(file)}
	text, err := head(file, f.Encoding)
	if err != nil || strings.TrimSpace(text) == "" || strings.ContainsRune(text, 0) {
		return Form{}, anteroom.Fail(anteroom.Invalid, "error.file.kind")
	}
	f.Delimiter = delimiterOf(text)
	return f, nil
}

func encodingOf(file []byte) string {
	switch {
	case bytes.HasPrefix(file, []byte{0xFF, 0xFE}), bytes.HasPrefix(file, []byte{0xFE, 0xFF}):
		return "utf-16"
	case utf8.Valid(file):
		return "utf-8"
	}
	return "windows-1252"
}

// Check tells whether a form that a person chose is one that there is.
func (f Form) Check() bool {
	if f.Kind == XLSX {
		return f == Form{Kind: XLSX}
	}
	encodings := f.Encoding == "utf-8" || f.Encoding == "utf-16" || f.Encoding == "windows-1252"
	return f.Kind == CSV && len(f.Delimiter) == 1 && strings.Contains(delimiters, f.Delimiter) && encodings
}

// Reader reads a table row by row. It is used by one goroutine.
type Reader interface {
	// Next is the next row that is not empty, and its number as a spreadsheet or an editor shows it; io.EOF after the
	// last. The cells are the caller's only until the next call. Its errors are Invalid or Limit.
	Next() (line int, cells []string, err error)
	Close() error
}

// Open begins to read a file of that form.
func Open(file []byte, f Form) (Reader, error) {
	if len(file) > MostBytes {
		return nil, anteroom.Fail(anteroom.Limit, "error.file.large", "most", MostBytes>>20)
	}
	if f.Kind == XLSX {
		return openXLSX(file)
	}
	return openCSV(file, f)
}

// tidy takes what surrounds a cell away, and what made it harmless.
func tidy(cell string) string { return unguard(strings.Trim(cell, " \u00a0\r\n")) }

// checkRow holds a row against the limits.
func checkRow(line int, cells []string) error {
	if len(cells) > MostColumns {
		return anteroom.Fail(anteroom.Limit, "error.file.columns", "line", line, "most", MostColumns)
	}
	for _, c := range cells {
		if len(c) > mostText {
			return anteroom.Fail(anteroom.Limit, "error.file.cell", "line", line, "most", mostText)
		}
	}
	return nil
}

func empty(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// dangerous are the characters with which a cell begins that a spreadsheet may take for a formula, the wide ones of East
// Asia among them.
const dangerous = "=+-@\t\r\n＝＋－＠"

// guard puts an apostrophe before a cell that a spreadsheet may take for a formula, and before one that looks as if that
// had been done; unguard takes it away. The two are inverse to each other, for any text.
func guard(cell string) string {
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

func unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && formula(rest) {
		return rest
	}
	return cell
}

func formula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.ContainsAny(rest[:len(firstRune(rest))], dangerous)
}

func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}
