package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetReceptionist says how a company's own numbers are answered: what callers hear first, where they are brought then, for how long
// their choice of language is remembered, and whether what they say may be written down.
type SetReceptionist struct {
	Company  anteroom.CompanyID   `json:"-" path:"company"`
	Greeting []anteroom.Wording   `json:"greeting,omitempty"`  // in the place of the greeting that is built in; empty: that
	Root     anteroom.Destination `json:"root,omitempty"`      // "menu:ID", "group:ID", "user:ID", "voicemail:ID", "number:+1…" or "operator"; empty: the menu that is built in
	Remember int                  `json:"remember,omitempty"`  // days for which a caller's choice of language is remembered; 0: it is not
	Unheard  bool                 `json:"unheard,omitempty"`   // what callers say goes to no speech recogniser: names are keyed, voice messages are not written down
	CallBack bool                 `json:"call_back,omitempty"` // who reaches nobody may ask to be called back, in the place of leaving a message
}

func (c SetReceptionist) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetReceptionist) Right() anteroom.Right { return anteroom.ManageUsers }

func (c SetReceptionist) Do(r *Run) error {
	return receptions().edit(r, string(c.Company), func(x *anteroom.Reception) (err error) {
		if now := wording(c.Greeting); len(now)+len(x.Greeting) > 0 { // else none stays none, however it is written
			x.Greeting = now
		}
		x.Remember, x.Unheard, x.CallBack = c.Remember, c.Unheard, c.CallBack
		x.Root, err = r.destination(c.Root)
		return err
	})
}

// SetHours says when a company is open, and where its callers are brought when it is not.
type SetHours struct {
	Company  anteroom.CompanyID   `json:"-" path:"company"`
	Zone     string               `json:"zone,omitempty"`     // of the IANA database: "America/Toronto"; empty: that of its bills, else UTC
	Week     []anteroom.Span      `json:"week,omitempty"`     // empty: always open
	Holidays []anteroom.Holiday   `json:"holidays,omitempty"` // on which it is closed
	Closed   anteroom.Destination `json:"closed,omitempty"`   // where callers are brought; empty: they are told so, and the call ends
	Holiday  anteroom.Destination `json:"holiday,omitempty"`  // the same on holidays; empty: as when it is closed
}

func (c SetHours) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetHours) Right() anteroom.Right { return anteroom.ManageUsers }

func (c SetHours) Do(r *Run) error {
	return receptions().edit(r, string(c.Company), func(x *anteroom.Reception) (err error) {
		x.Zone, x.Week, x.Holidays = clean(c.Zone), c.Week, slices.Clone(c.Holidays)
		for i := range x.Holidays {
			x.Holidays[i].Date, x.Holidays[i].Name = clean(x.Holidays[i].Date), clean(x.Holidays[i].Name)
		}
		if x.Closed, err = r.destination(c.Closed); err == nil {
			x.Holiday, err = r.destination(c.Holiday)
		}
		return err
	})
}

// OpenByHand has a company open or closed whatever its hours say, until a moment.
type OpenByHand struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	State   anteroom.OpenState `json:"state,omitempty"` // "open" or "closed"; empty: its hours say again
	Until   string             `json:"until,omitempty"` // "2026-12-24T17:00" by the company's clock
}

func (c OpenByHand) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c OpenByHand) Right() anteroom.Right { return anteroom.ManageUsers }

// longestByHand is how far away its end may be, so that nobody forgets it.
const longestByHand = 31 * 24 * time.Hour

func (c OpenByHand) Do(r *Run) error {
	return receptions().edit(r, string(c.Company), func(x *anteroom.Reception) error {
		x.Switch, x.Until = c.State, time.Time{}
		if c.State == "" {
			return nil
		}
		zone, err := zoneOf(r.tx, *x)
		if err != nil {
			return err
		}
		until, wrong := time.ParseInLocation("2006-01-02T15:04", clean(c.Until), zone)
		switch {
		case wrong != nil:
			r.wrong.Wrong("until", "error.hours.until")
		case !until.After(r.tx.Now) || until.After(r.tx.Now.Add(longestByHand)):
			r.wrong.Wrong("until", "error.hours.until.range", "days", int(longestByHand/(24*time.Hour)))
		}
		x.Until = until.UTC()
		return nil
	})
}

