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

	wav   []byte
	wrong anteroom.Fields
}

func (c SetPrompt) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetPrompt) Right() anteroom.Right { return anteroom.ManageUsers }

// Recordings makes files that people send in fit for calls. Implemented by speech; an error is Invalid.
type Recordings interface {
	Recording(raw []byte) (wav []byte, err error)
}

// prepare reads the file before the transaction.
func (c SetPrompt) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		_, err := reach(tx, who, c.Right(), c.Of())
		return err
	})
	if err != nil || len(c.File) == 0 {
		return c, err
	}
	if o.recordings == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	o.decoding <- struct{}{}
	defer func() { <-o.decoding }()
	c.wav, err = o.recordings.Recording(c.File)
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Kind == anteroom.Invalid {
		c.wrong, err = anteroom.Fields{{Field: "file", Msg: e.Msg}}, nil
	}
	return c, err
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
	w.Language, w.Text = c.Language, c.Text
	if c.Spoken {
		w.Sound = ""
	}
	if len(c.wav) > 0 {
		n, err := r.tx.CountPromptSounds(c.Company)
		if err != nil {
			return nil, err
		}
		if n >= mostSounds {
			return nil, anteroom.Fail(anteroom.Limit, "error.recordings.most", "most", mostSounds)
		}
		sum := sha256.Sum256(append([]byte(c.Company), c.wav...))
		w.Sound = anteroom.RecordingID(hex.EncodeToString(sum[:])[:32])
		if err := r.tx.PutPromptSound(c.Company, w.Sound, c.wav); err != nil {
			return nil, err
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(x anteroom.Wording) bool { return x.Language == c.Language })
	list = wording(append(list, w))
	slices.SortFunc(list, func(a, b anteroom.Wording) int { return cmp.Compare(a.Language, b.Language) })
	return list, nil
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
