package pages

import (
	"anteroom.dev/anteroom"
	"github.com/a-h/templ"
)

// Try is the page from which a test call is made.
type Try struct {
	Shell
	Base    string // address of the page: /c/{company}/try, or a user's own
	Numbers []Option
	Log     bool // the reader sees the call log
	Call    anteroom.Call
	Heard   []Heard // the prompts of the call, in words
}

// noscript is the text for who has no script: the Simulator is the administrator's.
func (v Try) noscript() string {
	if !v.Log {
		return "try.noscript.own"
	}
	return "try.noscript"
}

// States are how a call goes, by their names in the page's script.
func (v Try) States() []string {
	return []string{"ready", "unable", "microphone", "asking", "calling", "silent", "talking", "ended", "refused", "busy", "limit", "lost", "failed"}
}

// states are their texts, as the script finds them.
func (v Try) states() templ.Attributes {
	texts := templ.Attributes{"data-state": true, "role": "status"}
	for _, s := range v.States() {
		texts["data-"+s] = v.T("try.state." + s)
	}
	return texts
}

func (v Try) keys() []string {
	return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}
}

func (v Try) path() string { return Calls{Shell: v.Shell}.path(v.Call) }

// Begun tells whether there is anything of the call to show.
func (v Try) Begun() bool { return len(v.Call.Path) > 0 }