// receptions is how companies' own numbers are answered; there is one of each company, and it was never made.
func receptions() noun[anteroom.Reception] {
	return noun[anteroom.Reception]{
		name: "reception", right: anteroom.ManageUsers,
		load: func(r *Run, _ string) (anteroom.Reception, error) {
			if err := r.hasReceptionist(); err != nil {
				return anteroom.Reception{}, err
			}
			f, err := r.tx.Front(r.target.Company)
			return f.Reception, err
		},
		check: (*Run).checkReception,
		put:   func(r *Run, _ string, _ *anteroom.Reception, x anteroom.Reception) error { return r.tx.PutReception(x) },
		effects: func(r *Run, before *anteroom.Reception, after anteroom.Reception) error {
			if before.Hold != after.Hold {
				r.effect(true, "effect.hold")
				if onlyHold, err := alike(before, after, "hold"); err != nil || onlyHold {
					return err
				}
			}
			if before.Remember > after.Remember && after.Remember == 0 {
				r.effect(false, "effect.reception.forget")
			}
			if after.Remember > before.Remember {
				r.effect(true, "effect.reception.remember", "count", after.Remember)
			}
			if before.Unheard != after.Unheard {
				r.effect(true, map[bool]string{true: "effect.reception.unheard", false: "effect.reception.heard"}[after.Unheard])
			}
			if before.CallBack != after.CallBack {
				r.effect(true, map[bool]string{true: "effect.reception.call_back", false: "effect.reception.no_call_back"}[after.CallBack])
			}
			return r.receptionEffect(true)
		},
	}
}

// alike tells whether two differ in nothing but one field.
func alike(before, after any, but string) (bool, error) {
	differ, _, err := anteroom.Diff(before, after)
	delete(differ, but)
	return len(differ) == 0, err
}

// hasReceptionist refuses a public service, whose numbers are its users' own.
func (r *Run) hasReceptionist() error {
	c, err := r.tx.Company(r.target.Company)
	if err == nil && c.Kind == anteroom.PublicService {
		return anteroom.Fail(anteroom.Conflict, "error.reception.public")
	}
	return err
}

func (r *Run) checkReception(before *anteroom.Reception, x anteroom.Reception) error {
	system, err := r.tx.Languages()
	if err != nil {
		return err
	}
	x.Check(&r.wrong, system)
	f, err := r.tx.Front(r.target.Company)
	if err != nil {
		return err
	}
	var was []anteroom.Destination
	if before != nil {
		was = before.Entries()
	}
	for i, field := range []string{"root", "closed", "holiday"} { // in the order of Entries
		if err := r.checkDestinations(field, f, was, x.Entries()[i]); err != nil {
			return err
		}
	}
	if err := r.checkSounds("greeting", x.Greeting); err != nil {
		return err
	}
	if err := r.checkSounds("file", []anteroom.Wording{{Sound: x.Hold}}); err != nil {
		return err
	}
	f.Reception = x
	return r.checkFront("root", f)
}

// checkFront asks of a reception as a whole what stands in the way of callers being answered by it.
func (r *Run) checkFront(field string, f anteroom.Front) error {
	if len(r.wrong) > 0 {
		return nil
	}
	c, err := r.tx.Company(r.target.Company)
	if err == nil {
		f.CheckFront(&r.wrong, field, c.Languages)
	}
	return err
}

// checkDestinations notes those that lead nowhere, but for those that stood there before.
func (r *Run) checkDestinations(field string, f anteroom.Front, before []anteroom.Destination, list ...anteroom.Destination) error {
	var failed error
	reachable := func(id anteroom.UserID) bool {
		u, err := r.tx.User(r.target.Company, id)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			failed = err
		}
		return err == nil && u.Removed.IsZero()
	}
	for _, d := range list {
		if d != "" && d.Written() && !slices.Contains(before, d) && !f.Leads(d, reachable) {
			r.wrong.Wrong(field, "error.destination.gone")
		}
	}
	return failed
}

