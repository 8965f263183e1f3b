package office

import (
	"context"
	"crypto/md5" //nolint:gosec // RFC 8760 section 2.6: phones that know nothing better
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"

	"anteroom.dev/anteroom"
)

// CreateUser makes a user of a company, for one of its keys, with the packages that are Default at this moment (R21), or
// with those that are chosen. With Invite the key is reserved, and a one-time link is mailed.
type CreateUser struct {
	Company           anteroom.CompanyID   `json:"-" path:"company"`
	First             string               `json:"first"`
	Last              string               `json:"last"`
	Email             string               `json:"email"`
	Extension         string               `json:"extension,omitempty"` // 1 to 6 digits
	Language          anteroom.Language    `json:"language,omitempty"`  // the person's own; empty: the company's first
	Operator          bool                 `json:"operator,omitempty"`  // receives the callers who press 0
	Invite            bool                 `json:"invite,omitempty"`    // mail a one-time link, and reserve the key until it is used
	PIN               string               `json:"pin,omitempty"`       // 4 to 12 digits; empty: none yet
	Packages          []anteroom.PackageID `json:"packages,omitempty"`  // of those that are offered; left out: the default ones
	Numbers           []anteroom.NumberID  `json:"numbers,omitempty"`   // free ones of the company, to be assigned
	MailMessages      *int                 `json:"mail_messages,omitempty"`
	Contacts          *int                 `json:"contacts,omitempty"`
	VoiceMessages     *int                 `json:"voice_messages,omitempty"`
	Expires           *string              `json:"expires,omitempty"` // the last day of the account, "2006-01-02"; empty: none
	CompanyContacts   *bool                `json:"company_contacts,omitempty"`
	AdministratorOnly *bool                `json:"administrator_only,omitempty"`
	AssistantStays    *bool                `json:"assistant_stays,omitempty"`
	VoiceMP3          *bool                `json:"voice_mp3,omitempty"` // recordings are mailed as MP3; else as WAV

	pin string // the hash of PIN; filled by prepare
}

func (c CreateUser) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c CreateUser) Right() anteroom.Right { return anteroom.ManageUsers }

// prepare hashes the PIN, before the transaction.
func (c CreateUser) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	if c.PIN == "" || !goodPIN(c.PIN) {
		return c, nil
	}
	if err := o.may(ctx, who, c); err != nil {
		return nil, err
	}
	var err error
	c.pin, err = o.hash(ctx, c.PIN)
	return c, err
}

func (c CreateUser) Do(r *Run) error {
	u := anteroom.User{Company: c.Company, First: clean(c.First), Last: clean(c.Last), Email: clean(c.Email), Extension: clean(c.Extension),
		Language: c.Language, Operator: c.Operator, State: anteroom.UserActive, Options: c.options().on(anteroom.DefaultOptions())}
	if c.Invite {
		u.State = anteroom.UserInvited
	}
	if c.PIN != "" {
		r.wrong.PIN("pin", c.PIN)
		u.PINSet, u.PINChanged = true, r.tx.Now
	}
	if err := r.checkChosen(c.Packages); err != nil {
		return err
	}
	if err := r.makeUser(u, c.Packages); err != nil || len(r.wrong) > 0 {
		return err
	}
	u.ID = anteroom.UserID(r.made["user"])
	if c.pin != "" {
		if err := r.tx.SetPINHash(u.Company, u.ID, c.pin); err != nil {
			return err
		}
	}
	if err := r.assign(u.ID, c.Numbers); err != nil || !c.Invite {
		return err
	}
	return r.invite(u)
}

func (c CreateUser) options() someOptions {
	return someOptions{c.MailMessages, c.Contacts, c.VoiceMessages, c.Expires, c.CompanyContacts, c.AdministratorOnly, c.AssistantStays, c.VoiceMP3}
}

