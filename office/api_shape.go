// Package office carries out the commands: every change to Anteroom is one of them, and every way in (page, API,
// command line, import, a person acting for another) runs the same one. It owns rights, field checks, the one
// transaction, the history with its chain of hashes, previews, undo, and what is queued for the runner. It never
// speaks HTTP, SIP or SMTP.
package office

import (
	"anteroom.dev/anteroom"
)

// Command is one change that a person can ask for: a plain struct whose fields are the form, the JSON body and the
// flags of the command line. A field that says whose it is carries the tag path:"company".
type Command interface {
	// Right is what the person must hold.
	Right() anteroom.Right
	// Do makes the change within the run's transaction; the run holds the rights asked, the changes recorded, the
	// effects told and the jobs queued. It returns *anteroom.Error.
	Do(r *Run) error
}

// Ask is how a command is asked for.
type Ask struct {
	Preview bool   // carry it out, tell what it does, and roll it back
	Version int64  // of the page that was shown: refused where others changed what it touches; 0: not asked
	Digest  string // of the preview that was shown: refused where it would do something else; empty: not asked
}

// Outcome is what a command did, or in a preview would do.
type Outcome struct {
	Change  anteroom.ChangeID `json:"change,omitempty"` // the entry of the history; empty in a preview, or where nothing differed
	Version int64             `json:"version"`          // of the company's history after it
	Items   []anteroom.Item   `json:"items"`            // what differs: old and new
	Effects []anteroom.Effect `json:"effects"`          // what will come of it: who, how many, from when
	Digest  string            `json:"digest"`           // to be handed back as Ask.Digest
	Made    map[string]string `json:"made,omitempty"`   // ids and once-shown secrets of what was made
}

// Reach tells whether callers, users or money are touched, so that a page shows it before it is stored (R9).
func (o Outcome) Reach() bool {
	for _, e := range o.Effects {
		if e.Reach {
			return true
		}
	}
	return false
}

// Profile is the Company Profile page: what is stored, and what surrounds it.
type Profile struct {
	Version       int64                     `json:"version"` // to be handed back as Ask.Version
	Company       anteroom.Company          `json:"company"`
	Administrator anteroom.Account          `json:"administrator"`
	System        []anteroom.Language       `json:"system_languages"` // that may be chosen
	PBX           anteroom.PhoneSystem      `json:"phone_system"`
	Packages      []anteroom.CompanyPackage `json:"packages"` // of the company's list
	Numbers       []anteroom.Number         `json:"numbers"`
	Users         int                       `json:"users"`
	KeysUsed      int                       `json:"keys_used"`
	CountryFixed  bool                      `json:"country_fixed"` // it has a number, and who asks may not change it any more
	Support       anteroom.VAR              `json:"support"`       // whom to ask
}
