package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Run is one command being carried out: its transaction, and what it has done so far.
type Run struct {
	tx      *store.Tx
	who     anteroom.Who
	office  *Office
	ask     Ask
	target  anteroom.Target // of the command, with the VAR of its company
	scope   anteroom.Scope
	wrong   anteroom.Fields // every wrong field found so far: with one, nothing is stored (R7)
	items   []anteroom.Item
	effects []anteroom.Effect
	made    map[string]string
	undoes  anteroom.ChangeID
	loaded  map[[2]string]bool // noun and id of all that the command read in order to change it
	queued  bool
	again   bool                       // the same was done a moment ago: nothing more is
	paid    map[anteroom.PackageID]int // users more, or fewer, for whom a package is paid from now on
}

// preparer is a command with slow work that needs no transaction: hashing passwords.
type preparer interface {
	prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error)
}

// Do carries a command out: find who asks, ask the right, check the fields, change, record, queue, commit, then tell.
// In a preview all of that is rolled back at the end. It returns *anteroom.Error; nothing is stored then.
func (o *Office) Do(ctx context.Context, who anteroom.Who, c Command, ask Ask) (Outcome, error) {
	if p, ok := c.(preparer); ok {
		ready, err := p.prepare(ctx, o, who)
		if err != nil {
			return Outcome{}, o.refused(ctx, c, who, ask, err)
		}
		c = ready
	}
	var out Outcome
	var r *Run
	done, err := o.turn(ctx, c.Of())
	if err != nil {
		return Outcome{}, err
	}
	defer done()
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		r = &Run{tx: tx, who: who, office: o, ask: ask, made: map[string]string{}, loaded: map[[2]string]bool{}}
		var err error
		if out, err = r.carryOut(c); err != nil {
			return err
		}
		if ask.Preview || r.again {
			return store.Rollback()
		}
		return nil
	})
	if err != nil {
		return Outcome{}, o.refused(ctx, c, who, ask, err)
	}
	if !ask.Preview && !r.again {
		o.committed(r, c, out)
	}
	return out, nil
}

func (o *Office) committed(r *Run, c Command, out Outcome) {
	if r.queued {
		o.woken()
	}
	if out.Change != "" {
		o.tell(Notice{Company: anteroom.CompanyID(r.scope), Seq: out.Version, Who: r.who.Name, Command: Name(c)})
	}
}

func (r *Run) carryOut(c Command) (Outcome, error) {
	if err := r.allow(c); err != nil {
		return Outcome{}, err
	}
	version, err := r.tx.Version(r.scope)
	if err != nil {
		return Outcome{}, err
	}
	if err := c.Do(r); err != nil {
		return Outcome{}, err
	}
	if err := r.wrong.Err(); err != nil {
		return Outcome{}, err
	}
	if err := r.fresh(version); err != nil {
		return Outcome{}, err
	}
	if err := r.costEffect(); err != nil {
		return Outcome{}, err
	}
	out := Outcome{Version: version, Items: r.items, Effects: r.effects, Made: r.withoutSecrets(r.made)}
	if x, err := r.twice(c, version); err != nil || x.ID != "" {
		if err != nil {
			return Outcome{}, err
		}
		r.again = true
		return r.before(x, out)
	}
	if out.Digest, err = r.digest(c); err != nil {
		return Outcome{}, err
	}
	if r.ask.Digest != "" && r.ask.Digest != out.Digest {
		return Outcome{}, anteroom.Fail(anteroom.Conflict, "error.digest")
	}
	if len(r.items) == 0 || r.ask.Preview {
		return out, nil
	}
	change := entry(r.tx, r.who, r.scope, r.target.VAR, Name(c), r.items...)
	change.Undoes = r.undoes
	if err := r.tx.AddChange(&change); err != nil {
		return Outcome{}, err
	}
	out.Change, out.Version = change.ID, change.Seq
	return out, nil
}

// entry is what the history of a place is told of who did what.
func entry(tx *store.Tx, who anteroom.Who, scope anteroom.Scope, vendor anteroom.VARID, command string, items ...anteroom.Item) anteroom.Change {
	c := anteroom.Change{ID: anteroom.NewID[anteroom.ChangeID](tx.Now), Scope: scope, VAR: vendor, Account: who.Account, Who: who.Name, Level: who.Level, Source: who.Source,
		Command: command, Items: items}
	if who.Acting.Is() {
		c.Level, c.Acting = who.Acting.Level, who.Acting.Reason
	}
	return c
}

// allow asks the right, and finds the scope. What is not there and what is another's get the same answer.
func (r *Run) allow(c Command) error {
	r.target = c.Of()
	switch {
	case r.target.Company != "":
		return r.allowInCompany(c)
	case r.target.VAR != "":
		r.scope = anteroom.Scope(r.target.VAR)
		return r.allowInVAR(c)
	}
	r.scope = anteroom.SystemScope
	return r.who.May(c.Right(), r.target)
}

// recovery is a command that is for what was removed too; all others find it gone.
type recovery interface{ recovers() }

