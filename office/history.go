package office

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// History are the entries of the history of a company, a VAR or the system that are older than number before (0: all),
// newest first (R10); of a user those of the company's that changed the user.
func (o *Office) History(ctx context.Context, who anteroom.Who, of anteroom.Target, before int64, most int) (list []anteroom.Change, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeHistory, of); err != nil {
			return err
		}
		if of.User == "" {
			list, err = tx.ChangesBefore(scopeOf(of), before, page(most))
			return err
		}
		account, err := tx.AccountOfUser(of.Company, of.User)
		if err != nil {
			return err
		}
		list, err = tx.ChangesAbout(scopeOf(of), string(of.User), string(account), before, page(most))
		return err
	})
	return list, err
}

// ChangeList is the history of a company, of a VAR with its companies, or of the system with all that is below, newest
// first. It is filtered by person (an account's id, or the whole of a name, an e-mail address or a User ID), command, and
// from and to: days of UTC, both within, or moments as in RFC 3339, from the one and before the other. It is not counted.
func (o *Office) ChangeList(ctx context.Context, who anteroom.Who, of anteroom.Target, f anteroom.Find) (l List[anteroom.ChangeLine], err error) {
	known := columns{where: map[string][]string{"person": nil, "command": nil, "from": nil, "to": nil}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	sought, err := changeFind(f)
	if err != nil {
		return l, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeHistory, of); err != nil {
			return err
		}
		if err := person(tx, of, f.Where["person"], &sought); err != nil {
			return err
		}
		l.Rows, l.Next, err = tx.ChangeLines(of, sought)
		return err
	})
	return l, err
}

// Recorded are the names of the commands of which the history of a place may tell.
func Recorded(of anteroom.Target) []string {
	names := []string{"reset-password", "accept-invitation", "sign-up"}
	switch {
	case of.Company != "":
		names = append(names, "create-company", "create-token", "end-token", "change-own-password", "refused")
	case of.VAR != "":
		names = append(names, "purge-company", "create-token", "end-token", "change-own-password", "set-account")
	default:
		names = append(names, "purge-company", "purge-var", "first-administrator")
	}
	for _, c := range Commands() {
		t := reflect.TypeOf(c)
		_, inCompany := t.FieldByName("Company")
		_, inVAR := t.FieldByName("VAR")
		if inCompany || of.Company == "" && (inVAR || of.VAR == "") {
			names = append(names, Name(c))
		}
	}
	return names
}

func changeFind(f anteroom.Find) (c anteroom.ChangeFind, err error) {
	var wrong anteroom.Fields
	c.Most, c.Command = f.Most, f.Where["command"]
	if c.After, err = anteroom.ParseMark(f.After); err != nil {
		return c, err
	}
	c.Since = moment(&wrong, "from", f.Where["from"], 0)
	c.Until = moment(&wrong, "to", f.Where["to"], 1)
	return c, wrong.Err()
}

// moment reads a moment, or the beginning of a day and some days more; zero where there is none.
func moment(wrong *anteroom.Fields, field, text string, more int) time.Time {
	if text == "" {
		return time.Time{}
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, more)
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		wrong.Wrong(field, "error.parameter", "value", text)
	}
	return t
}

// person finds whose changes are asked for. What is no account's id, address or User ID is a name.
func person(tx *store.Tx, of anteroom.Target, text string, f *anteroom.ChangeFind) error {
	text = clean(text)
	if text == "" {
		return nil
	}
	a, err := tx.Account(anteroom.AccountID(text))
	if err == nil {
		f.Account = a.ID
		return nil
	}
	if anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	ids, err := tx.AccountsOfUsers(text)
	if err != nil {
		return err
	}
	if id, err := tx.AccountByEmail(text); err == nil {
		ids = append([]anteroom.AccountID{id}, ids...)
	} else if anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	f.Name = anteroom.Fold(text)
	for _, id := range ids {
		a, err := tx.Account(id)
		if err != nil {
			return err
		}
		if of.Company == "" || a.Company == of.Company || a.Company == "" {
			f.Account, f.Name = id, ""
			break
		}
	}
	return nil
}

// scopeOf is the chain of what belongs to a target.
func scopeOf(of anteroom.Target) anteroom.Scope {
	switch {
	case of.Company != "":
		return anteroom.Scope(of.Company)
	case of.VAR != "":
		return anteroom.Scope(of.VAR)
	}
	return anteroom.SystemScope
}

