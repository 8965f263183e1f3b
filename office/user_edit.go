package office

import (
	"context"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// someOptions are those of a user's options that are told; the others are nil.
type someOptions struct {
	mailMessages, contacts, voiceMessages                        *int
	expires                                                      *string
	companyContacts, administratorOnly, assistantStays, voiceMP3 *bool
}

// on are the options with those that are told.
func (s someOptions) on(o anteroom.Options) anteroom.Options {
	set(&o.MailMessages, s.mailMessages)
	set(&o.Contacts, s.contacts)
	set(&o.VoiceMessages, s.voiceMessages)
	set(&o.Expires, s.expires)
	set(&o.CompanyContacts, s.companyContacts)
	set(&o.AdministratorOnly, s.administratorOnly)
	set(&o.AssistantStays, s.assistantStays)
	set(&o.VoiceMP3, s.voiceMP3)
	return o
}

func set[T any](field, told *T) {
	if told != nil {
		*field = *told
	}
}

// EditUser changes what an administrator decides of a user. What is left out stays as it is.
type EditUser struct {
	Company           anteroom.CompanyID `json:"-" path:"company"`
	User              anteroom.UserID    `json:"user"`
	First             *string            `json:"first,omitempty"`
	Last              *string            `json:"last,omitempty"`
	Email             *string            `json:"email,omitempty"`
	Extension         *string            `json:"extension,omitempty"` // 1 to 6 digits; empty: none
	Language          *anteroom.Language `json:"language,omitempty"`  // empty: the company's first
	Operator          *bool              `json:"operator,omitempty"`
	MailMessages      *int               `json:"mail_messages,omitempty"`
	Contacts          *int               `json:"contacts,omitempty"`
	VoiceMessages     *int               `json:"voice_messages,omitempty"`
	Expires           *string            `json:"expires,omitempty"` // the last day of the account, "2006-01-02"; empty: none
	CompanyContacts   *bool              `json:"company_contacts,omitempty"`
	AdministratorOnly *bool              `json:"administrator_only,omitempty"`
	AssistantStays    *bool              `json:"assistant_stays,omitempty"`
	VoiceMP3          *bool              `json:"voice_mp3,omitempty"` // recordings are mailed as MP3; else as WAV
}

func (c EditUser) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c EditUser) Right() anteroom.Right { return anteroom.ManageUsers }

func (c EditUser) Do(r *Run) error {
	return r.editUser(c.User, func(u *anteroom.User) error {
		set(&u.First, cleaned(c.First))
		set(&u.Last, cleaned(c.Last))
		set(&u.Email, cleaned(c.Email))
		set(&u.Extension, cleaned(c.Extension))
		set(&u.Language, c.Language)
		set(&u.Operator, c.Operator)
		u.Options = someOptions{c.MailMessages, c.Contacts, c.VoiceMessages, c.Expires, c.CompanyContacts, c.AdministratorOnly, c.AssistantStays, c.VoiceMP3}.on(u.Options)
		return nil
	})
}

func cleaned(s *string) *string {
	if s == nil {
		return nil
	}
	text := clean(*s)
	return &text
}

// editUser changes a user who was not removed. Who is not there is a wrong field.
func (r *Run) editUser(id anteroom.UserID, change func(*anteroom.User) error) error {
	if _, there, err := r.person("user", id); err != nil || !there {
		return err
	}
	return users().edit(r, string(id), change)
}

// person is a user of the command's company; somebody who is not there, or was removed, is noted as wrong.
func (r *Run) person(field string, id anteroom.UserID) (u anteroom.User, there bool, err error) {
	u, err = r.tx.User(r.target.Company, id)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !u.Removed.IsZero() {
		r.wrong.Wrong(field, "error.user.unknown")
		return u, false, nil
	}
	return u, err == nil, err
}

// EditSelf changes what is a user's own to change, unless the account is configured by the administrator only.
type EditSelf struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	User     anteroom.UserID    `json:"user"`
	First    string             `json:"first"`
	Last     string             `json:"last"`
	Email    string             `json:"email"`
	Language anteroom.Language  `json:"language,omitempty"`  // empty: the company's first
	VoiceMP3 *bool              `json:"voice_mp3,omitempty"` // recordings are mailed as MP3; else as WAV
}

