package office

import (
	"context"
	"encoding/json"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// ConnectMail gives a user a mail connection of the user's own. Where the company has one that was proven, only user name
// and password are given, and the servers are copied from it (R28); else the servers are given too. It is proven by
// connecting before it is stored, and the password is sealed.
type ConnectMail struct {
	Company  anteroom.CompanyID   `json:"-" path:"company"`
	User     anteroom.UserID      `json:"user"`
	UserName string               `json:"user_name"`
	Password string               `json:"password"`
	Keep     bool                 `json:"keep,omitempty"`     // the servers that the user has; only name and password are new
	Incoming *anteroom.MailServer `json:"incoming,omitempty"` // only where the company has no connection
	Outgoing *anteroom.MailServer `json:"outgoing,omitempty"`
	Ticket   string               `json:"ticket,omitempty"` // of a check that has passed
}

func (c ConnectMail) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c ConnectMail) Right() anteroom.Right { return anteroom.EditSelf }

// prepare connects, where that was not done before.
func (c ConnectMail) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	if c.Ticket != "" {
		return c, nil
	}
	t, err := o.MailTrialOf(ctx, who, c)
	if err != nil {
		return nil, err
	}
	c.Ticket, err = o.TryMail(ctx, who, t, func(anteroom.MailStep) {})
	return c, err
}

// MailTrialOf is what must be proven for a user's connection: the servers that it would have.
func (o *Office) MailTrialOf(ctx context.Context, who anteroom.Who, c ConnectMail) (t MailTrial, err error) {
	if err := o.mayTryMail(ctx, who, c.Of()); err != nil {
		return t, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		u, err := tx.User(c.Company, c.User)
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !u.Removed.IsZero() {
			return anteroom.Missing()
		}
		if err != nil {
			return err
		}
		t = MailTrial{Of: c.Of(), Email: u.Email, UserName: clean(c.UserName), Password: c.Password}
		t.Access, err = c.access(tx)
		return err
	})
	return t, err
}

// access are the servers that the connection has: the user's own, the company's, or those that are given.
func (c ConnectMail) access(tx *store.Tx) (anteroom.MailAccess, error) {
	if c.Keep {
		m, _, err := tx.UserMail(c.Company, c.User)
		return m.MailAccess, err
	}
	m, _, err := tx.MailAccess(c.Company)
	if anteroom.KindOf(err) != anteroom.NotFound {
		if err == nil && (c.Incoming != nil || c.Outgoing != nil) {
			return m.MailAccess, anteroom.Fail(anteroom.Conflict, "mail.error.company")
		}
		return m.MailAccess, err
	}
	var a anteroom.MailAccess
	if c.Incoming != nil {
		a.Incoming = *c.Incoming
	}
	if c.Outgoing != nil {
		a.Outgoing = *c.Outgoing
	}
	return a, nil
}

func (c ConnectMail) Do(r *Run) error {
	u, err := r.mayConnect(c.User)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	access, err := c.access(r.tx)
	if err != nil {
		return err
	}
	name := clean(c.UserName)
	if name == "" {
		name = u.Email
	}
	if err := r.proven(c.Ticket, anteroom.MailTicket{Of: c.Of(), Access: access, User: name, Secret: secretHash(c.Password)}); err != nil {
		return err
	}
	m := anteroom.UserMail{Company: c.Company, User: c.User, MailAccess: access, UserName: name, Connected: r.tx.Now}
	return r.connect(m, mailOpener{Password: c.Password})
}

// mayConnect is the user, where who asks may change how the user's mail is reached.
func (r *Run) mayConnect(id anteroom.UserID) (anteroom.User, error) {
	u, there, err := r.person("user", id)
	if err != nil || !there {
		return u, err
	}
	if u.Options.AdministratorOnly && r.who.Level == anteroom.LevelUser {
		return u, anteroom.Fail(anteroom.Forbidden, "error.user.administrator_only")
	}
	return u, nil
}

// connect stores a user's connection with what opens the mailbox.
func (r *Run) connect(m anteroom.UserMail, opener mailOpener) error {
	_, _, err := r.tx.UserMail(m.Company, m.User)
	switch {
	case anteroom.KindOf(err) == anteroom.NotFound:
		_, err = r.changed("mail_connection", string(m.User), nil, m)
		r.effect(false, "effect.mail.connected", "user", m.UserName)
	case err == nil:
		err = userMails().edit(r, string(m.User), func(was *anteroom.UserMail) error {
			*was = m
			return nil
		})
	}
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	if err := r.tx.PutUserMail(m); err != nil {
		return err
	}
	sealed, err := r.office.sealOpener(m, opener)
	if err != nil {
		return err
	}
	return r.tx.SetMailSecret(m.Company, m.User, sealed, m.Expires)
}

// DisconnectMail takes a user's mail connection away, with the password that is kept for it.
type DisconnectMail struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
}

func (c DisconnectMail) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c DisconnectMail) Right() anteroom.Right { return anteroom.EditSelf }

