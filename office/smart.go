package office

import (
	"maps"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// readSmart reads how the calls of those are handled whom a change has a say in.
func (b *basis) readSmart(tx *store.Tx, since changed) (err error) {
	g := forwards{basis: b}
	if since.smart {
		b.said, err = g.allSmart(tx)
		return err
	}
	if len(since.users) > 0 {
		b.said, err = g.someSmart(tx, b.said, since.users)
	}
	return err
}

// touched notes whose calls the changes have a say in; true: everybody's.
func touched(changes []anteroom.Change, users map[anteroom.UserID]bool) bool {
	for _, c := range changes {
		for _, i := range c.Items {
			switch i.Noun {
			case "status", "call_rule", "greeting", "user":
				owner, _, _ := strings.Cut(i.ID, ".")
				users[anteroom.UserID(owner)] = true
			case "restriction", "company", "import":
				return true
			}
		}
	}
	return false
}

// forwards asks the gate for many users of a company: what stands over all of them is read once.
type forwards struct {
	*basis
	read   bool
	rules  []anteroom.Restriction
	inside map[string]bool          // extensions
	open   map[anteroom.UserID]bool // who may be reached
}

// allSmart reads a company's anew.
func (g *forwards) allSmart(tx *store.Tx) (map[anteroom.UserID]anteroom.Smart, error) {
	all, err := tx.Smart(g.Company)
	if err != nil {
		return nil, err
	}
	for user, s := range all {
		if err := g.decide(tx, user, s.Rules); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// someSmart reads that of some users anew.
func (g *forwards) someSmart(tx *store.Tx, kept map[anteroom.UserID]anteroom.Smart, users map[anteroom.UserID]bool) (map[anteroom.UserID]anteroom.Smart, error) {
	all := maps.Clone(kept)
	for user := range users {
		var s anteroom.Smart
		var err error
		if s.Status, err = tx.Status(g.Company, user); err != nil {
			return nil, err
		}
		if s.Rules, err = tx.CallRules(g.Company, user); err != nil {
			return nil, err
		}
		if s.Greetings, err = tx.Greetings(g.Company, user); err != nil {
			return nil, err
		}
		if err := g.decide(tx, user, s.Rules); err != nil {
			return nil, err
		}
		if all[user] = s; s.Status.Status == "" && len(s.Rules)+len(s.Greetings) == 0 {
			delete(all, user)
		}
	}
	return all, nil
}

func (g *forwards) decide(tx *store.Tx, user anteroom.UserID, rules []anteroom.CallRule) error {
	for i, r := range rules {
		if !r.Forwards() {
			continue
		}
		if err := g.ready(tx); err != nil {
			return err
		}
		a := anteroom.Attempt{Way: anteroom.ByForwarding, User: user, To: dialled(g.company.Country, r.Number)}
		a.To.Inside = g.inside[a.To.Raw]
		d := anteroom.Gate{Rules: g.rules, Closed: g.company.Suspended || !g.open[user]}.Decide(a)
		rules[i].Gate = &d
		if d.May() {
			rules[i].Dial = anteroom.NumberID(d.Number)
		}
	}
	return nil
}

func (g *forwards) ready(tx *store.Tx) (err error) {
	if g.read {
		return nil
	}
	if g.rules, err = tx.Restrictions(anteroom.Target{VAR: g.VAR, Company: g.Company}); err != nil {
		return err
	}
	own, err := tx.RestrictionsOfUsers(g.Company)
	if err != nil {
		return err
	}
	g.rules, g.read, g.inside, g.open = append(g.rules, own...), true, map[string]bool{}, map[anteroom.UserID]bool{}
	for _, p := range g.people {
		g.inside[p.Extension], g.open[p.User] = p.Extension != "", true
	}
	return nil
}

// still tells whether the changes leave people and receptionist as they are.
func still(changes []anteroom.Change) bool {
	quiet := []string{"status", "call_rule", "greeting", "voice_message", "contact", "contact_block", "number", "number_block", "restriction", "spending_cap", "phone",
		"phone_password", "handset", "recording_code", "attempt", "acting", "call"}
	for _, c := range changes {
		for _, i := range c.Items {
			if !slices.Contains(quiet, i.Noun) {
				return false
			}
		}
	}
	return true
}

// ofMicros is the moment that a mark holds; zero: none.
func ofMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n)
}
