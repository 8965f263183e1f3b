package office

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

const (
	passLife    = 2 * time.Minute // from asking to dialling
	passSeen    = 3 * time.Hour   // longer than any call: as long it can be watched
	passesOfOne = 5               // of one account, that wait to be used
	mostPasses  = 2000
	passPrefix  = "test-"
)

// TestPass is leave for one test call from a browser: credentials that are good for that call alone, and for minutes.
type TestPass struct {
	Name   string            `json:"name"`
	Secret string            `json:"secret"`
	Number anteroom.NumberID `json:"number"`
}

// passes are the test calls that may be made, and those that are watched. They are lost with the process, which a person who
// presses the button again does not notice.
type passes struct {
	mu sync.Mutex
	of map[string]*pass
}

type pass struct {
	TestPass
	who   anteroom.Who
	until time.Time
	used  bool
	call  anteroom.Call // as it has come so far
}

func newPasses() *passes { return &passes{of: map[string]*pass{}} }

// give keeps a pass; false where somebody asks for too many.
func (p *passes) give(t *pass, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	waiting := 0
	for name, other := range p.of {
		switch {
		case now.After(other.until):
			delete(p.of, name)
		case other.who.Account == t.who.Account && !other.used:
			waiting++
		}
	}
	if waiting >= passesOfOne || len(p.of) >= mostPasses {
		return false
	}
	p.of[t.Name] = t
	return true
}

// open is a pass that may still be dialled with.
func (p *passes) open(name string, now time.Time) (TestPass, anteroom.Who, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.of[name]
	if t == nil || t.used || now.After(t.until) {
		return TestPass{}, anteroom.Who{}, false
	}
	return t.TestPass, t.who, true
}

// use takes a pass; false where it was taken.
func (p *passes) use(name string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.of[name]
	if t == nil || t.used || now.After(t.until) {
		return false
	}
	t.used, t.until = true, now.Add(passSeen)
	return true
}

// PassTestCall gives leave for a test call to a number of the company: to its administrator, and to its users. Invalid where the
// number is none of the company's that answers; Limit after too many.
func (o *Office) PassTestCall(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, number anteroom.NumberID) (TestPass, error) {
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		if err := mayTestCall(tx, who, company); err != nil {
			return err
		}
		n, err := tx.Number(number)
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && n.Company != company {
			var wrong anteroom.Fields
			wrong.Wrong("number", "error.trial.number")
			return wrong.Err()
		}
		return err
	})
	if err != nil {
		return TestPass{}, err
	}
	t := &pass{TestPass: TestPass{Name: passPrefix + strings.ToLower(rand.Text()), Secret: rand.Text(), Number: number}, who: who, until: time.Now().Add(passLife)}
	t.call.Company = company
	if !o.passes.give(t, time.Now()) {
		return TestPass{}, anteroom.Fail(anteroom.Limit, "error.try.limit")
	}
	return t.TestPass, nil
}

// mayTestCall asks whether somebody may call a company's numbers from the portal: who sees the company, and its users.
func mayTestCall(tx *store.Tx, who anteroom.Who, company anteroom.CompanyID) error {
	right, of := anteroom.SeeCompany, anteroom.Target{Company: company}
	if who.Level == anteroom.LevelUser {
		right, of.User = anteroom.SeeSelf, who.User
	}
	c, err := reach(tx, who, right, of)
	return exists(err, !c.Gone)
}

// TestNumbers are the numbers of a company that can be tried: all that are for voice.
func (o *Office) TestNumbers(ctx context.Context, who anteroom.Who, company anteroom.CompanyID) (list []anteroom.Number, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if err := mayTestCall(tx, who, company); err != nil {
			return err
		}
		all, err := tx.Numbers(company)
		for _, n := range all {
			if n.Voice {
				list = append(list, n)
			}
		}
		return err
	})
	return list, err
}

// testPhone is the phone that a pass stands for. NotFound where it was used, is too old, or its session has ended.
func (o *Office) testPhone(ctx context.Context, name string) (anteroom.Phone, error) {
	t, who, ok := o.passes.open(name, time.Now())
	if !ok {
		return anteroom.Phone{}, anteroom.Missing()
	}
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		if who.Session == "" {
			return nil
		}
		_, err := tx.Session(who.Session)
		return err
	})
	return anteroom.Phone{Name: name, Company: o.passes.company(name), HA1MD5: ha1MD5(name, t.Secret), HA1SHA256: ha1SHA256(name, t.Secret)}, err
}

func (p *passes) company(name string) anteroom.CompanyID {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.of[name]; t != nil {
		return t.call.Company
	}
	return ""
}

// testRoute answers a test call by the plan of the number that its pass is for, whatever was dialled, as it would answer anybody
// from outside.
func (o *Office) testRoute(ctx context.Context, name string) (anteroom.Route, error) {
	t, who, ok := o.passes.open(name, time.Now())
	if !ok || !o.passes.use(name, time.Now()) {
		return anteroom.Route{}, anteroom.Missing()
	}
	plan, err := o.Answer(ctx, anteroom.Incoming{Number: t.Number})
	plan.Test = name
	return anteroom.Route{Plan: plan, Number: t.Number, Caller: "anonymous", Name: who.Name}, err
}

// TestCallSeen notes how far a test call has come, for who watches it.
func (o *Office) TestCallSeen(name string, c anteroom.Call) {
	o.passes.mu.Lock()
	defer o.passes.mu.Unlock()
	if t := o.passes.of[name]; t != nil && t.used {
		t.call = c
	}
}

// TestCall is a test call as it has come so far; NotFound to all but who asked for it, in the same session.
func (o *Office) TestCall(who anteroom.Who, name string) (anteroom.Call, error) {
	o.passes.mu.Lock()
	defer o.passes.mu.Unlock()
	t := o.passes.of[name]
	if t == nil || t.who.Account != who.Account || t.who.Session != who.Session || !t.used {
		return anteroom.Call{}, anteroom.Missing()
	}
	return t.call, nil
}
