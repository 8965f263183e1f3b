package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetBrand gives a VAR, or with none the system, its look: the portal, messages and bills of its companies follow where
// they have none of their own (R49). What is empty is as it is above.
type SetBrand struct {
	VAR     anteroom.VARID  `json:"var,omitempty"`
	Name    string          `json:"name,omitempty"`    // in the place of "Anteroom"
	Colour  anteroom.Colour `json:"colour,omitempty"`  // "#0b6b62"
	Address string          `json:"address,omitempty"` // by which people reach the portal, "https://phone.example.com"
}

func (c SetBrand) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c SetBrand) Right() anteroom.Right { return anteroom.ManageBrand }
func (c SetBrand) Do(r *Run) error       { return r.setBrand(c.Name, c.Colour, c.Address) }

// SetCompanyBrand does the same for one company.
type SetCompanyBrand struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Name    string             `json:"name,omitempty"`
	Colour  anteroom.Colour    `json:"colour,omitempty"`  // "#0b6b62"
	Address string             `json:"address,omitempty"` // by which people reach the portal, "https://phone.example.com"
}

func (c SetCompanyBrand) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetCompanyBrand) Right() anteroom.Right { return anteroom.ManageBrand }
func (c SetCompanyBrand) Do(r *Run) error       { return r.setBrand(c.Name, c.Colour, c.Address) }

func (r *Run) setBrand(name string, colour anteroom.Colour, address string) error {
	return brands().edit(r, r.brandID(), func(b *anteroom.Brand) error {
		b.Name, b.Colour, b.Address = clean(name), colour, clean(address)
		if parsed := anteroom.ParseColour(string(colour)); parsed != "" {
			b.Colour = parsed
		}
		return nil
	})
}

// SetLogo gives a VAR, or with none the system, its logo. An empty one takes it away.
type SetLogo struct {
	VAR  anteroom.VARID `json:"var,omitempty"`
	Logo []byte         `json:"logo,omitempty"` // PNG or JPEG, 1 MB and 2000 by 2000 pixels at most

	made anteroom.Logo // filled by prepare
}

func (c SetLogo) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c SetLogo) Right() anteroom.Right { return anteroom.ManageBrand }
func (c SetLogo) Do(r *Run) error       { return r.setLogo(c.made) }

// prepare makes the image anew before the transaction, for who may.
func (c SetLogo) prepare(ctx context.Context, o *Office, who anteroom.Who) (_ Command, err error) {
	if c.made, err = o.logo(ctx, who, c, c.Logo); err != nil {
		return nil, err
	}
	return c, nil
}

// SetCompanyLogo does the same for one company.
type SetCompanyLogo struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Logo    []byte             `json:"logo,omitempty"` // PNG or JPEG, 1 MB and 2000 by 2000 pixels at most

	made anteroom.Logo // filled by prepare
}

func (c SetCompanyLogo) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetCompanyLogo) Right() anteroom.Right { return anteroom.ManageBrand }
func (c SetCompanyLogo) Do(r *Run) error       { return r.setLogo(c.made) }

func (c SetCompanyLogo) prepare(ctx context.Context, o *Office, who anteroom.Who) (_ Command, err error) {
	if c.made, err = o.logo(ctx, who, c, c.Logo); err != nil {
		return nil, err
	}
	return c, nil
}

func (r *Run) setLogo(l anteroom.Logo) error {
	if l.ID != "" {
		if err := r.tx.AddLogo(r.target, l); err != nil {
			return err
		}
	}
	return brands().edit(r, r.brandID(), func(b *anteroom.Brand) error {
		b.Logo = l.ID
		return nil
	})
}

// brandID is the id of the look of whom the command is for, in the history.
func (r *Run) brandID() string { return string(r.scope) }

func brands() noun[anteroom.Brand] {
	return noun[anteroom.Brand]{
		name: "brand", right: anteroom.ManageBrand,
		load:    func(r *Run, _ string) (anteroom.Brand, error) { return r.tx.Brand(r.target) },
		check:   (*Run).checkBrand,
		put:     func(r *Run, _ string, _ *anteroom.Brand, b anteroom.Brand) error { return r.tx.PutBrand(r.target, b) },
		effects: (*Run).brandEffects,
	}
}