func (r *Run) allowInCompany(c Command) error {
	r.scope = anteroom.Scope(r.target.Company)
	co, err := reach(r.tx, r.who, c.Right(), r.target)
	if err != nil {
		return err
	}
	r.target.VAR = co.VAR
	_, recovers := c.(recovery)
	switch below := r.who.Level == anteroom.LevelCompany || r.who.Level == anteroom.LevelUser; {
	case co.Gone && !recovers:
		return anteroom.Missing()
	case co.Suspended && below && !r.who.Acting.Is() && c.Right() != anteroom.ChangeOwnAccount:
		return anteroom.Fail(anteroom.Forbidden, "error.company.suspended")
	}
	return nil
}

func (r *Run) allowInVAR(c Command) error {
	if err := r.who.May(c.Right(), r.target); err != nil {
		return err
	}
	v, err := r.tx.VAR(r.target.VAR)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Missing()
	}
	if _, recovers := c.(recovery); err == nil && !v.Removed.IsZero() && !recovers {
		return anteroom.Missing()
	}
	return err
}

// reach is the company of the target where it exists for this person, who holds the right over the target.
func reach(tx *store.Tx, who anteroom.Who, right anteroom.Right, of anteroom.Target) (anteroom.Company, error) {
	if who.Level == anteroom.Nobody {
		return anteroom.Company{}, who.May(right, anteroom.Target{})
	}
	c, err := tx.Company(of.Company)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return c, anteroom.Missing()
	}
	if err != nil {
		return c, err
	}
	of.VAR = c.VAR
	return c, who.May(right, of)
}

// fresh refuses a command from an outdated page: what it reads was changed since (R8).
func (r *Run) fresh(version int64) error {
	if r.ask.Version == 0 || r.ask.Version == version || len(r.items) == 0 {
		return nil
	}
	since, err := r.tx.ChangesAfter(r.scope, r.ask.Version)
	if err != nil {
		return err
	}
	stale := staleFields(since, r.loaded)
	if len(stale) == 0 {
		return nil
	}
	return &anteroom.Error{Kind: anteroom.Conflict, Msg: anteroom.T("error.stale"), Stale: &anteroom.Stale{Version: version, Fields: stale}}
}

// staleFields are the fields of the loaded nouns that the changes set: what each was before the first, and after the last.
func staleFields(changes []anteroom.Change, loaded map[[2]string]bool) []anteroom.StaleField {
	var fields []anteroom.StaleField
	for _, c := range changes {
		for _, i := range c.Items {
			if !loaded[[2]string{i.Noun, i.ID}] {
				continue
			}
			for _, name := range i.FieldNames() {
				f := anteroom.StaleField{Noun: i.Noun, ID: i.ID, Field: name, Before: i.Before[name], Now: i.After[name], Who: c.Who, At: c.At}
				same := func(x anteroom.StaleField) bool { return x.Noun == f.Noun && x.ID == f.ID && x.Field == f.Field }
				if at := slices.IndexFunc(fields, same); at >= 0 {
					f.Before = fields[at].Before
					fields[at] = f
				} else {
					fields = append(fields, f)
				}
			}
		}
	}
	return slices.DeleteFunc(fields, func(f anteroom.StaleField) bool { return string(f.Before) == string(f.Now) })
}

// Changed records a noun before and after; nil for one that is made or dropped. Nothing is recorded where they are equal.
func (r *Run) changed(noun, id string, before, after any) (bool, error) {
	b, a, err := anteroom.Diff(before, after)
	if err != nil || (len(b) == 0 && len(a) == 0) {
		return false, err
	}
	r.items = append(r.items, anteroom.Item{Noun: noun, ID: id, Before: b, After: a})
	return true, nil
}

// effect tells something that the command does to the world.
func (r *Run) effect(reach bool, key string, args ...any) {
	r.effects = append(r.effects, anteroom.Effect{Text: anteroom.T(key, args...), Reach: reach})
}

// queue adds a job that is due at once.
func (r *Run) queue(kind anteroom.JobKind, company anteroom.CompanyID, target string) error {
	r.queued = true
	return r.tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](r.tx.Now), Kind: kind, Company: company, Target: target}, r.tx.Now)
}

// digest names what a command does, whatever the moment: ids and times that are made anew at each run are left out.
func (r *Run) digest(c Command) (string, error) {
	made := map[string]bool{}
	for _, id := range r.made {
		made[strconv.Quote(id)] = true
	}
	raw, err := json.Marshal([]any{Name(c), steadyParts(r.items, made), r.effects})
	if err != nil {
		return "", fmt.Errorf("office: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16]), nil
}

// part is an item as it is at each run.
type part struct {
	Noun, ID      string
	Before, After map[string]json.RawMessage
}

func steadyParts(items []anteroom.Item, made map[string]bool) []part {
	parts := make([]part, len(items))
	for i, it := range items {
		parts[i] = part{it.Noun, it.ID, steady(it.Noun, it.Before, made), steady(it.Noun, it.After, made)}
		if it.Before == nil || made[strconv.Quote(it.ID)] {
			parts[i].ID = ""
		}
	}
	return parts
}

func steady(noun string, fields map[string]json.RawMessage, made map[string]bool) map[string]json.RawMessage {
	kept := make(map[string]json.RawMessage, len(fields))
	for k, v := range fields {
		switch k {
		case "id", "made", "removed", "ends", "heard", "password_changed", "key_changed", "pin_changed", "validated", "connected":
		case "number":
			if noun != "user" {
				kept[k] = v
			}
		default:
			if !made[string(v)] {
				kept[k] = v
			}
		}
	}
	return kept
}
