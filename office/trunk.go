package office

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
	"github.com/nyaruka/phonenumbers"
)

// AddTrunk adds a line to the outside. Calls go to it and come from it from now on.
type AddTrunk struct {
	Name      string            `json:"name"`
	Server    string            `json:"server"`              // host, or host:port
	Transport string            `json:"transport"`           // "udp", "tcp" or "tls"
	Encrypted bool              `json:"encrypted,omitempty"` // no call whose sound is not encrypted; over TLS alone
	Authority string            `json:"authority,omitempty"` // certificates in PEM of who vouches for the server's; empty: whom the machine trusts
	Register  bool              `json:"register,omitempty"`  // sign in there, so that it knows where we are
	User      string            `json:"user,omitempty"`
	Password  string            `json:"password,omitempty"` // sealed, never told again
	Realm     string            `json:"realm,omitempty"`    // the domain of our address there; empty: the server's name
	Sources   []string          `json:"sources,omitempty"`  // addresses and networks from which its calls come
	Country   string            `json:"country"`            // ISO 3166-1
	CalledIn  string            `json:"called_in"`          // "request_uri", "to", "p_called_party" or "diversion"
	CallsForm string            `json:"calls_form"`         // "e164" or "national"
	DialForm  string            `json:"dial_form"`          // "e164", "digits" or "national"
	Caller    string            `json:"caller"`             // "trunk", "company", "user" or "withheld"
	Asserted  bool              `json:"asserted,omitempty"` // in P-Asserted-Identity too
	Passes    bool              `json:"passes,omitempty"`   // of calls that are forwarded those see who called; Diversion says who forwarded
	Number    anteroom.NumberID `json:"number,omitempty"`   // its own
	MaxCalls  int               `json:"max_calls"`          // at a time
	Order     int               `json:"order,omitempty"`    // lower ones are tried first
	Prefixes  []string          `json:"prefixes,omitempty"` // of the numbers that it takes; none: all
	Off       bool              `json:"off,omitempty"`      // it takes and brings no calls
}

func (c AddTrunk) Of() anteroom.Target   { return anteroom.Target{} }
func (c AddTrunk) Right() anteroom.Right { return anteroom.ManageSystem }

func (c AddTrunk) Do(r *Run) error {
	id := anteroom.NewID[anteroom.TrunkID](r.tx.Now)
	t := c.trunk()
	t.ID, t.PasswordSet = id, c.Password != ""
	if t.PasswordSet {
		t.PasswordChanged = r.tx.Now
	}
	r.checkTrunkPassword(c.Password)
	if err := trunks().make(r, string(id), t); err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.sealTrunk(id, c.Password)
}

// trunk is what the command says of one.
func (c AddTrunk) trunk() anteroom.Trunk {
	number := c.Number
	if id, _ := numberIn(c.Country, string(c.Number)); id != "" {
		number = id
	}
	return anteroom.Trunk{Name: clean(c.Name), Server: strings.ToLower(clean(c.Server)), Transport: c.Transport, Encrypted: c.Encrypted, Authority: strings.TrimSpace(strings.ReplaceAll(c.Authority, "\r\n", "\n")),
		Register: c.Register, User: clean(c.User), Realm: strings.ToLower(clean(c.Realm)),
		Sources: tidyList(c.Sources), Country: c.Country, CalledIn: c.CalledIn, CallsForm: c.CallsForm, DialForm: c.DialForm, Caller: c.Caller, Asserted: c.Asserted, Passes: c.Passes,
		Number: number, MaxCalls: c.MaxCalls, Order: c.Order, Prefixes: tidyList(c.Prefixes), Off: c.Off}
}

// tidyList is a list without separators in its entries, and without empty ones.
func tidyList(list []string) []string {
	tidy := []string{}
	for _, s := range list {
		if s = strings.TrimSpace(clean(s)); s != "" && !slices.Contains(tidy, s) {
			tidy = append(tidy, s)
		}
	}
	return tidy
}

