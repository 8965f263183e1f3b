package office

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// basis is all that the plans of a company's calls are made from, as it is where its histories stand so. It is shared by all calls
// that find them there, and never changed.
type basis struct {
	store.Standing
	day     string // accounts end with a day
	company anteroom.Company
	pbx     string // where its phone system takes calls
	zone    *time.Location
	heard   bool              // there is a recogniser
	people  []anteroom.Person // who can be reached, by last name
	front   *anteroom.Front   // of the receptionist; nil: nothing is set
	numbers map[anteroom.Destination]anteroom.NumberID
	decided map[anteroom.Destination]anteroom.Decision
	said    map[anteroom.UserID]anteroom.Smart // by those who have said how their calls are handled
	smart   map[anteroom.UserID]anteroom.Smart // the same, with whose mailbox is full
}

// bases are those of the companies that were called of late. Each call finds out by one statement where the histories stand, of
// whatever process the changes were; a basis that stands elsewhere is renewed by what those changes were. A company of 100 000
// users is so read once and not at each call.
type bases struct {
	turns *turns // of those who would read a company's anew

	mu   sync.Mutex
	of   map[anteroom.CompanyID]*basis
	size int // of all of them
}

// mostBases is the size of all bases that are kept, in people; beyond it companies are forgotten, whichever come first.
const mostBases = 500_000

// leastBasis is the size of a company without people.
const leastBasis = 50

// mostRead is how many changes are looked at, to find what they leave as it is.
const mostRead = 100

func newBases() *bases { return &bases{turns: newTurns(), of: map[anteroom.CompanyID]*basis{}} }

func (b *basis) size() int { return leastBasis + len(b.people) + len(b.said) }

// kept is the basis of a company; nil: there is none that holds at that standing and moment.
func (k *bases) kept(at store.Standing, now time.Time) *basis {
	b := k.last(at.Company)
	if b == nil || b.Standing != at || b.day != dayAt(now) {
		return nil
	}
	return b
}

// last is what was kept last of a company, wherever it stands; nil: nothing.
func (k *bases) last(id anteroom.CompanyID) *basis {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.of[id]
}

func (k *bases) keep(b *basis) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget(b.Company)
	for other := range k.of {
		if k.size+b.size() <= mostBases {
			break
		}
		k.forget(other)
	}
	k.of[b.Company] = b
	k.size += b.size()
}

func (k *bases) forget(id anteroom.CompanyID) {
	if b := k.of[id]; b != nil {
		k.size -= b.size()
		delete(k.of, id)
	}
}

func dayAt(now time.Time) string { return now.Format(time.DateOnly) }

// readTime is how long a basis may take to be read.
const readTime = 20 * time.Second

// calledAnew is a call whose company stands where no basis is kept. Of a crowd of calls the first one reads it, and all others wait
// without a place in the database, which the calls of other companies need. What was begun to be read is read to its end, whether its
// call still waits or was answered without: or a large company would never be read.
func (o *Office) calledAnew(ctx context.Context, call store.Called, caller anteroom.NumberID) (c store.Called, b *basis, err error) {
	end, err := o.bases.turns.take(ctx, string(call.Company))
	if err != nil {
		return c, nil, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTime)
	defer cancel()
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if c, err = tx.Called(call.Number.ID, caller); err == nil {
			b, err = o.basis(tx, c.Standing)
		}
		return err
	})
	return c, b, err
}

// basisOf is that of a company; NotFound where there is none.
func (o *Office) basisOf(tx *store.Tx, id anteroom.CompanyID) (*basis, error) {
	at, err := tx.Standing(id)
	if err != nil {
		return nil, err
	}
	return o.basis(tx, at)
}

// basis is that of a company where it stands in the transaction.
func (o *Office) basis(tx *store.Tx, at store.Standing) (*basis, error) {
	if b := o.bases.kept(at, tx.Now); b != nil {
		return b, nil
	}
	fresh, err := o.freshBasis(tx, at, o.bases.last(at.Company))
	if err != nil {
		return nil, err
	}
	o.bases.keep(fresh)
	return fresh, nil
}

