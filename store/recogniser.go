package store

import (
	"encoding/json"
	"fmt"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Recogniser is the speech recogniser of the installation, with its sealed key (empty: none); the zero one where there is none.
func (tx *Tx) Recogniser() (r anteroom.Recogniser, key []byte, err error) {
	row, err := tx.q.Recogniser(tx.ctx)
	if err = mapped(err); anteroom.KindOf(err) == anteroom.NotFound {
		return r, nil, nil
	}
	if err != nil {
		return r, nil, err
	}
	err = content(row.Content, &r)
	return r, row.Secret, err
}

// PutRecogniser replaces it, but for its key.
func (tx *Tx) PutRecogniser(r anteroom.Recogniser) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutRecogniser(tx.ctx, string(raw)))
}

// SetRecogniserKey stores its sealed key; an empty one takes it away.
func (tx *Tx) SetRecogniserKey(sealed []byte) error {
	if sealed == nil {
		sealed = []byte{}
	}
	return mapped(tx.q.SetRecogniserKey(tx.ctx, sealed))
}

// WaitingMessageOf is the message about a voice message that nobody has tried to send yet; NotFound: none.
func (tx *Tx) WaitingMessageOf(company anteroom.CompanyID, recording anteroom.RecordingID) (anteroom.MessageID, error) {
	id, err := tx.q.WaitingMessageOf(tx.ctx, db.WaitingMessageOfParams{CompanyID: string(company), Recording: string(recording)})
	return anteroom.MessageID(id), mapped(err)
}

// RewriteMessage replaces subject, text and HTML of a message.
func (tx *Tx) RewriteMessage(m anteroom.Message) error {
	return mapped(tx.q.RewriteMessage(tx.ctx, db.RewriteMessageParams{CompanyID: string(m.Company), ID: string(m.ID), Subject: m.Subject, BodyText: m.Text, BodyHtml: m.HTML}))
}

// HastenDelivery has a message that waits, and that nobody has tried to send yet, sent now.
func (tx *Tx) HastenDelivery(company anteroom.CompanyID, id anteroom.MessageID) error {
	return mapped(tx.q.HastenDelivery(tx.ctx, db.HastenDeliveryParams{Now: micros(tx.Now), CompanyID: string(company), Target: string(id)}))
}
