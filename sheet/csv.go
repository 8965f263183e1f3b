package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoder of an encoding; UTF-8 is not decoded, but loses its mark.
func decoder(name string) transform.Transformer {
	switch name {
	case "utf-16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	case "windows-1252":
		return charmap.Windows1252.NewDecoder()
	}
	return unicode.BOMOverride(encoding.Nop.NewDecoder())
}

// headBytes are looked at to find the delimiter.
const headBytes = 64 << 10

func head(file []byte, enc string) (string, error) {
	raw, err := io.ReadAll(transform.NewReader(io.LimitReader(bytes.NewReader(file), headBytes), decoder(enc)))
	if errors.Is(err, transform.ErrShortSrc) { // the limit cut a character
		err = nil
	}
	return string(raw), err
}

// delimiterOf is the delimiter that cuts the first rows most evenly, into the most cells.
func delimiterOf(text string) string {
	if first, ok := strings.CutPrefix(text, "sep="); ok && first != "" && strings.Contains(delimiters, first[:1]) {
		return first[:1]
	}
	best, most := ",", 0
	for _, d := range delimiters {
		if n := evenness(text, d); n > most {
			best, most = string(d), n
		}
	}
	return best
}

// evenness is how many cells the first row has, times how many of the first rows have as many; 0 where it has but one.
func evenness(text string, delimiter rune) int {
	r := rowsOf(strings.NewReader(text), delimiter)
	first, same := 0, 0
	for range 20 {
		cells, err := r.Read()
		switch {
		case err != nil || first != 0 && len(cells) != first:
			return first * same
		case len(cells) < 2:
			return 0
		}
		first, same = len(cells), same+1
	}
	return first * same
}

func rowsOf(r io.Reader, delimiter rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = delimiter, -1, true, true
	return c
}

type csvReader struct{ rows *csv.Reader }

func openCSV(file []byte, f Form) (Reader, error) {
	if !f.Check() {
		return nil, anteroom.Fail(anteroom.Invalid, "error.file.kind")
	}
	return csvReader{rowsOf(transform.NewReader(bytes.NewReader(file), decoder(f.Encoding)), rune(f.Delimiter[0]))}, nil
}

func (r csvReader) Next() (int, []string, error) {
	for {
		cells, err := r.rows.Read()
		if errors.Is(err, io.EOF) {
			return 0, nil, io.EOF
		}
		if err != nil {
			return 0, nil, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
		}
		line, _ := r.rows.FieldPos(0)
		if empty(cells) || line == 1 && strings.HasPrefix(cells[0], "sep=") { // how Excel notes the delimiter
			continue
		}
		if err := checkRow(line, cells); err != nil {
			return line, nil, err
		}
		for i, c := range cells {
			if cells[i] = tidy(c); !utf8.ValidString(c) {
				cells[i] = strings.ToValidUTF8(cells[i], "\ufffd")
			}
		}
		return line, cells, nil
	}
}

func (csvReader) Close() error { return nil }
