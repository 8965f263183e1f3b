package office

import (
	"context"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetMailAccess makes a mail access connection the company's (R27), for users who set mail up from now on (R28). It is
// stored only where it was proven: by the ticket of TryMail, or here, by connecting with an account that is forgotten.
type SetMailAccess struct {
	Company  anteroom.CompanyID  `json:"-" path:"company"`
	Incoming anteroom.MailServer `json:"incoming"`
	Outgoing anteroom.MailServer `json:"outgoing"`
	Email    string              `json:"email,omitempty"`     // address of the account to try with
	UserName string              `json:"user_name,omitempty"` // its user name; empty: the address
	Password string              `json:"password,omitempty"`
	Ticket   string              `json:"ticket,omitempty"` // of a check that has passed; then no account is needed
}

func (c SetMailAccess) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetMailAccess) Right() anteroom.Right { return anteroom.EditProfile }

func (c SetMailAccess) access() anteroom.MailAccess {
	return anteroom.MailAccess{Incoming: c.Incoming, Outgoing: c.Outgoing}
}

// prepare connects, where that was not done before.
func (c SetMailAccess) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	if c.Ticket != "" {
		return c, nil
	}
	var err error
	c.Ticket, err = o.TryMail(ctx, who, MailTrial{Of: c.Of(), Access: c.access(), Email: c.Email, UserName: c.UserName, Password: c.Password}, func(anteroom.MailStep) {})
	c.Password = ""
	return c, err
}

func (c SetMailAccess) Do(r *Run) error {
	if err := r.proven(c.Ticket, anteroom.MailTicket{Of: c.Of(), Access: c.access()}); err != nil {
		return err
	}
	made := anteroom.CompanyMail{Company: c.Company, MailAccess: c.access(), Validated: r.tx.Now}
	_, _, err := r.tx.MailAccess(c.Company)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return mailAccesses().make(r, string(c.Company), made)
	}
	if err != nil {
		return err
	}
	return mailAccesses().edit(r, string(c.Company), func(m *anteroom.CompanyMail) error {
		*m = made
		return nil
	})
}

// RemoveMailAccess takes a company's mail access connection away; users who are connected keep theirs.
type RemoveMailAccess struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c RemoveMailAccess) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveMailAccess) Right() anteroom.Right { return anteroom.EditProfile }
func (c RemoveMailAccess) Do(r *Run) error       { return mailAccesses().remove(r, string(c.Company)) }

func mailAccesses() noun[anteroom.CompanyMail] {
	return noun[anteroom.CompanyMail]{
		name: "mail_access", right: anteroom.EditProfile,
		load: func(r *Run, id string) (anteroom.CompanyMail, error) {
			m, _, err := r.tx.MailAccess(anteroom.CompanyID(id))
			return m, err
		},
		check: func(r *Run, _ *anteroom.CompanyMail, m anteroom.CompanyMail) error {
			m.MailAccess.Check(&r.wrong)
			return r.mayHaveMail(r.target.Company)
		},
		put: (*Run).putMailAccess,
		drop: func(r *Run, m anteroom.CompanyMail) error {
			if err := r.mailEffects("effect.mail.none"); err != nil {
				return err
			}
			return r.tx.DropMailAccess(m.Company)
		},
		effects: func(r *Run, _ *anteroom.CompanyMail, _ anteroom.CompanyMail) error {
			return r.mailEffects("effect.mail.future")
		},
	}
}

func (r *Run) mayHaveMail(id anteroom.CompanyID) error {
	c, err := r.tx.Company(id)
	if err == nil && c.Kind != anteroom.Private { // R31
		return anteroom.Fail(anteroom.Conflict, "mail.error.public")
	}
	return err
}

// mailCheckEvery is how often a company's connection is checked again (R29).
const mailCheckEvery = 24 * time.Hour

func (r *Run) putMailAccess(id string, _ *anteroom.CompanyMail, m anteroom.CompanyMail) error {
	m.Company = anteroom.CompanyID(id)
	if err := r.tx.PutMailAccess(m); err != nil {
		return err
	}
	next := anteroom.Job{ID: anteroom.NewID[anteroom.JobID](r.tx.Now), Kind: anteroom.CheckMail, Company: m.Company, Target: id}
	return r.tx.AddJob(next, r.tx.Now.Add(mailCheckEvery))
}

func (r *Run) mailEffects(key string) error {
	n, err := r.tx.CountUserMail(r.target.Company)
	if err != nil {
		return err
	}
	r.effect(true, key)
	if n > 0 {
		r.effect(false, "effect.mail.kept", "count", n)
	}
	return nil
}

// MailAccessStatus is what the page of a company's mail access shows.
type MailAccessStatus struct {
	Version    int64                 `json:"version"`
	Connection *anteroom.CompanyMail `json:"connection,omitempty"` // left out: none was proven yet
	Health     anteroom.MailHealth   `json:"health"`
	Connected  int                   `json:"connected"` // users who have a connection of their own
	// Proposed is what the company proposed for the system's list and is not decided on.
	Proposed []anteroom.KnownProvider `json:"proposed,omitempty"`
}

// MailAccess is a company's mail access connection, and how it stands.
func (o *Office) MailAccess(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (m MailAccessStatus, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, c anteroom.Company) (err error) {
		if c.Kind != anteroom.Private {
			return anteroom.Missing()
		}
		m, err = companyMail(tx, id)
		return err
	})
	return m, err
}

func companyMail(tx *store.Tx, id anteroom.CompanyID) (m MailAccessStatus, err error) {
	if m.Version, err = tx.Version(anteroom.Scope(id)); err != nil {
		return m, err
	}
	if m.Connected, err = tx.CountUserMail(id); err != nil {
		return m, err
	}
	known, err := tx.MailProviders()
	if err != nil {
		return m, err
	}
	m.Proposed = slices.DeleteFunc(known, func(p anteroom.KnownProvider) bool { return p.Approved || p.Proposer != id })
	c, health, err := tx.MailAccess(id)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return m, nil
	}
	m.Connection, m.Health = &c, health
	return m, err
}
