package store

import (
	"encoding/json"
	"fmt"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// MailAccess is a company's mail access connection with what came of its last check; NotFound: it has none.
func (tx *Tx) MailAccess(company anteroom.CompanyID) (m anteroom.CompanyMail, h anteroom.MailHealth, err error) {
	r, err := tx.q.MailAccess(tx.ctx, string(company))
	if err != nil {
		return m, h, mapped(err)
	}
	m.Company, m.Validated = company, fromMicros(r.Validated)
	h.Checked, h.Failed = fromMicros(r.Checked), fromMicros(r.Failed)
	if err := content(r.Servers, &m.MailAccess); err != nil {
		return m, h, err
	}
	h.Why, err = textOf([]byte(r.Why))
	return m, h, err
}

// PutMailAccess makes or replaces a company's connection, as one that was not checked since.
func (tx *Tx) PutMailAccess(m anteroom.CompanyMail) error {
	raw, err := json.Marshal(m.MailAccess)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutMailAccess(tx.ctx, db.PutMailAccessParams{CompanyID: string(m.Company), Servers: string(raw), Validated: micros(m.Validated)}))
}

// MarkMailAccess notes what came of a check.
func (tx *Tx) MarkMailAccess(company anteroom.CompanyID, h anteroom.MailHealth) error {
	raw, err := json.Marshal(h.Why)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.MarkMailAccess(tx.ctx, db.MarkMailAccessParams{CompanyID: string(company), Checked: micros(h.Checked), Failed: micros(h.Failed), Why: string(raw)}))
}

// DropMailAccess takes a company's connection away.
func (tx *Tx) DropMailAccess(company anteroom.CompanyID) error {
	_, err := tx.q.DropMailAccess(tx.ctx, string(company))
	return mapped(err)
}

// MailSecret is what opens a user's mailbox, sealed, and of how many days before its end the user was warned (0: not).
type MailSecret struct {
	Sealed []byte
	Warned int
}

// UserMail is a user's own connection, with what opens the mailbox; NotFound: there is none.
func (tx *Tx) UserMail(company anteroom.CompanyID, user anteroom.UserID) (m anteroom.UserMail, s MailSecret, err error) {
	r, err := tx.q.UserMail(tx.ctx, db.UserMailParams{CompanyID: string(company), UserID: string(user)})
	if err != nil {
		return m, s, mapped(err)
	}
	m = anteroom.UserMail{Company: company, User: user, UserName: r.UserName, Connected: fromMicros(r.Connected), Expires: fromMicros(r.Expires),
		Provider: anteroom.MailProviderID(r.Provider)}
	return m, MailSecret{Sealed: r.Secret, Warned: int(r.Warned)}, content(r.Servers, &m.MailAccess)
}

// PutUserMail makes or replaces a user's connection. Nothing opens it until SetMailSecret.
func (tx *Tx) PutUserMail(m anteroom.UserMail) error {
	raw, err := json.Marshal(m.MailAccess)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutUserMail(tx.ctx, db.PutUserMailParams{CompanyID: string(m.Company), UserID: string(m.User), Servers: string(raw),
		UserName: m.UserName, Provider: string(m.Provider), Connected: micros(m.Connected), Expires: micros(m.Expires)}))
}

// SetMailSecret replaces what opens a user's mailbox, and when that ends (zero: it does not).
func (tx *Tx) SetMailSecret(company anteroom.CompanyID, user anteroom.UserID, sealed []byte, expires time.Time) error {
	return mapped(tx.q.RenewUserMail(tx.ctx, db.RenewUserMailParams{CompanyID: string(company), UserID: string(user), Secret: sealed, Expires: micros(expires)}))
}

// WarnedOfMail notes how many days before its end a user was warned.
func (tx *Tx) WarnedOfMail(company anteroom.CompanyID, user anteroom.UserID, days int) error {
	return mapped(tx.q.WarnedUserMail(tx.ctx, db.WarnedUserMailParams{CompanyID: string(company), UserID: string(user), Warned: int64(days)}))
}

