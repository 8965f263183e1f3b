package office

import (
	"context"

	"anteroom.dev/anteroom"
)

// SetHoldMusic says what whoever is held hears in the calls of a company: a recording, or what is built in.
type SetHoldMusic struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	File    []byte             `json:"file,omitempty"` // WAV or MP3, two minutes at most, played again and again; empty: what is built in

	wav   []byte
	wrong anteroom.Fields
}

func (c SetHoldMusic) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetHoldMusic) Right() anteroom.Right { return anteroom.ManageUsers }

// prepare reads the file before the transaction.
func (c SetHoldMusic) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.may(ctx, who, c)
	if err == nil && len(c.File) > 0 {
		c.wav, c.wrong, err = o.recordingOf(ctx, c.File)
	}
	return c, err
}

func (c SetHoldMusic) Do(r *Run) error {
	r.wrong = append(r.wrong, c.wrong...)
	return receptions().edit(r, string(c.Company), func(x *anteroom.Reception) (err error) {
		if x.Hold = ""; len(c.wav) > 0 {
			x.Hold, err = r.keepSound("", c.wav, mostSounds, "error.recordings.most")
		}
		return err
	})
}
