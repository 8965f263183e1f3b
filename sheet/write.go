package sheet

import (
	"encoding/csv"
	"fmt"
	"io"

	"anteroom.dev/anteroom"
	"github.com/xuri/excelize/v2"
)

// Writer writes a table row by row; Close writes what is left. It is used by one goroutine.
type Writer interface {
	Write(cells []string) error
	Close() error
}

// NewWriter begins a table. CSV is written as UTF-8 with its mark, so that spreadsheets know it, and reaches out as it is
// written; XLSX is kept on the disk beyond some size, and reaches out at the end.
func NewWriter(out io.Writer, f Form) (Writer, error) {
	if f.Kind == XLSX {
		return newXLSX(out)
	}
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return nil, err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true // RFC 4180 section 2
	if f.Delimiter != "" {
		w.Comma = rune(f.Delimiter[0])
	}
	return csvWriter{w}, nil
}

type csvWriter struct{ out *csv.Writer }

func (w csvWriter) Write(cells []string) error { return w.out.Write(guarded(cells)) }

func (w csvWriter) Close() error {
	w.out.Flush()
	return w.out.Error()
}

func guarded(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = guard(c)
	}
	return out
}

type xlsxWriter struct {
	out  io.Writer
	file *excelize.File
	rows *excelize.StreamWriter
	line int
}

func newXLSX(out io.Writer) (Writer, error) {
	f := excelize.NewFile()
	rows, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return &xlsxWriter{out: out, file: f, rows: rows}, nil
}

func (w *xlsxWriter) Write(cells []string) error {
	w.line++
	at, err := excelize.CoordinatesToCellName(1, w.line)
	if err != nil {
		return anteroom.Fail(anteroom.Limit, "error.file.bomb")
	}
	row := make([]any, len(cells))
	for i, c := range guarded(cells) {
		row[i] = c // text, whatever it looks like: a zero in front of an extension stays
	}
	return w.rows.SetRow(at, row)
}

func (w *xlsxWriter) Close() error {
	err := w.rows.Flush()
	if err == nil {
		_, err = w.file.WriteTo(w.out)
	}
	if closed := w.file.Close(); err == nil {
		err = closed
	}
	return err
}