// EditTrunk changes a line to the outside. Calls in progress go on as they are.
type EditTrunk struct {
	Trunk     anteroom.TrunkID  `json:"trunk"`
	Name      string            `json:"name"`
	Server    string            `json:"server"`
	Transport string            `json:"transport"`
	Encrypted bool              `json:"encrypted,omitempty"`
	Authority string            `json:"authority,omitempty"`
	Register  bool              `json:"register,omitempty"`
	User      string            `json:"user,omitempty"`
	Password  string            `json:"password,omitempty"` // empty: as it is
	Realm     string            `json:"realm,omitempty"`
	Sources   []string          `json:"sources,omitempty"`
	Country   string            `json:"country"`
	CalledIn  string            `json:"called_in"`
	CallsForm string            `json:"calls_form"`
	DialForm  string            `json:"dial_form"`
	Caller    string            `json:"caller"`
	Asserted  bool              `json:"asserted,omitempty"`
	Passes    bool              `json:"passes,omitempty"`
	Number    anteroom.NumberID `json:"number,omitempty"`
	MaxCalls  int               `json:"max_calls"`
	Order     int               `json:"order,omitempty"`
	Prefixes  []string          `json:"prefixes,omitempty"`
	Off       bool              `json:"off,omitempty"`
}

func (c EditTrunk) Of() anteroom.Target   { return anteroom.Target{} }
func (c EditTrunk) Right() anteroom.Right { return anteroom.ManageSystem }

func (c EditTrunk) Do(r *Run) error {
	r.checkTrunkPassword(c.Password)
	err := trunks().edit(r, string(c.Trunk), func(t *anteroom.Trunk) error {
		now := AddTrunk{Name: c.Name, Server: c.Server, Transport: c.Transport, Encrypted: c.Encrypted, Authority: c.Authority, Register: c.Register, User: c.User, Realm: c.Realm, Sources: c.Sources, Country: c.Country,
			CalledIn: c.CalledIn, CallsForm: c.CallsForm, DialForm: c.DialForm, Caller: c.Caller, Asserted: c.Asserted, Passes: c.Passes, Number: c.Number, MaxCalls: c.MaxCalls,
			Order: c.Order, Prefixes: c.Prefixes, Off: c.Off}.trunk()
		now.ID, now.PasswordSet, now.PasswordChanged = t.ID, t.PasswordSet, t.PasswordChanged
		if c.Password != "" {
			now.PasswordSet, now.PasswordChanged = true, r.tx.Now
		}
		*t = now
		return nil
	})
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.sealTrunk(c.Trunk, c.Password)
}

func (r *Run) checkTrunkPassword(password string) {
	if len([]rune(password)) > mostSecret {
		r.wrong.Wrong("password", "error.text.long", "most", mostSecret)
	}
}

func (r *Run) sealTrunk(id anteroom.TrunkID, password string) error {
	if password == "" {
		return nil
	}
	return r.tx.SetTrunkSecret(id, r.office.sealer.Seal(password, trunkOwner(id)))
}

func trunkOwner(id anteroom.TrunkID) string { return "trunk " + string(id) }

// RemoveTrunk ends a line to the outside. Calls in progress on it go on.
type RemoveTrunk struct {
	Trunk anteroom.TrunkID `json:"trunk"`
}

func (c RemoveTrunk) Of() anteroom.Target   { return anteroom.Target{} }
func (c RemoveTrunk) Right() anteroom.Right { return anteroom.ManageSystem }
func (c RemoveTrunk) Do(r *Run) error       { return trunks().remove(r, string(c.Trunk)) }

func trunks() noun[anteroom.Trunk] {
	return noun[anteroom.Trunk]{
		name: "trunk", right: anteroom.ManageSystem,
		load: func(r *Run, id string) (anteroom.Trunk, error) {
			t, _, err := r.tx.Trunk(anteroom.TrunkID(id))
			if anteroom.KindOf(err) == anteroom.NotFound {
				return t, anteroom.Missing()
			}
			return t, err
		},
		check: (*Run).checkTrunk,
		restored: func(_ *Run, before, after anteroom.Trunk) error {
			if before.PasswordChanged.Equal(after.PasswordChanged) {
				return nil
			}
			return anteroom.Fail(anteroom.Conflict, "error.undo.secret")
		},
		put: func(r *Run, _ string, before *anteroom.Trunk, t anteroom.Trunk) error {
			return r.tx.PutTrunk(t)
		},
		drop: func(r *Run, t anteroom.Trunk) error {
			if err := r.trunkEffects(nil, t); err != nil {
				return err
			}
			return r.tx.DropTrunk(t.ID)
		},
		effects: (*Run).trunkEffects,
	}
}

// mostTrunks there are at most: all of them are looked at for each call.
const mostTrunks = 200

