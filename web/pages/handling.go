package pages

import (
	"cmp"
	"encoding/json"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"github.com/a-h/templ"
)

// The kinds of value of the handling of calls.
const (
	statusKind kind = 100 + iota
	statusesKind
	callersKind
	deedKind
	thenKind
	daysKind
	lengthKind
	nowKind   // a user's status: none stored is Available
	placeKind // counted from 0, told from 1
)

// handlingFields are those of how a user's calls are handled.
func handlingFields() []known {
	return []known{
		{"status", "status", nowKind, "", "when.call"}, {"status", "until", timeKind, "", ""}, {"status", "note", words, "", ""},
		{"call_rule", "name", words, "", ""}, {"call_rule", "place", placeKind, "", "when.call"}, {"call_rule", "statuses", statusesKind, "", "when.call"},
		{"call_rule", "from", callersKind, "", "when.call"}, {"call_rule", "numbers", telsKind, "", "when.call"}, {"call_rule", "days", daysKind, "", "when.call"},
		{"call_rule", "begin", words, "", "when.call"}, {"call_rule", "end", words, "", "when.call"}, {"call_rule", "since", words, "", "when.call"},
		{"call_rule", "until", words, "", "when.call"}, {"call_rule", "deed", deedKind, "", "when.call"}, {"call_rule", "seconds", words, "", "when.call"},
		{"call_rule", "in_turn", yesNoKind, "", "when.call"}, {"call_rule", "number", words, "", "when.call"}, {"call_rule", "screen", yesNoKind, "", "when.call"},
		{"call_rule", "then", thenKind, "", "when.call"},
		{"greeting", "status", statusKind, "", ""}, {"greeting", "language", languageKind, "", ""}, {"greeting", "text", words, "", "when.call"}, {"greeting", "length", lengthKind, "", "when.call"},
		{"voice_message", "heard", timeKind, "", ""}, {"voice_message", "removed", timeKind, "", ""},
	}
}

// handlingValue is a value of the handling of calls in words; false: it is of another kind.
func (s Shell) handlingValue(k kind, raw json.RawMessage) (string, bool) {
	var text string
	var list []string
	var days []int
	switch k {
	case statusKind:
		_ = json.Unmarshal(raw, &text) // what is no text is told as any
		if text == "" {
			return s.T("status.any"), true
		}
		return s.T("status." + text), true
	case nowKind:
		_ = json.Unmarshal(raw, &text) // what is no text is told as available
		return s.T("status." + cmp.Or(text, string(anteroom.Available))), true
	case placeKind:
		var place int
		_ = json.Unmarshal(raw, &place) // what is no number is told as the first
		return strconv.Itoa(place + 1), true
	case callersKind, deedKind, thenKind:
		_ = json.Unmarshal(raw, &text) // what is no text is told as none
		if text == "" {
			return s.T("word.none"), true
		}
		return s.T(map[kind]string{callersKind: "callers.", deedKind: "deed.", thenKind: "then."}[k] + text), true
	case statusesKind:
		_ = json.Unmarshal(raw, &list) // what is no list is told as any
		return s.StatusNames(list), true
	case daysKind:
		_ = json.Unmarshal(raw, &days) // what is no list is told as every day
		return s.DayNames(days), true
	case lengthKind:
		var length time.Duration
		if json.Unmarshal(raw, &length) != nil || length == 0 {
			return s.T("word.none"), true
		}
		return s.P.Duration(length), true
	}
	return "", false
}

// StatusNames are statuses in words; none: any.
func (s Shell) StatusNames(list []string) string {
	if len(list) == 0 {
		return s.T("status.any")
	}
	var names []string
	for _, x := range list {
		names = append(names, s.T("status."+x))
	}
	return s.P.List(names)
}

// DayNames are days of the week in words; none: every day.
func (s Shell) DayNames(days []int) string {
	if len(days) == 0 {
		return s.T("day.every")
	}
	var names []string
	for _, d := range days {
		names = append(names, s.T("day."+strconv.Itoa(d)))
	}
	return s.P.List(names)
}

// PostCell is a cell with a button that does something at once.
func PostCell(path, text string) templ.Component { return postCell(path, text) }

// Voicemail is a page with a voice message.
type Voicemail struct {
	Shell
	Above   Link
	Facts   Part
	Message anteroom.Voicemail
	From    string // who left it, in words
	Sound   string // address of the sound; with ?as=file or ?as=mp3 it is downloaded
	MP3     bool   // it can be had as MP3
	Back    bool   // it was removed, and can be recovered
}
