package office

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// This file holds how administrators come to have a password: an invitation by mail with a one-time link.

// AdministratorLine is an administrator as a list shows it.
type AdministratorLine struct {
	anteroom.Account
	Invited time.Time `json:"invited,omitzero"` // until when the link of the invitation holds; zero: none does
}

// setUpLife is how long a new account may wait for its password, setUpDays the same in days, as people are told.
const (
	setUpLife = 7 * 24 * time.Hour
	setUpDays = int(setUpLife / (24 * time.Hour))
)

// inviteAdministrator makes a one-time link, and mails it; one that was sent before holds no longer. The link is told in
// the answer too, for whom mail does not reach. What the program makes by itself invites nobody.
func (r *Run) inviteAdministrator(a anteroom.Account) error {
	token, hash := newToken()
	r.made["set_up"] = token
	if err := r.tx.DropResets(a.ID); err != nil {
		return err
	}
	if err := r.tx.AddReset(hash, a.ID, r.tx.Now.Add(setUpLife)); err != nil || r.who.Account == "" {
		return err
	}
	place, err := r.governedBy(a)
	if err != nil {
		return err
	}
	r.effect(false, "effect.administrator.invited", "name", a.Name, "email", a.Email, "count", setUpDays)
	return r.send("", anteroom.Notice{Kind: anteroom.AdministratorInvited, Language: a.Language, ToName: a.Name, ToEmail: a.Email, Place: place,
		Link: r.office.portal + "/reset/" + token, Days: setUpDays})
}

// governedBy is the name of what an administrator governs; empty: the system.
func (r *Run) governedBy(a anteroom.Account) (string, error) {
	if a.Company != "" {
		c, err := r.tx.Company(a.Company)
		return c.Name, err
	}
	if a.VAR != "" {
		v, err := r.tx.VAR(a.VAR)
		return v.Name, err
	}
	return "", nil
}

// invitedTo is what the history tells of an administrator's invitation.
type invitedTo struct {
	Email string `json:"email"`
}

const invitationOfAdministrator = "administrator_invitation"

func (r *Run) inviteAgain(a anteroom.Account) error {
	if waits, err := r.waits(a); err != nil || !waits {
		return err
	}
	if _, err := r.changed(invitationOfAdministrator, string(a.ID), nil, invitedTo{a.Email}); err != nil {
		return err
	}
	return r.inviteAdministrator(a)
}

func (r *Run) withdrawInvitation(a anteroom.Account) error {
	if waits, err := r.waits(a); err != nil || !waits {
		return err
	}
	until, err := r.tx.InvitedUntil(a.ID)
	if err != nil || until.IsZero() {
		return err
	}
	if _, err := r.changed(invitationOfAdministrator, string(a.ID), invitedTo{a.Email}, nil); err != nil {
		return err
	}
	r.effect(false, "effect.administrator.withdrawn", "name", a.Name)
	return r.tx.DropResets(a.ID)
}

// waits tells whether an account has no password yet; where it has one, the field is wrong.
func (r *Run) waits(a anteroom.Account) (bool, error) {
	hash, err := r.tx.PasswordHash(a.ID)
	if err == nil && hash != "" {
		r.wrong.Wrong("account", "error.administrator.come")
	}
	return hash == "", err
}

// invitedUntil is until when the invitation of somebody who has no password yet holds.
func invitedUntil(tx *store.Tx, a anteroom.Account) (time.Time, error) {
	if !a.PasswordChanged.IsZero() {
		return time.Time{}, nil
	}
	return tx.InvitedUntil(a.ID)
}

// administratorOf is an administrator of the VAR, or with an empty one of the system.
func administratorOf(tx *store.Tx, of anteroom.VARID, id anteroom.AccountID) (anteroom.Account, error) {
	a, err := tx.Account(id)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && (a.VAR != of || a.Company != "") {
		return a, anteroom.Missing()
	}
	return a, err
}

// SendAdministratorInvitation mails an administrator of a VAR, or with no VAR of the system, who has no password yet, a
// one-time link; one that was sent before holds no longer.
type SendAdministratorInvitation struct {
	VAR     anteroom.VARID     `json:"var,omitempty"`
	Account anteroom.AccountID `json:"account"`
}

func (c SendAdministratorInvitation) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c SendAdministratorInvitation) Right() anteroom.Right { return anteroom.ManageVARs }

func (c SendAdministratorInvitation) Do(r *Run) error {
	a, err := administratorOf(r.tx, c.VAR, c.Account)
	if err != nil {
		return err
	}
	return r.inviteAgain(a)
}

// WithdrawAdministratorInvitation ends the link of such an invitation. The account stays, and can be invited again.
type WithdrawAdministratorInvitation struct {
	VAR     anteroom.VARID     `json:"var,omitempty"`
	Account anteroom.AccountID `json:"account"`
}

func (c WithdrawAdministratorInvitation) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c WithdrawAdministratorInvitation) Right() anteroom.Right { return anteroom.ManageVARs }

func (c WithdrawAdministratorInvitation) Do(r *Run) error {
	a, err := administratorOf(r.tx, c.VAR, c.Account)
	if err != nil {
		return err
	}
	return r.withdrawInvitation(a)
}

// SendCompanyInvitation mails the administrator of a company, who has no password yet, a one-time link; one that was sent
// before holds no longer.
type SendCompanyInvitation struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c SendCompanyInvitation) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SendCompanyInvitation) Right() anteroom.Right { return anteroom.ManageCompany }

func (c SendCompanyInvitation) Do(r *Run) error {
	a, err := r.tx.Administrator(c.Company)
	if err != nil {
		return err
	}
	return r.inviteAgain(a)
}

// WithdrawCompanyInvitation ends the link of such an invitation. The account stays, and can be invited again.
type WithdrawCompanyInvitation struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c WithdrawCompanyInvitation) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c WithdrawCompanyInvitation) Right() anteroom.Right { return anteroom.ManageCompany }

func (c WithdrawCompanyInvitation) Do(r *Run) error {
	a, err := r.tx.Administrator(c.Company)
	if err != nil {
		return err
	}
	return r.withdrawInvitation(a)
}
