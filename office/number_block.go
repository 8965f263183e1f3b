package office

import (
	"io"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
)

// mostNumbers are added by one command.
const mostNumbers = 5000

// AddNumbers gives a company many telephone numbers at once, assigned to nobody yet: all of them or none.
type AddNumbers struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	// List has a number on each line, or the first and the last of a range with ".." between them; of the last, its
	// final digits are enough: "418 555 0100 .. 0149".
	List string              `json:"list"`
	Kind anteroom.NumberKind `json:"kind,omitempty"` // "voice", "fax" or "both"; empty: voice
}

func (c AddNumbers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddNumbers) Right() anteroom.Right { return anteroom.ManageCompany }

func (c AddNumbers) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	var like anteroom.Number
	like.Take(kindOr(c.Kind), &r.wrong)
	l := listed{r: r, country: company.Country, seen: map[anteroom.NumberID]bool{}}
	for i, line := range strings.Split(c.List, "\n") {
		if err := l.line(i+1, clean(line)); err != nil {
			return err
		}
	}
	if len(l.numbers) == 0 && len(r.wrong) == 0 {
		r.wrong.Wrong("list", "error.text.empty")
	}
	if len(r.wrong) > 0 {
		return nil
	}
	slices.Sort(l.numbers)
	b := block{Kind: kindOr(c.Kind), Count: len(l.numbers), From: l.numbers[0], To: l.numbers[len(l.numbers)-1], Numbers: l.numbers}
	if err := numberBlocks().make(r, string(b.From), b); err != nil {
		return err
	}
	if l.unusual > 0 {
		r.effect(false, "effect.numbers.unusual", "count", l.unusual)
	}
	return nil
}

// listed are the numbers of a list, as far as it was read.
type listed struct {
	r       *Run
	country string
	numbers []anteroom.NumberID
	seen    map[anteroom.NumberID]bool
	unusual int
	wrong   int
}

// mostWrong are the wrong lines that are told one by one.
const mostWrong = 50

// line reads one line of the list; what is wrong with it is noted with its number.
func (l *listed) line(at int, text string) error {
	if text == "" || l.wrong > mostWrong {
		return nil
	}
	first, last, isRange := strings.Cut(text, "..")
	from, usual := numberIn(l.country, clean(first))
	to := from
	if isRange {
		to = endOf(from, l.country, clean(last))
	}
	n, ok := span(from, to)
	switch {
	case from == "" || to == "":
		return l.fail("error.numbers.line.wrong", at, text)
	case !ok:
		return l.fail("error.numbers.line.range", at, text)
	case len(l.numbers)+n > mostNumbers:
		defer func() { l.wrong = mostWrong + 1 }() // the rest is not read
		return l.fail("error.numbers.line.many", at, text)
	}
	for ; n > 0; n-- {
		if err := l.add(at, from, usual); err != nil {
			return err
		}
		from = after(from)
	}
	return nil
}

func (l *listed) add(at int, id anteroom.NumberID, usual bool) error {
	if l.seen[id] {
		return l.fail("error.numbers.line.twice", at, id.String())
	}
	l.seen[id] = true
	_, err := l.r.tx.Number(id)
	if err == nil {
		return l.fail("error.numbers.line.taken", at, id.String())
	}
	if anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	l.numbers = append(l.numbers, id)
	if !usual {
		l.unusual++
	}
	return nil
}

func (l *listed) fail(key string, at int, text string) error {
	if l.wrong++; l.wrong <= mostWrong {
		l.r.wrong.Wrong("list", key, "line", at, "text", cut(text, 40), "most", mostNumbers)
	} else if l.wrong == mostWrong+1 {
		l.r.wrong.Wrong("list", "error.numbers.line.more", "line", at, "most", mostNumbers)
	}
	return nil
}

func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// endOf is the last number of a range: written whole, or as the last digits of the first.
func endOf(from anteroom.NumberID, country, text string) anteroom.NumberID {
	tail := anteroom.Undecorated(text)
	if digits(tail) && len(tail) < len(from)-1 {
		if whole, _ := numberIn(country, tail); whole != "" && len(whole) == len(from) {
			return whole
		}
		return from[:len(from)-len(tail)] + anteroom.NumberID(tail)
	}
	whole, _ := numberIn(country, text)
	return whole
}

