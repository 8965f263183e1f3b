package office

import (
	"cmp"

	"anteroom.dev/anteroom"
)

// noun is one kind of thing that commands change: how it is read, checked and stored, and what comes of a change. Every
// command that makes, edits or drops one, and every undo, goes through it, so that all of them ask the same.
type noun[T any] struct {
	name  string
	right anteroom.Right // what an undo asks for
	own   bool           // a user's own: the user may undo what was done to it, too
	load  func(r *Run, id string) (T, error)
	// check notes wrong fields; before is nil where it is made. Nil: the commands check.
	check func(r *Run, before *T, after T) error
	// restored is asked beside check where an undo puts fields back.
	restored func(r *Run, before, after T) error
	put      func(r *Run, id string, before *T, after T) error
	// drop ends it, where that is not a field of its own; nil: what was made stays.
	drop    func(r *Run, before T) error
	stays   string                                 // what is said where making it is to be undone and it has no drop
	effects func(r *Run, before *T, after T) error // nil: it touches nobody
}

// make records and stores something that is made, where no field is wrong, and tells its id.
func (n noun[T]) make(r *Run, id string, made T) error {
	if n.check != nil {
		if err := n.check(r, nil, made); err != nil {
			return err
		}
	}
	if len(r.wrong) > 0 {
		return nil
	}
	r.made[n.name] = id
	if _, err := r.changed(n.name, id, nil, made); err != nil {
		return err
	}
	return n.store(r, id, nil, made)
}

// edit loads the thing, lets change set its fields, and records and stores it where no field is wrong.
func (n noun[T]) edit(r *Run, id string, change func(*T) error) error {
	before, err := n.load(r, id)
	if err != nil {
		return err
	}
	r.loaded[[2]string{n.name, id}] = true
	after := before
	if err := change(&after); err != nil {
		return err
	}
	if n.check != nil {
		if err := n.check(r, &before, after); err != nil {
			return err
		}
	}
	different, err := r.changed(n.name, id, before, after)
	if err != nil || !different || len(r.wrong) > 0 {
		return err
	}
	return n.store(r, id, &before, after)
}

func (n noun[T]) store(r *Run, id string, before *T, after T) error {
	if err := n.put(r, id, before, after); err != nil || len(r.wrong) > 0 || n.effects == nil {
		return err
	}
	return n.effects(r, before, after)
}

// remove records that the thing is no more, and drops it.
func (n noun[T]) remove(r *Run, id string) error {
	before, err := n.load(r, id)
	if err != nil {
		return err
	}
	r.loaded[[2]string{n.name, id}] = true
	if _, err := r.changed(n.name, id, before, nil); err != nil || len(r.wrong) > 0 {
		return err
	}
	return n.drop(r, before)
}

func (n noun[T]) unmakes() bool { return n.drop != nil }

// undo puts one item of a change back.
func (n noun[T]) undo(r *Run, i anteroom.Item) error {
	right := n.right
	if n.own && r.target.User != "" && right != anteroom.OwnMessages {
		right = anteroom.EditSelf
	}
	if err := r.who.May(right, r.target); err != nil {
		return err
	}
	switch {
	case i.Before == nil && n.drop == nil:
		return anteroom.Fail(anteroom.Conflict, cmp.Or(n.stays, "error.undo.made"))
	case i.Before == nil:
		return n.remove(r, i.ID)
	case i.After == nil:
		var none T
		was, err := anteroom.Restore(none, i)
		if err != nil {
			return err
		}
		return n.make(r, i.ID, was)
	}
	return n.edit(r, i.ID, func(t *T) error {
		if err := untouched(*t, i); err != nil {
			return err
		}
		before := *t
		var err error
		if *t, err = anteroom.Restore(before, i); err != nil || n.restored == nil {
			return err
		}
		return n.restored(r, before, *t)
	})
}

// undoer is a noun of any type.
type undoer interface {
	undo(r *Run, i anteroom.Item) error
	unmakes() bool // whether what was made can be unmade
}

// MayUnmake tells whether the making of a noun, by its name in the history, can be undone.
func MayUnmake(noun string) bool {
	n, ok := nouns()[noun]
	return ok && n.unmakes()
}

// nouns are all that can be undone, by their names in the history.
func nouns() map[string]undoer {
	return map[string]undoer{
		"system": systems(), "company": companies(), "account": accounts(), "var": vendors(), "user": users(), "number": numbers(), "user_packages": userPackages(),
		"import": imports(), "package": packages(), "company_package": companyPackages(),
		"billing": billings(), "price_list": priceLists(), "adjustment": adjustments(),
		"invitation": invitations(), "phone": phones(),
		"phone_system": phoneSystems(), "administrator": ownAccounts{administrators()}, "token": tokens(""),
		"mail_access": mailAccesses(), "mail_connection": connections{userMails()}, "mail_provider": providers{},
		"brand":  brands(),
		"status": statuses(), "call_rule": callRules(), "greeting": greetings(), "contact": contacts(), "contact_block": contactBlocks(), "voice_message": voicemails(),
		"wholesale": wholesales(),
		"reception": receptions(), "menu": menus(), "group": groups(), "recording_code": recordingCodes(),
		"trunk": trunks(), "recogniser": recognisers(), "spending_cap": spendingCaps(), "restriction": restrictions(), "number_block": numberBlocks(),
		"pbx_left": pbxLefts(),
	}
}
