package office

import (
	"context"
	"io"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

// FindCalls is a page of the call log of a company, or of the user's own; more tells whether there are older calls.
func (o *Office) FindCalls(ctx context.Context, who anteroom.Who, f anteroom.CallFind, most int) (calls []anteroom.Call, more bool, err error) {
	err = o.seeCalls(ctx, who, f.Company, f.User, func(tx *store.Tx) (err error) {
		calls, err = tx.CallsFound(f, most+1)
		return err
	})
	if len(calls) > most {
		return calls[:most], true, err
	}
	return calls, false, err
}

// seeCalls reads calls for who may see a company's, or with a user, that user's own.
func (o *Office) seeCalls(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, read func(*store.Tx) error) error {
	right := anteroom.SeeCompany
	if user != "" {
		right = anteroom.SeeSelf
	}
	return o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := reach(tx, who, right, anteroom.Target{Company: company, User: user})
		if err = exists(err, !c.Gone); err != nil {
			return err
		}
		return read(tx)
	})
}

// CallDetails is a call with what it cost, and the name of whom it reached.
type CallDetails struct {
	anteroom.Call
	Reached string `json:"reached"` // the name of Call.User; empty: nobody
	Cost    []Cost `json:"cost"`    // of its parts outside, in their order
}

// Cost is an amount in thousandths of the smallest unit of a currency.
type Cost struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Call is one call of a company, or with a user, one of the user's own.
func (o *Office) Call(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, id anteroom.CallID) (d CallDetails, err error) {
	err = o.seeCalls(ctx, who, company, user, func(tx *store.Tx) error {
		if d.Call, err = tx.Call(company, id); anteroom.KindOf(err) == anteroom.NotFound || err == nil && user != "" && d.User != user && d.Sender != user {
			return anteroom.Missing()
		}
		if err != nil {
			return err
		}
		if d.User != "" {
			if u, err := tx.User(company, d.User); err == nil {
				d.Reached = u.Name()
			}
		}
		spent, err := tx.SpendingOf(company, id)
		for _, s := range spent {
			d.Cost = append(d.Cost, Cost{s.Amount, s.Currency})
		}
		return err
	})
	return d, err
}

// mostExported is how many calls a file holds at most.
const mostExported = 200_000

// ExportCalls writes the calls that fit as a table, newest first, page by page: nobody waits for the whole of it.
func (o *Office) ExportCalls(ctx context.Context, who anteroom.Who, f anteroom.CallFind, form TableForm, open func() io.Writer) error {
	var table sheet.Writer
	for n := 0; n < mostExported; {
		calls, more, err := o.FindCalls(ctx, who, f, 500)
		if err != nil {
			return err
		}
		if table == nil {
			if table, err = form.writer(open()); err != nil {
				return err
			}
			if err := table.Write(callHead(form)); err != nil {
				return err
			}
		}
		for _, c := range calls {
			if err := table.Write(callCells(c)); err != nil {
				return err
			}
		}
		if n += len(calls); !more {
			break
		}
		f.Before, f.BeforeID = calls[len(calls)-1].Began, calls[len(calls)-1].ID
	}
	return table.Close()
}

func callCells(c anteroom.Call) []string {
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	return []string{when(c.Began), when(c.Answered), when(c.Ended), c.Caller, c.CallerName, string(c.Number), string(c.Language), string(c.Result), string(c.Reason)}
}

func callHead(f TableForm) []string {
	var head []string
	for _, name := range []string{"began", "answered", "ended", "caller", "caller_name", "number", "language", "result", "reason"} {
		head = append(head, f.Say("calls.export."+name))
	}
	return head
}
