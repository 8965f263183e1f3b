package office

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// twiceTime is for how long a form that is sent again, by a second press or because the answer did not come, does nothing more.
// Later it is meant.
const twiceTime = 15 * time.Second

// twice finds the change by which the same person made the very same from the same page a moment ago; none: an empty id. What
// only edits needs no such care: the second time nothing differs.
func (r *Run) twice(c Command, version int64) (anteroom.Change, error) {
	if r.ask.Preview || r.ask.Version == 0 || r.ask.Version == version || !makes(r.items) {
		return anteroom.Change{}, nil
	}
	since, err := r.tx.ChangesAfter(r.scope, r.ask.Version)
	if err != nil {
		return anteroom.Change{}, err
	}
	mine, err := r.gist(r.items)
	if err != nil {
		return anteroom.Change{}, err
	}
	for _, x := range since {
		if x.Account != r.who.Account || x.Command != Name(c) || r.tx.Now.Sub(x.At) >= twiceTime {
			continue
		}
		if theirs, err := r.gist(x.Items); err != nil || bytes.Equal(mine, theirs) {
			return x, err
		}
	}
	return anteroom.Change{}, nil
}

// makes tells whether something is there that was not.
func makes(items []anteroom.Item) bool {
	for _, i := range items {
		if i.Before == nil {
			return true
		}
	}
	return false
}

// gist is what is the same of the items of two runs of one command.
func (r *Run) gist(items []anteroom.Item) ([]byte, error) {
	made := map[string]bool{}
	for _, id := range r.made {
		made[strconv.Quote(id)] = true
	}
	for _, i := range items {
		if i.Before == nil {
			made[strconv.Quote(i.ID)] = true
		}
	}
	parts := steadyParts(items, made)
	for _, p := range parts {
		if p.Noun == "call_rule" {
			delete(p.After, "place") // behind those that there are: one more by then
		}
	}
	raw, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("office: %w", err)
	}
	return raw, nil
}

// ownID is an item's id without the user's, which stands before it where the thing is a user's own.
func ownID(i anteroom.Item) string { return i.ID[strings.LastIndexByte(i.ID, '.')+1:] }

// before is the outcome that the first of two like commands had, with its ids in the place of those that this run made. A
// secret that was shown once is not shown again.
func (r *Run) before(x anteroom.Change, out Outcome) (Outcome, error) {
	made := map[string]string{}
	for name, id := range r.made {
		for i := range r.items {
			if i < len(x.Items) && ownID(r.items[i]) == id {
				made[name] = ownID(x.Items[i])
			}
		}
	}
	if len(made) < len(r.made) {
		return Outcome{}, anteroom.Fail(anteroom.Conflict, "error.twice")
	}
	out.Change, out.Version, out.Items, out.Made = x.ID, x.Seq, x.Items, made
	return out, nil
}
