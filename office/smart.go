package office

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// handlings are how calls are handled in the companies that were called of late, with the gate's decisions on every number to
// which callers may be brought. They hold until a history tells of a change that has a say, or the day is over; a change to one
// user's own reads that user anew, and nobody else.
type handlings struct {
	mu sync.Mutex
	of map[anteroom.CompanyID]handling
}

type handling struct {
	versions [3]int64 // of the company, its VAR, and the system
	day      string   // accounts end with a day
	smart    map[anteroom.UserID]anteroom.Smart
}

// mostHandlings is of how many companies they are kept.
const mostHandlings = 2000

func newHandlings() *handlings { return &handlings{of: map[anteroom.CompanyID]handling{}} }

// smart is how the calls of a company's users are handled. The map is shared: it is not to be changed.
func (o *Office) smart(tx *store.Tx, c anteroom.Company) (map[anteroom.UserID]anteroom.Smart, error) {
	now, scopes := handling{day: tx.Now.Format(time.DateOnly)}, scopesOver(c)
	for i, scope := range scopes {
		version, err := tx.Version(scope)
		if err != nil {
			return nil, err
		}
		now.versions[i] = version
	}
	o.handlings.mu.Lock()
	kept, ok := o.handlings.of[c.ID]
	o.handlings.mu.Unlock()
	if ok && kept.versions == now.versions && kept.day == now.day {
		return withFull(tx, c.ID, kept.smart)
	}
	users, all := map[anteroom.UserID]bool{}, !ok || kept.day != now.day
	for i, scope := range scopes {
		if all || kept.versions[i] == now.versions[i] {
			continue
		}
		since, err := tx.ChangesAfter(scope, kept.versions[i])
		if err != nil {
			return nil, err
		}
		all = len(since) > mostRead || touched(since, users)
	}
	var err error
	if all {
		now.smart, err = o.allSmart(tx, c)
	} else {
		now.smart, err = o.someSmart(tx, c, kept.smart, users)
	}
	if err != nil {
		return nil, err
	}
	o.handlings.keep(c.ID, now)
	return withFull(tx, c.ID, now.smart)
}

// scopesOver are the histories that tell of what has a say in a company's calls.
func scopesOver(c anteroom.Company) [3]anteroom.Scope {
	return [3]anteroom.Scope{anteroom.Scope(c.ID), anteroom.Scope(c.VAR), anteroom.SystemScope}
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

func (h *handlings) keep(id anteroom.CompanyID, fresh handling) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for other := range h.of {
		if len(h.of) < mostHandlings {
			break
		}
		delete(h.of, other)
	}
	h.of[id] = fresh
}

// allSmart reads a company's anew.
func (o *Office) allSmart(tx *store.Tx, c anteroom.Company) (map[anteroom.UserID]anteroom.Smart, error) {
	all, err := tx.Smart(c.ID)
	if err != nil {
		return nil, err
	}
	g := forwards{office: o, company: c}
	for user, s := range all {
		if err := g.decide(tx, user, s.Rules); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// someSmart reads that of some users anew.
func (o *Office) someSmart(tx *store.Tx, c anteroom.Company, kept map[anteroom.UserID]anteroom.Smart, users map[anteroom.UserID]bool) (map[anteroom.UserID]anteroom.Smart, error) {
	if len(users) == 0 {
		return kept, nil
	}
	all, g := maps.Clone(kept), forwards{office: o, company: c}
	for user := range users {
		var s anteroom.Smart
		var err error
		if s.Status, err = tx.Status(c.ID, user); err != nil {
			return nil, err
		}
		if s.Rules, err = tx.CallRules(c.ID, user); err != nil {
			return nil, err
		}
		if s.Greetings, err = tx.Greetings(c.ID, user); err != nil {
			return nil, err
		}
		if err := g.decide(tx, user, s.Rules); err != nil {
			return nil, err
		}
		all[user] = s
	}
	return all, nil
}

// forwards asks the gate for many users of a company: what stands over all of them is read once.
type forwards struct {
	office  *Office
	company anteroom.Company
	read    bool
	rules   []anteroom.Restriction
	inside  map[string]bool          // extensions
	open    map[anteroom.UserID]bool // who may be reached
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
		if d.May() {
			rules[i].Dial = anteroom.NumberID(d.Number)
		} else {
			rules[i].Denied = &d
		}
	}
	return nil
}

func (g *forwards) ready(tx *store.Tx) (err error) {
	if g.read {
		return nil
	}
	if g.rules, err = tx.Restrictions(anteroom.Target{VAR: g.company.VAR, Company: g.company.ID}); err != nil {
		return err
	}
	own, err := tx.RestrictionsOfUsers(g.company.ID)
	if err != nil {
		return err
	}
	people, err := g.office.directories.people(tx, g.company.ID)
	if err != nil {
		return err
	}
	g.rules, g.read, g.inside, g.open = append(g.rules, own...), true, map[string]bool{}, map[anteroom.UserID]bool{}
	for _, p := range people {
		g.inside[p.Extension], g.open[p.User] = p.Extension != "", true
	}
	return nil
}

// withFull adds which mailboxes take no more messages: they fill without a change that a history tells.
func withFull(tx *store.Tx, company anteroom.CompanyID, smart map[anteroom.UserID]anteroom.Smart) (map[anteroom.UserID]anteroom.Smart, error) {
	full, err := tx.FullMailboxes(company)
	if err != nil || len(full) == 0 {
		return smart, err
	}
	all := make(map[anteroom.UserID]anteroom.Smart, len(smart)+len(full))
	for user, s := range smart {
		all[user] = s
	}
	for _, user := range full {
		s := all[user]
		s.Full = true
		all[user] = s
	}
	return all, nil
}

// still are the nouns whose changes leave the directory of a company as it is.
func still(changes []anteroom.Change) bool {
	quiet := []string{"status", "call_rule", "greeting", "voice_message", "contact"}
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
