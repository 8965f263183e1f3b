package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Sound is a recording of a company as WAV, for a call that plays it; NotFound where there is none.
func (o *Office) Sound(ctx context.Context, company anteroom.CompanyID, id anteroom.RecordingID) (wav []byte, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		wav, err = sound(tx, company, id)
		return err
	})
	return wav, err
}

// sound was left by a call, or sent in.
func sound(tx *store.Tx, company anteroom.CompanyID, id anteroom.RecordingID) ([]byte, error) {
	r, err := tx.Recording(company, id)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return tx.PromptSound(company, id)
	}
	return r.WAV, err
}
