package anteroom

import (
	"errors"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Hours are when a company is open, by the clock of its own time zone. Without a week it always is, but on holidays.
type Hours struct {
	Zone     string      `json:"zone"` // of the IANA database: "America/Toronto"; empty: that of its bills, else UTC
	Week     []Span      `json:"week"`
	Holidays []Holiday   `json:"holidays"`
	Closed   Destination `json:"closed"`  // of callers outside the hours; empty: they are told so, and the call ends
	Holiday  Destination `json:"holiday"` // on holidays; empty: as outside the hours
	Switch   OpenState   `json:"switch"`  // Open or Closed by hand, whatever the hours say; empty: the hours say
	Until    time.Time   `json:"until,omitzero"`
}

// Span is part of a day of the week during which the company is open. One that ends before it begins goes on into the
// next day.
type Span struct {
	Day  int    `json:"day"`  // 1 Monday to 7 Sunday (ISO 8601)
	From string `json:"from"` // "08:30"
	To   string `json:"to"`   // "24:00" at most
}

// Holiday is a day on which the company is closed: once, "2026-12-25", or every year, "12-25".
type Holiday struct {
	Date string `json:"date"`
	Name string `json:"name"`
}

// OpenState is whether a company is open.
type OpenState string

// The states.
const (
	Open      OpenState = "open"
	Closed    OpenState = "closed"
	OnHoliday OpenState = "holiday"
)

// The limits of opening hours.
const (
	MostSpans    = 42
	MostHolidays = 200
)

// At is whether the company is open at a moment, which is given in the company's zone. A day is what the clock on the
// wall calls one: on the night when the hour is set back, what is open from one to two is so twice.
func (h Hours) At(t time.Time) OpenState {
	switch {
	case h.Switch != "" && t.Before(h.Until):
		return h.Switch
	case h.holiday(t) != "":
		return OnHoliday
	case len(h.Week) == 0:
		return Open
	}
	day, clock := weekday(t), t.Hour()*60+t.Minute()
	for _, s := range h.Week {
		from, _ := minutes(s.From)
		to, _ := minutes(s.To)
		overnight := to <= from
		switch {
		case s.Day == day && clock >= from && (clock < to || overnight):
			return Open
		case overnight && s.Day%7+1 == day && clock < to:
			return Open
		}
	}
	return Closed
}

// holiday is the name of the day, where it is one; "-" where it has none.
func (h Hours) holiday(t time.Time) string {
	for _, x := range h.Holidays {
		if x.Date == t.Format(time.DateOnly) || x.Date == t.Format("01-02") {
			if x.Name == "" {
				return "-"
			}
			return x.Name
		}
	}
	return ""
}

func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// minutes reads "08:30".
func minutes(clock string) (int, bool) {
	hour, minute, ok := strings.Cut(clock, ":")
	h, bad := strconv.Atoi(hour)
	m, worse := strconv.Atoi(minute)
	ok = ok && len(hour) == 2 && len(minute) == 2 && bad == nil && worse == nil && h >= 0 && m >= 0 && m < 60 && h*60+m <= 24*60
	return h*60 + m, ok
}

// Written tells whether it is part of a day.
func (s Span) Written() bool {
	from, ok := minutes(s.From)
	to, good := minutes(s.To)
	return s.Day >= 1 && s.Day <= 7 && ok && good && from != to && from != 24*60
}

// Zone is the time zone of a name of the IANA database; UTC for the empty one. It is asked for with each call, and read from its
// file once.
func Zone(name string) (*time.Location, error) {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err == nil && name == "Local" { // the machine's, which is nobody's
		err = errors.New("unknown time zone Local")
	}
	if err == nil && path.Clean("/"+name) == "/"+name { // each under one name
		zones.Store(name, zone)
	}
	return zone, err
}

var zones sync.Map // by name; of those that there are

func (h Hours) check(f *Fields) {
	if _, err := Zone(h.Zone); err != nil {
		f.Wrong("zone", "error.zone.unknown")
	}
	if len(h.Week) > MostSpans {
		f.Wrong("week", "error.hours.most", "most", MostSpans)
	}
	for _, s := range h.Week {
		if !s.Written() {
			f.Wrong("week", "error.hours.span", "from", cutText(s.From, 8), "to", cutText(s.To, 8))
		}
	}
	if len(h.Holidays) > MostHolidays {
		f.Wrong("holidays", "error.holidays.most", "most", MostHolidays)
	}
	for _, x := range h.Holidays {
		if !isDay(x.Date) {
			f.Wrong("holidays", "error.holiday", "text", cutText(x.Date, 20))
		}
		f.Name("holidays", x.Name, 0, 60)
	}
	if h.Closed != "" && !h.Closed.Written() {
		f.Wrong("closed", "error.destination")
	}
	if h.Holiday != "" && !h.Holiday.Written() {
		f.Wrong("holiday", "error.destination")
	}
	if h.Switch != "" && h.Switch != Open && h.Switch != Closed {
		f.Wrong("switch", "error.hours.switch")
	}
}

// isDay tells a date, or a day of every year.
func isDay(s string) bool {
	if len(s) == len("01-02") {
		s = "2024-" + s // a leap year: it has every day
	}
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