func (c DisconnectMail) Do(r *Run) error {
	if _, err := r.mayConnect(c.User); err != nil || len(r.wrong) > 0 {
		return err
	}
	return userMails().remove(r, string(c.User))
}

// userMails can be taken away by an undo, but not come back: what opened the mailbox is gone.
func userMails() noun[anteroom.UserMail] {
	return noun[anteroom.UserMail]{
		name: "mail_connection", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (anteroom.UserMail, error) {
			m, _, err := r.tx.UserMail(r.target.Company, anteroom.UserID(id))
			return m, err
		},
		restored: func(*Run, anteroom.UserMail, anteroom.UserMail) error {
			return anteroom.Fail(anteroom.Conflict, "error.undo.mail")
		},
		put: func(r *Run, _ string, before *anteroom.UserMail, m anteroom.UserMail) error {
			if before == nil {
				return anteroom.Fail(anteroom.Conflict, "error.undo.mail")
			}
			r.effect(false, "effect.mail.connected", "user", m.UserName)
			return nil // connect stores it, with what opens it
		},
		drop: func(r *Run, m anteroom.UserMail) error {
			r.effect(true, "effect.mail.disconnected", "user", m.UserName)
			return r.tx.DropUserMail(m.Company, m.User)
		},
	}
}

// resetMail ends the connection of a user whose address has changed: it was another mailbox.
func (r *Run) resetMail(u anteroom.User) error {
	m, _, err := r.tx.UserMail(u.Company, u.ID)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	ended := struct {
		UserName string `json:"user_name"`
	}{m.UserName}
	if _, err := r.changed("mail_connection", string(u.ID), ended, nil); err != nil {
		return err
	}
	r.effect(true, "effect.mail.reset", "name", u.Name(), "user", m.UserName)
	return r.tx.DropUserMail(u.Company, u.ID)
}

// connections are users' mail connections, of which one that ended along with something else, as with a change of the
// address, is no obstacle to putting back the rest: that it stays ended is told.
type connections struct{ noun[anteroom.UserMail] }

func (n connections) undo(r *Run, i anteroom.Item) error {
	change, err := r.tx.Change(r.scope, r.undoes)
	if err != nil {
		return err
	}
	if i.After != nil || len(change.Items) == 1 {
		return n.noun.undo(r, i)
	}
	u, err := r.tx.User(r.target.Company, anteroom.UserID(i.ID))
	if err != nil {
		return err
	}
	r.effect(true, "effect.mail.forgotten", "name", u.Name())
	return nil
}

// mailOpener is what opens a user's mailbox. It is never stored but sealed.
type mailOpener struct {
	Password string `json:"password,omitempty"`
	Access   string `json:"access,omitempty"`  // token of MailOAuth
	Refresh  string `json:"refresh,omitempty"` // gives further ones
}

func mailOwner(m anteroom.UserMail) string { return "mail " + string(m.Company) + " " + string(m.User) }

func (o *Office) sealOpener(m anteroom.UserMail, opener mailOpener) ([]byte, error) {
	raw, err := json.Marshal(opener)
	if err != nil {
		return nil, err
	}
	return o.sealer.Seal(string(raw), mailOwner(m)), nil
}

func (o *Office) openerOf(m anteroom.UserMail, s store.MailSecret) (opener mailOpener, err error) {
	raw, err := o.sealer.Open(s.Sealed, mailOwner(m))
	if err != nil {
		return opener, err
	}
	return opener, json.Unmarshal([]byte(raw), &opener)
}

// secret is what a mail server asks for.
func (m mailOpener) secret(name string) anteroom.MailSecret {
	return anteroom.MailSecret{User: name, Password: m.Password, Token: m.Access}
}

// UserMailStatus is what a user's page of mail shows.
type UserMailStatus struct {
	Version    int64              `json:"version"`
	Connection *anteroom.UserMail `json:"connection,omitempty"` // left out: the user is not connected
	// Company is whether the company has a connection that was proven: then only user name and password are asked for.
	Company bool `json:"company"`
	// Access are the company's servers.
	Access anteroom.MailAccess `json:"access"`
	// Fixed: the administrator keeps it, and who asks may not change it.
	Fixed bool `json:"fixed"`
}

// UserMail is how a user's mail is reached.
func (o *Office) UserMail(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.UserID) (m UserMailStatus, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeSelf, anteroom.Target{Company: company, User: id}); err != nil {
			return err
		}
		u, err := tx.User(company, id)
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !u.Removed.IsZero() {
			return anteroom.Missing()
		}
		if err != nil {
			return err
		}
		m.Fixed = u.Options.AdministratorOnly && who.Level == anteroom.LevelUser
		if m.Version, err = tx.Version(anteroom.Scope(company)); err != nil {
			return err
		}
		switch c, _, err := tx.MailAccess(company); {
		case err == nil:
			m.Company, m.Access = true, c.MailAccess
		case anteroom.KindOf(err) != anteroom.NotFound:
			return err
		}
		own, _, err := tx.UserMail(company, id)
		if anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		m.Connection = &own
		return err
	})
	return m, err
}
