package office

import (
	"cmp"
	"context"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// AddRestriction says whether a company, or one of its users, may call the numbers that a pattern matches.
type AddRestriction struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user,omitempty"` // id, extension or User ID; empty: the whole company
	Name    string             `json:"name"`
	Pattern string             `json:"pattern"` // digits, ? for one, a last * for the rest; + before the country code
	Rule    anteroom.Rule      `json:"rule"`    // "allow", "deny" or "pin"
	// Users are whom "pin" of a company allows: ids, extensions or User IDs.
	Users []anteroom.UserID `json:"users,omitempty"`
}

func (c AddRestriction) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddRestriction) Right() anteroom.Right { return anteroom.ManageRestrictions }

func (c AddRestriction) Do(r *Run) error {
	user, err := r.userNamed("user", c.User)
	if err != nil {
		return err
	}
	users, err := r.usersNamed(c.Users)
	if err != nil {
		return err
	}
	return r.addRestriction(anteroom.Restriction{Company: c.Company, User: user, Name: c.Name, Pattern: c.Pattern, Rule: c.Rule, Users: users})
}

// mostRuleUsers may be named in one restriction.
const mostRuleUsers = 500

func (r *Run) usersNamed(named []anteroom.UserID) ([]anteroom.UserID, error) {
	users := []anteroom.UserID{}
	if len(named) > mostRuleUsers {
		r.wrong.Wrong("users", "error.rule.users.most", "most", mostRuleUsers)
		return users, nil
	}
	for _, text := range named {
		id, err := userNamed(r.tx, r.target.Company, clean(string(text)))
		switch {
		case anteroom.KindOf(err) == anteroom.NotFound:
			r.wrong.Wrong("users", "error.rule.user", "text", cut(clean(string(text)), 40))
		case err != nil:
			return nil, err
		case !slices.Contains(users, id):
			users = append(users, id)
		}
	}
	slices.Sort(users)
	return users, nil
}

func (r *Run) addRestriction(x anteroom.Restriction) error {
	x.ID, x.Name, x.Pattern = anteroom.NewID[anteroom.RestrictionID](r.tx.Now), clean(x.Name), anteroom.Undecorated(x.Pattern)
	return restrictions().make(r, string(x.ID), x)
}

// EditRestriction changes a restriction of the company or of one of its users; whose it is stays.
type EditRestriction struct {
	Company     anteroom.CompanyID     `json:"-" path:"company"`
	Restriction anteroom.RestrictionID `json:"restriction"`
	Name        string                 `json:"name"`
	Pattern     string                 `json:"pattern"`
	Rule        anteroom.Rule          `json:"rule"`
	Users       []anteroom.UserID      `json:"users,omitempty"`
}

func (c EditRestriction) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c EditRestriction) Right() anteroom.Right { return anteroom.ManageRestrictions }

func (c EditRestriction) Do(r *Run) error {
	users, err := r.usersNamed(c.Users)
	if err != nil {
		return err
	}
	return r.editRestriction(c.Restriction, anteroom.Restriction{Name: c.Name, Pattern: c.Pattern, Rule: c.Rule, Users: users})
}

func (r *Run) editRestriction(id anteroom.RestrictionID, to anteroom.Restriction) error {
	return restrictions().edit(r, string(id), func(x *anteroom.Restriction) error {
		x.Name, x.Pattern, x.Rule, x.Users = clean(to.Name), anteroom.Undecorated(to.Pattern), to.Rule, to.Users
		return nil
	})
}

// RemoveRestriction ends a restriction of the company or of one of its users.
type RemoveRestriction struct {
	Company     anteroom.CompanyID     `json:"-" path:"company"`
	Restriction anteroom.RestrictionID `json:"restriction"`
}

func (c RemoveRestriction) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveRestriction) Right() anteroom.Right { return anteroom.ManageRestrictions }
func (c RemoveRestriction) Do(r *Run) error       { return r.removeRestriction(c.Restriction) }

func (r *Run) removeRestriction(id anteroom.RestrictionID) error {
	return restrictions().remove(r, string(id))
}

// AddRestrictionAbove does the same for all companies of a VAR, or with none of the system.
type AddRestrictionAbove struct {
	VAR     anteroom.VARID `json:"var,omitempty"`
	Name    string         `json:"name"`
	Pattern string         `json:"pattern"` // digits, ? for one, a last * for the rest; + before the country code
	Rule    anteroom.Rule  `json:"rule"`    // "allow" or "deny"
}

