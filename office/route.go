package office

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Dialled is where a call goes that a phone starts: to a colleague by extension, to the company's own numbers as any
// caller, to others by the leave of the gate. A call that is refused has a plan that says so, and why. NotFound where the
// phone's company or user is gone. While the store is away an emergency number of the country is called all the same.
func (o *Office) Dialled(ctx context.Context, from anteroom.Phone, number string) (route anteroom.Route, err error) {
	if strings.HasPrefix(from.Name, passPrefix) {
		return o.testRoute(ctx, from.Name)
	}
	emergency := dialled(o.knownOf(from.Company).Country, number)
	if emergency.Emergency { // nobody waits long for that
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, emergencyWait)
		defer cancel()
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		b, err := o.basisOf(tx, from.Company)
		if err != nil {
			return err
		}
		c := b.company
		user, err := tx.User(c.ID, from.User)
		if err = exists(err, !c.Gone && user.Removed.IsZero()); err != nil {
			return err
		}
		to := dialled(c.Country, number)
		route = anteroom.Route{Number: anteroom.NumberID(to.Target()), Caller: user.Extension, Name: user.Name(), Languages: c.Languages}
		if route.Number == "" {
			route.Number = anteroom.NumberID(clean(number))
		}
		extension, picks := strings.CutPrefix(number, PickUpCode)
		switch {
		case number == AssistantCode:
			route.Plan = toAssistant(b, user)
		case picks:
			route.Plan, err = o.toPickUp(tx, b, user, dialled(c.Country, extension))
		default:
			route.Plan, err = o.routed(tx, b, user, to, anteroom.ByPhone)
		}
		if err != nil {
			return err
		}
		route.Plan.Caller = anteroom.Caller{User: user.ID, Name: user.Name()}
		b.share(&route.Plan, tx.Now)
		return nil
	})
	if emergency.Emergency && anteroom.KindOf(err) == anteroom.Unavailable {
		return emergencyRoute(from, o.knownOf(from.Company).Languages, emergency), nil
	}
	return route, err
}

// emergencyWait is how long the store may take for an emergency call, before what is known without it answers.
const emergencyWait = time.Second

// emergencyRoute calls an emergency number by what is known without the store: whichever trunk takes it shows the number that is its
// own.
func emergencyRoute(from anteroom.Phone, speaks anteroom.Languages, to anteroom.Dialled) anteroom.Route {
	d := anteroom.Gate{}.Decide(anteroom.Attempt{Way: anteroom.ByPhone, User: from.User, To: to})
	return anteroom.Route{Number: anteroom.NumberID(to.Target()), Plan: anteroom.Plan{Company: from.Company, Languages: anteroom.Languages{First: speaks.First}, Gate: &d,
		Caller: anteroom.Caller{User: from.User}, At: time.Now(), Outside: &anteroom.Outside{To: anteroom.Callee{Number: anteroom.NumberID(d.Number), For: from.User}}}}
}

// AssistantCode is what a phone dials for the assistant of its user; the own extension does the same.
const AssistantCode = "*97"

// PickUpCode is what a phone dials before a colleague's extension to answer the call that rings there.
const PickUpCode = "*8"

// toPickUp is a plan that takes a call that rings at a colleague whom the phone might call itself; what it says else is that none
// rings.
func (o *Office) toPickUp(tx *store.Tx, b *basis, user anteroom.User, to anteroom.Dialled) (anteroom.Plan, error) {
	p, err := o.routed(tx, b, user, to, anteroom.ByPhone)
	switch {
	case err != nil || p.Refused != "":
	case p.To == "":
		p.Refused, p.Outside = anteroom.NumberUnknown, nil
	default:
		p.PickUp, p.Refused = p.To, anteroom.NothingRings
	}
	return p, err
}

// toAssistant is a plan to the own number: who calls that from the own phone wants the assistant.
func toAssistant(b *basis, user anteroom.User) anteroom.Plan {
	p := b.forPhone(user)
	p.To, p.PBX = user.ID, b.pbx
	return p
}

// forPhone is the beginning of a plan for a call of a user's own phone.
func (b *basis) forPhone(user anteroom.User) anteroom.Plan {
	return anteroom.Plan{Company: b.Company, CompanyName: b.company.Name, People: b.people, Languages: anteroom.Languages{First: b.company.Languages.Choose(user.Language)}}
}

// routed is where a call of a user's goes that was begun in some way.
func (o *Office) routed(tx *store.Tx, b *basis, user anteroom.User, to anteroom.Dialled, by anteroom.Way) (anteroom.Plan, error) {
	c := b.company
	if n, err := tx.Number(to.Number); err == nil && n.Company == c.ID {
		return o.answered(b, n, anteroom.Caller{User: user.ID, Name: user.Name()}, tx.Now), nil
	} else if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return anteroom.Plan{}, err
	}
	p := b.forPhone(user)
	out := anteroom.Outgoing{Company: c.ID, User: user.ID, Way: by, To: to.Raw}
	d, err := o.decide(tx, c, out)
	switch {
	case err != nil:
		return p, err
	case d.Why == anteroom.WhyNoNumber:
		p.Refused = anteroom.NumberUnknown
		return p, nil
	case d.Why == anteroom.WhyInside:
		return p, b.colleague(tx, d.Number, &p)
	}
	return p, o.goOut(tx, c, out, &p)
}

// colleague has a plan ring the user of an extension.
func (b *basis) colleague(tx *store.Tx, extension string, p *anteroom.Plan) (err error) {
	p.To, err = tx.UserByExtension(b.Company, extension)
	p.PBX = b.pbx
	return err
}