// Verify tells whether the company's history is whole: the number of its last entry, or an error that names the first
// entry that is not as it was written.
func (o *Office) Verify(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (version int64, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) error {
		if err := tx.Verify(anteroom.Scope(id)); err != nil {
			return err
		}
		version, err = tx.Version(anteroom.Scope(id))
		return err
	})
	return version, err
}

// Undo puts everything back as it was before a change, where nothing newer stands in the way (R10). It is a change of
// its own, and can be undone.
type Undo struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Change  anteroom.ChangeID  `json:"change"`
}

func (c Undo) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c Undo) Right() anteroom.Right { return anteroom.SeeHistory }
func (c Undo) Do(r *Run) error       { return r.undo(c.Change) }

// UndoOwn puts back a change of what is a user's own: the status, how calls are handled, voice messages.
type UndoOwn struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
	Change  anteroom.ChangeID  `json:"change"`
}

func (c UndoOwn) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c UndoOwn) Right() anteroom.Right { return anteroom.EditSelf }

func (c UndoOwn) Do(r *Run) error {
	change, err := r.tx.Change(r.scope, c.Change)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !about(change, c.User) {
		return anteroom.Missing()
	}
	if err != nil {
		return err
	}
	return r.undo(c.Change)
}

// about tells whether all of a change is about a user's own things.
func about(c anteroom.Change, user anteroom.UserID) bool {
	for _, i := range c.Items {
		owner, _, _ := strings.Cut(i.ID, ".")
		if owner != string(user) {
			return false
		}
	}
	return user != ""
}

// UndoAbove does the same with a change of a VAR's own things, or with none of the system's.
type UndoAbove struct {
	VAR    anteroom.VARID    `json:"var,omitempty"`
	Change anteroom.ChangeID `json:"change"`
}

func (c UndoAbove) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c UndoAbove) Right() anteroom.Right { return anteroom.SeeHistory }
func (c UndoAbove) Do(r *Run) error       { return r.undo(c.Change) }

// MayUndo tells whether who asks may undo what a command did at a place: who may not give a command may not take it back
// either. Whether it can be undone now is known only when it is tried.
func MayUndo(who anteroom.Who, of anteroom.Target, command string) bool {
	for _, c := range Commands() {
		if Name(c) != command {
			continue
		}
		right := c.Right()
		if right == anteroom.EditSelf { // of one of the company's users
			right = anteroom.ManageUsers
		}
		return who.May(right, of) == nil
	}
	return true
}

func (r *Run) undo(id anteroom.ChangeID) error {
	change, err := r.tx.Change(r.scope, id)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Missing()
	}
	if err != nil {
		return err
	}
	if change.UndoneBy != "" {
		return anteroom.Fail(anteroom.Conflict, "error.undo.twice")
	}
	r.undoes = change.ID
	for _, item := range slices.Backward(change.Items) {
		if err := r.putBack(item); err != nil {
			return err
		}
	}
	if len(r.items) == 0 && len(r.wrong) == 0 {
		return anteroom.Fail(anteroom.Conflict, "error.undo.none")
	}
	return nil
}

// putBack restores one noun of a change.
func (r *Run) putBack(i anteroom.Item) error {
	if i.Before != nil && i.After["password_changed"] != nil {
		return anteroom.Fail(anteroom.Conflict, "error.undo.secret")
	}
	if i.Before != nil && i.After["pin_changed"] != nil {
		return anteroom.Fail(anteroom.Conflict, "error.undo.secret")
	}
	n, ok := nouns()[i.Noun]
	if !ok {
		return anteroom.Fail(anteroom.Conflict, "error.undo.none")
	}
	return n.undo(r, i)
}

// untouched is a Conflict where a field of the item is no longer what the change made it.
func untouched(noun any, i anteroom.Item) error {
	_, now, err := anteroom.Diff(nil, noun)
	if err != nil {
		return err
	}
	var newer []string
	for name, was := range i.After {
		if !sameJSON(now[name], was) {
			newer = append(newer, name)
		}
	}
	if len(newer) == 0 {
		return nil
	}
	slices.Sort(newer)
	return anteroom.Fail(anteroom.Conflict, "error.undo.newer", "fields", strings.Join(newer, ", "))
}

// sameJSON compares two values whatever their spacing.
func sameJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return false
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}
