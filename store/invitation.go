package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// PutInvitation stores a user's invitation under the hash of its link; one that was sent before holds no longer.
func (tx *Tx) PutInvitation(i anteroom.Invitation, hash string) error {
	return mapped(tx.q.PutInvitation(tx.ctx, db.PutInvitationParams{CompanyID: string(i.Company), UserID: string(i.User), TokenHash: hash, Email: i.Email,
		Made: micros(i.Made), Expires: micros(i.Expires)}))
}

// Invitation is the one that a user has.
func (tx *Tx) Invitation(company anteroom.CompanyID, id anteroom.UserID) (anteroom.Invitation, error) {
	r, err := tx.q.Invitation(tx.ctx, db.InvitationParams{CompanyID: string(company), UserID: string(id)})
	return invitationOf(r), mapped(err)
}

// InvitationByToken is the one whose link has that hash; NotFound where it is used, replaced, or too old.
func (tx *Tx) InvitationByToken(hash string) (anteroom.Invitation, error) {
	r, err := tx.q.InvitationByToken(tx.ctx, hash)
	i := invitationOf(db.InvitationRow(r))
	if err == nil && !i.Expires.After(tx.Now) {
		return anteroom.Invitation{}, anteroom.Missing()
	}
	return i, mapped(err)
}

// DropInvitation ends a user's invitation, if there is one.
func (tx *Tx) DropInvitation(company anteroom.CompanyID, id anteroom.UserID) error {
	return mapped(tx.q.DropInvitation(tx.ctx, db.DropInvitationParams{CompanyID: string(company), UserID: string(id)}))
}

func invitationOf(r db.InvitationRow) anteroom.Invitation {
	return anteroom.Invitation{Company: anteroom.CompanyID(r.CompanyID), User: anteroom.UserID(r.UserID), Email: r.Email, Made: fromMicros(r.Made),
		Expires: fromMicros(r.Expires)}
}