// DropUserMail takes a user's connection away, with what opens it.
func (tx *Tx) DropUserMail(company anteroom.CompanyID, user anteroom.UserID) error {
	_, err := tx.q.DropUserMail(tx.ctx, db.DropUserMailParams{CompanyID: string(company), UserID: string(user)})
	return mapped(err)
}

// CountUserMail is how many users of a company are connected.
func (tx *Tx) CountUserMail(company anteroom.CompanyID) (int, error) {
	n, err := tx.q.CountUserMail(tx.ctx, string(company))
	return int(n), mapped(err)
}

// MailProvider is a provider of the system's list, with the sealed secret of its browser sign-in (empty: none).
func (tx *Tx) MailProvider(id anteroom.MailProviderID) (p anteroom.KnownProvider, secret []byte, err error) {
	r, err := tx.q.MailProvider(tx.ctx, string(id))
	if err != nil {
		return p, nil, mapped(err)
	}
	err = content(r.Content, &p)
	p.Issuer.SecretSet = len(r.Secret) > 0
	return p, r.Secret, err
}

// MailProviders are all of the list, those that are only proposed too, the oldest first.
func (tx *Tx) MailProviders() ([]anteroom.KnownProvider, error) {
	rows, err := tx.q.MailProviders(tx.ctx)
	if err != nil {
		return nil, mapped(err)
	}
	list := make([]anteroom.KnownProvider, len(rows))
	for i, r := range rows {
		if err := content(r.Content, &list[i]); err != nil {
			return nil, err
		}
		list[i].Issuer.SecretSet = len(r.Secret) > 0
	}
	return list, nil
}

// PutMailProvider makes or replaces a provider of the list.
func (tx *Tx) PutMailProvider(p anteroom.KnownProvider) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutMailProvider(tx.ctx, db.PutMailProviderParams{ID: string(p.ID), Content: string(raw)}))
}

// SetMailProviderSecret stores the sealed secret of a provider's browser sign-in.
func (tx *Tx) SetMailProviderSecret(id anteroom.MailProviderID, sealed []byte) error {
	return mapped(tx.q.SetMailProviderSecret(tx.ctx, db.SetMailProviderSecretParams{ID: string(id), Secret: sealed}))
}

// DropMailProvider takes a provider off the list.
func (tx *Tx) DropMailProvider(id anteroom.MailProviderID) error {
	return mapped(tx.q.DropMailProvider(tx.ctx, string(id)))
}

// content reads what is stored as one.
func content(raw string, into any) error {
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return fmt.Errorf("store: %T: %w", into, err)
	}
	return nil
}

// AssistantProbe is what came of asking whether the assistant's address is active; NotFound: nobody has asked yet.
func (tx *Tx) AssistantProbe(company anteroom.CompanyID) (p anteroom.AssistantProbe, err error) {
	r, err := tx.q.AssistantProbe(tx.ctx, string(company))
	if err != nil {
		return p, mapped(err)
	}
	p = anteroom.AssistantProbe{Email: r.Email, Checked: fromMicros(r.Checked), Passed: r.Passed}
	if p.Words, err = textOf([]byte(r.Words)); err != nil {
		return p, err
	}
	p.Advice, err = textOf([]byte(r.Advice))
	return p, err
}

// PutAssistantProbe notes what came of it.
func (tx *Tx) PutAssistantProbe(company anteroom.CompanyID, p anteroom.AssistantProbe) error {
	words, err := json.Marshal(p.Words)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	advice, err := json.Marshal(p.Advice)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutAssistantProbe(tx.ctx, db.PutAssistantProbeParams{CompanyID: string(company), Email: p.Email, Checked: micros(p.Checked), Passed: p.Passed,
		Words: string(words), Advice: string(advice)}))
}
