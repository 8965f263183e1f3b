package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SendInvitation mails a user who has no password yet a one-time link; one that was sent before holds no longer.
type SendInvitation struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
}

func (c SendInvitation) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SendInvitation) Right() anteroom.Right { return anteroom.ManageUsers }

func (c SendInvitation) Do(r *Run) error {
	u, there, err := r.person("user", c.User)
	if err != nil || !there {
		return err
	}
	if come, err := hasCome(r.tx, u); err != nil || come {
		r.wrong.Wrong("user", "error.user.come")
		return err
	}
	return r.invite(u)
}

// hasCome tells whether a user has a password.
func hasCome(tx *store.Tx, u anteroom.User) (bool, error) {
	account, err := tx.AccountOfUser(u.Company, u.ID)
	if err != nil {
		return false, err
	}
	hash, err := tx.PasswordHash(account)
	return hash != "", err
}

// WithdrawInvitation ends an invitation that was not accepted: the link works no longer, and the reserved key is free. Who
// was invited can be recovered as anybody who was removed.
type WithdrawInvitation struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
}

func (c WithdrawInvitation) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c WithdrawInvitation) Right() anteroom.Right { return anteroom.ManageUsers }

func (c WithdrawInvitation) Do(r *Run) error {
	u, there, err := r.person("user", c.User)
	if err != nil || !there {
		return err
	}
	if u.State != anteroom.UserInvited {
		r.wrong.Wrong("user", "error.user.come")
		return nil
	}
	return r.removeUser("user", c.User)
}

func invitations() noun[anteroom.Invitation] {
	return noun[anteroom.Invitation]{
		name: "invitation", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (anteroom.Invitation, error) {
			return r.tx.Invitation(r.target.Company, anteroom.UserID(id))
		},
		restored: func(*Run, anteroom.Invitation, anteroom.Invitation) error {
			return anteroom.Fail(anteroom.Conflict, "error.undo.sent")
		},
		put:  (*Run).putInvitation,
		drop: func(r *Run, i anteroom.Invitation) error { return r.tx.DropInvitation(i.Company, i.User) },
	}
}

// invite stores an invitation, and mails its link.
func (r *Run) invite(u anteroom.User) error {
	i := anteroom.Invitation{Company: u.Company, User: u.ID, Email: u.Email, Made: r.tx.Now, Expires: r.tx.Now.Add(anteroom.InvitationLife)}
	_, err := r.tx.Invitation(u.Company, u.ID)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return invitations().make(r, string(u.ID), i)
	}
	if err != nil {
		return err
	}
	return invitations().edit(r, string(u.ID), func(was *anteroom.Invitation) error {
		*was = i
		return nil
	})
}

// readdress invites a user anew whose address has changed: the link that went to the former one opens nothing any more.
func (r *Run) readdress(u anteroom.User) error {
	i, err := r.tx.Invitation(u.Company, u.ID)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	i.Email, i.Made, i.Expires = u.Email, r.tx.Now, r.tx.Now.Add(anteroom.InvitationLife)
	return r.putInvitation("", nil, i)
}

func (r *Run) putInvitation(_ string, _ *anteroom.Invitation, i anteroom.Invitation) error {
	u, err := r.tx.User(i.Company, i.User)
	if err != nil {
		return err
	}
	company, err := r.tx.Company(i.Company)
	if err != nil {
		return err
	}
	token, hash := newToken()
	if err := r.tx.PutInvitation(i, hash); err != nil {
		return err
	}
	r.effect(false, "effect.user.invited", "name", u.Name(), "email", u.Email, "count", invitationDays)
	return r.send(i.Company, anteroom.Notice{Kind: anteroom.InvitationSent, Language: company.Choose(u.Language), ToName: u.Name(), ToEmail: u.Email,
		Link: r.office.portal + "/invitation/" + token, Days: invitationDays})
}

// invitationDays is anteroom.InvitationLife in days, as people are told.
const invitationDays = int(anteroom.InvitationLife / (24 * time.Hour))

// Invited is what the page behind an invitation's link shows.
type Invited struct {
	Company anteroom.Company
	User    anteroom.User
	Account anteroom.AccountID
}

