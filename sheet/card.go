package sheet

import (
	"bytes"
	"errors"
	"io"
	"mime/quotedprintable"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emersion/go-vcard"
)

// IsCards tells address cards (vCard, RFC 6350 and the versions before) from tables.
func IsCards(file []byte) bool {
	start := bytes.TrimLeft(bytes.TrimPrefix(file[:min(len(file), 64)], []byte("\xef\xbb\xbf")), " \r\n")
	return len(start) >= 11 && strings.EqualFold(string(start[:11]), "BEGIN:VCARD")
}

// OpenCards begins to read address cards as a table of first names, last names and telephone numbers, a row each; of several numbers
// the one that is preferred. Who has no name of a person goes by the name of the firm.
func OpenCards(file []byte) (Reader, error) {
	if len(file) > MostBytes {
		return nil, anteroom.Fail(anteroom.Limit, "error.file.large", "most", MostBytes>>20)
	}
	return &cards{dec: vcard.NewDecoder(strings.NewReader(named(string(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))))))}, nil
}

// named writes vCard 2.1 as the versions since: its parameters have names, and no line of it goes on with an equals sign.
func named(text string) string {
	var out strings.Builder
	quoted := false // the line before goes on
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if !quoted {
			head, value, ok := strings.Cut(line, ":")
			if ok && strings.Contains(head, ";") && !strings.Contains(head, `"`) && !strings.HasPrefix(line, " ") {
				line = parameters(head) + ":" + value
			}
			quoted = strings.Contains(line, "ENCODING=QUOTED-PRINTABLE")
		}
		if quoted = quoted && strings.HasSuffix(line, "="); quoted {
			out.WriteString(strings.TrimSuffix(line, "="))
			continue
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

// parameters are a property's name and its parameters, each with a name.
func parameters(head string) string {
	parts := strings.Split(head, ";")
	for i, p := range parts[1:] {
		switch upper := strings.ToUpper(p); {
		case upper == "QUOTED-PRINTABLE", upper == "ENCODING=QUOTED-PRINTABLE":
			parts[i+1] = "ENCODING=QUOTED-PRINTABLE"
		case !strings.Contains(p, "="):
			parts[i+1] = "TYPE=" + p
		}
	}
	return strings.Join(parts, ";")
}

type cards struct {
	dec  *vcard.Decoder
	line int
}

func (c *cards) Next() (int, []string, error) {
	card, err := c.dec.Decode()
	if errors.Is(err, io.EOF) {
		return 0, nil, io.EOF
	}
	if err != nil {
		return 0, nil, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.file.broken"), Err: err}
	}
	c.line++
	cells := append(nameOn(card), strings.TrimPrefix(strings.ToLower(onCard(card.Preferred(vcard.FieldTelephone))), "tel:"))
	for i := range cells {
		cells[i] = tidy(cells[i])
	}
	return c.line, cells, checkRow(c.line, cells)
}

func (c *cards) Close() error { return nil }

// nameOn is the first and the last name.
func nameOn(card vcard.Card) []string {
	parts := strings.Split(onCard(card.Get(vcard.FieldName)), ";")
	if last := strings.TrimSpace(parts[0]); len(parts) > 1 && (last != "" || strings.TrimSpace(parts[1]) != "") {
		return []string{strings.TrimSpace(parts[1]), last}
	}
	for _, field := range []string{vcard.FieldOrganization, vcard.FieldFormattedName} {
		if name, _, _ := strings.Cut(onCard(card.Get(field)), ";"); strings.TrimSpace(name) != "" {
			return []string{"", name}
		}
	}
	return []string{"", ""}
}

// onCard is a field as text: vCard 2.1 may have it quoted.
func onCard(f *vcard.Field) string {
	if f == nil {
		return ""
	}
	text := f.Value
	if strings.EqualFold(f.Params.Get("ENCODING"), "QUOTED-PRINTABLE") {
		if plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text))); err == nil {
			text = string(plain)
		}
	}
	return strings.ToValidUTF8(text, "\ufffd")
}
