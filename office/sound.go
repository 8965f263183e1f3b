package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Sound is a recording of a company as WAV, for a call that plays it; NotFound where there is none.
func (o *Office) Sound(ctx context.Context, company anteroom.CompanyID, id anteroom.RecordingID) (wav []byte, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Recording(company, id)
		if wav = r.WAV; anteroom.KindOf(err) == anteroom.NotFound {
			wav, err = tx.PromptSound(company, id)
		}
		return err
	})
	return wav, err
}

// clock is the company's zone as a plan needs it; a company without one goes by UTC.
func clock(tx *store.Tx, p *anteroom.Plan) error {
	b, err := tx.Billing(p.Company)
	p.At = tx.Now.In(b.Location())
	return err
}
