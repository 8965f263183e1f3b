package office

import (
	"slices"

	"anteroom.dev/anteroom"
)

// AddMenu makes a menu for callers, or with neither keys nor extensions an announcement. Callers come to it where
// SetReceptionist, another menu or a group leads.
type AddMenu struct {
	Company    anteroom.CompanyID   `json:"-" path:"company"`
	Name       string               `json:"name"`
	Prompts    []anteroom.Wording   `json:"prompts,omitempty"`    // in each language of the company before a call can come to it
	Keys       []anteroom.MenuKey   `json:"keys,omitempty"`       // where keys lead: as the root of SetReceptionist, or "names:ID" of a group, "name", "extension", "hang_up"
	Extensions bool                 `json:"extensions,omitempty"` // callers may dial an extension
	Wait       int                  `json:"wait,omitempty"`       // seconds for a first key; 0: 5
	Silence    anteroom.Destination `json:"silence,omitempty"`    // of callers who press nothing; empty: the operator, else the end
}

func (c AddMenu) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddMenu) Right() anteroom.Right { return anteroom.ManageUsers }

func (c AddMenu) Do(r *Run) error {
	m := anteroom.Menu{ID: anteroom.NewID[anteroom.MenuID](r.tx.Now), Company: c.Company}
	if err := r.fillMenu(&m, EditMenu{"", "", c.Name, c.Prompts, c.Keys, c.Extensions, c.Wait, c.Silence}); err != nil {
		return err
	}
	return menus().make(r, string(m.ID), m)
}

// EditMenu changes a menu or an announcement.
type EditMenu struct {
	Company    anteroom.CompanyID   `json:"-" path:"company"`
	Menu       anteroom.MenuID      `json:"menu"`
	Name       string               `json:"name"`
	Prompts    []anteroom.Wording   `json:"prompts,omitempty"`    // in each language of the company before a call can come to it
	Keys       []anteroom.MenuKey   `json:"keys,omitempty"`       // where keys lead
	Extensions bool                 `json:"extensions,omitempty"` // callers may dial an extension
	Wait       int                  `json:"wait,omitempty"`       // seconds for a first key; 0: 5
	Silence    anteroom.Destination `json:"silence,omitempty"`    // of callers who press nothing; empty: the operator, else the end
}

func (c EditMenu) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c EditMenu) Right() anteroom.Right { return anteroom.ManageUsers }

func (c EditMenu) Do(r *Run) error {
	return menus().edit(r, string(c.Menu), func(m *anteroom.Menu) error { return r.fillMenu(m, c) })
}

// usualWait is how many seconds callers have for a first key where nobody says.
const usualWait = 5

func (r *Run) fillMenu(m *anteroom.Menu, c EditMenu) (err error) {
	m.Name, m.Prompts, m.Extensions, m.Wait = clean(c.Name), wording(c.Prompts), c.Extensions, c.Wait
	if m.Wait == 0 {
		m.Wait = usualWait
	}
	m.Keys = []anteroom.MenuKey{}
	for _, k := range c.Keys {
		to, err := r.destination(k.To)
		if err != nil {
			return err
		}
		m.Keys = append(m.Keys, anteroom.MenuKey{Key: clean(k.Key), To: to})
	}
	m.Silence, err = r.destination(c.Silence)
	return err
}

// RemoveMenu ends a menu to which nothing leads.
type RemoveMenu struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Menu    anteroom.MenuID    `json:"menu"`
}

func (c RemoveMenu) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveMenu) Right() anteroom.Right { return anteroom.ManageUsers }
func (c RemoveMenu) Do(r *Run) error       { return menus().remove(r, string(c.Menu)) }

