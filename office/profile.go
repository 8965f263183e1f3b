package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Profile is the Company Profile page: what is stored, and what surrounds it.
type Profile struct {
	Version       int64                     `json:"version"` // to be handed back as Ask.Version
	Company       anteroom.Company          `json:"company"`
	Administrator anteroom.Account          `json:"administrator"`
	Invited       time.Time                 `json:"invited,omitzero"` // until when the administrator's invitation holds; zero: none does
	System        []anteroom.Language       `json:"system_languages"` // that may be chosen
	PBX           anteroom.PhoneSystem      `json:"phone_system"`
	Packages      []anteroom.CompanyPackage `json:"packages"` // of the company's list
	Numbers       []anteroom.Number         `json:"numbers"`
	Restrictions  int                       `json:"restrictions"` // call restrictions that stand over it, those from above too
	Users         int                       `json:"users"`
	KeysUsed      int                       `json:"keys_used"`
	CountryFixed  bool                      `json:"country_fixed"` // it has a number, and who asks may not change it any more
	Support       anteroom.VAR              `json:"support"`       // whom to ask
	Mail          *anteroom.CompanyMail     `json:"mail"`          // the connection that was proven; null: none
	MailHealth    anteroom.MailHealth       `json:"mail_health"`   // what came of its last check
	Probe         *anteroom.AssistantProbe  `json:"probe"`         // of the assistant's address; null: it was not asked for yet
	Astray        []anteroom.Astray         `json:"astray"`        // what leads nowhere in the receptionist
	Undelivered   anteroom.Undelivered      `json:"undelivered"`
}

// Profile is what the Company Profile page shows.
func (o *Office) Profile(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (Profile, error) {
	var p Profile
	err := o.see(ctx, who, id, func(tx *store.Tx, c anteroom.Company) (err error) {
		p.Company = c
		if p.Version, err = tx.Version(anteroom.Scope(id)); err != nil {
			return err
		}
		if p.Administrator, err = tx.Administrator(id); err != nil {
			return err
		}
		if p.Invited, err = invitedUntil(tx, p.Administrator); err != nil {
			return err
		}
		if p.System, err = tx.Languages(); err != nil {
			return err
		}
		if c.PBX != "" {
			if p.PBX, err = tx.PhoneSystem(c.PBX); err != nil {
				return err
			}
		}
		if p.Packages, err = tx.CompanyPackages(id); err != nil {
			return err
		}
		if p.Numbers, err = tx.Numbers(id); err != nil {
			return err
		}
		restrictions, err := tx.Restrictions(anteroom.Target{VAR: c.VAR, Company: id})
		if err != nil {
			return err
		}
		p.Restrictions = len(restrictions)
		keys, err := tx.Keys(string(id))
		if err != nil {
			return err
		}
		p.Users, p.KeysUsed = keys.Used, keys.Used+keys.Reserved
		p.CountryFixed = countryFixed(who, p.Numbers)
		m, err := companyMail(tx, id)
		if err != nil {
			return err
		}
		p.Mail, p.MailHealth = m.Connection, m.Health
		if p.Probe, err = probeOf(tx, c); err != nil {
			return err
		}
		if p.Undelivered, err = tx.Undelivered(anteroom.Target{Company: id}, tx.Now.Add(-undeliveredFor)); err != nil {
			return err
		}
		f, err := tx.Front(id)
		if err != nil {
			return err
		}
		if p.Astray, err = astray(tx, f); err != nil {
			return err
		}
		p.Support, err = tx.VAR(c.VAR)
		return err
	})
	return p, err
}

// see runs a query on a company that the person may see.
func (o *Office) see(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, query func(*store.Tx, anteroom.Company) error) error {
	return o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := reach(tx, who, anteroom.SeeCompany, anteroom.Target{Company: id})
		if err != nil {
			return err
		}
		if c.Gone {
			return anteroom.Missing()
		}
		return query(tx, c)
	})
}

// countryFixed tells whether this person may no longer change the country: a company's is fixed once it has a number.
func countryFixed(who anteroom.Who, numbers []anteroom.Number) bool {
	return len(numbers) > 0 && who.Level == anteroom.LevelCompany
}