func (c AddRestrictionAbove) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c AddRestrictionAbove) Right() anteroom.Right { return anteroom.ManageRestrictions }

func (c AddRestrictionAbove) Do(r *Run) error {
	return r.addRestriction(anteroom.Restriction{VAR: c.VAR, Name: c.Name, Pattern: c.Pattern, Rule: c.Rule, Users: []anteroom.UserID{}})
}

// EditRestrictionAbove changes a restriction of a VAR, or with none of the system.
type EditRestrictionAbove struct {
	VAR         anteroom.VARID         `json:"var,omitempty"`
	Restriction anteroom.RestrictionID `json:"restriction"`
	Name        string                 `json:"name"`
	Pattern     string                 `json:"pattern"`
	Rule        anteroom.Rule          `json:"rule"`
}

func (c EditRestrictionAbove) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c EditRestrictionAbove) Right() anteroom.Right { return anteroom.ManageRestrictions }

func (c EditRestrictionAbove) Do(r *Run) error {
	return r.editRestriction(c.Restriction, anteroom.Restriction{Name: c.Name, Pattern: c.Pattern, Rule: c.Rule, Users: []anteroom.UserID{}})
}

// RemoveRestrictionAbove ends a restriction of a VAR, or with none of the system.
type RemoveRestrictionAbove struct {
	VAR         anteroom.VARID         `json:"var,omitempty"`
	Restriction anteroom.RestrictionID `json:"restriction"`
}

func (c RemoveRestrictionAbove) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c RemoveRestrictionAbove) Right() anteroom.Right { return anteroom.ManageRestrictions }
func (c RemoveRestrictionAbove) Do(r *Run) error       { return r.removeRestriction(c.Restriction) }

func restrictions() noun[anteroom.Restriction] {
	return noun[anteroom.Restriction]{
		name: "restriction", right: anteroom.ManageRestrictions,
		load:  (*Run).loadRestriction,
		check: (*Run).checkRestriction,
		put: func(r *Run, _ string, _ *anteroom.Restriction, x anteroom.Restriction) error {
			return r.tx.PutRestriction(x)
		},
		drop: func(r *Run, x anteroom.Restriction) error {
			if err := r.restrictionEffects(nil, x); err != nil {
				return err
			}
			return r.tx.DropRestriction(x.ID)
		},
		effects: (*Run).restrictionEffects,
	}
}

// loadRestriction finds a restriction of the command's own level: those above and below are not there.
func (r *Run) loadRestriction(id string) (anteroom.Restriction, error) {
	x, err := r.tx.Restriction(anteroom.RestrictionID(id))
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && ownerOf(x) != r.scope {
		return x, anteroom.Missing()
	}
	return x, err
}

// ownerOf is in whose history a restriction stands.
func ownerOf(x anteroom.Restriction) anteroom.Scope {
	return scopeOf(anteroom.Target{VAR: x.VAR, Company: x.Company})
}

// mostRestrictions stand at one level: all of them are asked before a call.
const mostRestrictions = 1000

func (r *Run) checkRestriction(before *anteroom.Restriction, x anteroom.Restriction) error {
	if ownerOf(x) != r.scope { // put back by an undo
		return anteroom.Missing()
	}
	x.Check(&r.wrong)
	for _, id := range append(slices.Clone(x.Users), x.User) {
		if id == "" {
			continue
		}
		u, err := r.tx.User(x.Company, id)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		if was := before != nil && (slices.Contains(before.Users, id) || before.User == id); err != nil || !u.Removed.IsZero() && !was {
			r.wrong.Wrong("users", "error.user.unknown")
		}
	}
	list, err := r.tx.Restrictions(anteroom.Target{VAR: x.VAR, Company: x.Company, User: x.User})
	beside := 0
	for _, other := range list {
		if other.Level() != x.Level() || other.ID == x.ID {
			continue
		}
		beside++
		if other.Pattern == x.Pattern {
			r.wrong.Wrong("pattern", "error.pattern.twice", "name", other.Name)
		}
	}
	if err == nil && before == nil && beside >= mostRestrictions {
		return anteroom.Fail(anteroom.Limit, "error.restrictions.most", "most", mostRestrictions)
	}
	return err
}