func menus() noun[anteroom.Menu] {
	return noun[anteroom.Menu]{
		name: "menu", right: anteroom.ManageUsers,
		load:  (*Run).loadMenu,
		check: (*Run).checkMenu,
		put:   func(r *Run, _ string, _ *anteroom.Menu, m anteroom.Menu) error { return r.tx.PutMenu(m) },
		drop: func(r *Run, m anteroom.Menu) error {
			if err := r.unled(string(m.ID), "menu", anteroom.ToMenu); err != nil || len(r.wrong) > 0 {
				return err
			}
			return r.tx.DropMenu(m)
		},
		effects: func(r *Run, _ *anteroom.Menu, m anteroom.Menu) error {
			f, err := r.tx.Front(m.Company)
			if err != nil {
				return err
			}
			reached, _ := f.Reached()
			if err := r.outsideEffects(m); err != nil {
				return err
			}
			return r.receptionEffect(slices.Contains(reached, m.ID))
		},
	}
}

func (r *Run) loadMenu(id string) (anteroom.Menu, error) {
	f, err := r.tx.Front(r.target.Company)
	m, ok := f.Menus[anteroom.MenuID(id)]
	if err == nil && !ok {
		return m, anteroom.Missing()
	}
	return m, err
}

func (r *Run) checkMenu(before *anteroom.Menu, m anteroom.Menu) error {
	if m.Company != r.target.Company { // put back by an undo
		return anteroom.Missing()
	}
	if err := r.hasReceptionist(); err != nil {
		return err
	}
	system, err := r.tx.Languages()
	if err != nil {
		return err
	}
	m.Check(&r.wrong, system)
	f, err := r.tx.Front(m.Company)
	if err != nil {
		return err
	}
	if before == nil && len(f.Menus) >= anteroom.MostMenus {
		return anteroom.Fail(anteroom.Limit, "error.menus.most", "most", anteroom.MostMenus)
	}
	var was []anteroom.Destination
	if before != nil {
		was = before.Destinations()
	}
	if r.undoes != "" { // it is again as it was, whoever has gone meanwhile
		was = append(was, m.Destinations()...)
	}
	f.Menus[m.ID] = m
	for _, k := range m.Keys {
		n := len(r.wrong)
		if err := r.checkDestinations("keys", f, was, k.To); err != nil {
			return err
		}
		if len(r.wrong) > n {
			r.wrong[n].Msg = anteroom.T("error.menu.key.to", "key", k.Key)
		}
	}
	if err := r.checkDestinations("silence", f, was, m.Silence); err != nil {
		return err
	}
	if err := r.checkSounds("prompts", m.Prompts); err != nil {
		return err
	}
	return r.checkFront("prompts", f)
}

// unled refuses that something ends to which callers are led.
func (r *Run) unled(id, field string, kinds ...anteroom.DestinationKind) error {
	f, err := r.tx.Front(r.target.Company)
	if names := f.UsedBy(kinds, id); len(names) > 0 {
		if names = slices.DeleteFunc(names, func(s string) bool { return s == "" }); len(names) == 0 {
			r.wrong.Wrong(field, "error.reception.used")
		} else {
			r.wrong.Wrong(field, "error.reception.used.by", "names", names)
		}
	}
	return err
}

// outsideEffects tell which numbers outside the gate would not let callers be put through to.
func (r *Run) outsideEffects(m anteroom.Menu) error {
	c, err := r.tx.Company(m.Company)
	if err != nil {
		return err
	}
	for _, k := range m.Keys {
		kind, number := k.To.Split()
		if kind != anteroom.ToNumber {
			continue
		}
		d, err := r.office.decide(r.tx, c, outOfMenu(c.ID, number))
		if err != nil {
			return err
		}
		if !d.May() {
			r.effect(false, "effect.menu.refused", "number", anteroom.NumberID(number).String())
		}
	}
	return nil
}

// outOfMenu is a call that the receptionist would start for a caller, who has no PIN.
func outOfMenu(company anteroom.CompanyID, number string) anteroom.Outgoing {
	return anteroom.Outgoing{Company: company, Way: anteroom.ByAssistant, To: number}
}
