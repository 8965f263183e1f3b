package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Place is a company with its VAR, a VAR, or with both empty the system: what a page is about.
type Place struct {
	Company anteroom.Company
	VAR     anteroom.VAR
	Version int64 // of its history, to be handed back as Ask.Version
}

// Place is the company, the VAR or the system of the target, where it exists for this person.
func (o *Office) Place(ctx context.Context, who anteroom.Who, of anteroom.Target) (p Place, err error) {
	right := map[anteroom.Level]anteroom.Right{anteroom.LevelSystem: anteroom.SeeSystem, anteroom.LevelVAR: anteroom.SeeVAR,
		anteroom.LevelCompany: anteroom.SeeCompany}[of.Level()]
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		p, err = placeOf(tx, who, right, of)
		return err
	})
	return p, err
}

func placeOf(tx *store.Tx, who anteroom.Who, right anteroom.Right, of anteroom.Target) (p Place, err error) {
	if of.Company != "" {
		if p.Company, err = reach(tx, who, right, of); err != nil {
			return Place{}, err
		}
		if p.Company.Gone {
			return Place{}, anteroom.Missing()
		}
		of.VAR = p.Company.VAR
	} else if err := who.May(right, of); err != nil {
		return Place{}, err
	}
	if of.VAR != "" {
		if p.VAR, err = tx.VAR(of.VAR); err != nil {
			return Place{}, err
		}
		if !p.VAR.Removed.IsZero() {
			return Place{}, anteroom.Missing()
		}
	}
	p.Version, err = tx.Version(scopeOf(of))
	return p, err
}

// Removed is the place of a VAR or company for whom may recover it: whether or not it was removed, but for what was so too
// long ago.
func (o *Office) Removed(ctx context.Context, who anteroom.Who, of anteroom.Target) (p Place, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		right, removed := anteroom.ManageVARs, &p.VAR.Removed
		if of.Company != "" {
			right, removed = anteroom.ManageCompany, &p.Company.Removed
			if p.Company, err = reach(tx, who, right, of); err != nil {
				return err
			}
			of.VAR = p.Company.VAR
		} else if err := who.May(right, of); err != nil {
			return err
		}
		if p.VAR, err = tx.VAR(of.VAR); anteroom.KindOf(err) == anteroom.NotFound {
			return anteroom.Missing()
		} else if err != nil {
			return err
		}
		if _, err := recovered(tx.Now, *removed); err != nil {
			return err
		}
		p.Version, err = tx.Version(scopeOf(of))
		return err
	})
	if err != nil {
		return Place{}, err
	}
	return p, nil
}

// Link is the address of a page of the portal, as people reach it from elsewhere.
func (o *Office) Link(path string) string { return o.portal + path }
