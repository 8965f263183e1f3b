package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// ownerOf is by what a look is kept: the company's, else the VAR's, else the system's.
func ownerOf(of anteroom.Target) string {
	if of.Company != "" {
		return string(of.Company)
	}
	return string(of.VAR)
}

// Brand is what a company, or a VAR, or with neither the system says of its own look; empty where it says nothing.
func (tx *Tx) Brand(of anteroom.Target) (anteroom.Brand, error) {
	r, err := tx.q.Brand(tx.ctx, ownerOf(of))
	if anteroom.KindOf(mapped(err)) == anteroom.NotFound {
		return anteroom.Brand{}, nil
	}
	return brandOf(r.Name, r.Colour, r.Address, r.Logo), mapped(err)
}

func brandOf(name, colour, address, logo string) anteroom.Brand {
	return anteroom.Brand{Name: name, Colour: anteroom.Colour(colour), Address: address, Logo: anteroom.LogoID(logo)}
}

// Look is how things look to those of a company, or of a VAR, or with neither of the system: each level's own, and what it
// leaves open from above.
func (tx *Tx) Look(of anteroom.Target) (look anteroom.Brand, err error) {
	rows, err := tx.q.BrandsOf(tx.ctx, db.BrandsOfParams{VarID: string(of.VAR), CompanyID: string(of.Company)})
	for i, owner := range []string{"", string(of.VAR), string(of.Company)} {
		for _, r := range rows {
			if r.Owner == owner && (i == 0 || owner != "") {
				look = brandOf(r.Name, r.Colour, r.Address, r.Logo).Over(look)
			}
		}
	}
	return look, mapped(err)
}

// BrandAt is whose look has the address of that host: a VAR, a company, or with both empty the system; NotFound: nobody's.
func (tx *Tx) BrandAt(host string) (anteroom.Target, error) {
	owner, err := tx.q.BrandAt(tx.ctx, host)
	if err != nil || owner == "" {
		return anteroom.Target{}, mapped(err)
	}
	c, err := tx.Company(anteroom.CompanyID(owner))
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Target{VAR: anteroom.VARID(owner)}, nil
	}
	return anteroom.Target{VAR: c.VAR, Company: c.ID}, err
}

// PutBrand replaces it; Conflict where another has the address.
func (tx *Tx) PutBrand(of anteroom.Target, b anteroom.Brand) error {
	return mapped(tx.q.PutBrand(tx.ctx, db.PutBrandParams{Owner: ownerOf(of), Name: b.Name, Colour: string(b.Colour), Address: b.Address, Host: b.Host(), Logo: string(b.Logo)}))
}

// Logo is the image of that id, whosever it is.
func (tx *Tx) Logo(id anteroom.LogoID) (anteroom.Logo, error) {
	r, err := tx.q.Logo(tx.ctx, string(id))
	return anteroom.Logo{ID: anteroom.LogoID(r.ID), PNG: r.Png, Width: int(r.Width), Height: int(r.Height)}, mapped(err)
}

// AddLogo keeps an image; one that is there stays.
func (tx *Tx) AddLogo(of anteroom.Target, l anteroom.Logo) error {
	return mapped(tx.q.AddLogo(tx.ctx, db.AddLogoParams{Owner: ownerOf(of), ID: string(l.ID), Png: l.PNG, Width: int64(l.Width), Height: int64(l.Height)}))
}

// dropBrand ends the look of an owner, and its logos.
func (tx *Tx) dropBrand(owner string) (int64, error) {
	if _, err := tx.q.DropBrand(tx.ctx, owner); err != nil {
		return 0, err
	}
	return tx.q.DropLogos(tx.ctx, owner)
}
