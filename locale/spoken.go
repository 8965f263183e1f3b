package locale

import (
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// spokenFormat is how a language says a moment aloud: a voice that is given what is written says "zero nine zero zero".
type spokenFormat struct {
	Weekdays [7]string         `json:"weekdays"` // from Sunday
	Moment   string            `json:"moment"`   // {weekday} {day} {month} {time}
	First    string            `json:"first"`    // day of a month; empty: 1
	Time     string            `json:"time"`     // {hour} {minute} {half}; at a full hour without {minute}
	Hours    [24]string        `json:"hours"`    // of {hour}
	Minutes  map[string]string `json:"minutes"`  // of {minute}, where it is not the number
	Halves   [2]string         `json:"halves"`   // empty where not used
}

// SpokenTime is the time of day for a voice to say: "2 oh 5 p.m.", "14 heures 5".
func (p Printer) SpokenTime(t time.Time) string {
	f := p.folder.format.Spoken
	minute := strconv.Itoa(t.Minute())
	if word, ok := f.Minutes[minute]; ok {
		minute = word
	}
	if t.Minute() == 0 {
		minute = ""
	}
	said := strings.NewReplacer("{hour}", f.Hours[t.Hour()], "{minute}", minute, "{half}", f.Halves[t.Hour()/12]).Replace(f.Time)
	return strings.Join(strings.Fields(said), " ")
}

// SpokenMoment is a day, without its year, and the time of day for a voice to say: "Monday, November 23, at 2 oh 5 p.m.".
func (p Printer) SpokenMoment(t time.Time) string {
	f := p.folder.format
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 && f.Spoken.First != "" {
		day = f.Spoken.First
	}
	return strings.NewReplacer("{weekday}", f.Spoken.Weekdays[t.Weekday()], "{day}", day, "{month}", f.Named[t.Month()-1], "{time}", p.SpokenTime(t)).Replace(f.Spoken.Moment)
}

// Said is a prompt as the caller hears it, in words; empty where the language lacks it.
func (c *Catalogue) Said(p anteroom.Prompt) string {
	if p.Text != "" {
		return p.Text
	}
	text, ok := c.Prompt(p.Language, p.ID)
	if !ok {
		return ""
	}
	clock, moment := p.Name, p.Name // of a line from before there were moments
	if p.Moment != "" {
		clock, moment = c.In(p.Language).Time(p.At()), c.In(p.Language).DateTime(p.At())
	}
	return strings.NewReplacer("{name}", p.Name, "{digits}", p.Digits, "{time}", clock, "{moment}", moment).Replace(text)
}
