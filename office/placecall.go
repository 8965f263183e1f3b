package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// PlaceCall begins a call for a user: the user's own phones ring, and who picks up is connected with a number.
type PlaceCall struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`   // id, extension or User ID
	Number  string             `json:"number"` // as dialled in the company's country; also the extension of a colleague
}

func (c PlaceCall) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c PlaceCall) Right() anteroom.Right { return anteroom.EditSelf }

func (c PlaceCall) Do(r *Run) error {
	user, err := r.userNamed("user", c.User)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.place(anteroom.Order{User: user, To: clean(c.Number), Way: anteroom.ByAPI})
}

// CallBack calls back whoever called a user: the user's own phones ring, and who picks up is connected with the caller, who is told
// in the language of that call that it is the call back.
type CallBack struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"` // id, extension or User ID
	Call    anteroom.CallID    `json:"call"` // to the user, whether or not it was answered
}

func (c CallBack) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c CallBack) Right() anteroom.Right { return anteroom.EditSelf }

func (c CallBack) Do(r *Run) error {
	user, err := r.userNamed("user", c.User)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	call, err := r.tx.Call(c.Company, c.Call)
	if err = exists(err, call.User == user && call.Sender != user); err != nil {
		return err
	}
	colleague, number := call.Back()
	o := anteroom.Order{User: user, To: string(number), Way: anteroom.ByCallBack, Language: call.Language}
	if colleague != "" {
		from, err := r.tx.User(c.Company, colleague)
		if err = exists(err, from.Removed.IsZero()); err != nil {
			return err
		}
		o.To = from.Extension
	}
	if o.To == "" {
		return anteroom.Fail(anteroom.Conflict, "error.call.withheld")
	}
	return r.place(o)
}

// place has a call begun, where the gate lets it and a phone of the user's could ring.
func (r *Run) place(o anteroom.Order) error {
	o.Call, o.Company, o.Made = anteroom.NewID[anteroom.CallID](r.tx.Now), r.target.Company, r.tx.Now
	p, err := r.office.placing(r.tx, o)
	if err != nil {
		return err
	}
	if err := r.checkPlacing(p); err != nil || len(r.wrong) > 0 {
		return err
	}
	r.made["call"] = string(o.Call)
	if _, err := r.changed("call", string(o.Call), nil, placedCall{User: p.Line.CallerName, Number: p.Line.Number}); err != nil {
		return err
	}
	if err := r.placeEffects(o, p); err != nil {
		return err
	}
	if err := r.tx.PutOrder(o); err != nil {
		return err
	}
	if err := r.tx.BeginCall(p.Line); err != nil {
		return err
	}
	return r.queue(anteroom.PlaceACall, o.Company, string(o.Call))
}

// placedCall is what the history keeps of a call that was begun by hand.
type placedCall struct {
	User   string            `json:"user"` // by name
	Number anteroom.NumberID `json:"number"`
}

// checkPlacing names what is in the way of a call.
func (r *Run) checkPlacing(p anteroom.Placing) error {
	d := p.Plan.Gate
	switch {
	case p.Plan.Refused == anteroom.NumberUnknown:
		r.wrong.Wrong("number", "error.call.number")
	case p.Plan.Refused == anteroom.NoLine:
		r.wrong.Wrong("number", "error.call.no_line")
	case p.Plan.Refused != "" && d != nil && d.Rule != nil:
		r.wrong.Wrong("number", "error.call_rule.refused", "rule", d.Rule.Name)
	case p.Plan.Refused != "":
		r.wrong.Wrong("number", "error.call.refused")
	}
	if err := r.checkOwnPIN(p.Plan); err != nil || p.Own.Line != "" {
		return err
	}
	phones, err := r.tx.PhonesOfUser(r.target.Company, p.Own.User)
	if err == nil && len(phones) == 0 {
		r.wrong.Wrong("user", "error.call.no_phones")
	}
	return err
}

// checkOwnPIN names the rule that asks for a PIN of a user who has none.
func (r *Run) checkOwnPIN(p anteroom.Plan) error {
	if p.Outside == nil || p.Outside.PIN == "" {
		return nil
	}
	u, err := r.tx.User(r.target.Company, p.Outside.PIN)
	if err == nil && !u.PINSet {
		r.wrong.Wrong("number", "error.call.no_pin", "rule", p.Gate.Rule.Name)
	}
	return err
}

