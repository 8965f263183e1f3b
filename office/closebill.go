package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// CloseBill makes the bills of a company's month, which is over, and closes them: they never change.
type CloseBill struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Month   anteroom.Month     `json:"month"` // "2026-10"
}

func (c CloseBill) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c CloseBill) Right() anteroom.Right { return anteroom.ManageCompany }
func (c CloseBill) recovers()             {} // a company that was removed owes for the time before

func (c CloseBill) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	where, err := r.tx.Billing(c.Company)
	if err != nil {
		return err
	}
	period, ok := c.Month.Period(where.Location())
	switch {
	case !ok:
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	case r.tx.Now.Before(period.Until):
		r.wrong.Wrong("month", "error.month.open", "until", period.Until)
		return nil
	}
	if err := r.monthOpen(c.Month); err != nil {
		return err
	}
	bills, err := billsOf(r.tx, company, c.Month)
	if err != nil {
		return err
	}
	for _, b := range bills {
		if err := r.closeBill(b); err != nil {
			return err
		}
	}
	return nil
}

// closedBill is what the history keeps of a bill.
type closedBill struct {
	Month    anteroom.Month  `json:"month"`
	User     anteroom.UserID `json:"user,omitempty"`
	Currency string          `json:"currency"`
	Total    int64           `json:"total"`
}

func (r *Run) closeBill(b anteroom.Bill) error {
	b.Closed = r.tx.Now
	if _, err := r.changed("bill", string(b.Key()), nil, closedBill{b.Month, b.User, b.Currency, b.Total}); err != nil {
		return err
	}
	if err := r.tx.AddBill(b); err != nil {
		return err
	}
	if b.Total == 0 && len(b.Lines) == 0 { // nothing is owed, and there is nothing to tell
		return nil
	}
	_, err := r.tellOfBill(b, anteroom.BillReady)
	return err
}

// tellOfBill sends who pays a message about a closed bill, and tells its address.
func (r *Run) tellOfBill(b anteroom.Bill, kind anteroom.MessageKind) (to string, err error) {
	n := anteroom.Notice{Kind: kind, Bill: &b, Link: r.office.portal + "/c/" + string(b.Company) + "/bill"}
	if b.User == "" {
		a, err := r.tx.Administrator(b.Company)
		if err != nil {
			return "", err
		}
		n.Language, n.ToName, n.ToEmail = a.Language, a.Name, a.Email
		return n.ToEmail, r.send(b.Company, n)
	}
	c, err := r.tx.Company(b.Company)
	if err != nil {
		return "", err
	}
	u, err := r.tx.User(b.Company, b.User)
	if err != nil {
		return "", err
	}
	n.Language, n.ToName, n.ToEmail, n.Link = c.Choose(u.Language), u.Name(), u.Email, r.office.portal+"/me/bill"
	return n.ToEmail, r.send(b.Company, n)
}

// CloseMonth closes the month of all companies of a VAR that have not closed it: a job for each, which is done once
// whatever happens in between.
type CloseMonth struct {
	VAR   anteroom.VARID `json:"var"`
	Month anteroom.Month `json:"month"` // "2026-10"
}

func (c CloseMonth) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c CloseMonth) Right() anteroom.Right { return anteroom.EditVAR }

func (c CloseMonth) Do(r *Run) error {
	begun := anteroom.MonthAt(r.tx.Now.Add(14*time.Hour), time.UTC) // in the zone that is ahead of all others
	period, ok := c.Month.Period(time.UTC)
	if !ok {
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	} else if c.Month >= begun {
		r.wrong.Wrong("month", "error.month.open", "until", period.Until)
		return nil
	}
	since, count := begins(period), 0
	for after := anteroom.CompanyID(""); ; {
		list, err := r.tx.CompaniesToBill(c.VAR, c.Month, since, after, pageSize)
		if err != nil {
			return err
		}
		for _, id := range list {
			if err := r.queue(anteroom.CloseBills, id, string(c.Month)); err != nil {
				return err
			}
		}
		if count += len(list); len(list) < pageSize {
			break
		}
		after = list[len(list)-1]
	}
	r.effect(true, "effect.month.close", "count", count, "month", c.Month)
	_, err := r.changed("month", string(c.VAR)+"/"+string(c.Month), nil, c)
	return err
}

// begins is when a month of UTC begins in the zone that is ahead of all others.
func begins(p anteroom.Period) time.Time { return p.From.Add(-14 * time.Hour) }

// CloseOf does the job that CloseMonth queued; a month that was closed meanwhile is done.
func (o *Office) CloseOf(ctx context.Context, company anteroom.CompanyID, m anteroom.Month) error {
	program := anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}
	_, err := o.Do(ctx, program, CloseBill{Company: company, Month: m}, Ask{})
	if e := anteroom.KindOf(err); e == anteroom.Conflict || e == anteroom.NotFound {
		return nil // closed before, or the company is gone
	}
	return err
}
