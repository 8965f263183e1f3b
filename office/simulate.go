package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Simulate is the call that would be if somebody called the company's number, now or at the moment that the trial says, by the plan that the next call gets and
// the code that answers it. No number is the company's first one. Invalid where the trial is none.
func (o *Office) Simulate(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, number anteroom.NumberID, t anteroom.Trial) ([]anteroom.TrialStep, error) {
	if _, err := o.Place(ctx, who, anteroom.Target{Company: company}); err != nil {
		return nil, err
	}
	var wrong anteroom.Fields
	if t.Check(&wrong); len(wrong) > 0 {
		return nil, wrong.Err()
	}
	if number == "" {
		err := o.store.Read(ctx, func(tx *store.Tx) error {
			list, err := tx.Numbers(company)
			if len(list) > 0 {
				number = list[0].ID
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	p, err := o.Answer(ctx, anteroom.Incoming{Number: number, Caller: t.Caller})
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && p.Company != company {
		wrong.Wrong("number", "error.trial.number")
		return nil, wrong.Err()
	}
	if err != nil {
		return nil, err
	}
	switch p.At = t.Moment(p.At); {
	case t.Language == "":
	case !p.Languages.Has(t.Language):
		wrong.Wrong("language", "error.language.not_spoken")
		return nil, wrong.Err()
	case t.Language == p.Languages.Second:
		p.Languages = anteroom.Languages{First: t.Language, Second: p.Languages.First}
	}
	return p.Simulate(t), nil
}
