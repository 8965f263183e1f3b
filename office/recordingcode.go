package office

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"slices"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// GiveRecordingCode makes a code by which a prompt of the receptionist can be recorded by telephone: once, within the hour, by whoever
// keys it to the assistant after the own PIN. It is told once.
type GiveRecordingCode struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Menu     anteroom.MenuID    `json:"menu,omitempty"` // empty: the greeting
	Language anteroom.Language  `json:"language"`
}

func (c GiveRecordingCode) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c GiveRecordingCode) Right() anteroom.Right { return anteroom.ManageUsers }

func (c GiveRecordingCode) Do(r *Run) error {
	if err := r.hasReceptionist(); err != nil {
		return err
	}
	var menu anteroom.Menu
	if c.Menu != "" {
		var err error
		if menu, err = menus().load(r, string(c.Menu)); err != nil {
			return err
		}
	}
	system, err := r.tx.Languages()
	if err != nil {
		return err
	}
	if !slices.Contains(system, c.Language) {
		r.wrong.Wrong("language", "error.language.unknown", "language", string(c.Language))
		return nil
	}
	x := anteroom.RecordingCode{Company: c.Company, Menu: c.Menu, Name: menu.Name, Language: c.Language, Ends: r.tx.Now.Add(anteroom.RecordingCodeLife)}
	if x.Code, err = r.freeCode(); err != nil {
		return err
	}
	if err := recordingCodes().make(r, string(c.Menu)+"."+string(c.Language), x); err != nil {
		return err
	}
	r.made = map[string]string{"code": x.Code}
	return nil
}

// freeCode is six digits that are no other code of the company.
func (r *Run) freeCode() (string, error) {
	list, err := r.tx.RecordingCodes(r.target.Company)
	if err != nil {
		return "", err
	}
	for range 20 {
		n, err := rand.Int(rand.Reader, big.NewInt(900_000))
		if err != nil {
			return "", err
		}
		code := strconv.FormatInt(100_000+n.Int64(), 10)
		if !slices.ContainsFunc(list, func(x anteroom.RecordingCode) bool { return x.Code == code }) {
			return code, nil
		}
	}
	return "", anteroom.Fail(anteroom.Unavailable, "error.unavailable")
}

// recordingCodes are made, and end by themselves.
func recordingCodes() noun[anteroom.RecordingCode] {
	return noun[anteroom.RecordingCode]{
		name: "recording_code", right: anteroom.ManageUsers, stays: "error.undo.recording_code",
		put: func(r *Run, _ string, _ *anteroom.RecordingCode, x anteroom.RecordingCode) error {
			return r.tx.PutRecordingCode(x)
		},
	}
}

// RecordPrompt puts what a user has recorded in the place of a prompt of the receptionist, by a code that was given for it. The text that
// there was stays behind it.
type RecordPrompt struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"` // who has recorded it
	Code    string             `json:"code"`
	File    []byte             `json:"file"` // WAV or MP3, two minutes at most

	wav   []byte
	wrong anteroom.Fields
}

func (c RecordPrompt) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c RecordPrompt) Right() anteroom.Right { return anteroom.EditSelf }

// prepare asks for the code, which may be wrong only so often, and reads the file before the transaction.
func (c RecordPrompt) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.may(ctx, who, c)
	if err == nil {
		_, err = o.promptOf(ctx, who, c.Company, c.User, c.Code)
	}
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Kind == anteroom.Invalid {
		c.wrong, err = e.Fields, nil
		return c, err
	}
	if err == nil {
		c.wav, c.wrong, err = o.recordingOf(ctx, c.File)
	}
	return c, err
}

func (c RecordPrompt) Do(r *Run) error {
	x, err := codeOf(r.tx, c.Company, c.Code)
	if len(c.wrong) > 0 || err != nil {
		if r.wrong = append(r.wrong, c.wrong...); len(c.wrong) > 0 {
			return nil
		}
		return err
	}
	err = SetPrompt{Company: c.Company, Menu: x.Menu, Language: x.Language, wav: c.wav, recorded: true}.Do(r)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.tx.DropRecordingCode(x)
}

// codeOf is what a code is for; Invalid where it is none.
func codeOf(tx *store.Tx, company anteroom.CompanyID, code string) (anteroom.RecordingCode, error) {
	list, err := tx.RecordingCodes(company)
	if at := slices.IndexFunc(list, func(x anteroom.RecordingCode) bool { return x.Code == code }); err == nil && at >= 0 {
		return list[at], nil
	}
	if err == nil {
		var wrong anteroom.Fields
		wrong.Wrong("code", "error.recording_code")
		err = wrong.Err()
	}
	return anteroom.RecordingCode{}, err
}

// promptOf is the prompt for which a code was given. It is Invalid where there is none, and Limit where who asks tried too many.
func (o *Office) promptOf(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, code string) (x anteroom.RecordingCode, err error) {
	key := "recording code " + string(company) + "/" + string(user) + "/" + string(who.Account)
	if err := o.attempts.blocked(key, mostPINs, time.Now()); err != nil {
		return x, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		x, err = codeOf(tx, company, code)
		return err
	})
	if anteroom.KindOf(err) == anteroom.Invalid && err != nil {
		_ = o.attempts.take(key, mostPINs, time.Now()) // counted; the next one is refused
	}
	return x, err
}
