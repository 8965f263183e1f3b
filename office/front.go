package office

import (
	"context"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// answered is the plan of a call to a number of the company's own: by the hour of the company, with what the gate lets the
// receptionist dial.
func (o *Office) answered(b *basis, n anteroom.Number, caller anteroom.Caller, now time.Time) anteroom.Plan {
	p := planOf(b.company, n, b.people)
	b.share(&p, now)
	p.Caller, p.PBX, p.CallBack = caller, b.pbx, b.reception().CallBack
	p.Speech = b.heard && (b.front == nil || !b.front.Unheard) && o.listens()
	if b.front != nil && p.To == "" && !p.Free {
		p.Front, p.Numbers, p.Decided = b.front, b.numbers, b.decided
	}
	return p
}

// share gives a plan what every plan has of its company: how its users' calls are handled, the moment by its own time zone, and its
// music.
func (b *basis) share(p *anteroom.Plan, now time.Time) {
	p.Smart, p.At, p.Hold = b.smart, now.In(b.zone), b.reception().Hold
}

// remembered are the languages of a call to any of the company's numbers, the one that the caller chose within so many days first (R17).
func remembered(l anteroom.Languages, c store.Called, days int) anteroom.Languages {
	if days == 0 || c.Language == "" || c.Language != l.Second || c.Chosen.Before(c.Now.AddDate(0, 0, -days)) {
		return l
	}
	return anteroom.Languages{First: c.Language, Second: l.First}
}

// outside asks the gate about each number to which the receptionist leads.
func (o *Office) outside(tx *store.Tx, c anteroom.Company, f *anteroom.Front) (map[anteroom.Destination]anteroom.NumberID, map[anteroom.Destination]anteroom.Decision, error) {
	numbers := f.Numbers()
	if len(numbers) == 0 {
		return nil, nil, nil
	}
	may, decided := map[anteroom.Destination]anteroom.NumberID{}, map[anteroom.Destination]anteroom.Decision{}
	for _, to := range numbers {
		_, number := to.Split()
		d, err := o.decide(tx, c, outOfMenu(c.ID, number))
		if err != nil {
			return nil, nil, err
		}
		if decided[to] = d; d.May() {
			may[to] = anteroom.NumberID(d.Number)
		}
	}
	return may, decided, nil
}

// remember keeps the language that a caller chose in a call, where the company has it remembered and the caller's number is
// not withheld.
func (o *Office) remember(tx *store.Tx, c anteroom.Call) error {
	caller := anteroom.ParseNumber(c.Caller)
	chose := slices.ContainsFunc(c.Path, func(s string) bool { return strings.HasPrefix(s, "language:") })
	if !chose || caller == "" {
		return nil
	}
	b, err := o.basisOf(tx, c.Company)
	if err != nil || b.reception().Remember == 0 {
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