// SubmitProfile stores the whole Company Profile page, all of it or nothing (R7).
type SubmitProfile struct {
	Company               anteroom.CompanyID `json:"-" path:"company"`
	Name                  string             `json:"name"`
	Country               string             `json:"country"`
	First                 anteroom.Language  `json:"first"`
	Second                anteroom.Language  `json:"second,omitempty"`
	AdministratorName     string             `json:"administrator_name"`
	AdministratorLanguage anteroom.Language  `json:"administrator_language"`
	Email                 string             `json:"email"`
	Phone                 string             `json:"phone,omitempty"`
	AssistantName         string             `json:"assistant_name"`
	AssistantEmail        string             `json:"assistant_email"`
}

func (c SubmitProfile) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SubmitProfile) Right() anteroom.Right { return anteroom.EditProfile }

func (c SubmitProfile) Do(r *Run) error {
	assistant := anteroom.Assistant{Name: clean(c.AssistantName), Email: clean(c.AssistantEmail)}
	err := r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.Name, co.Country, co.Assistant = clean(c.Name), c.Country, assistant
		co.Languages = anteroom.Languages{First: c.First, Second: c.Second}
		if err := r.checkGeneral(*co); err != nil {
			return err
		}
		return r.checkLanguages(co.Languages)
	})
	if err != nil {
		return err
	}
	err = r.editAdministrator(c.Company, func(a *anteroom.Account) error {
		a.Name, a.Language, a.Email, a.Phone = clean(c.AdministratorName), c.AdministratorLanguage, clean(c.Email), clean(c.Phone)
		return r.checkAccount(*a, "administrator_")
	})
	assistant.Check(&r.wrong, "assistant_") // after the others, as on the page
	return err
}

// SetGeneral names a company, and says where it is.
type SetGeneral struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Name    string             `json:"name"`
	Country string             `json:"country"` // ISO 3166-1 alpha-2
}

func (c SetGeneral) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetGeneral) Right() anteroom.Right { return anteroom.EditProfile }

func (c SetGeneral) Do(r *Run) error {
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.Name, co.Country = clean(c.Name), c.Country
		return r.checkGeneral(*co)
	})
}

// SetLanguages makes a company speak First, and Second where it is given, from the next call session on (R12 to R17).
type SetLanguages struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	First   anteroom.Language  `json:"first"`
	Second  anteroom.Language  `json:"second,omitempty"` // empty: one language
}

func (c SetLanguages) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetLanguages) Right() anteroom.Right { return anteroom.EditProfile }

func (c SetLanguages) Do(r *Run) error {
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.Languages = anteroom.Languages{First: c.First, Second: c.Second}
		return r.checkLanguages(co.Languages)
	})
}

// SetAssistant names the sender of the messages to the company's users, from the next message on (R37, R38).
type SetAssistant struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Name    string             `json:"name"`
	Email   string             `json:"email"`
}

func (c SetAssistant) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetAssistant) Right() anteroom.Right { return anteroom.EditProfile }

func (c SetAssistant) Do(r *Run) error {
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.Assistant = anteroom.Assistant{Name: clean(c.Name), Email: clean(c.Email)}
		co.Assistant.Check(&r.wrong, "")
		return nil
	})
}

// SetAdministrator changes the company administrator's account; the e-mail is the sign-in name (R33 to R35).
type SetAdministrator struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Name     string             `json:"name"`
	Email    string             `json:"email"`
	Phone    string             `json:"phone,omitempty"`
	Language anteroom.Language  `json:"language"`
}

func (c SetAdministrator) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetAdministrator) Right() anteroom.Right { return anteroom.EditProfile }

func (c SetAdministrator) Do(r *Run) error {
	return r.editAdministrator(c.Company, func(a *anteroom.Account) error {
		a.Name, a.Language, a.Email, a.Phone = clean(c.Name), c.Language, clean(c.Email), clean(c.Phone)
		return r.checkAccount(*a, "")
	})
}