// restrictionEffects tells whom a restriction that is made, changed or dropped touches, and who lacks the PIN it asks for.
func (r *Run) restrictionEffects(before *anteroom.Restriction, x anteroom.Restriction) error {
	if before != nil && before.Pattern == x.Pattern && before.Rule == x.Rule && slices.Equal(before.Users, x.Users) {
		return nil
	}
	switch x.Level() {
	case anteroom.LevelUser:
		u, err := r.tx.User(x.Company, x.User)
		if err != nil {
			return err
		}
		r.effect(true, "effect.restriction.user", "name", u.Name())
	case anteroom.LevelCompany:
		keys, err := r.tx.Keys(string(x.Company))
		if err != nil {
			return err
		}
		r.effect(true, "effect.restriction.company", "count", keys.Used)
	default:
		r.effect(true, "effect.restriction."+string(x.Level()))
	}
	without := 0
	for _, id := range append(slices.Clone(x.Users), x.User) {
		if x.Rule != anteroom.AllowPIN || id == "" {
			continue
		}
		u, err := r.tx.User(x.Company, id)
		if err != nil {
			return err
		}
		if !u.PINSet {
			without++
		}
	}
	if without > 0 {
		r.effect(false, "effect.restriction.no_pin", "count", without)
	}
	return nil
}

// Restrictions are the restrictions that stand over a target, its own included: from the system down, at each level by
// name. A user sees the user's own, without the others whom a rule names.
func (o *Office) Restrictions(ctx context.Context, who anteroom.Who, of anteroom.Target) (list []anteroom.Restriction, err error) {
	right := map[anteroom.Level]anteroom.Right{anteroom.LevelSystem: anteroom.SeeSystem, anteroom.LevelVAR: anteroom.SeeVAR,
		anteroom.LevelCompany: anteroom.SeeCompany, anteroom.LevelUser: anteroom.SeeSelf}[of.Level()]
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		place, err := placeOf(tx, who, right, of)
		if err != nil {
			return err
		}
		if of.User != "" {
			if _, err := tx.User(of.Company, of.User); anteroom.KindOf(err) == anteroom.NotFound {
				return anteroom.Missing()
			} else if err != nil {
				return err
			}
		}
		of.VAR = place.VAR.ID
		list, err = tx.Restrictions(of)
		return err
	})
	for i, x := range list {
		if who.Level == anteroom.LevelUser {
			list[i].Users = slices.DeleteFunc(x.Users, func(id anteroom.UserID) bool { return id != who.User })
		}
	}
	slices.SortFunc(list, func(x, y anteroom.Restriction) int {
		return cmp.Or(cmp.Compare(depth(x.Level()), depth(y.Level())), cmp.Compare(anteroom.Fold(x.Name), anteroom.Fold(y.Name)), cmp.Compare(x.ID, y.ID))
	})
	return list, err
}

// depth is how far a level is from the top.
func depth(l anteroom.Level) int {
	return slices.Index([]anteroom.Level{anteroom.LevelSystem, anteroom.LevelVAR, anteroom.LevelCompany, anteroom.LevelUser}, l)
}

// Restriction is one restriction of the target's own level or of one of the company's users, with the people whom it
// names.
func (o *Office) Restriction(ctx context.Context, who anteroom.Who, of anteroom.Target, id anteroom.RestrictionID) (x anteroom.Restriction, people []anteroom.User, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		of.User = ""
		place, err := placeOf(tx, who, anteroom.ManageRestrictions, of)
		if err != nil {
			return err
		}
		if x, err = tx.Restriction(id); anteroom.KindOf(err) == anteroom.NotFound || err == nil && ownerOf(x) != scopeOf(of) {
			return anteroom.Missing()
		}
		for _, id := range append(slices.Clone(x.Users), x.User) {
			if err != nil || id == "" {
				continue
			}
			var u anteroom.User
			u, err = tx.User(place.Company.ID, id)
			people = append(people, u)
		}
		return err
	})
	return x, people, err
}

// UserName is the name of a user whom an administrator may see.
func (o *Office) UserName(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.UserID) (name string, err error) {
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) error {
		u, err := tx.User(company, id)
		if anteroom.KindOf(err) == anteroom.NotFound {
			return anteroom.Missing()
		}
		name = u.Name()
		return err
	})
	return name, err
}
