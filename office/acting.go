package office

import (
	"time"

	"anteroom.dev/anteroom"
)

// ActFor makes the session in which it is asked act for a company, as its administrator, for some time. The reason stands
// in the company's history, beside every change that follows.
type ActFor struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Reason  string             `json:"reason"`
	Minutes int                `json:"minutes"` // 15 to 480
}

func (c ActFor) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ActFor) Right() anteroom.Right { return anteroom.ActFor }

// The limits of acting for a company.
const (
	leastActing = 15
	mostActing  = 8 * 60
)

// acted is what the history tells of acting.
type acted struct {
	Reason  string `json:"reason"`
	Minutes int    `json:"minutes,omitzero"`
}

func (c ActFor) Do(r *Run) error {
	if r.who.Session == "" { // a token acts for nobody
		return anteroom.Fail(anteroom.Forbidden, "error.acting.portal")
	}
	reason := clean(c.Reason)
	r.wrong.Name("reason", reason, 3, 200)
	if c.Minutes < leastActing || c.Minutes > mostActing {
		r.wrong.Wrong("minutes", "error.number.between", "least", leastActing, "most", mostActing)
	}
	if err := r.inPerson(); err != nil || len(r.wrong) > 0 {
		return err
	}
	if _, err := r.changed("acting", string(r.who.Account), nil, acted{reason, c.Minutes}); err != nil {
		return err
	}
	r.effect(false, "effect.acting", "minutes", c.Minutes)
	return r.tx.SetActing(r.who.Session, c.Company, reason, r.tx.Now.Add(time.Duration(c.Minutes)*time.Minute))
}

// LeaveCompany ends acting for a company, before its time is over.
type LeaveCompany struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c LeaveCompany) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c LeaveCompany) Right() anteroom.Right { return anteroom.SeeCompany }

func (c LeaveCompany) Do(r *Run) error {
	if !r.who.Acting.Is() {
		return anteroom.Fail(anteroom.Forbidden, "error.acting.none")
	}
	if _, err := r.changed("acting", string(r.who.Account), nil, acted{Reason: r.who.Acting.Reason}); err != nil {
		return err
	}
	return r.tx.SetActing(r.who.Session, "", "", time.Time{})
}

// withoutSecrets takes what is shown once out of an answer to somebody who acts for another: that is for the other's own
// eyes.
func (r *Run) withoutSecrets(made map[string]string) map[string]string {
	if r.who.Acting.Is() {
		for _, secret := range []string{"password", "set_up", "token", "address"} {
			delete(made, secret)
		}
	}
	return made
}
