package office

import (
	"maps"
	"slices"

	"anteroom.dev/anteroom"
)

// pays notes that a package is paid for so many users more, or with a minus fewer, from now on.
func (r *Run) pays(p anteroom.PackageID, users int) {
	if r.paid == nil {
		r.paid = map[anteroom.PackageID]int{}
	}
	r.paid[p] += users
}

// costEffect tells by how much a command changes what is paid each month, whichever command it is: by the base rates of the
// packages that are paid from now on, or no longer.
func (r *Run) costEffect() error {
	more, less := map[string]int64{}, map[string]int64{}
	sums := map[string]int64{}
	for id, users := range r.paid {
		if users == 0 {
			continue
		}
		p, err := r.tx.Package(id)
		if err != nil {
			return err
		}
		sums[p.Currency] += p.BaseRate * int64(users)
	}
	for currency, sum := range sums {
		if sum > 0 {
			more[currency] = sum
		} else if sum < 0 {
			less[currency] = -sum
		}
	}
	if len(more)+len(less) == 0 {
		return nil
	}
	c, err := r.tx.Company(r.target.Company)
	if err != nil {
		return err
	}
	payer := "company"
	if c.Kind == anteroom.PublicService {
		payer = "user"
	}
	for _, change := range []struct {
		key  string
		sums map[string]int64
	}{{"effect.cost.more." + payer, more}, {"effect.cost.less." + payer, less}} {
		if len(change.sums) > 0 {
			r.effect(true, change.key, "cost", amounts(change.sums))
		}
	}
	return nil
}

// keyCost tells what a user of one more key costs a month, with the packages that are given by default: the key itself is free.
func (r *Run) keyCost(company anteroom.CompanyID) error {
	ids, err := r.defaultPackages(company)
	if err != nil {
		return err
	}
	sums := map[string]int64{}
	for _, id := range ids {
		p, err := r.tx.Package(id)
		if err != nil {
			return err
		}
		sums[p.Currency] += p.BaseRate
	}
	if len(sums) > 0 {
		r.effect(true, "effect.cost.key", "cost", amounts(sums))
	}
	return nil
}

// amounts are sums of money, in the order of their currencies.
func amounts(sums map[string]int64) []anteroom.Money {
	list := []anteroom.Money{}
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, anteroom.Money{Amount: sums[currency], Currency: currency})
	}
	return list
}
