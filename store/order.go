package store

import (
	"encoding/json"
	"fmt"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// PutOrder keeps a call that is to be begun.
func (tx *Tx) PutOrder(o anteroom.Order) error {
	p := db.PutOrderParams{CompanyID: string(o.Company), ID: string(o.Call), UserID: string(o.User)}
	if err := into(&p.Body, o); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutOrder(tx.ctx, p))
}

// Order is the one that has that call; NotFound where it was carried out, or there never was one.
func (tx *Tx) Order(company anteroom.CompanyID, call anteroom.CallID) (o anteroom.Order, err error) {
	body, err := tx.q.Order(tx.ctx, db.OrderParams{CompanyID: string(company), ID: string(call)})
	if err != nil {
		return o, mapped(err)
	}
	return o, json.Unmarshal([]byte(body), &o)
}

// DropOrder ends one.
func (tx *Tx) DropOrder(o anteroom.Order) error {
	return mapped(tx.q.DropOrder(tx.ctx, db.DropOrderParams{CompanyID: string(o.Company), ID: string(o.Call)}))
}
