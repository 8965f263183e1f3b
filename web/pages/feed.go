package pages

import (
	"time"

	"github.com/a-h/templ"
)

// Feed is a page that shows what changes by itself: as it was when it was loaded, and where there is script, as it is.
type Feed struct {
	Shell
	Intro  string
	Events string          // address of the stream of Part
	Part   templ.Component // what changes
	At     time.Time       // when it was so
}

// feedState is a state of the connection, with its pill.
type feedState struct{ name, tone, icon string }

func feedStates() []feedState {
	return []feedState{{"live", "good", "yes"}, {"reconnecting", "info", "clock"}, {"stale", "warn", "wrong"}, {"paused", "info", "no"}}
}

// TimeOfDay is the time of day where the reader is, to the second.
func (s Shell) TimeOfDay(t time.Time) string {
	if s.Zone == nil {
		return t.UTC().Format("15:04:05") + " UTC"
	}
	return t.In(s.Zone).Format("15:04:05")
}