// makeUser makes a user with a User ID, an account to sign in with, and the packages that were chosen; nil: the default ones.
func (r *Run) makeUser(u anteroom.User, chosen []anteroom.PackageID) error {
	var err error
	u.ID, u.Made = anteroom.NewID[anteroom.UserID](r.tx.Now), r.tx.Now
	if u.Number, err = r.freeNumber(); err != nil {
		return err
	}
	if err := users().make(r, string(u.ID), u); err != nil || len(r.wrong) > 0 {
		return err
	}
	a := anteroom.Account{ID: anteroom.NewID[anteroom.AccountID](r.tx.Now), Level: anteroom.LevelUser, VAR: r.target.VAR, Company: u.Company, User: u.ID}
	if err := r.tx.PutAccount(a); err != nil {
		return err
	}
	if chosen == nil {
		if chosen, err = r.defaultPackages(u.Company); err != nil {
			return err
		}
	}
	return userPackages().edit(r, string(u.ID), func(h *held) error {
		h.Packages = chosen
		return nil
	})
}

// freeNumber is a User ID that nobody has: 8 digits of chance, which tell nothing of how many users there are.
func (r *Run) freeNumber() (string, error) {
	for range 20 {
		n, err := rand.Int(rand.Reader, big.NewInt(90_000_000))
		if err != nil {
			return "", err
		}
		number := strconv.FormatInt(10_000_000+n.Int64(), 10)
		if taken, err := r.tx.UserNumberTaken(number); err != nil || !taken {
			return number, err
		}
	}
	return "", anteroom.Fail(anteroom.Unavailable, "error.unavailable")
}

// defaultPackages are those of the company's list that a new user gets (R21); an inactive one is given to nobody (R24).
func (r *Run) defaultPackages(company anteroom.CompanyID) ([]anteroom.PackageID, error) {
	list, err := r.tx.CompanyPackages(company)
	ids := []anteroom.PackageID{}
	for _, p := range list {
		if p.Default && p.Package.Active {
			ids = append(ids, p.Package.ID)
		}
	}
	return ids, err
}

// held is what a user has of the company's packages, as the history keeps it.
type held struct {
	Packages []anteroom.PackageID `json:"packages"`
}

func userPackages() noun[held] {
	return noun[held]{
		name: "user_packages", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (held, error) {
			list, err := r.tx.UserPackages(r.target.Company, anteroom.UserID(id))
			h := held{Packages: []anteroom.PackageID{}}
			for _, p := range list {
				h.Packages = append(h.Packages, p.ID)
			}
			return h, err
		},
		put:      (*Run).putPackages,
		restored: (*Run).checkGiven,
	}
}

// putPackages takes and gives what differs.
func (r *Run) putPackages(id string, before *held, after held) error {
	for _, p := range before.Packages {
		if slices.Contains(after.Packages, p) {
			continue
		}
		if err := r.tx.TakePackage(r.target.Company, anteroom.UserID(id), p); err != nil {
			return err
		}
	}
	for _, p := range after.Packages {
		if err := r.tx.GivePackage(r.target.Company, anteroom.UserID(id), p); err != nil {
			return err
		}
	}
	u, err := r.tx.User(r.target.Company, anteroom.UserID(id))
	if err != nil {
		return err
	}
	return r.payHoldings(u)
}

func users() noun[anteroom.User] {
	return noun[anteroom.User]{
		name: "user", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (anteroom.User, error) {
			return r.tx.User(r.target.Company, anteroom.UserID(id))
		},
		check:    (*Run).checkUser,
		restored: (*Run).checkRestoredUser,
		put:      (*Run).putUser,
		drop:     (*Run).dropUser,
		effects:  (*Run).userEffects,
	}
}

func (r *Run) checkUser(_ *anteroom.User, u anteroom.User) error {
	company, err := r.tx.Company(u.Company)
	if err != nil {
		return err
	}
	u.Check(&r.wrong, company.Languages)
	if u.Extension == "" || !u.Removed.IsZero() {
		return nil
	}
	other, err := r.tx.UserByExtension(u.Company, u.Extension)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	if err == nil && other != u.ID {
		r.wrong.Wrong("extension", "error.extension.taken")
	}
	return err
}

