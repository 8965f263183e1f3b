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
		c, err := tx.Company(from.Company)
		if err != nil {
			return err
		}
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
			route.Plan, err = o.toAssistant(tx, c, user)
		case picks:
			route.Plan, err = o.toPickUp(tx, c, user, dialled(c.Country, extension))
		default:
			route.Plan, err = o.routed(tx, c, user, to)
		}
		if err != nil {
			return err
		}
		route.Plan.Caller = anteroom.Caller{User: user.ID, Name: user.Name()}
		if route.Plan.Smart, err = o.smart(tx, c); err != nil {
			return err
		}
		return o.shared(tx, &route.Plan)
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
func (o *Office) toPickUp(tx *store.Tx, c anteroom.Company, user anteroom.User, to anteroom.Dialled) (anteroom.Plan, error) {
	p, err := o.routed(tx, c, user, to)
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
func (o *Office) toAssistant(tx *store.Tx, c anteroom.Company, user anteroom.User) (anteroom.Plan, error) {
	people, err := o.directories.people(tx, c.ID)
	if err != nil {
		return anteroom.Plan{}, err
	}
	p := anteroom.Plan{Company: c.ID, CompanyName: c.Name, People: people, Languages: anteroom.Languages{First: c.Languages.Choose(user.Language)}, To: user.ID}
	p.PBX, err = sipOf(tx, c.PBX)
	return p, err
}

func (o *Office) routed(tx *store.Tx, c anteroom.Company, user anteroom.User, to anteroom.Dialled) (anteroom.Plan, error) {
	people, err := o.directories.people(tx, c.ID)
	if err != nil {
		return anteroom.Plan{}, err
	}
	if n, err := tx.Number(to.Number); err == nil && n.Company == c.ID {
		return o.answered(tx, c, n, anteroom.Caller{User: user.ID, Name: user.Name()})
	} else if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return anteroom.Plan{}, err
	}
	p := anteroom.Plan{Company: c.ID, CompanyName: c.Name, People: people, Languages: anteroom.Languages{First: c.Languages.Choose(user.Language)}}
	out := anteroom.Outgoing{Company: c.ID, User: user.ID, Way: anteroom.ByPhone, To: to.Raw}
	d, err := o.decide(tx, c, out)
	switch {
	case err != nil:
		return p, err
	case d.Why == anteroom.WhyNoNumber:
		p.Refused = anteroom.NumberUnknown
		return p, nil
	case d.Why == anteroom.WhyInside:
		return p, colleague(tx, c, d.Number, &p)
	}
	return p, o.goOut(tx, c, out, &p)
}

// colleague has a plan ring the user of an extension.
func colleague(tx *store.Tx, c anteroom.Company, extension string, p *anteroom.Plan) error {
	id, err := tx.UserByExtension(c.ID, extension)
	if err != nil {
		return err
	}
	p.To = id
	p.PBX, err = sipOf(tx, c.PBX)
	return err
}