func (r *Run) checkBrand(_ *anteroom.Brand, b anteroom.Brand) error {
	b.Check(&r.wrong)
	if b.Host() == "" {
		return nil
	}
	whose, err := r.tx.BrandAt(b.Host())
	switch own := (anteroom.Target{VAR: r.target.VAR, Company: r.target.Company}); {
	case anteroom.KindOf(err) == anteroom.NotFound:
		return nil
	case err == nil && whose != own:
		r.wrong.Wrong("address", "error.brand.address.taken")
	}
	return err
}

// brandEffects tells who sees another look, how legible its colour is, and where links lead.
func (r *Run) brandEffects(before *anteroom.Brand, after anteroom.Brand) error {
	switch of := r.target; of.Level() {
	case anteroom.LevelCompany:
		r.effect(true, "effect.brand.company")
	default:
		count, err := r.tx.CountCompanies(of.VAR, anteroom.Find{})
		if err != nil {
			return err
		}
		r.effect(true, "effect.brand."+string(of.Level()), "count", count)
	}
	if after.Colour != "" && after.Colour != before.Colour {
		p := after.Colour.Palette()
		r.effect(false, "effect.brand.colour", "light", string(p.Light.Brand), "on_light", p.Light.Brand.Contrast("#ffffff"), "dark", string(p.Dark.Brand), "on_dark", p.Dark.Brand.Contrast("#171c24"))
	}
	if after.Address != before.Address && after.Address != "" {
		r.effect(true, "effect.brand.address", "address", after.Address)
	}
	return nil
}

// BrandOf is the look that a company, a VAR or the system has of its own, and what it comes to with what is above.
func (o *Office) BrandOf(ctx context.Context, who anteroom.Who, of anteroom.Target) (own, look anteroom.Brand, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		place, err := placeOf(tx, who, anteroom.ManageBrand, of)
		if err != nil {
			return err
		}
		of.VAR = place.VAR.ID
		if own, err = tx.Brand(of); err != nil {
			return err
		}
		look, err = tx.Look(of)
		return err
	})
	return own, look, err
}

// Look is how the portal looks to whom; to nobody in particular it is that of the host by which the portal was asked for.
func (o *Office) Look(ctx context.Context, who anteroom.Who, host string) (look anteroom.Brand, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		of := anteroom.Target{VAR: who.VAR, Company: who.Company}
		if who.Level == anteroom.Nobody {
			if of, err = tx.BrandAt(host); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
				return err
			}
		}
		look, err = tx.Look(of)
		return err
	})
	return look, err
}

// LookOf is how a company looks to people who come to join it.
func (o *Office) LookOf(ctx context.Context, id anteroom.CompanyID) (look anteroom.Brand, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		look, err = lookOf(tx, id)
		return err
	})
	return look, err
}

// lookOf is the look of a company, or where there is none of the system.
func lookOf(tx *store.Tx, id anteroom.CompanyID) (anteroom.Brand, error) {
	if id == "" {
		return tx.Look(anteroom.Target{})
	}
	c, err := tx.Company(id)
	if err != nil {
		return anteroom.Brand{}, err
	}
	return tx.Look(anteroom.Target{VAR: c.VAR, Company: id})
}

// Logo is an image that some page shows; NotFound where there is none of that id.
func (o *Office) Logo(ctx context.Context, id anteroom.LogoID) (l anteroom.Logo, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		l, err = logoOf(tx, id)
		return err
	})
	if err == nil && l.ID == "" {
		err = anteroom.Missing()
	}
	return l, err
}

// logoOf is the logo of that id; empty where there is none any more.
func logoOf(tx *store.Tx, id anteroom.LogoID) (anteroom.Logo, error) {
	if id == "" {
		return anteroom.Logo{}, nil
	}
	l, err := tx.Logo(id)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Logo{}, nil
	}
	return l, err
}