func (c EditSelf) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c EditSelf) Right() anteroom.Right { return anteroom.EditSelf }

func (c EditSelf) Do(r *Run) error {
	return r.editUser(c.User, func(u *anteroom.User) error {
		if u.Options.AdministratorOnly && r.who.Level == anteroom.LevelUser {
			return anteroom.Fail(anteroom.Forbidden, "error.user.administrator_only")
		}
		u.First, u.Last, u.Email, u.Language = clean(c.First), clean(c.Last), clean(c.Email), c.Language
		set(&u.Options.VoiceMP3, c.VoiceMP3)
		return nil
	})
}

// SetPIN sets the PIN with which a user signs in by telephone; nobody can read it.
type SetPIN struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
	PIN     string             `json:"pin"`             // 4 to 12 digits
	Again   *string            `json:"again,omitempty"` // the PIN once more, where a person types it

	hash string // of PIN; filled by prepare
}

func (c SetPIN) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c SetPIN) Right() anteroom.Right { return anteroom.EditSelf }

// prepare hashes the PIN, before the transaction.
func (c SetPIN) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	if err := o.may(ctx, who, c); err != nil {
		return nil, err
	}
	var wrong anteroom.Fields
	wrong.PIN("pin", c.PIN)
	if c.Again != nil && *c.Again != c.PIN {
		wrong.Wrong("again", "error.pin.unequal")
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	var err error
	c.hash, err = o.hash(ctx, c.PIN)
	return c, err
}

func (c SetPIN) Do(r *Run) error {
	err := r.editUser(c.User, func(u *anteroom.User) error {
		u.PINSet, u.PINChanged = true, r.tx.Now
		return nil
	})
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.tx.SetPINHash(c.Company, c.User, c.hash)
}

func goodPIN(pin string) bool {
	var wrong anteroom.Fields
	wrong.PIN("pin", pin)
	return len(wrong) == 0
}

// may asks the right before slow work is done for a command that will ask it again.
func (o *Office) may(ctx context.Context, who anteroom.Who, c Command) error {
	return o.store.Read(ctx, func(tx *store.Tx) error {
		_, err := reach(tx, who, c.Right(), c.Of())
		return err
	})
}

// RemoveUser removes a user of a company: the key, the extension and the telephone numbers are free again. Within 30 days
// the user can be recovered.
type RemoveUser struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
}

func (c RemoveUser) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveUser) Right() anteroom.Right { return anteroom.ManageUsers }
func (c RemoveUser) Do(r *Run) error       { return r.removeUser("user", c.User) }

// RemoveUsers removes several users at once: all of them, or nobody.
type RemoveUsers struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Users   []anteroom.UserID  `json:"users"` // 1 to 500
}

const mostRemoved = 500

func (c RemoveUsers) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveUsers) Right() anteroom.Right { return anteroom.ManageUsers }

func (c RemoveUsers) Do(r *Run) error {
	if len(c.Users) == 0 || len(c.Users) > mostRemoved {
		r.wrong.Wrong("users", "error.users.some", "most", mostRemoved)
		return nil
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(c.Users))) {
		if err := r.removeUser("users", id); err != nil {
			return err
		}
	}
	return nil
}

// removeUser frees the numbers first: an undo, which goes the other way, needs the user to be there for them.
func (r *Run) removeUser(field string, id anteroom.UserID) error {
	u, there, err := r.person(field, id)
	if err != nil || !there {
		return err
	}
	list, err := r.tx.NumbersOfUser(u.Company, u.ID)
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := numbers().edit(r, string(n), func(n *anteroom.Number) error {
			n.User, n.Free = "", true
			return nil
		}); err != nil {
			return err
		}
	}
	if len(list) > 0 {
		r.effect(true, "effect.user.removed.numbers", "name", u.Name(), "count", len(list), "numbers", spoken(list))
	}
	return users().edit(r, string(id), func(u *anteroom.User) error {
		u.Removed = r.tx.Now
		return nil
	})
}

func spoken(list []anteroom.NumberID) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = n.String()
	}
	return texts
}

// RecoverUser brings a removed user back, who needs a free key, and an extension that nobody else has taken since. The
// telephone numbers are assigned anew.
type RecoverUser struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
}

