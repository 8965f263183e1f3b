package office

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// PhoneSystemStatus is how a company's account on its phone system stands.
type PhoneSystemStatus struct {
	System    anteroom.PhoneSystem `json:"phone_system"`
	AccountID string               `json:"account_id"`
	Reached   bool                 `json:"reached"` // it can be read and kept from here
	Report    anteroom.PBXReport   `json:"report"`
	Plan      []anteroom.PBXStep   `json:"plan"`            // what would make the phone system hold what is here
	Lines     []anteroom.PBXLine   `json:"new_lines"`       // there, and nobody's here: they can be imported
	Numbers   []anteroom.PBXNumber `json:"new_numbers"`     // the same
	Own       *OwnPhoneSystem      `json:"own,omitempty"`   // what Anteroom itself holds, where it is the company's phone system; nil: it is not
	Taken     []anteroom.PBXNumber `json:"taken,omitempty"` // there, and another company's here: they cannot be
}

// OwnPhoneSystem counts what Anteroom itself holds of a company whose phone system it is.
type OwnPhoneSystem struct {
	Lines      int `json:"lines"` // of users, by extension
	Numbers    int `json:"numbers"`
	Phones     int `json:"phones"`
	Configured int `json:"configured"` // phones that take their configuration from here
}

func ownSystem(tx *store.Tx, id anteroom.CompanyID) (*OwnPhoneSystem, error) {
	wanted, err := wantedOn(tx, id)
	if err != nil {
		return nil, err
	}
	own := OwnPhoneSystem{Lines: len(wanted.Lines), Numbers: len(wanted.Numbers)}
	own.Phones, own.Configured, err = tx.CountDevices(id)
	return &own, err
}

// CompanyPhoneSystem tells how a company's account on its phone system stands.
func (o *Office) CompanyPhoneSystem(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (s PhoneSystemStatus, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, c anteroom.Company) error {
		if s.System, err = tx.PhoneSystem(c.PBX); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		s.AccountID, s.Reached = c.AccountID, keepable(c, s.System)
		if s.System.Kind == "builtin" || s.System.Kind == "" {
			s.Own, err = ownSystem(tx, id)
			return err
		}
		if s.Report, err = tx.PBXReport(id); err != nil || s.Report.Read.IsZero() {
			return err
		}
		wanted, err := wantedOn(tx, id)
		if err != nil {
			return err
		}
		if s.Plan, err = pbxPlan(tx, c, s.Report.State); err != nil {
			return err
		}
		found := known(s.Report.State, c.Country)
		s.Report.State = found // a number in two forms is one
		s.Lines = strangers(wanted, found)
		for _, n := range found.Numbers {
			switch had, err := tx.Number(anteroom.NumberID(n.Number)); {
			case anteroom.KindOf(err) == anteroom.NotFound:
				s.Numbers = append(s.Numbers, n)
			case err != nil:
				return err
			case had.Company != id:
				s.Taken = append(s.Taken, n)
			}
		}
		return nil
	})
	return s, err
}

// PBXAccess is how a company's account on its phone system is reached; Conflict where it is not to be.
func (o *Office) PBXAccess(ctx context.Context, id anteroom.CompanyID) (a anteroom.PBXAccess, err error) {
	var sealed []byte
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Company(id)
		if err != nil {
			return err
		}
		if a.System, err = tx.PhoneSystem(c.PBX); err != nil {
			return err
		}
		if a.Account = c.AccountID; !keepable(c, a.System) || c.Gone {
			return anteroom.Fail(anteroom.Conflict, "error.pbx.unreached")
		}
		a.Company = id
		sealed, err = tx.PBXPassword(id)
		return err
	})
	if err == nil {
		a.Password, err = o.sealer.Open(sealed, pbxSecret(id))
	}
	return a, err
}

// PBXAsked is when a reading of a company's phone system was last asked for.
func (o *Office) PBXAsked(ctx context.Context, id anteroom.CompanyID) (at time.Time, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.PBXReport(id)
		at = r.Asked
		return err
	})
	return at, err
}

// PBXWas notes what a reading brought, or why it failed. One that was overtaken is passed over: the company is on another
// account by now, or what was read may be from before the last update ended, after which it is read again.
func (o *Office) PBXWas(ctx context.Context, id anteroom.CompanyID, was anteroom.PBXReading) error {
	err := o.report(ctx, id, func(tx *store.Tx, r *anteroom.PBXReport) error {
		c, err := tx.Company(id)
		if err != nil {
			return err
		}
		if was.System != "" && (was.System != c.PBX || was.Account != c.AccountID) || was.Asked.Before(r.Push.Ended) {
			return nil
		}
		r.Answered = was.Asked
		if r.Problem = was.Problem; was.Problem != nil {
			r.Failed = tx.Now
			return nil
		}
		found := was.Found
		plan, err := pbxPlan(tx, c, found)
		if err != nil {
			return err
		}
		ours := r.Push.Running(tx.Now) || r.Read.Before(r.Push.Ended) // it may have changed by our own update
		theirs := !r.Read.IsZero() && !ours && !r.State.Holds(found)
		r.Read, r.State, r.Drift = tx.Now, found, 0
		for _, s := range plan {
			if s.Act != anteroom.PBXKeep {
				r.Drift++
			}
		}
		switch {
		case r.Drift == 0:
			r.Told = time.Time{}
		case theirs && r.Told.IsZero() && !c.Gone:
			r.Told = tx.Now
			return o.tellDrift(tx, c, r.Drift)
		}
		return nil
	})
	if err == nil {
		o.woken()
	}
	return err
}

