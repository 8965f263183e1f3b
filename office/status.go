package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetStatus says what a user does, which callers hear: from the next call on, until somebody says something else, or until a
// time.
type SetStatus struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
	Status  anteroom.Status    `json:"status"`         // "available", "meeting", "out", "vacation" or "do_not_disturb"
	Until   time.Time          `json:"until,omitzero"` // when the user is available again; left out: until it is changed
	Note    string             `json:"note,omitempty"` // for the user and the administrators; callers do not hear it
}

func (c SetStatus) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c SetStatus) Right() anteroom.Right { return anteroom.EditSelf }

func (c SetStatus) Do(r *Run) error {
	if _, there, err := r.person("user", c.User); err != nil || !there {
		return err
	}
	return statuses().edit(r, string(c.User), func(s *anteroom.StatusNow) error {
		s.Status, s.Until, s.Note = c.Status, c.Until.UTC(), clean(c.Note)
		if c.Until.IsZero() {
			s.Until = time.Time{}
		}
		return nil
	})
}

func statuses() noun[anteroom.StatusNow] {
	return noun[anteroom.StatusNow]{
		name: "status", right: anteroom.ManageUsers, own: true,
		load: func(r *Run, id string) (anteroom.StatusNow, error) {
			return r.tx.Status(r.target.Company, anteroom.UserID(id))
		},
		check: func(r *Run, _ *anteroom.StatusNow, s anteroom.StatusNow) error {
			if s.Status == "" && r.undoes != "" { // put back to what nobody has said
				return nil
			}
			s.Check(&r.wrong, r.tx.Now)
			return nil
		},
		put: func(r *Run, _ string, _ *anteroom.StatusNow, s anteroom.StatusNow) error {
			return r.tx.PutStatus(r.target.Company, s)
		},
		effects: func(r *Run, before *anteroom.StatusNow, s anteroom.StatusNow) error {
			if before != nil && before.At(r.tx.Now) == s.At(r.tx.Now) && before.Until.Equal(s.Until) {
				return nil
			}
			return r.tellUserEffect("effect.status."+string(s.At(r.tx.Now)), s.User)
		},
	}
}

// tellUserEffect tells what callers of a user find from the next call on.
func (r *Run) tellUserEffect(key string, id anteroom.UserID) error {
	u, err := r.tx.User(r.target.Company, id)
	if err != nil {
		return err
	}
	r.effect(true, key, "name", u.Name())
	return nil
}

// mayConfigure refuses a user whose account the administrator alone configures.
func (r *Run) mayConfigure(id anteroom.UserID) (there bool, err error) {
	u, there, err := r.person("user", id)
	if err == nil && there && u.Options.AdministratorOnly && r.who.Level == anteroom.LevelUser {
		return false, anteroom.Fail(anteroom.Forbidden, "error.user.administrator_only")
	}
	return there, err
}

// CallHandling is how a user's calls are handled.
type CallHandling struct {
	Status    anteroom.StatusNow   `json:"status"`
	Now       anteroom.Status      `json:"now"`   // the status of this moment
	Rules     []anteroom.CallRule  `json:"rules"` // in their order
	Greetings []anteroom.Greeting  `json:"greetings"`
	Voicemail anteroom.VoiceCounts `json:"voicemail"`
	Full      bool                 `json:"full"`  // the mailbox takes no more messages
	Clock     string               `json:"clock"` // zone by whose clock the rules go
	Fixed     bool                 `json:"fixed"`
}

// CallHandling is how a user's calls are handled, for the user and the company's administrators.
func (o *Office) CallHandling(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID) (h CallHandling, p Place, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		var u anteroom.User
		if p, u, err = userPlace(tx, who, anteroom.SeeSelf, company, user); err != nil {
			return err
		}
		h, err = handlingOf(tx, company, u)
		h.Fixed = u.Options.AdministratorOnly && who.Level == anteroom.LevelUser
		return err
	})
	return h, p, err
}

func handlingOf(tx *store.Tx, company anteroom.CompanyID, u anteroom.User) (h CallHandling, err error) {
	if h.Status, err = tx.Status(company, u.ID); err != nil {
		return h, err
	}
	h.Now = h.Status.At(tx.Now)
	if h.Rules, err = tx.CallRules(company, u.ID); err != nil {
		return h, err
	}
	if h.Greetings, err = tx.Greetings(company, u.ID); err != nil {
		return h, err
	}
	if h.Voicemail, err = tx.CountVoicemails(company, u.ID); err != nil {
		return h, err
	}
	h.Full = h.Voicemail.New >= u.Options.VoiceMessages
	b, err := tx.Billing(company)
	h.Clock = b.Location().String()
	return h, err
}

// userPlace is a user who was not removed, and the company, where both exist for this person.
func userPlace(tx *store.Tx, who anteroom.Who, right anteroom.Right, company anteroom.CompanyID, user anteroom.UserID) (p Place, u anteroom.User, err error) {
	if user == "" {
		return p, u, anteroom.Missing()
	}
	if p, err = placeOf(tx, who, right, anteroom.Target{Company: company, User: user}); err != nil {
		return p, u, err
	}
	u, err = tx.User(company, user)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !u.Removed.IsZero() {
		return p, u, anteroom.Missing()
	}
	return p, u, err
}
