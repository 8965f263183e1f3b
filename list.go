package anteroom

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Find is how a list is asked for: which of its rows, in which order, from where on.
type Find struct {
	Text  string            // what a row's name contains, without case and accents; empty: anything
	Sort  string            // a column; with "-" before it the other way round; empty: the list's own order
	Where map[string]string // the filters that are set, by name
	After string            // where the page before ended, as it was told; empty: from the beginning
	Most  int               // rows of the page
}

// MostCounted is how far the rows that fit a long list are counted.
const MostCounted = 1000

// Order is the column to sort by, and whether the other way round.
func (f Find) Order() (column string, back bool) {
	column, back = strings.CutPrefix(f.Sort, "-")
	return column, back
}

// Pattern is the text as SQL's LIKE takes it, with \ before what is not to be a placeholder.
func (f Find) Pattern() string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(Fold(strings.TrimSpace(f.Text))) + "%"
}

// Mark is the place of a row in a list that is sorted by a number, then a folded name, then the id.
type Mark struct {
	Number   int64
	Name, ID string
}

// String is the mark as it stands in an address.
func (m Mark) String() string {
	raw, _ := json.Marshal([]any{m.Number, m.Name, m.ID}) // a number and two texts always have a form
	return base64.RawURLEncoding.EncodeToString(raw)
}

// ParseMark reads what String wrote; Invalid where it is none. An empty text is the beginning.
func ParseMark(s string) (m Mark, err error) {
	if s == "" {
		return m, nil
	}
	var wrong Fields
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(raw, &[]any{&m.Number, &m.Name, &m.ID}) != nil {
		wrong.Wrong("after", "error.parameter", "value", s)
	}
	return m, wrong.Err()
}