// tellDrift tells the administrator that somebody changed what the phone system holds: once, until both are the same again.
// What differs since somebody changed it here is no news to them.
func (o *Office) tellDrift(tx *store.Tx, c anteroom.Company, differences int) error {
	a, err := tx.Administrator(c.ID)
	if err != nil {
		return err
	}
	message, err := o.post(tx, c.ID, anteroom.Notice{Kind: anteroom.PBXDrifted, Language: a.Language, ToName: a.Name, ToEmail: a.Email, Company: c.Name,
		Sender: c.Assistant, At: tx.Now, Count: differences, Link: o.Link("/c/" + string(c.ID) + "/phone-system")}, "")
	if err != nil {
		return err
	}
	return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Company: c.ID, Target: string(message)}, tx.Now)
}

func (o *Office) report(ctx context.Context, id anteroom.CompanyID, change func(tx *store.Tx, r *anteroom.PBXReport) error) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.PBXReport(id)
		if err != nil {
			return err
		}
		if err := change(tx, &r); err != nil {
			return err
		}
		return tx.PutPBXReport(id, r)
	})
}

// PBXPush is the plan that is to be applied.
func (o *Office) PBXPush(ctx context.Context, id anteroom.CompanyID) (p anteroom.PBXPush, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.PBXReport(id)
		p = r.Push
		return err
	})
	return p, err
}

// PBXStepped notes what became of the steps of the plan that began at that moment; one that was replaced meanwhile stays.
// With ended, nothing of it is tried again, and the phone system is read to show how it stands.
func (o *Office) PBXStepped(ctx context.Context, id anteroom.CompanyID, p anteroom.PBXPush, ended bool) error {
	err := o.report(ctx, id, func(tx *store.Tx, r *anteroom.PBXReport) error {
		if !r.Push.Begun.Equal(p.Begun) {
			return nil
		}
		if r.Push = p; !ended {
			return nil
		}
		r.Push.Ended, r.Asked = tx.Now, tx.Now
		return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.ReadPBX, Company: id}, tx.Now)
	})
	if err == nil && ended {
		o.woken()
	}
	return err
}

func lineOwner(id anteroom.CompanyID, extension string) string {
	return "pbx line " + string(id) + " " + extension
}

// LineSecret is the password of a line on a company's phone system: made once, and sealed.
func (o *Office) LineSecret(ctx context.Context, id anteroom.CompanyID, extension string) (secret string, err error) {
	owner := lineOwner(id, extension)
	var sealed []byte
	err = o.store.Read(ctx, func(tx *store.Tx) error { // a FreeSWITCH asks at each registration
		sealed, err = tx.PBXSecret(id, extension)
		return err
	})
	if err == nil {
		return o.sealer.Open(sealed, owner)
	}
	if anteroom.KindOf(err) != anteroom.NotFound {
		return "", err
	}
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		sealed, err := tx.PBXSecret(id, extension)
		if err == nil {
			secret, err = o.sealer.Open(sealed, owner)
			return err
		}
		if anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		raw := make([]byte, 15)
		_, _ = rand.Read(raw) // never fails on a supported system
		secret = base32.StdEncoding.EncodeToString(raw)
		return tx.PutPBXSecret(id, extension, o.sealer.Seal(secret, owner))
	})
	return secret, err
}

// SeePBX has the phone systems read that were not for a while, some at a time: more tells whether there are others, any
// whether there is any phone system that can be read at all.
func (o *Office) SeePBX(ctx context.Context, while time.Duration) (more, any bool, err error) {
	const most = 100
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		systems, err := tx.PhoneSystems()
		if any = slices.ContainsFunc(systems, anteroom.PhoneSystem.Reached); err != nil || !any {
			return err
		}
		list, err := tx.CompaniesToRead(tx.Now.Add(-while), most)
		if err != nil {
			return err
		}
		more = len(list) == most
		for _, id := range list {
			r, err := tx.PBXReport(id)
			if err != nil {
				return err
			}
			r.Asked = tx.Now
			if err := tx.PutPBXReport(id, r); err != nil {
				return err
			}
			if err := tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.ReadPBX, Company: id}, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
	o.woken()
	return more, any, err
}