func (r *Run) checkSounds(field string, list []anteroom.Wording) error {
	for _, w := range list {
		if w.Sound == "" {
			continue
		}
		_, err := r.tx.PromptSound(r.target.Company, w.Sound)
		if anteroom.KindOf(err) == anteroom.NotFound {
			r.wrong.Wrong(field, "error.recording.gone")
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// destination reads a destination as a person writes it: a user by extension or User ID, a number as it is dialled.
func (r *Run) destination(d anteroom.Destination) (anteroom.Destination, error) {
	d = anteroom.Destination(clean(string(d)))
	switch kind, text := d.Split(); kind {
	case anteroom.ToUser, anteroom.ToVoicemail:
		id, err := userNamed(r.tx, r.target.Company, clean(text))
		if anteroom.KindOf(err) == anteroom.NotFound {
			return d, nil // it is refused as leading nowhere, or was there before
		}
		return anteroom.To(kind, id), err
	case anteroom.ToNumber:
		c, err := r.tx.Company(r.target.Company)
		if id, _ := numberIn(c.Country, text); id != "" {
			d = anteroom.To(kind, id)
		}
		return d, err
	}
	return d, nil
}

// wording leaves out languages of which nothing is said.
func wording(list []anteroom.Wording) []anteroom.Wording {
	kept := []anteroom.Wording{}
	for _, w := range list {
		if w.Text = clean(w.Text); w.Text != "" || w.Sound != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// receptionEffect tells which callers hear a change; none where no call comes there yet.
func (r *Run) receptionEffect(reached bool) error {
	if !reached {
		r.effect(false, "effect.reception.apart")
		return nil
	}
	numbers, err := r.tx.Numbers(r.target.Company)
	if err != nil {
		return err
	}
	var answered []string
	for _, n := range numbers {
		if !n.Free && n.User == "" {
			answered = append(answered, n.ID.String())
		}
	}
	if len(answered) == 0 {
		r.effect(false, "effect.callers.no_number")
		return nil
	}
	r.effect(true, "effect.reception.callers", "count", len(answered), "numbers", answered)
	r.effect(false, "effect.reception.in_progress")
	return nil
}

// zoneOf is the time zone of a company: its own, else that of its bills.
func zoneOf(tx *store.Tx, x anteroom.Reception) (*time.Location, error) {
	if zone, err := anteroom.Zone(x.Zone); x.Zone != "" && err == nil {
		return zone, nil
	}
	b, err := tx.Billing(x.Company)
	return b.Location(), err
}

// Receptionist is how a company's own numbers are answered, and what is wrong with it.
type Receptionist struct {
	anteroom.Reception
	Version   int64                      `json:"version"`   // of the company's history, to be sent back as If-Match
	Now       anteroom.OpenState         `json:"now"`       // whether the company is open
	ZoneNow   string                     `json:"zone_now"`  // the time zone by which that is
	Languages anteroom.Languages         `json:"languages"` // of the company
	System    []anteroom.Language        `json:"system_languages"`
	Menus     []anteroom.Menu            `json:"menus"` // by name
	Groups    []anteroom.Group           `json:"groups"`
	Reached   []anteroom.MenuID          `json:"reached"` // the menus to which a call can come
	Gaps      []anteroom.Gap             `json:"gaps"`    // prompts that are missing, also in languages of the system that the company doesn't speak
	Astray    []anteroom.Astray          `json:"astray"`  // what leads nowhere
	Dial      map[anteroom.UserID]string `json:"-"`       // how these users are typed: extensions, else User IDs
	Names     map[string]string          `json:"names"`   // of the users who are named in it, by id
}

// Receptionist is the company's.
func (o *Office) Receptionist(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (x Receptionist, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, c anteroom.Company) error {
		f, err := tx.Front(id)
		if err != nil {
			return err
		}
		x = Receptionist{Reception: f.Reception, Languages: c.Languages, Menus: f.MenuList(), Groups: f.GroupList(), Names: map[string]string{}, Dial: map[anteroom.UserID]string{}}
		zone, err := zoneOf(tx, f.Reception)
		if err != nil {
			return err
		}
		x.Now, x.ZoneNow = f.At(tx.Now.In(zone)), zone.String()
		x.Reached, _ = f.Reached()
		if x.Astray, err = x.name(tx, f); err != nil {
			return err
		}
		if x.Version, err = tx.Version(anteroom.Scope(id)); err != nil {
			return err
		}
		x.System, err = tx.Languages()
		for _, l := range x.System {
			x.Gaps = append(x.Gaps, f.Gaps(anteroom.Languages{First: l})...)
		}
		return err
	})
	return x, err
}

// name finds the users who are named, and tells what leads nowhere.
func (x *Receptionist) name(tx *store.Tx, f anteroom.Front) ([]anteroom.Astray, error) {
	var failed error
	there := map[anteroom.UserID]bool{}
	for _, id := range f.Users() {
		u, err := tx.User(f.Company, id)
		if anteroom.KindOf(err) == anteroom.NotFound {
			continue
		}
		failed = errors.Join(failed, err)
		x.Names[string(id)] = u.Name()
		x.Dial[id] = cmp.Or(u.Extension, u.Number)
		there[id] = err == nil && u.Removed.IsZero() && u.State == anteroom.UserActive && !u.Expired(tx.Now)
	}
	return f.Lost(func(id anteroom.UserID) bool { return there[id] }), failed
}

// astray is what leads nowhere in a reception.
func astray(tx *store.Tx, f anteroom.Front) ([]anteroom.Astray, error) {
	x := Receptionist{Names: map[string]string{}, Dial: map[anteroom.UserID]string{}}
	return x.name(tx, f)
}

// spoken notes which prompts are missing in a language that a company would speak from now on (R18). One that it speaks has all
// but maybe a greeting of its own: that is made in one language after the other.
func (r *Run) spoken(l anteroom.Languages) error {
	f, err := r.tx.Front(r.target.Company)
	if err != nil {
		return err
	}
	gaps := f.Gaps(l)
	if len(gaps) == 0 {
		return nil
	}
	before, err := r.tx.Company(r.target.Company)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		if before.Languages.Has(g.Language) {
			continue
		}
		field := "second"
		if g.Language == l.First {
			field = "first"
		}
		key := "error.language.gap"
		if g.Menu == "" {
			key = "error.language.greeting"
		}
		r.wrong.Wrong(field, key, "language", g.Language, "name", g.Name)
	}
	return nil
}
