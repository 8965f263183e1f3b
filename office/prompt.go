package office

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetPrompt says what callers hear in a menu, or with none as the greeting, in one language: a text, or a recording, which
// goes before it.
type SetPrompt struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Menu     anteroom.MenuID    `json:"menu,omitempty"` // empty: the greeting
	Language anteroom.Language  `json:"language"`
	Text     string             `json:"text,omitempty"`
	File     []byte             `json:"file,omitempty"`   // WAV or MP3, two minutes at most; empty: the recording stays
	Spoken   bool               `json:"spoken,omitempty"` // the text is spoken: the recording is no more

	wav      []byte
	wrong    anteroom.Fields
	recorded bool // by telephone: the text stays as it is
}

func (c SetPrompt) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetPrompt) Right() anteroom.Right { return anteroom.ManageUsers }

// Recordings makes files that people send in fit for calls. Implemented by speech; an error is Invalid.
type Recordings interface {
	Recording(raw []byte) (wav []byte, err error)
}

// prepare reads the file before the transaction.
func (c SetPrompt) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.may(ctx, who, c)
	if err == nil && len(c.File) > 0 {
		c.wav, c.wrong, err = o.recordingOf(ctx, c.File)
	}
	return c, err
}

// recordingOf makes a file that was sent in as the field file fit for calls, or tells what is wrong with it.
func (o *Office) recordingOf(ctx context.Context, file []byte) (wav []byte, wrong anteroom.Fields, err error) {
	wav, err = o.ReadRecording(ctx, file)
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Kind == anteroom.Invalid {
		wrong, err = anteroom.Fields{{Field: "file", Msg: e.Msg}}, nil
	}
	return wav, wrong, err
}

// ReadRecording makes a file that somebody sent in fit for calls, WAV or MP3, and stores nothing: 8 kHz, mono, 16 bits,
// trimmed and levelled. What cannot be read is Invalid. One file is read at a time.
func (o *Office) ReadRecording(ctx context.Context, file []byte) (wav []byte, err error) {
	if o.recordings == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	select {
	case o.decoding <- struct{}{}:
		defer func() { <-o.decoding }()
		return o.recordings.Recording(file)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c SetPrompt) Do(r *Run) error {
	r.wrong = append(r.wrong, c.wrong...)
	if c.Menu == "" {
		return receptions().edit(r, string(c.Company), func(x *anteroom.Reception) (err error) {
			x.Greeting, err = r.said(x.Greeting, c)
			return err
		})
	}
	return menus().edit(r, string(c.Menu), func(m *anteroom.Menu) (err error) {
		m.Prompts, err = r.said(m.Prompts, c)
		return err
	})
}

// mostSounds is how many recordings for prompts a company keeps, those of earlier prompts too for as long as they can be put
// back.
const mostSounds = 500

// said is a wording with another text or recording in one language.
func (r *Run) said(list []anteroom.Wording, c SetPrompt) ([]anteroom.Wording, error) {
	w := anteroom.Said(list, c.Language)
	w.Language = c.Language
	if !c.recorded {
		w.Text = c.Text
	}
	if c.Spoken {
		w.Sound = ""
	}
	if len(c.wav) > 0 {
		var err error
		if w.Sound, err = r.keepSound("", c.wav, mostSounds, "error.recordings.most"); err != nil {
			return nil, err
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(x anteroom.Wording) bool { return x.Language == c.Language })
	list = wording(append(list, w))
	slices.SortFunc(list, func(a, b anteroom.Wording) int { return cmp.Compare(a.Language, b.Language) })
	return list, nil
}

// keepSound keeps a recording that was sent in, for the company's prompts or with a user for that user's greetings, up to most.
func (r *Run) keepSound(user anteroom.UserID, wav []byte, most int, full string) (anteroom.RecordingID, error) {
	company := r.target.Company
	n, err := r.tx.CountPromptSounds(company, user)
	if err != nil {
		return "", err
	}
	if n >= most {
		return "", anteroom.Fail(anteroom.Limit, full, "most", most)
	}
	sum := sha256.Sum256(append([]byte(string(company)+string(user)), wav...))
	id := anteroom.RecordingID(hex.EncodeToString(sum[:])[:32])
	return id, r.tx.PutPromptSound(company, user, id, wav)
}

// forgetSounds drops the recordings that no prompt and no greeting names since longer than a change can be undone.
func (o *Office) forgetSounds(ctx context.Context) error {
	var used, unused []store.PromptSound
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		used, unused, err = oldSounds(tx)
		return err
	})
	for _, s := range used {
		if err == nil {
			err = o.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchPromptSound(s) })
		}
	}
	for _, s := range unused {
		if err == nil {
			err = o.store.Write(ctx, func(tx *store.Tx) error { return tx.DropPromptSound(s) })
		}
	}
	return err
}

// oldSounds are the recordings in use of which that was not noted for a day, and those that are to go.
func oldSounds(tx *store.Tx) (used, unused []store.PromptSound, err error) {
	old, err := tx.PromptSoundsBefore(tx.Now.AddDate(0, 0, -1), store.PromptSound{}, 10_000)
	var company anteroom.CompanyID
	var named []anteroom.RecordingID
	for _, s := range old {
		if company != s.Company {
			if named, err = soundsNamed(tx, s.Company); err != nil {
				return nil, nil, err
			}
			company = s.Company
		}
		if slices.Contains(named, s.ID) {
			used = append(used, s)
		} else if s.Made.Before(tx.Now.Add(-anteroom.RecoverFor)) {
			unused = append(unused, s)
		}
	}
	return used, unused, err
}

func soundsNamed(tx *store.Tx, company anteroom.CompanyID) ([]anteroom.RecordingID, error) {
	f, err := tx.Front(company)
	if err != nil {
		return nil, err
	}
	greetings, err := tx.GreetingSounds(company)
	return append(f.Sounds(), greetings...), err
}

// PromptSound is a recording of a company's prompts, as WAV.
func (o *Office) PromptSound(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.RecordingID) (wav []byte, err error) {
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) error {
		wav, err = tx.PromptSound(company, id)
		if anteroom.KindOf(err) == anteroom.NotFound {
			return anteroom.Missing()
		}
		return err
	})
	return wav, err
}
