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

// shared is what every plan has of its company: the moment by its own time zone, and its music.
func (o *Office) shared(tx *store.Tx, p *anteroom.Plan) error {
	known, err := o.directories.directory(tx, p.Company)
	if err != nil {
		return err
	}
	reception := anteroom.Reception{Company: p.Company}
	if known.front != nil {
		reception = known.front.Reception
	}
	zone, err := zoneOf(tx, reception)
	p.At, p.Hold = tx.Now.In(zone), reception.Hold
	return err
}
