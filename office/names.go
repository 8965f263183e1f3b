package office

import (
	"context"
	"encoding/json"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Names are the present names of what entries of a target's history are about by id alone: users and call
// restrictions. What is no more has none.
func (o *Office) Names(ctx context.Context, who anteroom.Who, of anteroom.Target, list ...anteroom.Change) (map[string]string, error) {
	names := map[string]string{}
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeHistory, of); err != nil {
			return err
		}
		for _, c := range list {
			for _, i := range c.Items {
				if err := nameOf(tx, scope(c, of), i, names); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return names, err
}

// scope is what an entry is of; one that is not stored yet is of the target.
func scope(c anteroom.Change, of anteroom.Target) anteroom.Scope {
	if c.Scope == "" {
		return scopeOf(of)
	}
	return c.Scope
}

// nameOf adds the names that one item needs.
func nameOf(tx *store.Tx, of anteroom.Scope, i anteroom.Item, names map[string]string) error {
	users := []string{}
	switch i.Noun {
	case "reception", "menu", "group":
		return nameReception(tx, anteroom.CompanyID(of), i, names)
	case "user":
		users = append(users, i.ID)
	case "number":
		users = append(users, textOf(i.Before["user"]), textOf(i.After["user"]))
	case "package", "company_package":
		p, err := tx.Package(anteroom.PackageID(i.ID))
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		names[i.ID] = p.Name
	case "restriction":
		x, err := tx.Restriction(anteroom.RestrictionID(i.ID))
		if err == nil && ownerOf(x) == of {
			names[i.ID] = x.Name
			users = append(users, string(x.User))
		} else if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
	}
	for _, id := range users {
		if _, known := names[id]; id == "" || known {
			continue
		}
		u, err := tx.User(anteroom.CompanyID(of), anteroom.UserID(id))
		if err == nil {
			names[id] = u.Name()
		} else if anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
	}
	return nil
}

// textOf is a JSON text; empty where it is none.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// nameReception adds the names of the company's menus and groups, and of the users whom the item names.
func nameReception(tx *store.Tx, company anteroom.CompanyID, i anteroom.Item, names map[string]string) error {
	f, err := tx.Front(company)
	if err != nil {
		return err
	}
	for _, m := range f.Menus {
		names[string(m.ID)] = m.Name
	}
	for _, g := range f.Groups {
		names[string(g.ID)] = g.Name
	}
	for _, id := range named(i) {
		u, err := tx.User(company, id)
		if err == nil {
			names[string(id)] = u.Name()
		} else if anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
	}
	return nil
}

// named are the users whom an item of the receptionist names: as destinations, or as members.
func named(i anteroom.Item) []anteroom.UserID {
	var list []anteroom.UserID
	for _, fields := range []map[string]json.RawMessage{i.Before, i.After} {
		var r anteroom.Reception
		var m anteroom.Menu
		var g anteroom.Group
		of := map[string]any{"reception": &r, "menu": &m, "group": &g}[i.Noun]
		if anteroom.Overlay(of, fields) != nil {
			continue
		}
		all := anteroom.Front{Reception: r, Menus: map[anteroom.MenuID]anteroom.Menu{"": m}, Groups: map[anteroom.GroupID]anteroom.Group{"": g}}
		list = append(list, all.Users()...)
	}
	return list
}
