package office

import (
	"slices"

	"anteroom.dev/anteroom"
)

// AddGroup makes a group of users: they are rung together, and callers can search among their names.
type AddGroup struct {
	Company anteroom.CompanyID   `json:"-" path:"company"`
	Name    string               `json:"name"`    // as callers hear it
	Members []anteroom.UserID    `json:"members"` // ids, extensions or User IDs, in the order in which they are rung
	InTurn  bool                 `json:"in_turn,omitempty"`
	Seconds int                  `json:"seconds,omitempty"` // for which each rings, 5 to 120; 0: 20
	Then    anteroom.Destination `json:"then,omitempty"`    // where nobody answers: as the root of SetReceptionist; empty: the caller is told so, and the call ends
}

func (c AddGroup) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddGroup) Right() anteroom.Right { return anteroom.ManageUsers }

func (c AddGroup) Do(r *Run) error {
	g := anteroom.Group{ID: anteroom.NewID[anteroom.GroupID](r.tx.Now), Company: c.Company}
	if err := r.fillGroup(&g, EditGroup{"", "", c.Name, c.Members, c.InTurn, c.Seconds, c.Then}); err != nil {
		return err
	}
	return groups().make(r, string(g.ID), g)
}

// EditGroup changes a group of users.
type EditGroup struct {
	Company anteroom.CompanyID   `json:"-" path:"company"`
	Group   anteroom.GroupID     `json:"group"`
	Name    string               `json:"name"`    // as callers hear it
	Members []anteroom.UserID    `json:"members"` // ids, extensions or User IDs, in the order in which they are rung
	InTurn  bool                 `json:"in_turn,omitempty"`
	Seconds int                  `json:"seconds,omitempty"` // for which each rings, 5 to 120; 0: 20
	Then    anteroom.Destination `json:"then,omitempty"`    // where nobody answers; empty: the caller is told so, and the call ends
}

func (c EditGroup) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c EditGroup) Right() anteroom.Right { return anteroom.ManageUsers }

func (c EditGroup) Do(r *Run) error {
	return groups().edit(r, string(c.Group), func(g *anteroom.Group) error { return r.fillGroup(g, c) })
}

// usualRing is how many seconds the members of a group ring where nobody says.
const usualRing = 20

func (r *Run) fillGroup(g *anteroom.Group, c EditGroup) (err error) {
	g.Name, g.InTurn, g.Seconds = clean(c.Name), c.InTurn, c.Seconds
	if g.Seconds == 0 {
		g.Seconds = usualRing
	}
	before := g.Members
	g.Members = []anteroom.UserID{}
	if len(c.Members) > anteroom.MostMembers {
		r.wrong.Wrong("members", "error.group.most", "most", anteroom.MostMembers)
		return nil
	}
	for _, named := range c.Members {
		text := clean(string(named))
		id, err := userNamed(r.tx, r.target.Company, text)
		switch {
		case anteroom.KindOf(err) == anteroom.NotFound && slices.Contains(before, anteroom.UserID(text)):
			id = anteroom.UserID(text) // removed since; may come back
		case anteroom.KindOf(err) == anteroom.NotFound:
			r.wrong.Wrong("members", "error.rule.user", "text", cut(text, 40))
			continue
		case err != nil:
			return err
		}
		if !slices.Contains(g.Members, id) {
			g.Members = append(g.Members, id)
		}
	}
	g.Then, err = r.destination(c.Then)
	return err
}

// RemoveGroup ends a group to which nothing leads.
type RemoveGroup struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Group   anteroom.GroupID   `json:"group"`
}

func (c RemoveGroup) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveGroup) Right() anteroom.Right { return anteroom.ManageUsers }
func (c RemoveGroup) Do(r *Run) error       { return groups().remove(r, string(c.Group)) }

func groups() noun[anteroom.Group] {
	return noun[anteroom.Group]{
		name: "group", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (anteroom.Group, error) {
			f, err := r.tx.Front(r.target.Company)
			g, ok := f.Groups[anteroom.GroupID(id)]
			if err == nil && !ok {
				return g, anteroom.Missing()
			}
			return g, err
		},
		check: (*Run).checkGroup,
		put:   func(r *Run, _ string, _ *anteroom.Group, g anteroom.Group) error { return r.tx.PutGroup(g) },
		drop: func(r *Run, g anteroom.Group) error {
			if err := r.unled(string(g.ID), "group", anteroom.ToGroup, anteroom.ToNames); err != nil || len(r.wrong) > 0 {
				return err
			}
			return r.tx.DropGroup(g)
		},
		effects: func(r *Run, _ *anteroom.Group, g anteroom.Group) error {
			f, err := r.tx.Front(g.Company)
			if err != nil {
				return err
			}
			return r.receptionEffect(len(f.UsedBy([]anteroom.DestinationKind{anteroom.ToGroup, anteroom.ToNames}, string(g.ID))) > 0)
		},
	}
}

func (r *Run) checkGroup(before *anteroom.Group, g anteroom.Group) error {
	if g.Company != r.target.Company { // put back by an undo
		return anteroom.Missing()
	}
	if err := r.hasReceptionist(); err != nil {
		return err
	}
	g.Check(&r.wrong)
	f, err := r.tx.Front(g.Company)
	if err != nil {
		return err
	}
	if before == nil && len(f.Groups) >= anteroom.MostGroups {
		return anteroom.Fail(anteroom.Limit, "error.groups.most", "most", anteroom.MostGroups)
	}
	var was []anteroom.Destination
	if before != nil {
		was = []anteroom.Destination{before.Then}
	}
	f.Groups[g.ID] = g
	if err := r.checkDestinations("then", f, was, g.Then); err != nil {
		return err
	}
	return r.checkFront("then", f)
}
