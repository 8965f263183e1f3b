package sheet_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
)

// Address cards are a table of names and numbers, whatever version they are of.
func TestCards(t *testing.T) {
	for _, row := range []struct{ card, want string }{
		{"VERSION:3.0\nN:Roy;Luc;;;\nTEL;TYPE=home:1\nTEL;TYPE=cell,pref:+1 514-555-0122\n", "Luc|Roy|+1 514-555-0122"},
		{"VERSION:4.0\nFN:Zénith\nORG:Zénith inc.;Ventes\nTEL;VALUE=uri:tel:+1-514-555-0133\n", "|Zénith inc.|+1-514-555-0133"},
		{"VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:C=C3=B4t=C3=A9;;;;\nTEL;CELL:514 555 0144\n", "|Côté|514 555 0144"},
		{"VERSION:2.1\nN:Roy;Luc\nTEL;WORK;VOICE:1\nTEL;PREF;CELL:2\n", "Luc|Roy|2"},
		{"VERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:C=C3=B4=\nt=C3=A9;;;;\nTEL;HOME:3\n", "|Côté|3"},
		{"VERSION:3.0\nFN:Luc Roy\nitem1.TEL:418 555 0100\n", "|Luc Roy|418 555 0100"},
		{"VERSION:3.0\nN:;;;;\nEMAIL:x@y.example\n", "||"},
	} {
		file := []byte("\ufeffBEGIN:VCARD\r\n" + strings.ReplaceAll(row.card, "\n", "\r\n") + "END:VCARD\r\n")
		if !sheet.IsCards(file) {
			t.Errorf("%q is no card", row.card)
			continue
		}
		rows, err := sheet.OpenCards(file)
		if err != nil {
			t.Fatal(err)
		}
		line, cells, err := rows.Next()
		if err != nil || line != 1 || strings.Join(cells, "|") != row.want {
			t.Errorf("%q: got %d %q, %v", row.card, line, cells, err)
		}
		if _, _, err := rows.Next(); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
	}
	for _, file := range []string{"", "last,number\n", "BEGIN:VCALENDAR\n"} {
		if sheet.IsCards([]byte(file)) {
			t.Errorf("%q is a card", file)
		}
	}
}

// Whatever is sent in is a table, or refused.
func FuzzCards(f *testing.F) {
	f.Add([]byte("BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=C3\nTEL;PREF:=\nEND:VCARD"))
	f.Add([]byte("BEGIN:VCARD\n;:\n\"\nTEL;X=\"a\",b;;:\n END:VCARD"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := sheet.OpenCards(file)
		for err == nil {
			var cells []string
			if _, cells, err = rows.Next(); err == nil && len(cells) != 3 {
				t.Fatal(cells)
			}
		}
		kinds := []anteroom.Kind{anteroom.Invalid, anteroom.Limit}
		if !errors.Is(err, io.EOF) && !slices.Contains(kinds, anteroom.KindOf(err)) {
			t.Fatal(err)
		}
	})
}
