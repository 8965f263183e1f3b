package office

import (
	"context"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// List is one page of a list.
type List[T any] struct {
	Rows  []T
	Next  string // to be handed back as Find.After for the next page; empty: there is none
	Count int    // how many fit in all
}

// columns and filters that a list knows: anything else is a wrong parameter.
type columns struct {
	sort  []string
	where map[string][]string // the values of each filter; nil: any
}

// check notes what of the question the list does not know, and brings the size of the page within its limits.
func (c columns) check(f *anteroom.Find) error {
	var wrong anteroom.Fields
	if column, _ := f.Order(); column != "" && !slices.Contains(c.sort, column) {
		wrong.Wrong("sort", "error.parameter", "value", f.Sort)
	}
	for name, value := range f.Where {
		values, known := c.where[name]
		if value != "" && (!known || values != nil && !slices.Contains(values, value)) {
			wrong.Wrong(name, "error.parameter", "value", value)
		}
	}
	f.Most = page(f.Most)
	return wrong.Err()
}

// VARs are the VARs of the system: sorted by name, keys, given, free or companies; state "removed" are those that can be
// recovered.
func (o *Office) VARs(ctx context.Context, who anteroom.Who, f anteroom.Find) (l List[anteroom.VARLine], err error) {
	known := columns{[]string{"name", "keys", "given", "free", "companies"}, map[string][]string{"state": {"removed"}}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if err := who.May(anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		if l.Rows, l.Next, err = tx.VARLines(f); err == nil {
			l.Count, err = tx.CountVARs(f)
		}
		return err
	})
	return l, err
}

// CompanyList are the companies of a VAR, or with an empty one all that there are: sorted by name, keys, used, unused or
// made; filtered by state ("active", "suspended", and "removed" for those that can be recovered), kind and package.
func (o *Office) CompanyList(ctx context.Context, who anteroom.Who, of anteroom.VARID, f anteroom.Find) (l List[anteroom.CompanyLine], err error) {
	known := columns{[]string{"name", "keys", "used", "unused", "made"}, map[string][]string{"state": {"active", "suspended", "removed"},
		"kind": {string(anteroom.Private), string(anteroom.PublicService)}, "package": nil}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		right := anteroom.SeeVAR
		if of == "" {
			right = anteroom.SeeSystem
		}
		if _, err := placeOf(tx, who, right, anteroom.Target{VAR: of}); err != nil {
			return err
		}
		if l.Rows, l.Next, err = tx.CompanyLines(of, f); err == nil {
			l.Count, err = tx.CountCompanies(of, f)
		}
		return err
	})
	return l, err
}

// PackagesWithin are the packages by which CompanyList can be filtered, by name. Unlike Packages it counts nothing.
func (o *Office) PackagesWithin(ctx context.Context, who anteroom.Who, of anteroom.VARID) (list []anteroom.Package, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		right := anteroom.SeeVAR
		if of == "" {
			right = anteroom.SeeSystem
		}
		if _, err := placeOf(tx, who, right, anteroom.Target{VAR: of}); err != nil {
			return err
		}
		list, err = tx.PackagesWithin(of)
		return err
	})
	return list, err
}

// Ledger is the subscription keys of a VAR or a company, and their newest movements.
type Ledger struct {
	Keys    anteroom.Keys       `json:"keys"`
	Entries []anteroom.KeyEntry `json:"entries"`
}

// KeyLedger is the ledger of a company or a VAR: the movements older than number before (0: all), newest first (R47).
func (o *Office) KeyLedger(ctx context.Context, who anteroom.Who, of anteroom.Target, before int64, most int) (l Ledger, err error) {
	right, owner := anteroom.SeeVAR, string(of.VAR)
	if of.Company != "" {
		right, owner = anteroom.SeeCompany, string(of.Company)
	}
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if owner == "" {
			return anteroom.Missing()
		}
		if _, err := placeOf(tx, who, right, of); err != nil {
			return err
		}
		if l.Keys, err = tx.Keys(owner); err == nil {
			l.Entries, err = tx.KeyEntries(owner, before, page(most))
		}
		return err
	})
	return l, err
}

// PhoneSystemsHealth is how the phone systems were, at the last readings of the companies on them; what none was read from
// is not there.
func (o *Office) PhoneSystemsHealth(ctx context.Context, who anteroom.Who) (list []anteroom.PhoneSystemHealth, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		list, err = tx.PhoneSystemsHealth()
		return err
	})
	return list, err
}

// PhoneSystemAccounts are the accounts of all companies on the phone systems of the list, filtered by "state": "failing" or
// "unset".
func (o *Office) PhoneSystemAccounts(ctx context.Context, who anteroom.Who, f anteroom.Find) (l List[anteroom.PBXAccount], err error) {
	known := columns{nil, map[string][]string{"state": {"failing", "unset"}}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		l.Rows, l.Next, err = tx.PBXAccounts(f)
		return err
	})
	return l, err
}

// PhoneSystems are those of the provider's list, for whom chooses among them.
func (o *Office) PhoneSystems(ctx context.Context, who anteroom.Who) (list []anteroom.PhoneSystem, err error) {
	if who.Level != anteroom.LevelSystem && who.Level != anteroom.LevelVAR {
		return nil, who.May(anteroom.SeeSystem, anteroom.Target{})
	}
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.PhoneSystems()
		return err
	})
	return list, err
}

// Support is whom to ask for help.
type Support struct {
	VAR   anteroom.VARID `json:"var,omitempty"` // whose support it is
	Name  string         `json:"name"`
	Email string         `json:"email"`
	Phone string         `json:"phone"`
}

// SystemSupport is whom VARs ask: the support of the virtual VAR, which is the system's own. It is empty where there is none.
func (o *Office) SystemSupport(ctx context.Context, who anteroom.Who) (s Support, err error) {
	if who.Level != anteroom.LevelSystem && who.Level != anteroom.LevelVAR {
		return s, who.May(anteroom.SeeSystem, anteroom.Target{})
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		v, err := tx.VirtualVAR()
		if anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		s = Support{v.ID, v.Name, v.SupportEmail, v.SupportPhone}
		return err
	})
	return s, err
}
