package office

import (
	"slices"

	"anteroom.dev/anteroom"
)

// This file holds the commands of the provider: what a system, its VARs and their companies are made of.

// SetSystemLanguages says which languages companies may choose (R12, R18): only complete ones, and none is dropped
// that a company uses.
type SetSystemLanguages struct {
	Languages []anteroom.Language `json:"languages"` // in the order in which they are listed
}

func (c SetSystemLanguages) Of() anteroom.Target   { return anteroom.Target{} }
func (c SetSystemLanguages) Right() anteroom.Right { return anteroom.ManageSystem }

func (c SetSystemLanguages) Do(r *Run) error {
	return systems().edit(r, "system", func(s *systemLanguages) error {
		s.Languages = c.Languages
		return nil
	})
}

// systemLanguages are the languages of the system.
type systemLanguages struct {
	Languages []anteroom.Language `json:"languages"`
}

func systems() noun[systemLanguages] {
	return noun[systemLanguages]{
		name: "system", right: anteroom.ManageSystem,
		load: func(r *Run, _ string) (s systemLanguages, err error) {
			s.Languages, err = r.tx.Languages()
			return s, err
		},
		check: (*Run).checkSpoken,
		put: func(r *Run, _ string, before *systemLanguages, after systemLanguages) error {
			for i, l := range after.Languages {
				if err := r.tx.PutLanguage(l, i); err != nil {
					return err
				}
			}
			for _, l := range before.Languages {
				if slices.Contains(after.Languages, l) {
					continue
				}
				if err := r.dropLanguage(l); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (r *Run) checkSpoken(_ *systemLanguages, s systemLanguages) error {
	if len(s.Languages) == 0 {
		r.wrong.Wrong("languages", "error.language.none")
	}
	for _, l := range s.Languages {
		if missing := r.office.complete(l); missing != 0 {
			r.wrong.Wrong("languages", "error.language.incomplete", "language", string(l), "count", missing)
		}
	}
	return nil
}

func (r *Run) dropLanguage(l anteroom.Language) error {
	companies, err := r.tx.SpeakersOf(l)
	if err != nil {
		return err
	}
	if len(companies) > 0 {
		r.wrong.Wrong("languages", "error.language.used", "count", len(companies), "companies", companies)
		return nil
	}
	err = r.tx.DropLanguage(l)
	if anteroom.KindOf(err) == anteroom.Conflict { // an account, a user's kept choice, a number
		r.wrong.Wrong("languages", "error.language.chosen", "language", l)
		return r.wrong.Err() // at once: PostgreSQL takes no further statement in this transaction
	}
	return err
}

// CreateVAR makes a reseller.
type CreateVAR struct {
	Name         string `json:"name"`
	Virtual      bool   `json:"virtual,omitempty"`
	SupportEmail string `json:"support_email"`
	SupportPhone string `json:"support_phone,omitempty"`
	Keys         int    `json:"keys,omitempty"` // subscription keys in its pool
}

func (c CreateVAR) Of() anteroom.Target   { return anteroom.Target{} }
func (c CreateVAR) Right() anteroom.Right { return anteroom.ManageVARs }

func (c CreateVAR) Do(r *Run) error {
	v := anteroom.VAR{ID: anteroom.NewID[anteroom.VARID](r.tx.Now), Name: clean(c.Name), Virtual: c.Virtual,
		SupportEmail: clean(c.SupportEmail), SupportPhone: clean(c.SupportPhone), Keys: c.Keys}
	r.checkKeys(c.Keys)
	return vendors().make(r, string(v.ID), v)
}

// EditVAR names a VAR, and whom its companies ask for support.
type EditVAR struct {
	VAR          anteroom.VARID `json:"var"`
	Name         string         `json:"name"`
	SupportEmail string         `json:"support_email"`
	SupportPhone string         `json:"support_phone,omitempty"`
}

func (c EditVAR) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c EditVAR) Right() anteroom.Right { return anteroom.EditVAR }

func (c EditVAR) Do(r *Run) error {
	return vendors().edit(r, string(c.VAR), func(v *anteroom.VAR) error {
		v.Name, v.SupportEmail, v.SupportPhone = clean(c.Name), clean(c.SupportEmail), clean(c.SupportPhone)
		return nil
	})
}

func vendors() noun[anteroom.VAR] {
	return noun[anteroom.VAR]{
		name: "var", right: anteroom.EditVAR, stays: "error.undo.var",
		restored: func(r *Run, before, after anteroom.VAR) error {
			switch {
			case !before.Removed.Equal(after.Removed):
				return anteroom.Fail(anteroom.Conflict, "error.undo.recovered")
			case before.Keys == after.Keys:
				return nil
			}
			return r.who.May(anteroom.ManageVARs, r.target)
		},
		load: func(r *Run, id string) (anteroom.VAR, error) { return r.tx.VAR(anteroom.VARID(id)) },
		check: func(r *Run, _ *anteroom.VAR, v anteroom.VAR) error {
			r.wrong.Name("name", v.Name, 1, 100)
			r.wrong.Email("support_email", v.SupportEmail)
			r.wrong.Phone("support_phone", v.SupportPhone)
			return nil
		},
		put:     (*Run).putVAR,
		effects: (*Run).vendorEffects,
	}
}

// putVAR stores a VAR; keys that it has more or fewer are entered into its ledger.
func (r *Run) putVAR(_ string, before *anteroom.VAR, after anteroom.VAR) error {
	if err := r.tx.PutVAR(after); err != nil {
		return err
	}
	more := after.Keys
	if before != nil {
		more -= before.Keys
	}
	if more < 0 {
		return r.moveKeys(string(after.ID), anteroom.KeysTaken, -more, "", "error.keys.given")
	}
	return r.moveKeys(string(after.ID), anteroom.KeysAdded, more, "", "error.keys.given")
}

// create records and stores something that is made, where no field is wrong, and tells its id.
func (r *Run) create(noun, id string, made any, put func() error) error {
	if len(r.wrong) > 0 {
		return nil
	}
	r.made[noun] = id
	if _, err := r.changed(noun, id, nil, made); err != nil {
		return err
	}
	return put()
}

// CreateAdministrator makes an account that governs a VAR, or with no VAR the system, and invites the person by mail. Its
// set-up token makes the password.
type CreateAdministrator struct {
	VAR      anteroom.VARID    `json:"var,omitempty"`
	Name     string            `json:"name"`
	Email    string            `json:"email"`
	Phone    string            `json:"phone,omitempty"`
	Language anteroom.Language `json:"language"`
}

func (c CreateAdministrator) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c CreateAdministrator) Right() anteroom.Right { return anteroom.ManageVARs }

func (c CreateAdministrator) Do(r *Run) error {
	a := anteroom.Account{Level: anteroom.LevelSystem, VAR: c.VAR, Name: clean(c.Name), Email: clean(c.Email), Phone: clean(c.Phone), Language: c.Language}
	if c.VAR != "" {
		a.Level = anteroom.LevelVAR
		if _, err := r.tx.VAR(c.VAR); err != nil {
			return err
		}
	}
	return r.createAccount(a, "")
}

func (r *Run) createAccount(a anteroom.Account, prefix string) error {
	a.ID = anteroom.NewID[anteroom.AccountID](r.tx.Now)
	if err := r.checkAccount(a, prefix); err != nil {
		return err
	}
	n := accounts()
	if a.Company == "" {
		n = administrators()
	}
	err := n.make(r, string(a.ID), a)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	delete(r.made, n.name)
	r.made["account"] = string(a.ID)
	return r.inviteAdministrator(a)
}

// CreateCompany makes a company with its administrator's account, whose set-up token makes the password.
type CreateCompany struct {
	VAR                   anteroom.VARID       `json:"var"`
	Kind                  anteroom.CompanyKind `json:"kind"` // "private" or "public_service"
	Name                  string               `json:"name"`
	Country               string               `json:"country"`
	First                 anteroom.Language    `json:"first"`
	Second                anteroom.Language    `json:"second,omitempty"`
	Keys                  int                  `json:"keys,omitempty"`
	PBX                   anteroom.SystemID    `json:"pbx,omitempty"`
	AdministratorName     string               `json:"administrator_name"`
	AdministratorLanguage anteroom.Language    `json:"administrator_language"`
	Email                 string               `json:"email"`
	Phone                 string               `json:"phone,omitempty"`
	AssistantName         string               `json:"assistant_name"`
	AssistantEmail        string               `json:"assistant_email"`
}

func (c CreateCompany) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c CreateCompany) Right() anteroom.Right { return anteroom.ManageCompany }

func (c CreateCompany) Do(r *Run) error {
	if _, err := r.tx.VAR(c.VAR); err != nil {
		return err
	}
	co := anteroom.Company{ID: anteroom.NewID[anteroom.CompanyID](r.tx.Now), VAR: c.VAR, Kind: c.Kind, Name: clean(c.Name), Country: c.Country,
		Languages: anteroom.Languages{First: c.First, Second: c.Second}, Keys: c.Keys, PBX: c.PBX, Made: r.tx.Now,
		Assistant: anteroom.Assistant{Name: clean(c.AssistantName), Email: clean(c.AssistantEmail)}}
	if co.Kind != anteroom.Private && co.Kind != anteroom.PublicService {
		r.wrong.Wrong("kind", "error.company.kind")
	}
	r.wrong.Name("name", co.Name, 1, 100)
	if !anteroom.IsCountry(co.Country) {
		r.wrong.Wrong("country", "error.country.unknown")
	}
	if err := r.checkLanguages(co.Languages); err != nil {
		return err
	}
	co.Assistant.Check(&r.wrong, "assistant_")
	r.checkKeys(c.Keys)
	r.scope = anteroom.Scope(co.ID)
	if err := companies().make(r, string(co.ID), co); err != nil {
		return err
	}
	return r.createAccount(anteroom.Account{Level: anteroom.LevelCompany, VAR: c.VAR, Company: co.ID, Name: clean(c.AdministratorName),
		Email: clean(c.Email), Phone: clean(c.Phone), Language: c.AdministratorLanguage}, "administrator_")
}

// mostKeys of a VAR or a company, against a slip of the hand.
const mostKeys = 10_000_000

func (r *Run) checkKeys(keys int) {
	switch {
	case keys < 0:
		r.wrong.Wrong("keys", "error.negative")
	case keys > mostKeys:
		r.wrong.Wrong("keys", "error.keys.most", "most", mostKeys)
	}
}

// SetKeys sets how many subscription keys a company holds, never below those in use (R47). 0 means none.
type SetKeys struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Keys    int                `json:"keys"`
}