func (c RecoverUser) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RecoverUser) Right() anteroom.Right { return anteroom.ManageUsers }

func (c RecoverUser) Do(r *Run) error {
	if _, err := r.tx.User(c.Company, c.User); anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("user", "error.user.unknown")
		return nil
	} else if err != nil {
		return err
	}
	return users().edit(r, string(c.User), func(u *anteroom.User) (err error) {
		u.Removed, err = recovered(r.tx.Now, u.Removed)
		return err
	})
}

// checkRestoredUser asks of an undo what is asked of a recovery.
func (r *Run) checkRestoredUser(before, after anteroom.User) error {
	if before.Removed.IsZero() || !after.Removed.IsZero() {
		return nil
	}
	_, err := recovered(r.tx.Now, before.Removed)
	return err
}

// checkChosen notes packages that a new user may not have: what is not offered to the company's users, or is inactive
// (R22, R24).
func (r *Run) checkChosen(chosen []anteroom.PackageID) error {
	if len(chosen) == 0 {
		return nil
	}
	list, err := r.tx.CompanyPackages(r.target.Company)
	for _, id := range chosen {
		if !slices.ContainsFunc(list, func(p anteroom.CompanyPackage) bool { return p.Package.ID == id && p.Offer && p.Package.Active }) {
			r.wrong.Wrong("packages", "error.package.unknown")
			break
		}
	}
	return err
}

// assign leads free numbers of the company to a user.
func (r *Run) assign(id anteroom.UserID, list []anteroom.NumberID) error {
	for _, number := range list {
		n, err := r.tx.Number(anteroom.ParseNumber(string(number)))
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && (n.Company != r.target.Company || !n.Free) {
			r.wrong.Wrong("numbers", "error.number.not_free")
			return nil
		}
		if err != nil {
			return err
		}
		if err := numbers().edit(r, string(n.ID), func(n *anteroom.Number) error {
			n.User, n.Free, n.ReservedFor = id, false, ""
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// userEffects tells what a change of a user does to callers and to the person. A new address is told to both, and ends the
// sign-ins of the one before.
func (r *Run) userEffects(before *anteroom.User, after anteroom.User) error {
	if before == nil {
		return nil
	}
	switch gone := !after.Removed.IsZero(); {
	case before.Removed.IsZero() && gone:
		r.effect(true, "effect.user.removed", "name", after.Name(), "extension", after.Extension)
		r.effect(false, "effect.removed.recover", "days", recoverDays)
		return r.endUserSignIns(after)
	case gone:
		return nil
	case !before.Removed.IsZero():
		r.effect(true, "effect.user.recovered", "name", after.Name(), "extension", after.Extension)
		return nil
	}
	if before.Extension != after.Extension {
		r.effect(true, "effect.user.extension", "name", after.Name(), "extension", after.Extension, "old", before.Extension)
	}
	if before.Operator != after.Operator {
		key := map[bool]string{true: "effect.user.operator", false: "effect.user.operator.no_more"}[after.Operator]
		r.effect(true, key, "name", after.Name())
	}
	if anteroom.FoldEmail(before.Email) == anteroom.FoldEmail(after.Email) {
		return nil
	}
	return r.moved(*before, after)
}

// moved tells both addresses of a user that one was replaced by the other.
func (r *Run) moved(before, after anteroom.User) error {
	r.effect(true, "effect.user.email", "name", after.Name(), "email", after.Email, "old", before.Email)
	if err := r.resetMail(after); err != nil {
		return err
	}
	if err := r.endUserSignIns(after); err != nil {
		return err
	}
	if after.State == anteroom.UserInvited {
		return nil // who has not come yet has nothing to be told of
	}
	company, err := r.tx.Company(after.Company)
	if err != nil {
		return err
	}
	for _, to := range []string{before.Email, after.Email} {
		err := r.send(after.Company, anteroom.Notice{Kind: anteroom.EmailChanged, Language: company.Choose(after.Language), ToName: after.Name(), ToEmail: to,
			OldEmail: before.Email, NewEmail: after.Email})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) endUserSignIns(u anteroom.User) error {
	account, err := r.tx.AccountOfUser(u.Company, u.ID)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return r.endSignIns(account)
}
