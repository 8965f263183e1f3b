package office

import (
	"context"
	"errors"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetUpLink makes the one-time link by which a new installation gets its first administrator: its address, which is told
// nowhere else. NotFound where the system is governed already. It holds for 7 days, or until one like it is used.
func (o *Office) SetUpLink(ctx context.Context) (string, error) {
	token, hash := newToken()
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		if governed, err := tx.Governed(); err != nil || governed {
			return exists(err, false)
		}
		return tx.AddSetUpLink(hash)
	})
	if err != nil {
		return "", err
	}
	return o.Link("/set-up/" + token), nil
}

// MaySetUp is NotFound unless the token is that of a set-up link that can still be used.
func (o *Office) MaySetUp(ctx context.Context, token string) error {
	return o.store.Read(ctx, func(tx *store.Tx) error { return setUpOpen(tx, tokenHash(token)) })
}

func setUpOpen(tx *store.Tx, hash string) error {
	if governed, err := tx.Governed(); err != nil || governed {
		return exists(err, false)
	}
	made, err := tx.SetUpLink(hash)
	if err == nil && tx.Now.Sub(made) > setUpLife {
		return anteroom.Missing()
	}
	return err
}

// SetUp is what a new installation is made of: its languages, its first administrator, the system's own VAR with whom
// to ask for support, and the public service.
type SetUp struct {
	Languages         []anteroom.Language
	AdministratorName string
	Email             string
	Phone             string
	Language          anteroom.Language // of the administrator, and of the public service
	Password, Again   string
	Name              string // of the system's own VAR
	SupportEmail      string
	SupportPhone      string
	PublicName        string // of the public-service company
	PublicEmail       string // of its administrator
	Country           string // of the public service
	Keys              int    // of the public service; 0 means none
}

// SetUp sets a new installation up by its one-time link, which ends with it, and begins a session of the first
// administrator. Made holds the public service's id and the token that makes its administrator's password.
func (o *Office) SetUp(ctx context.Context, token string, s SetUp) (session string, made map[string]string, err error) {
	if err := o.MaySetUp(ctx, token); err != nil {
		return "", nil, err
	}
	a := anteroom.Account{Level: anteroom.LevelSystem, Name: clean(s.AdministratorName), Email: clean(s.Email), Phone: clean(s.Phone), Language: s.Language}
	c := setUp{SetUp: s, link: tokenHash(token)}
	checkPassword(&c.weak, "password", s.Password, a)
	if s.Again != s.Password {
		c.weak.Wrong("again", "error.password.unequal")
	}
	if c.hash, err = o.hash(ctx, s.Password); err != nil {
		return "", nil, err
	}
	a.ID = anteroom.NewID[anteroom.AccountID](time.Now())
	c.administrator = a
	who := anteroom.Who{Account: a.ID, Level: a.Level, Name: a.Name, Lang: a.Language, Source: anteroom.Portal}
	out, err := o.Do(ctx, who, c, Ask{})
	if err != nil {
		return "", nil, err
	}
	session, _, err = o.begin(ctx, a.ID)
	return session, out.Made, err
}

// setUp is the command behind the link; it is not on the list, for only the link may give it.
type setUp struct {
	SetUp
	link, hash    string
	administrator anteroom.Account
	weak          anteroom.Fields // what is wrong with the password
}

func (c setUp) Of() anteroom.Target   { return anteroom.Target{} }
func (c setUp) Right() anteroom.Right { return anteroom.ManageSystem }

func (c setUp) Do(r *Run) error {
	if err := setUpOpen(r.tx, c.link); err != nil { // used meanwhile
		return err
	}
	if err := r.tx.DropSetUpLinks(); err != nil {
		return err
	}
	if err := c.setLanguages(r); err != nil {
		return err
	}
	r.wrong = append(r.wrong, c.weak...)
	if _, err := r.along(firstAdministrator{c.administrator, c.hash}, map[string]string{"email": "email", "phone": "phone",
		"administrator_name": "administrator_name", "administrator_language": "administrator_language"}); err != nil {
		return err
	}
	for _, p := range anteroom.MailPresets() {
		if _, err := r.along(AddMailProvider{Provider: p.MailProvider, Issuer: p.Issuer}, nil); err != nil {
			return err
		}
	}
	return c.makePublicService(r)
}

func (c setUp) setLanguages(r *Run) error {
	before := len(r.wrong)
	if _, err := r.along(SetSystemLanguages{c.Languages}, map[string]string{"languages": "languages"}); err != nil || len(r.wrong) == before {
		return err
	}
	if r.office.complete(c.Language) != 0 {
		return nil
	}
	return r.tx.PutLanguage(c.Language, 0) // so that the rest is judged by itself; nothing of this is stored
}

func (c setUp) makePublicService(r *Run) error {
	keys := max(0, min(c.Keys, mostKeys))
	out, err := r.along(CreateVAR{Name: c.Name, Virtual: true, SupportEmail: c.SupportEmail, SupportPhone: c.SupportPhone, Keys: keys},
		map[string]string{"name": "name", "support_email": "support_email", "support_phone": "support_phone"})
	if err != nil {
		return err
	}
	if out.Made == nil { // the company is judged too; nothing of this is stored
		if out, err = r.along(CreateVAR{Name: "-", Virtual: true, SupportEmail: "support@example.com", Keys: keys}, nil); err != nil {
			return err
		}
	}
	out, err = r.along(CreateCompany{VAR: anteroom.VARID(out.Made["var"]), Kind: anteroom.PublicService, Name: c.PublicName, Country: c.Country, First: c.Language,
		Keys: c.Keys, AdministratorName: c.PublicName, AdministratorLanguage: c.Language, Email: c.PublicEmail, AssistantName: c.PublicName, AssistantEmail: c.SupportEmail},
		map[string]string{"name": "public_name", "country": "country", "email": "public_email", "keys": "keys", "assistant_name": "public_name",
			"administrator_name": "public_name", "assistant_email": "support_email"})
	r.made["company"], r.made["set_up"] = out.Made["company"], out.Made["set_up"]
	return err
}

// along carries another command out in the same transaction, with an entry of the history of its own. Its wrong fields
// become this one's, under the names given; the others are not told.
func (r *Run) along(c Command, fields map[string]string) (Outcome, error) {
	sub := &Run{tx: r.tx, who: r.who, office: r.office, made: map[string]string{}, loaded: map[[2]string]bool{}}
	out, err := sub.carryOut(c)
	r.queued = r.queued || sub.queued
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok || e.Kind != anteroom.Invalid {
		return out, err
	}
	for _, f := range e.Fields {
		name := fields[f.Field]
		if name != "" && !slices.ContainsFunc(r.wrong, func(x anteroom.FieldError) bool { return x.Field == name }) {
			r.wrong = append(r.wrong, anteroom.FieldError{Field: name, Msg: f.Msg})
		}
	}
	if len(r.wrong) == 0 { // it must not pass for done
		return Outcome{}, err
	}
	return Outcome{}, nil
}

// firstAdministrator makes the account that sets the system up.
type firstAdministrator struct {
	account anteroom.Account
	hash    string
}

func (c firstAdministrator) Of() anteroom.Target   { return anteroom.Target{} }
func (c firstAdministrator) Right() anteroom.Right { return anteroom.ManageVARs }

func (c firstAdministrator) Do(r *Run) error {
	c.account.PasswordChanged = r.tx.Now
	if err := r.checkAccount(c.account, "administrator_"); err != nil {
		return err
	}
	if err := accounts().make(r, string(c.account.ID), c.account); err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.tx.SetPasswordHash(c.account.ID, c.hash)
}
