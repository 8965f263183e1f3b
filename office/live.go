package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Switchboard is where calls are in progress. Implemented by voice.
type Switchboard interface {
	// Live are the calls of a company that are in progress in this process, the oldest first.
	Live(company anteroom.CompanyID) []anteroom.LiveCall
	Load() anteroom.Load
}

// idle is the switchboard of a process that answers no calls.
type idle struct{}

func (idle) Live(anteroom.CompanyID) []anteroom.LiveCall { return nil }
func (idle) Load() anteroom.Load                         { return anteroom.Load{} }

// Switch has the office know of the calls in progress in this process, before anything is served. Without, there are none.
func (o *Office) Switch(s Switchboard) { o.calls = s }

// LiveLine is a call in progress, with the names of those who are in it.
type LiveLine struct {
	anteroom.LiveCall
	From string `json:"from,omitempty"` // of the colleague who calls; empty: somebody outside
	With string `json:"with,omitempty"` // of the user whom the caller is being brought to, or speaks with; empty: nobody yet
}

// LiveCalls are the calls of a company that are in progress in the process that was asked: one that another process answers
// stands in the call log alone.
type LiveCalls struct {
	At    time.Time  `json:"at"`
	Calls []LiveLine `json:"calls"` // the oldest first, 200 at most
	Count int        `json:"count"` // of all of them
}

// mostLive are shown of the calls in progress.
const mostLive = 200

// LiveCalls are the calls of a company that are in progress, for who sees its call log.
func (o *Office) LiveCalls(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (l LiveCalls, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) error {
		calls := o.calls.Live(id)
		l = LiveCalls{At: tx.Now, Calls: []LiveLine{}, Count: len(calls)}
		for _, c := range calls[:min(len(calls), mostLive)] {
			line := LiveLine{LiveCall: c}
			from, err := userIn(tx, id, c.Sender)
			if err != nil {
				return err
			}
			with, err := userIn(tx, id, c.User)
			if err != nil {
				return err
			}
			line.From, line.With = from.Name(), with.Name()
			line.Caller = cmp.Or(from.Extension, line.Caller) // after a transfer it is not who called
			l.Calls = append(l.Calls, line)
		}
		return nil
	})
	return l, err
}

// userIn is a user of the company; the zero one where there is none.
func userIn(tx *store.Tx, company anteroom.CompanyID, user anteroom.UserID) (anteroom.User, error) {
	if user == "" {
		return anteroom.User{}, nil
	}
	u, err := tx.User(company, user)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.User{}, nil
	}
	return u, err
}

// SystemLoad is what the process that was asked has to do, and for whom. Nothing of the calls themselves is told.
type SystemLoad struct {
	anteroom.Load
	At        time.Time     `json:"at"`
	Companies []CompanyLoad `json:"companies"` // those with calls in progress, the busiest first, 100 at most
}

// CompanyLoad is how many calls of a company are in progress.
type CompanyLoad struct {
	Company anteroom.CompanyID `json:"company"`
	Name    string             `json:"name"`
	Calls   int                `json:"calls"`
}

// mostBusy are the companies that are shown.
const mostBusy = 100

// SystemLoad is what this process has to do, for who governs the system.
func (o *Office) SystemLoad(ctx context.Context, who anteroom.Who) (l SystemLoad, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if err := who.May(anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		l = SystemLoad{Load: o.calls.Load(), At: tx.Now, Companies: []CompanyLoad{}}
		for id, n := range l.Load.Companies {
			l.Companies = append(l.Companies, CompanyLoad{Company: id, Calls: n})
		}
		slices.SortFunc(l.Companies, func(a, b CompanyLoad) int {
			return cmp.Or(cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Company, b.Company))
		})
		l.Companies = l.Companies[:min(len(l.Companies), mostBusy)]
		for i := range l.Companies {
			c, err := tx.Company(l.Companies[i].Company)
			if err != nil {
				return err
			}
			l.Companies[i].Name = c.Name
		}
		return nil
	})
	return l, err
}

// HangUpCall ends a call in progress, at once.
type HangUpCall struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Call    anteroom.CallID    `json:"call"`
}

func (c HangUpCall) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c HangUpCall) Right() anteroom.Right { return anteroom.ManageUsers }

func (c HangUpCall) Do(r *Run) error {
	live := r.office.calls.Live(c.Company)
	at := slices.IndexFunc(live, func(l anteroom.LiveCall) bool { return l.ID == c.Call })
	if at < 0 {
		return notLive(r.tx, c)
	}
	call := live[at]
	if _, err := r.changed("call", string(call.ID), nil, cutCall{Caller: call.Caller, Number: call.Number, Began: call.Began}); err != nil {
		return err
	}
	r.effect(false, "effect.call.hang_up", "caller", callerText(call.Caller), "number", call.Number.String())
	return r.queue(anteroom.HangUp, c.Company, string(call.ID))
}

// cutCall is what the history keeps of a call that was ended by hand.
type cutCall struct {
	Caller string            `json:"caller"`
	Number anteroom.NumberID `json:"number"`
	Began  time.Time         `json:"began"`
}

func callerText(caller string) string {
	if n := anteroom.ParseNumber(caller); n != "" {
		return n.String()
	}
	return caller
}

// notLive says why a call is not to be ended here: there is none, it is over, or another process has it.
func notLive(tx *store.Tx, c HangUpCall) error {
	call, err := tx.Call(c.Company, c.Call)
	switch {
	case anteroom.KindOf(err) == anteroom.NotFound:
		return anteroom.Missing()
	case err != nil:
		return err
	case call.Ended.IsZero():
		return anteroom.Fail(anteroom.Conflict, "error.call.elsewhere")
	}
	return anteroom.Fail(anteroom.Conflict, "error.call.over")
}

// CallOpen tells whether a call of the company has begun and not ended, as far as the store knows.
func (o *Office) CallOpen(ctx context.Context, company anteroom.CompanyID, id anteroom.CallID) (open bool, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Call(company, id)
		if open = err == nil && c.Ended.IsZero(); anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		return err
	})
	return open, err
}