func (r *Run) checkTrunk(before *anteroom.Trunk, t anteroom.Trunk) error {
	t.Check(&r.wrong)
	if _, usual := numberIn(t.Country, string(t.Number)); t.Number != "" && !usual && anteroom.ParseNumber(string(t.Number)) != t.Number {
		r.wrong.Wrong("number", "error.trunk.number.wrong")
	}
	list, err := r.tx.Trunks()
	for _, other := range list {
		if other.ID != t.ID && anteroom.Fold(other.Name) == anteroom.Fold(t.Name) {
			r.wrong.Wrong("name", "error.trunk.name")
		}
	}
	if err == nil && before == nil && len(list) >= mostTrunks {
		return anteroom.Fail(anteroom.Limit, "error.trunk.most", "most", mostTrunks)
	}
	return err
}

// trunkEffects tells whose calls the change of a trunk touches, and whether there is a line left for all numbers.
func (r *Run) trunkEffects(before *anteroom.Trunk, after anteroom.Trunk) error {
	r.effect(true, "effect.trunk.calls")
	list, err := r.tx.Trunks()
	if err != nil {
		return err
	}
	all := before != nil || !r.dropped(after.ID)
	whole := func(t anteroom.Trunk) bool { return !t.Off && len(t.Prefixes) == 0 }
	if !slices.ContainsFunc(list, func(t store.SealedTrunk) bool {
		return whole(t.Trunk) && t.ID != after.ID || t.ID == after.ID && all && whole(after)
	}) {
		r.effect(true, "effect.trunk.none")
	}
	return nil
}

// dropped tells whether the run drops the trunk.
func (r *Run) dropped(id anteroom.TrunkID) bool {
	return slices.ContainsFunc(r.items, func(i anteroom.Item) bool { return i.Noun == "trunk" && i.ID == string(id) && i.After == nil })
}

// TrunkLine is a line to the outside in the provider's list, with how it was when it was last tried.
type TrunkLine struct {
	anteroom.Trunk
	Health *anteroom.TrunkHealth `json:"health,omitempty"` // nil: it was not tried yet
}

// TrunkList is all lines to the outside, in the order in which they are tried.
func (o *Office) TrunkList(ctx context.Context, who anteroom.Who) (list []TrunkLine, err error) {
	if err := who.May(anteroom.SeeSystem, anteroom.Target{}); err != nil {
		return nil, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Trunks()
		if err != nil {
			return err
		}
		health, err := tx.TrunkHealth()
		list = make([]TrunkLine, len(all))
		for i, t := range all {
			list[i].Trunk = t.Trunk
			if at := slices.IndexFunc(health, func(h anteroom.TrunkHealth) bool { return h.Trunk == t.ID }); at >= 0 {
				list[i].Health = &health[at]
			}
		}
		return err
	})
	slices.SortFunc(list, func(a, b TrunkLine) int {
		if a.Order != b.Order {
			return a.Order - b.Order
		}
		return strings.Compare(anteroom.Fold(a.Name), anteroom.Fold(b.Name))
	})
	return list, err
}

// Trunks are the lines to the outside with all that calls by them need. One whose password no key opens goes without.
func (o *Office) Trunks(ctx context.Context) (list []anteroom.TrunkAccess, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Trunks()
		list = make([]anteroom.TrunkAccess, len(all))
		for i, t := range all {
			list[i] = anteroom.TrunkAccess{Trunk: t.Trunk, Numbering: numberingOf(t.Country)}
			if len(t.Secret) == 0 {
				continue
			}
			if list[i].Password, err = o.sealer.Open(t.Secret, trunkOwner(t.ID)); err != nil {
				o.log.Error("the password of a trunk can't be opened: set it again", "trunk", t.Name, "error", err)
				err = nil
			}
		}
		return err
	})
	return list, err
}

// numberingOf is how numbers are dialled in a country.
func numberingOf(country string) anteroom.Numbering {
	n := anteroom.Numbering{National: phonenumbers.GetNddPrefixForRegion(country, true), International: "00"}
	code := phonenumbers.GetCountryCodeForRegion(country)
	n.Code = strconv.Itoa(code)
	if code == 1 { // the North American numbering plan
		n.International = "011"
	}
	return n
}

// TrunkHealth keeps how a trunk was when it was last tried.
func (o *Office) TrunkHealth(ctx context.Context, h anteroom.TrunkHealth) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.PutTrunkHealth(h) })
}
