package office

import (
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// directories are the people of the companies that were called of late, as their calls find them. One holds until the
// company's history has a new entry, or the day is over: then it is read anew. A company of 100 000 users is so read once
// and not at each call.
type directories struct {
	mu   sync.Mutex
	of   map[anteroom.CompanyID]directory
	size int // people in all of them
}

type directory struct {
	version int64
	day     string // accounts end with a day
	people  []anteroom.Person
	front   *anteroom.Front // of the receptionist; nil: nothing is set
}

// mostPeople is how many people are kept in all; beyond it companies are forgotten, whichever come first.
const mostPeople = 500_000

// mostRead is how many changes are looked at, to find that none of them is about people.
const mostRead = 100

func newDirectories() *directories {
	return &directories{of: map[anteroom.CompanyID]directory{}}
}

// people are those of a company who can be reached, by last name. The list is shared: it is not to be changed.
func (d *directories) people(tx *store.Tx, id anteroom.CompanyID) ([]anteroom.Person, error) {
	x, err := d.directory(tx, id)
	return x.people, err
}

// directory is a company's, shared as its people are.
func (d *directories) directory(tx *store.Tx, id anteroom.CompanyID) (directory, error) {
	version, err := tx.Version(anteroom.Scope(id))
	if err != nil {
		return directory{}, err
	}
	day := tx.Now.Format(time.DateOnly)
	d.mu.Lock()
	kept, ok := d.of[id]
	d.mu.Unlock()
	if ok && kept.day == day && kept.version != version && version-kept.version <= mostRead {
		since, err := tx.ChangesAfter(anteroom.Scope(id), kept.version)
		if err != nil {
			return directory{}, err
		}
		if still(since) {
			kept.version = version
			d.keep(id, kept)
		}
	}
	if ok && kept.version == version && kept.day == day {
		return kept, nil
	}
	users, err := tx.Users(id)
	if err != nil {
		return directory{}, err
	}
	fresh := directory{version: version, day: day, people: reachable(users, tx.Now)}
	f, err := tx.Front(id)
	if err != nil {
		return directory{}, err
	}
	if f.Set() {
		fresh.front = &f
	}
	d.keep(id, fresh)
	return fresh, nil
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

func (d *directories) keep(id anteroom.CompanyID, fresh directory) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(id)
	for other := range d.of {
		if d.size+len(fresh.people) <= mostPeople {
			break
		}
		d.forget(other)
	}
	d.of[id] = fresh
	d.size += len(fresh.people)
}

func (d *directories) forget(id anteroom.CompanyID) {
	d.size -= len(d.of[id].people)
	delete(d.of, id)
}
