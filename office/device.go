package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Devices are a company's telephones and programs, the oldest first, filtered by "configured": "here" or "hand".
func (o *Office) Devices(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, f anteroom.Find) (l List[anteroom.Device], err error) {
	known := columns{nil, map[string][]string{"configured": {"here", "hand"}}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) error {
		l.Rows, l.Next, err = o.devices(tx, company, f)
		return err
	})
	return l, err
}

// devices are rows of the list with whether each runs what it would be told now.
func (o *Office) devices(tx *store.Tx, company anteroom.CompanyID, f anteroom.Find) ([]anteroom.Device, string, error) {
	rows, next, err := tx.Devices(company, f)
	if err != nil {
		return nil, "", err
	}
	for i, d := range rows {
		row, err := tx.Handset(company, d.Phone)
		if anteroom.KindOf(err) == anteroom.NotFound {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		h, err := o.handsetState(tx, row)
		if err != nil {
			return nil, "", err
		}
		rows[i].Handset = &h
	}
	return rows, next, nil
}

// ResyncPhones tells all phones of a company that run an older configuration to fetch the present one, where they are
// registered.
type ResyncPhones struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c ResyncPhones) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ResyncPhones) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ResyncPhones) Do(r *Run) error {
	told := 0
	find := anteroom.Find{Most: pageSize, Where: map[string]string{"configured": "here"}}
	for {
		rows, next, err := r.office.devices(r.tx, c.Company, find)
		if err != nil {
			return err
		}
		for _, d := range rows {
			if !d.Handset.Older() {
				continue
			}
			told++
			if err := r.resync(*d.Handset, d.Name, d.Extension); err != nil {
				return err
			}
		}
		if find.After = next; next == "" {
			break
		}
	}
	if told == 0 {
		return anteroom.Fail(anteroom.Conflict, "error.phone.current")
	}
	r.effect(false, "effect.phone.resync.all", "count", told)
	return nil
}

// resync has a phone told to fetch its configuration: where it registers.
func (r *Run) resync(h anteroom.Handset, name, extension string) error {
	if h.Line {
		name = anteroom.PBXStep{Line: &anteroom.PBXLine{Extension: extension}}.Key()
	}
	return r.queue(anteroom.ResyncPhone, h.Company, name)
}