// putUser stores a user, with the key that the user's state takes or gives back.
func (r *Run) putUser(_ string, before *anteroom.User, after anteroom.User) error {
	if err := r.tx.PutUser(after); err != nil {
		return err
	}
	was := anteroom.Keys{}
	if before != nil {
		was = before.Key()
	}
	if err := r.takeKey(was, after.Key(), after); err != nil {
		return err
	}
	if err := r.claimNumbers(was, after); err != nil {
		return err
	}
	if before != nil && was == (anteroom.Keys{}) && after.Key().Reserved > 0 && len(r.wrong) == 0 { // who comes back needs a link: that of before is gone
		if err := r.invite(after); err != nil {
			return err
		}
	}
	if before != nil && before.Email != after.Email && after.Email != "" {
		if err := r.readdress(after); err != nil {
			return err
		}
	}
	if before != nil && before.Options.VoiceMessages != after.Options.VoiceMessages {
		if err := refill(r.tx, after.Company, after.ID); err != nil {
			return err
		}
	}
	return r.payHoldings(after)
}

// takeKey moves one key of the company from what a user held to what the user holds.
func (r *Run) takeKey(was, is anteroom.Keys, u anteroom.User) error {
	moves := map[[2]anteroom.Keys]anteroom.KeyMove{
		{{}, {Reserved: 1}}: anteroom.KeysReserved, {{Reserved: 1}, {}}: anteroom.KeysReleased, {{Reserved: 1}, {Used: 1}}: anteroom.KeysClaimed,
		{{}, {Used: 1}}: anteroom.KeysUsed, {{Used: 1}, {}}: anteroom.KeysFreed,
	}
	m, ok := moves[[2]anteroom.Keys{was, is}]
	if !ok {
		return nil
	}
	if is == (anteroom.Keys{}) { // the link would bring back who was removed
		if err := r.tx.DropInvitation(u.Company, u.ID); err != nil {
			return err
		}
	}
	err := r.tx.MoveKeys(string(u.Company), m, 1, string(u.ID))
	if anteroom.KindOf(err) != anteroom.Limit {
		return err
	}
	k, err := r.tx.Keys(string(u.Company))
	if err != nil {
		return err
	}
	return r.wrongKeys("company", "error.keys.none", "count", k.Total)
}

// wrongKeys notes that keys are missing, and whom to ask for some.
func (r *Run) wrongKeys(field, key string, args ...any) error {
	vendor, err := r.tx.VAR(r.target.VAR)
	r.wrong.Wrong(field, key, append(args, "whom", vendor.Asked(r.who.Level))...)
	return err
}

// dropUser undoes the making of a user: who was made is removed, recoverable as anybody.
func (r *Run) dropUser(u anteroom.User) error {
	before := u
	u.Removed = r.tx.Now
	if err := r.putUser(string(u.ID), &before, u); err != nil {
		return err
	}
	return r.userEffects(&before, u)
}

// Realm is the realm of the phones' digest authentication (RFC 3261 section 22.1).
const Realm = "anteroom"

// AddPhone gives a user a SIP phone; its name and password are shown once.
type AddPhone struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
}

func (c AddPhone) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddPhone) Right() anteroom.Right { return anteroom.ManageUsers }

func (c AddPhone) Do(r *Run) error {
	if _, there, err := r.person("user", c.User); err != nil || !there {
		return err
	}
	id := anteroom.NewID[anteroom.PhoneID](r.tx.Now)
	name, password := string(id), rand.Text()
	p := anteroom.Phone{ID: id, Company: c.Company, User: c.User, Name: name, HA1MD5: ha1MD5(name, password), HA1SHA256: ha1SHA256(name, password)}
	r.made["name"], r.made["password"] = name, password
	return r.create("phone", string(id), p, func() error { return r.tx.AddPhone(p) })
}

func ha1MD5(name, password string) string {
	sum := md5.Sum([]byte(name + ":" + Realm + ":" + password)) //nolint:gosec // RFC 8760
	return hex.EncodeToString(sum[:])
}

func ha1SHA256(name, password string) string {
	sum := sha256.Sum256([]byte(name + ":" + Realm + ":" + password))
	return hex.EncodeToString(sum[:])
}
