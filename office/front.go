package office

import (
	"context"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// answered is the plan of a call to a number of the company's own: by the hour of the company, in the language that this
// caller chose last where that is remembered, with what the gate lets the receptionist dial.
func (o *Office) answered(tx *store.Tx, c anteroom.Company, n anteroom.Number, caller anteroom.Caller) (anteroom.Plan, error) {
	known, err := o.directories.directory(tx, c.ID)
	if err != nil {
		return anteroom.Plan{}, err
	}
	p := planOf(c, n, known.people)
	p.Caller = caller
	if p.PBX, err = sipOf(tx, c.PBX); err != nil {
		return p, err
	}
	if p.Smart, err = o.smart(tx, c); err != nil {
		return p, err
	}
	if p.Speech, err = o.recognises(tx); err != nil {
		return p, err
	}
	p.Speech = p.Speech && (known.front == nil || !known.front.Unheard)
	if err := o.shared(tx, &p); err != nil || known.front == nil || p.To != "" || p.Free {
		return p, err
	}
	p.Front = known.front
	if p.Languages, err = remembered(tx, p); err != nil {
		return p, err
	}
	p.Numbers, p.Denied, err = o.outside(tx, c, p.Front)
	return p, err
}

// remembered are the plan's languages, the one that the caller chose last first (R17).
func remembered(tx *store.Tx, p anteroom.Plan) (anteroom.Languages, error) {
	days := p.Front.Remember
	if days == 0 || p.Caller.Number == "" || p.Languages.Second == "" {
		return p.Languages, nil
	}
	l, err := tx.CallerLanguage(p.Company, p.Caller.Number, tx.Now.AddDate(0, 0, -days))
	if l == p.Languages.Second {
		return anteroom.Languages{First: l, Second: p.Languages.First}, err
	}
	return p.Languages, err
}

// outside asks the gate about each number to which the receptionist leads.
func (o *Office) outside(tx *store.Tx, c anteroom.Company, f *anteroom.Front) (map[anteroom.Destination]anteroom.NumberID, map[anteroom.Destination]anteroom.Decision, error) {
	numbers := f.Numbers()
	if len(numbers) == 0 {
		return nil, nil, nil
	}
	may, not := map[anteroom.Destination]anteroom.NumberID{}, map[anteroom.Destination]anteroom.Decision{}
	for _, to := range numbers {
		_, number := to.Split()
		d, err := o.decide(tx, c, outOfMenu(c.ID, number))
		if err != nil {
			return nil, nil, err
		}
		if d.May() {
			may[to] = anteroom.NumberID(d.Number)
		} else {
			not[to] = d
		}
	}
	return may, not, nil
}

// remember keeps the language that a caller chose in a call, where the company has it remembered and the caller's number is
// not withheld.
func (o *Office) remember(tx *store.Tx, c anteroom.Call) error {
	caller := anteroom.ParseNumber(c.Caller)
	chose := slices.ContainsFunc(c.Path, func(s string) bool { return strings.HasPrefix(s, "language:") })
	if !chose || caller == "" {
		return nil
	}
	known, err := o.directories.directory(tx, c.Company)
	if err != nil || known.front == nil || known.front.Remember == 0 {
		return err
	}
	return tx.PutCallerLanguage(c.Company, caller, c.Language)
}

// mostCallers is how many callers' languages a company remembers.
const mostCallers = 50_000

// ForgetCallers forgets the languages of callers who chose longer ago than their company has it remembered, and recordings
// for prompts and greetings that nothing names since longer than a change can be undone.
func (o *Office) ForgetCallers(ctx context.Context) error {
	var companies []anteroom.CompanyID
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		companies, err = tx.CompaniesWithCallers()
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range companies {
		err := o.store.Write(ctx, func(tx *store.Tx) error {
			f, err := tx.Front(id)
			if err != nil {
				return err
			}
			return tx.ForgetCallers(id, tx.Now.AddDate(0, 0, -f.Remember), mostCallers)
		})
		if err != nil {
			return err
		}
	}
	return o.forgetSounds(ctx)
}
