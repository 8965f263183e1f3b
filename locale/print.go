package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// format is how a language writes what is not a sentence; format.json of its folder.
type format struct {
	Months     [12]string `json:"months"`      // as in a date: "nov."
	Named      [12]string `json:"named"`       // by themselves: "novembre"
	Date       string     `json:"date"`        // {day} {month} {year}
	Time       string     `json:"time"`        // {hour} {hour12} {minute} {half}
	Halves     [2]string  `json:"halves"`      // "a.m.", "p.m."; empty where not used
	And        string     `json:"and"`         // between the last two of a list
	Comma      string     `json:"comma"`       // between the others
	TiedBefore string     `json:"tied_before"` // signs before which a space doesn't break
	TiedAfter  string     `json:"tied_after"`  // signs behind which it doesn't
	Semicolon  string     `json:"semicolon"`   // between parts of a sentence that have commas themselves
	Duration   string     `json:"duration"`    // {minutes} {seconds}

	Spoken spokenFormat `json:"spoken"`
}

// Printer writes in one language. The zero Printer is not usable; Catalogue.In makes one.
type Printer struct {
	Language  anteroom.Language
	folder    *folder
	catalogue *Catalogue
	numbers   *message.Printer
}

// T is the text of a key with its named placeholders filled: T("profile.saved", "count", 3).
func (p Printer) T(key string, args ...any) string { return p.Text(anteroom.T(key, args...)) }

// Text is a Text in this language. The argument "count", an int, chooses the plural form.
func (p Printer) Text(t anteroom.Text) string {
	s := p.folder.lookup(t.Key, t.Args)
	if len(t.Args) == 0 {
		return s
	}
	return placeholder.ReplaceAllStringFunc(s, func(m string) string {
		v, ok := t.Args[m[1:len(m)-1]]
		if !ok {
			return "⟦" + m + "⟧"
		}
		return p.value(v)
	})
}

func (p Printer) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return p.Number(int64(v))
	case int64:
		return p.Number(v)
	case float64:
		return p.Decimal(v, 1)
	case time.Time:
		return p.DateTime(v)
	case time.Duration:
		return p.Duration(v)
	case anteroom.Month:
		return p.BillMonth(v)
	case anteroom.Language:
		return p.LanguageName(v)
	case []string:
		return p.List(v)
	case []anteroom.Money:
		list := make([]string, len(v))
		for i, m := range v {
			list[i] = p.Money(m.Amount, m.Currency)
		}
		return p.List(list)
	case anteroom.Cost:
		return p.Price(v.Amount, v.Currency)
	case anteroom.Text:
		return p.Text(v)
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}

// Number is a whole number with the separators of the language.
func (p Printer) Number(n int64) string { return p.numbers.Sprint(number.Decimal(n)) }

// Date is the day: "Nov 22, 2026", "22 nov. 2026".
func (p Printer) Date(t time.Time) string {
	return strings.NewReplacer("{day}", strconv.Itoa(t.Day()), "{month}", p.folder.format.Months[t.Month()-1],
		"{year}", strconv.Itoa(t.Year())).Replace(p.folder.format.Date)
}

// Month is a month of a year: "November 2026", "novembre 2026".
func (p Printer) Month(t time.Time) string {
	return p.folder.format.Named[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Time is the time of day: "2:05 p.m.", "14 h 05".
func (p Printer) Time(t time.Time) string {
	hour12 := (t.Hour()+11)%12 + 1
	return strings.NewReplacer("{hour}", strconv.Itoa(t.Hour()), "{hour12}", strconv.Itoa(hour12),
		"{minute}", fmt.Sprintf("%02d", t.Minute()), "{half}", p.folder.format.Halves[t.Hour()/12]).Replace(p.folder.format.Time)
}

// DateTime is the day and the time of day, in the zone that the time carries.
func (p Printer) DateTime(t time.Time) string {
	return p.Date(t) + p.folder.format.Comma + p.Time(t)
}

// Duration is minutes and seconds: "1 min 05 s".
func (p Printer) Duration(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	return strings.NewReplacer("{minutes}", strconv.Itoa(s/60), "{seconds}", fmt.Sprintf("%02d", s%60)).Replace(p.folder.format.Duration)
}

// List joins with commas and the language's "and".
func (p Printer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], p.folder.format.Comma) + p.folder.format.And + items[last]
}

// Parts joins parts of a sentence that may have commas themselves.
func (p Printer) Parts(parts []string) string { return strings.Join(parts, p.folder.format.Semicolon) }

// LanguageName is the name of a language in this one: "French", "le français" is never used, "français" is.
func (p Printer) LanguageName(l anteroom.Language) string {
	return display.Languages(p.folder.tag).Name(language.Make(string(l)))
}

// OwnName is the name that a language gives itself, with a capital: "Français".
func (p Printer) OwnName(l anteroom.Language) string {
	name := display.Self.Name(language.Make(string(l)))
	if name == "" {
		return string(l)
	}
	r := []rune(name)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// CountryName is the name of a country in this language.
func (p Printer) CountryName(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.Regions(p.folder.tag).Name(r)
}
