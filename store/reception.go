package store

import (
	"encoding/json"
	"fmt"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// The kinds of a reception's parts.
const (
	receptionPart = "reception"
	menuPart      = "menu"
	groupPart     = "group"
	codePart      = "recording_code"
)

// Front is a company's reception with its menus and groups; one with nothing in it where nothing was set.
func (tx *Tx) Front(company anteroom.CompanyID) (anteroom.Front, error) {
	f := anteroom.Front{Reception: anteroom.Reception{Company: company}, Menus: map[anteroom.MenuID]anteroom.Menu{}, Groups: map[anteroom.GroupID]anteroom.Group{}}
	rows, err := tx.q.ReceptionParts(tx.ctx, string(company))
	if err != nil {
		return f, mapped(err)
	}
	for _, r := range rows {
		switch r.Kind {
		case receptionPart:
			err = json.Unmarshal([]byte(r.Body), &f.Reception)
		case menuPart:
			var m anteroom.Menu
			err = json.Unmarshal([]byte(r.Body), &m)
			f.Menus[m.ID] = m
		case groupPart:
			var g anteroom.Group
			err = json.Unmarshal([]byte(r.Body), &g)
			f.Groups[g.ID] = g
		}
		if err != nil {
			return f, fmt.Errorf("store: %s %s: %w", r.Kind, r.ID, err)
		}
	}
	return f, nil
}

// PutReception stores how a company's numbers are answered.
func (tx *Tx) PutReception(r anteroom.Reception) error {
	return tx.putPart(r.Company, receptionPart, "", r)
}

// PutMenu makes or replaces a menu.
func (tx *Tx) PutMenu(m anteroom.Menu) error {
	return tx.putPart(m.Company, menuPart, string(m.ID), m)
}

// DropMenu ends a menu.
func (tx *Tx) DropMenu(m anteroom.Menu) error { return tx.dropPart(m.Company, menuPart, string(m.ID)) }

// PutGroup makes or replaces a group.
func (tx *Tx) PutGroup(g anteroom.Group) error {
	return tx.putPart(g.Company, groupPart, string(g.ID), g)
}

// DropGroup ends a group.
func (tx *Tx) DropGroup(g anteroom.Group) error {
	return tx.dropPart(g.Company, groupPart, string(g.ID))
}

// codeBody is a recording code as it is kept: whoever reads it elsewhere doesn't learn the code.
type codeBody struct {
	anteroom.RecordingCode
	Code string `json:"code"`
}

// RecordingCodes are those of a company that hold still.
func (tx *Tx) RecordingCodes(company anteroom.CompanyID) (list []anteroom.RecordingCode, err error) {
	rows, err := tx.q.ReceptionParts(tx.ctx, string(company))
	for _, r := range rows {
		var b codeBody
		if r.Kind != codePart {
			continue
		}
		if err := json.Unmarshal([]byte(r.Body), &b); err != nil {
			return nil, fmt.Errorf("store: %s %s: %w", r.Kind, r.ID, err)
		}
		if b.Ends.After(tx.Now) {
			b.RecordingCode.Company, b.RecordingCode.Code = company, b.Code
			list = append(list, b.RecordingCode)
		}
	}
	return list, mapped(err)
}

// PutRecordingCode keeps a code; one that there was for the same prompt and language holds no longer.
func (tx *Tx) PutRecordingCode(c anteroom.RecordingCode) error {
	return tx.putPart(c.Company, codePart, codeID(c), codeBody{c, c.Code})
}

// DropRecordingCode ends a code.
func (tx *Tx) DropRecordingCode(c anteroom.RecordingCode) error {
	return tx.dropPart(c.Company, codePart, codeID(c))
}

func codeID(c anteroom.RecordingCode) string { return string(c.Menu) + "." + string(c.Language) }

func (tx *Tx) putPart(company anteroom.CompanyID, kind, id string, noun any) error {
	body, err := json.Marshal(noun)
	if err != nil {
		return err
	}
	return mapped(tx.q.PutReceptionPart(tx.ctx, db.PutReceptionPartParams{CompanyID: string(company), Kind: kind, ID: id, Body: string(body)}))
}

func (tx *Tx) dropPart(company anteroom.CompanyID, kind, id string) error {
	return mapped(tx.q.DropReceptionPart(tx.ctx, db.DropReceptionPartParams{CompanyID: string(company), Kind: kind, ID: id}))
}

// PromptSound is a recording for prompts, as WAV; NotFound where the company has none of that id.
func (tx *Tx) PromptSound(company anteroom.CompanyID, id anteroom.RecordingID) ([]byte, error) {
	wav, err := tx.q.PromptSound(tx.ctx, db.PromptSoundParams{CompanyID: string(company), ID: string(id)})
	return wav, mapped(err)
}

// PutPromptSound keeps a recording, for the company's prompts or with a user for that user's greetings; one that is there already
// counts as made now.
func (tx *Tx) PutPromptSound(company anteroom.CompanyID, user anteroom.UserID, id anteroom.RecordingID, wav []byte) error {
	return mapped(tx.q.PutPromptSound(tx.ctx, db.PutPromptSoundParams{CompanyID: string(company), ID: string(id), UserID: string(user), Made: micros(tx.Now), Wav: wav}))
}

// CountPromptSounds is how many recordings a company has for its prompts, or with a user for that user's greetings.
func (tx *Tx) CountPromptSounds(company anteroom.CompanyID, user anteroom.UserID) (int, error) {
	n, err := tx.q.CountPromptSounds(tx.ctx, db.CountPromptSoundsParams{CompanyID: string(company), UserID: string(user)})
	return int(n), mapped(err)
}

// PromptSound names a recording of a company.
type PromptSound struct {
	Company anteroom.CompanyID
	ID      anteroom.RecordingID
	Made    time.Time // or known to be in use
}

// TouchPromptSound notes that a recording is in use.
func (tx *Tx) TouchPromptSound(s PromptSound) error {
	return mapped(tx.q.TouchPromptSound(tx.ctx, db.TouchPromptSoundParams{Made: micros(tx.Now), CompanyID: string(s.Company), ID: string(s.ID)}))
}

// PromptSoundsBefore are recordings that were made before a moment, in order, behind one of them.
func (tx *Tx) PromptSoundsBefore(made time.Time, after PromptSound, most int) ([]PromptSound, error) {
	rows, err := tx.q.PromptSoundsBefore(tx.ctx, db.PromptSoundsBeforeParams{Made: micros(made), CompanyID: string(after.Company), ID: string(after.ID), Most: int32(most)})
	list := make([]PromptSound, len(rows))
	for i, r := range rows {
		list[i] = PromptSound{anteroom.CompanyID(r.CompanyID), anteroom.RecordingID(r.ID), fromMicros(r.Made)}
	}
	return list, mapped(err)
}

// DropPromptSound ends a recording.
func (tx *Tx) DropPromptSound(s PromptSound) error {
	return mapped(tx.q.DropPromptSound(tx.ctx, db.DropPromptSoundParams{CompanyID: string(s.Company), ID: string(s.ID)}))
}

// PutCallerLanguage remembers what a caller chose.
func (tx *Tx) PutCallerLanguage(company anteroom.CompanyID, caller anteroom.NumberID, l anteroom.Language) error {
	return mapped(tx.q.PutCallerLanguage(tx.ctx, db.PutCallerLanguageParams{CompanyID: string(company), Caller: string(caller), Language: string(l), Used: micros(tx.Now)}))
}

// ForgetCallers forgets what was chosen before a moment, and all but the most callers of the company that chose last.
func (tx *Tx) ForgetCallers(company anteroom.CompanyID, before time.Time, most int) error {
	kept, err := tx.q.OldestCallerKept(tx.ctx, db.OldestCallerKeptParams{CompanyID: string(company), Most: int32(most)})
	if err != nil {
		return mapped(err)
	}
	return mapped(tx.q.ForgetCallers(tx.ctx, db.ForgetCallersParams{CompanyID: string(company), Used: max(kept, micros(before))}))
}

// CompaniesWithCallers are those that remember any.
func (tx *Tx) CompaniesWithCallers() ([]anteroom.CompanyID, error) {
	list, err := tx.q.CompaniesWithCallers(tx.ctx)
	return ids[anteroom.CompanyID](list), mapped(err)
}
