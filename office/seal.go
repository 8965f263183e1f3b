package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// resealed are sealed values of one transaction: a moment's work, for others wait meanwhile.
const resealed = 50

// Resealed is what came of sealing anew.
type Resealed struct {
	Anew int // sealed under the first key now
	Were int // under it already
	Lost int // no key opens them: they are as they were
}

// Reseal seals every secret of the store under the first key of the key file, in small transactions between which
// others have their turn. It may be broken off anywhere, and called again: each secret opens at any moment. Nobody's
// right is asked: who holds the key file and the database needs none.
func (o *Office) Reseal(ctx context.Context) (done Resealed, err error) {
	if err := o.sealer.Follow(); err != nil {
		return done, err
	}
	for _, kind := range store.SealedKinds() {
		for after, more := (store.Sealed{}), true; more; {
			part, last, n, err := o.resealSome(ctx, kind, after)
			if err != nil {
				return done, err
			}
			after, more = last, n == resealed
			done.Anew, done.Were, done.Lost = done.Anew+part.Anew, done.Were+part.Were, done.Lost+part.Lost
		}
	}
	return done, nil
}

// resealSome is one transaction of it: those after one, and which was the last of how many.
func (o *Office) resealSome(ctx context.Context, kind store.SealedKind, after store.Sealed) (part Resealed, last store.Sealed, n int, err error) {
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		part = Resealed{} // the transaction may be tried again
		list, err := tx.SealedAfter(kind, after, resealed)
		n = len(list)
		for _, s := range list {
			if err := o.reseal(tx, kind, s, &part); err != nil {
				return err
			}
			last = s
		}
		return err
	})
	return part, last, n, err
}

func (o *Office) reseal(tx *store.Tx, kind store.SealedKind, s store.Sealed, done *Resealed) error {
	if len(s.Value) == 0 {
		return nil
	}
	if o.sealer.Fresh(s.Value) {
		done.Were++
		return nil
	}
	owner := sealedOwner(kind, s)
	secret, err := o.sealer.Open(s.Value, owner)
	if err != nil {
		done.Lost++
		o.log.Error("a secret can't be sealed anew: no key opens it", "kind", kind, "company", s.Company, "item", s.Item)
		return nil //nolint:nilerr // the others are sealed anew all the same
	}
	done.Anew++
	return tx.Reseal(kind, s, o.sealer.Seal(secret, owner))
}

// sealedOwner is for whom a value was sealed.
func sealedOwner(kind store.SealedKind, s store.Sealed) string {
	switch kind {
	case store.SealedPBX:
		return pbxSecret(s.Company)
	case store.SealedMail:
		return mailOwner(anteroom.UserMail{Company: s.Company, User: anteroom.UserID(s.Item)})
	case store.SealedProvider:
		return clientOwner(anteroom.MailProviderID(s.Item))
	case store.SealedLineOut:
		return trunkOwner(anteroom.TrunkID(s.Item))
	case store.SealedSpeech:
		return recogniserOwner
	case store.SealedLine:
		return lineOwner(s.Company, s.Item)
	}
	return handsetOwner(anteroom.Handset{Company: s.Company, Phone: anteroom.PhoneID(s.Item)})
}
