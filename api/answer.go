package api

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

// some is the list, or an empty one: JSON's null is no list.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// at is a moment, or null where it has not come.
func at(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// me is who a token stands for.
type me struct {
	Account  anteroom.AccountID `json:"account"`
	Level    anteroom.Level     `json:"level"`             // system, var or company
	VAR      anteroom.VARID     `json:"var,omitempty"`     // of a VAR's or company's account
	Company  anteroom.CompanyID `json:"company,omitempty"` // of a company's or user's account
	User     anteroom.UserID    `json:"user,omitempty"`    // of a user's account
	Name     string             `json:"name"`
	Language anteroom.Language  `json:"language"` // that the person reads
}

// profile is the Company Profile: the company, and what surrounds it.
type profile struct {
	anteroom.Company
	Version       int64                     `json:"version"`          // of the company's history, to be sent back as If-Match
	System        []anteroom.Language       `json:"system_languages"` // that may be chosen
	Administrator administrator             `json:"administrator"`
	PhoneSystem   anteroom.PhoneSystem      `json:"phone_system"` // chosen by the provider
	Packages      []anteroom.CompanyPackage `json:"packages"`     // of the company's list
	Numbers       []anteroom.Number         `json:"numbers"`
	Users         int                       `json:"users"` // how many there are
	KeysUsed      int                       `json:"keys_used"`
	CountryFixed  bool                      `json:"country_fixed"` // it has a number, and who asks may not change it any more
	Support       anteroom.VAR              `json:"support"`       // whom to ask
}

// administrator is the account of a company's administrator.
type administrator struct {
	ID              anteroom.AccountID `json:"id"`
	Name            string             `json:"name"`
	Email           string             `json:"email"` // the sign-in name
	Phone           string             `json:"phone"`
	Language        anteroom.Language  `json:"language"`
	PasswordChanged *time.Time         `json:"password_changed"` // null: none is set yet
}

func profileOf(p office.Profile) profile {
	a := p.Administrator
	return profile{p.Company, p.Version, some(p.System), administrator{a.ID, a.Name, a.Email, a.Phone, a.Language, at(a.PasswordChanged)},
		p.PBX, some(p.Packages), some(p.Numbers), p.Users, p.KeysUsed, p.CountryFixed, p.Support}
}

// verified tells that a history is whole.
type verified struct {
	Whole   bool  `json:"whole"`   // no entry was changed, removed or put in
	Version int64 `json:"version"` // number of the last entry
}

// outcome is what a command did, or in a preview would do.
type outcome struct {
	Change  anteroom.ChangeID `json:"change,omitempty"` // the entry of the history; none in a preview, or where nothing differed
	Version int64             `json:"version"`          // of the history after it
	Items   []anteroom.Item   `json:"items"`            // what differs: old and new
	Effects []effect          `json:"effects"`          // what comes of it: who, how many, from when
	Digest  string            `json:"digest"`           // of what it does, to be sent back as ?digest=
	Made    map[string]string `json:"made,omitempty"`   // ids and once-shown secrets of what was made
}

// effect is one thing that a command does to the world.
type effect struct {
	Text  string         `json:"text"`           // in the language of the answer
	Key   string         `json:"key"`            // of the text, the same in every language
	Args  map[string]any `json:"args,omitempty"` // what the text's placeholders stand for
	Reach bool           `json:"reach"`          // callers, users or money are touched
}

func outcomeOf(o office.Outcome, p locale.Printer) outcome {
	out := outcome{Change: o.Change, Version: o.Version, Items: some(o.Items), Effects: make([]effect, len(o.Effects)), Digest: o.Digest, Made: o.Made}
	for i, e := range o.Effects {
		out.Effects[i] = effect{p.Text(e.Text), e.Text.Key, e.Text.Args, e.Reach}
	}
	return out
}