// placeEffects tell who rings, who is called, and what a minute costs.
func (r *Run) placeEffects(o anteroom.Order, p anteroom.Placing) error {
	r.effect(true, "effect.call.place", "number", p.Line.Number.String())
	out := p.Plan.Outside
	if out == nil {
		return nil
	}
	if out.PIN != "" {
		r.effect(true, "effect.call.pin", "rule", p.Plan.Gate.Rule.Name)
	}
	if out.Back != "" {
		r.effect(true, "effect.call.back", "number", p.Line.Number.String(), "language", out.Back, "company", p.Plan.CompanyName)
	}
	meter, s, err := meterOf(r.tx, anteroom.Charge{Company: o.Company, User: o.User, Call: o.Call, Number: out.To.Number, Began: r.tx.Now, Length: time.Minute}, true)
	if cost := meter.Cost(time.Minute); err == nil && cost > 0 {
		r.effect(true, "effect.call.cost", "cost", anteroom.Cost{Amount: cost, Currency: s.Currency})
	}
	return err
}

// placing is an order as everything stands now. What is refused is in the plan.
func (o *Office) placing(tx *store.Tx, order anteroom.Order) (p anteroom.Placing, err error) {
	b, err := o.basisOf(tx, order.Company)
	if err != nil {
		return p, err
	}
	c := b.company
	user, err := tx.User(c.ID, order.User)
	if err = exists(err, !c.Gone && user.Removed.IsZero()); err != nil {
		return p, err
	}
	to := dialled(c.Country, order.To)
	if p.Plan, err = o.routed(tx, b, user, to, order.Way); err != nil {
		return p, err
	}
	if p.Plan.Outside = p.Plan.Outside.By(order.Way, p.Plan.Gate); p.Plan.Outside != nil && order.Way == anteroom.ByCallBack {
		p.Plan.Outside.Back = c.Languages.Choose(order.Language)
	}
	p.Plan.Caller = anteroom.Caller{User: user.ID, Name: user.Name()}
	b.share(&p.Plan, tx.Now)
	p.Own = anteroom.Callee{User: user.ID}
	if b.pbx != "" && user.Extension != "" {
		p.Own.Line = user.Extension + "@" + b.pbx
	}
	p.Line = anteroom.Call{ID: order.Call, Company: c.ID, Number: anteroom.NumberID(to.Target()), Caller: user.Extension, CallerName: user.Name(), Began: order.Made,
		Languages: p.Plan.Languages, Language: p.Plan.Languages.First, Sender: user.ID}
	if p.Line.Number == "" {
		p.Line.Number = anteroom.NumberID(clean(order.To))
	}
	return p, nil
}

// Ordered is the call that a job is to begin, as everything stands now. NotFound where that was done, or can't be any more: then
// its line tells why.
func (o *Office) Ordered(ctx context.Context, j anteroom.Job) (p anteroom.Placing, err error) {
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		order, err := tx.Order(j.Company, anteroom.CallID(j.Target))
		if err != nil {
			return err
		}
		p, err = o.placing(tx, order)
		switch d := p.Plan.Gate; {
		case anteroom.KindOf(err) == anteroom.NotFound && err != nil: // the user was removed meanwhile
			if p.Line, err = tx.Call(order.Company, order.Call); err != nil {
				return err
			}
			p.Line.Verdict = anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NoPhone}
		case err != nil:
			return err
		case p.Plan.Refused != "":
			if d != nil {
				p.Line.Refuse(anteroom.Refusal{Way: order.Way, To: order.To, Decision: *d})
			}
			p.Line.Verdict = anteroom.Verdict{Result: anteroom.Refused, Reason: p.Plan.Refused}
		case order.Over(tx.Now):
			p.Line.Verdict = anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NoPhone}
		default:
			return nil
		}
		p.Line.Ended = tx.Now
		if err := o.ended(tx, p.Line); err != nil {
			return err
		}
		return tx.DropOrder(order)
	})
	if err == nil && !p.Line.Ended.IsZero() {
		return p, anteroom.Missing()
	}
	return p, err
}

// Placed ends the order of a call that was begun.
func (o *Office) Placed(ctx context.Context, j anteroom.Job) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DropOrder(anteroom.Order{Company: j.Company, Call: anteroom.CallID(j.Target)}); err != nil {
			return err
		}
		return tx.EndJob(j, anteroom.JobDone, tx.Now, "")
	})
}