// Invited is who was invited by the link with that token; NotFound where it is used, replaced, withdrawn or too old.
func (o *Office) Invited(ctx context.Context, token string) (in Invited, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		in, err = invited(tx, token)
		return err
	})
	return in, err
}

func invited(tx *store.Tx, token string) (in Invited, err error) {
	i, err := tx.InvitationByToken(tokenHash(token))
	if err != nil {
		return in, err
	}
	if in.Company, err = tx.Company(i.Company); err != nil {
		return in, err
	}
	if in.User, err = tx.User(i.Company, i.User); err != nil {
		return in, err
	}
	in.Account, err = tx.AccountOfUser(i.Company, i.User)
	if err == nil && (in.Company.Gone || !in.User.Removed.IsZero() || in.User.Expired(tx.Now)) {
		err = anteroom.Missing()
	}
	return in, err
}

// Acceptance is what somebody who was invited types.
type Acceptance struct {
	First, Last     string
	Language        anteroom.Language // empty: the company's first
	Password, Again string
	PIN             string // empty: none yet
}

// Accept makes who was invited a user who signs in: the reserved key is used from now on, the link no longer works. It
// begins a session and tells its token. NotFound as Invited.
func (o *Office) Accept(ctx context.Context, token string, a Acceptance) (string, anteroom.Who, error) {
	in, err := o.Invited(ctx, token)
	if err != nil {
		return "", anteroom.Who{}, err
	}
	c := acceptInvitation{in: in, token: token, Acceptance: a}
	var wrong anteroom.Fields
	account := anteroom.Account{Name: clean(a.First + " " + a.Last), Email: in.User.Email}
	checkPassword(&wrong, "new", a.Password, account)
	if a.Again != a.Password {
		wrong.Wrong("again", "error.password.unequal")
	}
	if a.PIN != "" {
		wrong.PIN("pin", a.PIN)
	}
	person := c.accepted(in.User)
	person.Check(&wrong, in.Company.Languages)
	if err := wrong.Err(); err != nil {
		return "", anteroom.Who{}, err
	}
	if c.password, err = o.hash(ctx, a.Password); err != nil {
		return "", anteroom.Who{}, err
	}
	if a.PIN != "" {
		if c.pin, err = o.hash(ctx, a.PIN); err != nil {
			return "", anteroom.Who{}, err
		}
	}
	who := anteroom.Who{Account: in.Account, Level: anteroom.LevelUser, VAR: in.Company.VAR, Company: in.Company.ID, User: in.User.ID, Name: person.Name(),
		Source: anteroom.Portal}
	if _, err = o.Do(ctx, who, c, Ask{}); err != nil {
		return "", anteroom.Who{}, err
	}
	return o.begin(ctx, in.Account)
}

// acceptInvitation is the command behind an invitation; it is not on the list, for only the link may give it.
type acceptInvitation struct {
	Acceptance
	in            Invited
	token         string
	password, pin string // hashes
}

func (c acceptInvitation) Of() anteroom.Target {
	return anteroom.Target{Company: c.in.Company.ID, User: c.in.User.ID}
}
func (c acceptInvitation) Right() anteroom.Right { return anteroom.EditSelf }

// accepted is the user as the person says; what the administrator keeps to himself stays.
func (c acceptInvitation) accepted(u anteroom.User) anteroom.User {
	u.State = anteroom.UserActive
	if !u.Options.AdministratorOnly {
		u.First, u.Last, u.Language = clean(c.First), clean(c.Last), c.Language
	}
	return u
}

func (c acceptInvitation) Do(r *Run) error {
	if _, err := invited(r.tx, c.token); err != nil { // used or withdrawn meanwhile
		return err
	}
	err := users().edit(r, string(c.in.User.ID), func(u *anteroom.User) error {
		*u = c.accepted(*u)
		if c.pin != "" {
			u.PINSet, u.PINChanged = true, r.tx.Now
		}
		return nil
	})
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	if c.pin != "" {
		if err := r.tx.SetPINHash(c.in.Company.ID, c.in.User.ID, c.pin); err != nil {
			return err
		}
	}
	if err := r.tx.DropInvitation(c.in.Company.ID, c.in.User.ID); err != nil {
		return err
	}
	return r.setPassword(c.in.Account, c.password)
}