// freshBasis is made of one that stands elsewhere, or of none: what changed since is read anew.
func (o *Office) freshBasis(tx *store.Tx, at store.Standing, last *basis) (*basis, error) {
	fresh := &basis{Standing: at, day: dayAt(tx.Now)}
	since, err := changedSince(tx, fresh, last)
	if err != nil {
		return nil, err
	}
	if last != nil {
		fresh.people, fresh.front, fresh.said = last.people, last.front, last.said
	}
	if fresh.company, err = tx.Company(at.Company); err != nil {
		return nil, err
	}
	if since.people {
		if err := fresh.readPeople(tx); err != nil {
			return nil, err
		}
		since.smart = since.smart || !slices.Equal(extensions(last.people), extensions(fresh.people)) // calls may be forwarded to them
	}
	if err := fresh.readSmart(tx, since); err != nil {
		return nil, err
	}
	fresh.smart = withFull(fresh.said, at.Full)
	return fresh, o.readRest(tx, fresh)
}

func (b *basis) readPeople(tx *store.Tx) error {
	users, err := tx.Users(b.Company)
	if err != nil {
		return err
	}
	b.people, b.front = reachable(users, tx.Now), nil
	f, err := tx.Front(b.Company)
	if f.Set() {
		b.front = &f
	}
	return err
}

// readRest reads what takes a few rows.
func (o *Office) readRest(tx *store.Tx, b *basis) (err error) {
	if b.pbx, err = sipOf(tx, b.company.PBX); err != nil {
		return err
	}
	if b.zone, err = zoneOf(tx, b.reception()); err != nil {
		return err
	}
	at, _, err := tx.Recogniser()
	if b.heard = at.Is(); err != nil || b.front == nil {
		return err
	}
	b.numbers, b.decided, err = o.outside(tx, b.company, b.front)
	return err
}

func (b *basis) reception() anteroom.Reception {
	if b.front == nil {
		return anteroom.Reception{Company: b.Company}
	}
	return b.front.Reception
}

// extensions are those of people, in order.
func extensions(people []anteroom.Person) []string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.Extension
	}
	slices.Sort(list)
	return list
}

func reachable(users []anteroom.User, now time.Time) []anteroom.Person {
	people := make([]anteroom.Person, 0, len(users))
	for _, u := range users {
		if u.State == anteroom.UserActive && !u.Expired(now) {
			people = append(people, anteroom.Person{User: u.ID, First: u.First, Last: u.Last, Extension: u.Extension, Operator: u.Operator, Language: u.Language, NoMailbox: u.Options.VoiceMessages == 0})
		}
	}
	return people
}

// withFull adds which mailboxes take no more messages: they fill without a change that a history tells.
func withFull(said map[anteroom.UserID]anteroom.Smart, full string) map[anteroom.UserID]anteroom.Smart {
	if full == "" {
		return said
	}
	all := maps.Clone(said)
	for user := range strings.FieldsSeq(full) {
		s := all[anteroom.UserID(user)]
		s.Full = true
		all[anteroom.UserID(user)] = s
	}
	return all
}

// changed is what has to be read anew.
type changed struct {
	people bool                     // and the receptionist
	smart  bool                     // how everybody's calls are handled
	users  map[anteroom.UserID]bool // how those of these users are
}

// changedSince is what changed between where a basis stands (nil: none) and where a fresh one does.
func changedSince(tx *store.Tx, fresh, last *basis) (changed, error) {
	if last == nil || last.day != fresh.day || last.VAR != fresh.VAR {
		return changed{people: true, smart: true}, nil
	}
	c := changed{users: map[anteroom.UserID]bool{}}
	for i, scope := range fresh.Scopes() {
		n := fresh.Versions[i] - last.Versions[i]
		if n == 0 {
			continue
		}
		var since []anteroom.Change
		if n > 0 && n <= mostRead {
			var err error
			if since, err = tx.ChangesAfter(scope, last.Versions[i]); err != nil {
				return c, err
			}
		}
		known := len(since) == int(n)
		c.smart = !known || c.smart || touched(since, c.users)
		c.people = c.people || i == 0 && (!known || !still(since))
	}
	return c, nil
}