func (c SetKeys) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetKeys) Right() anteroom.Right { return anteroom.ManageCompany }

func (c SetKeys) Do(r *Run) error {
	r.checkKeys(c.Keys)
	more := false
	err := r.editCompany(c.Company, func(co *anteroom.Company) error {
		more, co.Keys = c.Keys > co.Keys, c.Keys
		return nil
	})
	if err != nil || !more {
		return err
	}
	return r.keyCost(c.Company)
}

// SetProvisioning chooses a company's phone system and the Account ID on it (R41).
type SetProvisioning struct {
	Company   anteroom.CompanyID `json:"-" path:"company"`
	PBX       anteroom.SystemID  `json:"pbx"`
	AccountID string             `json:"account_id,omitempty"`
}

func (c SetProvisioning) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetProvisioning) Right() anteroom.Right { return anteroom.ManageCompany }

func (c SetProvisioning) Do(r *Run) error {
	if _, err := r.tx.PhoneSystem(c.PBX); anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("pbx", "error.pbx.unknown")
	} else if err != nil {
		return err
	}
	r.wrong.Name("account_id", c.AccountID, 0, 100)
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.PBX, co.AccountID = c.PBX, clean(c.AccountID)
		return nil
	})
}

func phoneSystems() noun[anteroom.PhoneSystem] {
	return noun[anteroom.PhoneSystem]{
		name: "phone_system", right: anteroom.ManageSystem,
		load: func(r *Run, id string) (anteroom.PhoneSystem, error) { return r.tx.PhoneSystem(anteroom.SystemID(id)) },
		check: func(r *Run, _ *anteroom.PhoneSystem, p anteroom.PhoneSystem) error {
			p.Check(&r.wrong)
			if !slices.Contains([]string{"builtin", "asterisk", "freeswitch"}, p.Kind) {
				r.wrong.Wrong("kind", "error.pbx.kind")
			}
			return nil
		},
		put: func(r *Run, _ string, _ *anteroom.PhoneSystem, p anteroom.PhoneSystem) error {
			if err := r.tx.PutPhoneSystem(p); err != nil || !p.Reached() {
				return err
			}
			return r.queue(anteroom.SeePBX, "", "")
		},
		drop: (*Run).dropPhoneSystem,
	}
}

// AddPhoneSystem puts a phone system on the provider's list.
type AddPhoneSystem struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`              // "builtin", "asterisk" or "freeswitch"
	Address string `json:"address,omitempty"` // of an Asterisk: its REST interface, https://pbx.example:8089/ari, or the database of its tables, postgres://db.example:5432/asterisk; empty: it is not reached from here
	Manager string `json:"manager,omitempty"` // of an Asterisk: its manager interface, tls://pbx.example:5039
	SIP     string `json:"sip,omitempty"`     // host:port where it takes calls that are put through to extensions; empty: it takes none
}

func (c AddPhoneSystem) Of() anteroom.Target   { return anteroom.Target{} }
func (c AddPhoneSystem) Right() anteroom.Right { return anteroom.ManageSystem }

func (c AddPhoneSystem) Do(r *Run) error {
	p := anteroom.PhoneSystem{ID: anteroom.NewID[anteroom.SystemID](r.tx.Now), Name: clean(c.Name), Kind: c.Kind,
		Address: clean(c.Address), Manager: clean(c.Manager), SIP: clean(c.SIP)}
	return phoneSystems().make(r, string(p.ID), p)
}
