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