// span is how many numbers there are from one to another; not ok where the other comes first, or is of another length.
func span(from, to anteroom.NumberID) (int, bool) {
	if len(from) != len(to) || to < from || from == "" {
		return 0, false
	}
	n := 1
	for at := from; at != to; at = after(at) {
		if n++; n > mostNumbers+1 {
			break
		}
	}
	return n, true
}

// after is the number that follows.
func after(id anteroom.NumberID) anteroom.NumberID {
	b := []byte(id)
	for i := len(b) - 1; i > 0; i-- {
		if b[i]++; b[i] <= '9' {
			break
		}
		b[i] = '0'
	}
	return anteroom.NumberID(b)
}

// block is many numbers that were added at once, as the history keeps them.
type block struct {
	Kind    anteroom.NumberKind `json:"kind"`
	Count   int                 `json:"count"`
	From    anteroom.NumberID   `json:"from"` // the lowest
	To      anteroom.NumberID   `json:"to"`   // the highest; not all between them need be there
	Numbers []anteroom.NumberID `json:"numbers"`
}

// numberBlocks are added and, where all of them are still free, taken away again.
func numberBlocks() noun[block] {
	return noun[block]{
		name: "number_block", right: anteroom.ManageCompany,
		load: (*Run).loadBlock,
		check: func(r *Run, _ *block, b block) error {
			for _, id := range b.Numbers {
				if err := r.checkNewNumber("list", anteroom.Number{ID: id, Company: r.target.Company}); err != nil {
					return err
				}
			}
			return nil
		},
		put: func(r *Run, _ string, _ *block, b block) error {
			for _, id := range b.Numbers {
				n := anteroom.Number{ID: id, Company: r.target.Company, Free: true}
				n.Take(b.Kind, &r.wrong)
				if err := r.tx.PutNumber(n); err != nil {
					return err
				}
			}
			return nil
		},
		drop: func(r *Run, b block) error {
			for _, id := range b.Numbers {
				if err := r.tx.DropNumber(r.target.Company, id); err != nil {
					return err
				}
			}
			return nil
		},
		effects: func(r *Run, _ *block, b block) error {
			r.effect(true, "effect.numbers.added", "count", b.Count, "from", b.From.String(), "to", b.To.String())
			return nil
		},
	}
}

// loadBlock is what the change that is being undone added, where nothing was done with it since.
func (r *Run) loadBlock(id string) (b block, err error) {
	change, err := r.tx.Change(r.scope, r.undoes)
	if err != nil {
		return b, err
	}
	at := slices.IndexFunc(change.Items, func(i anteroom.Item) bool { return i.Noun == "number_block" && i.ID == id })
	if at < 0 {
		return b, anteroom.Missing()
	}
	if err := anteroom.Overlay(&b, change.Items[at].After); err != nil {
		return b, err
	}
	for _, number := range b.Numbers {
		n, err := r.tx.Number(number)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return b, err
		}
		if err != nil || n.Company != r.target.Company || n.State() != anteroom.FreeNumber {
			return b, anteroom.Fail(anteroom.Conflict, "error.undo.number", "number", number.String())
		}
	}
	return b, nil
}

// NumbersOf is the first column of a table that somebody sends in, CSV or XLSX, as AddNumbers takes a list; a heading without a digit
// is left out. Invalid or Limit where it is no such table.
func NumbersOf(file []byte) (string, error) {
	form, err := sheet.Recognise(file)
	if err != nil {
		return "", err
	}
	rows, err := sheet.Open(file, form)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }() // it is read only
	var list []string
	for {
		_, cells, err := rows.Next()
		if err == io.EOF {
			return strings.Join(list, "\n"), nil
		}
		if err != nil {
			return "", err
		}
		if len(list) > 0 || strings.ContainsAny(cells[0], "0123456789") {
			list = append(list, cells[0])
		}
	}
}
