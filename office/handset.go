package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

const (
	handsetLife = 7 * 24 * time.Hour // of an address that works once
	// handsetGrace is how long that address goes on after its first use: an answer may be lost on its way.
	handsetGrace = 10 * time.Minute
)

// ConfigurePhone makes a phone take its configuration from here: it gets a new password, and an address that works once,
// for seven days, from which it learns the password and the address of its own. Both addresses are secrets; the MAC alone
// opens nothing. The address is told once. With Line it signs in to its user's line on the company's phone system, which
// gets a new password for it; one phone of a user at a time may.
type ConfigurePhone struct {
	Company anteroom.CompanyID    `json:"-" path:"company"`
	Phone   anteroom.PhoneID      `json:"phone"`
	Model   anteroom.HandsetModel `json:"model"`          // "yealink", "grandstream", "poly", "snom", "cisco_mpp", "fanvil", "linphone", "microsip" or "baresip"
	MAC     string                `json:"mac,omitempty"`  // of a telephone: 12 hexadecimal digits
	Line    bool                  `json:"line,omitempty"` // it signs in to the user's line on the company's phone system, not to Anteroom
}

func (c ConfigurePhone) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ConfigurePhone) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ConfigurePhone) Do(r *Run) error {
	phone, err := r.tx.Phone(c.Company, c.Phone)
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("phone", "error.phone.unknown")
		return nil
	}
	if err != nil {
		return err
	}
	h := store.HandsetRow{Handset: anteroom.Handset{Phone: c.Phone, Company: c.Company, Model: c.Model, MAC: c.MAC, Line: c.Line, Made: r.tx.Now}}
	h.Check(&r.wrong)
	secret := handsetSecret{Password: rand.Text()}
	if c.Line {
		if err := r.onLine(phone, secret.Password); err != nil {
			return err
		}
	}
	if len(r.wrong) > 0 {
		return nil
	}
	var once string
	once, h.Once = newToken()
	secret.Token, h.Own = newToken()
	h.OnceUntil = r.tx.Now.Add(handsetLife)
	if h.Sealed, err = r.office.sealHandset(h.Handset, secret); err != nil {
		return err
	}
	if c.Line { // at Anteroom nobody signs in with it any more
		secret.Password = rand.Text()
	}
	phone = phone.Passed(phone.FormerUntil) // it is configured anew: nothing of before holds
	phone.HA1MD5, phone.HA1SHA256 = ha1MD5(phone.Name, secret.Password), ha1SHA256(phone.Name, secret.Password)
	r.made["address"] = r.office.portal + "/p/" + once + "/"
	r.effect(true, "effect.phone.configured", "name", phone.Name)
	if _, err := r.changed("handset", string(c.Phone), nil, handsetEntry{Model: c.Model, MAC: h.MAC, Name: phone.Name, Line: c.Line}); err != nil {
		return err
	}
	if err := r.tx.SetPhonePassword(phone); err != nil {
		return err
	}
	return r.tx.PutHandset(h)
}

// onLine gives the line of a phone's user a password, for that phone alone.
func (r *Run) onLine(phone anteroom.Phone, password string) error {
	u, err := r.tx.User(phone.Company, phone.User)
	if err != nil {
		return err
	}
	list, err := r.tx.HandsetsOfUser(phone.Company, phone.User)
	if err != nil {
		return err
	}
	for _, other := range list {
		if other.Line && other.Phone != phone.ID {
			r.wrong.Wrong("line", "error.handset.line.taken")
			return nil
		}
	}
	line, found, err := r.lineOf(phone.Company, u.Extension)
	if err != nil {
		return err
	}
	c, err := r.tx.Company(phone.Company)
	if err != nil {
		return err
	}
	p, err := r.tx.PhoneSystem(c.PBX)
	if err != nil {
		return err
	}
	if !found || p.SIP == "" {
		r.wrong.Wrong("line", "error.handset.line", "extension", u.Extension)
	}
	if len(r.wrong) > 0 {
		return nil
	}
	r.effect(true, "effect.pbx.line", "extension", line.Extension)
	return r.setLinePassword(phone.Company, line, password)
}

// ResyncPhone tells a phone to fetch its configuration now, where it is registered.
type ResyncPhone struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Phone   anteroom.PhoneID   `json:"phone"`
}

func (c ResyncPhone) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ResyncPhone) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ResyncPhone) Do(r *Run) error {
	phone, err := r.tx.Phone(c.Company, c.Phone)
	var h store.HandsetRow
	if err == nil {
		h, err = r.tx.Handset(c.Company, c.Phone)
	}
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("phone", "error.phone.unconfigured")
		return nil
	}
	if err != nil {
		return err
	}
	r.effect(false, "effect.phone.resync", "name", phone.Name)
	u, err := r.tx.User(c.Company, phone.User)
	if err != nil {
		return err
	}
	return r.resync(h.Handset, phone.Name, u.Extension)
}

// handsetEntry is what the history keeps.
type handsetEntry struct {
	Model anteroom.HandsetModel `json:"model"`
	MAC   string                `json:"mac"`
	Name  string                `json:"name"`
	Line  bool                  `json:"line,omitempty"`
}

// handsetSecret is what is sealed of a handset.
type handsetSecret struct {
	Password string `json:"password"`
	Token    string `json:"token"` // of its own address
}

func handsetOwner(h anteroom.Handset) string {
	return "handset " + string(h.Company) + " " + string(h.Phone)
}

func (o *Office) sealHandset(h anteroom.Handset, s handsetSecret) ([]byte, error) {
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return o.sealer.Seal(string(raw), handsetOwner(h)), nil
}

func (o *Office) openHandset(h store.HandsetRow) (s handsetSecret, err error) {
	raw, err := o.sealer.Open(h.Sealed, handsetOwner(h.Handset))
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(raw), &s)
}

// handsetSettings are those that a handset would be told now, but for the server where that is Anteroom.
func (o *Office) handsetSettings(tx *store.Tx, h store.HandsetRow) (s anteroom.HandsetSettings, err error) {
	secret, err := o.openHandset(h)
	if err != nil {
		return s, err
	}
	phone, err := tx.Phone(h.Company, h.Phone)
	if err != nil {
		return s, err
	}
	u, err := tx.User(h.Company, phone.User)
	if err != nil {
		return s, err
	}
	c, err := tx.Company(h.Company)
	if err == nil && (c.Gone || !u.Removed.IsZero()) {
		err = anteroom.Missing()
	}
	s = anteroom.HandsetSettings{Model: h.Model, MAC: h.MAC, Label: u.Name(), Extension: u.Extension, Name: phone.Name, Password: secret.Password, Realm: Realm,
		Address: o.portal + "/p/" + secret.Token + "/", Language: c.Choose(u.Language)}
	if err == nil && h.Line {
		err = o.onLine(tx, c, &s)
	}
	return s, err
}

// onLine has a phone sign in to the line of its extension on the company's phone system; NotFound where that is no more.
func (o *Office) onLine(tx *store.Tx, c anteroom.Company, s *anteroom.HandsetSettings) error {
	p, err := tx.PhoneSystem(c.PBX)
	if err != nil {
		return err
	}
	report, err := tx.PBXReport(c.ID)
	if err != nil {
		return err
	}
	line, found := ownLine(report, s.Extension)
	if !found || p.SIP == "" {
		return anteroom.Missing()
	}
	sealed, err := tx.PBXSecret(c.ID, s.Extension)
	if err != nil {
		return err
	}
	s.Server, s.Realm = p.SIP, ""
	s.Name, s.Domain, _ = strings.Cut(line.Peer, "@")
	s.Password, err = o.sealer.Open(sealed, lineOwner(c.ID, s.Extension))
	return err
}

// handsetDigest tells one configuration from another.
func handsetDigest(s anteroom.HandsetSettings) string {
	h := sha256.New()
	parts := []string{string(s.Model), s.MAC, s.Label, s.Extension, s.Name, s.Password, s.Address, string(s.Language)}
	if s.Server != "" { // not Anteroom's own
		parts = append(parts, s.Server, s.Domain)
	}
	for _, part := range parts {
		_, _ = h.Write([]byte(part + "\x00")) // never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}

// FetchHandset answers a phone that asks for its configuration by a secret token: write makes the file, and says false
// where it is not to have that one. NotFound where the token is none, is over, or was used; attempts are limited by source.
func (o *Office) FetchHandset(ctx context.Context, token, agent, source string, write func(anteroom.HandsetSettings) ([]byte, bool)) (file []byte, err error) {
	if err := o.attempts.blocked("handset "+source, mostOfSource, time.Now()); err != nil {
		return nil, err
	}
	hash := tokenHash(token)
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		h, err := tx.HandsetByToken(hash)
		if err != nil {
			return err
		}
		once := hash == h.Once
		if once && !tx.Now.Before(h.OnceUntil) {
			return anteroom.Missing()
		}
		s, err := o.handsetSettings(tx, h)
		if err != nil {
			return err
		}
		var own bool
		if file, own = write(s); !own {
			return anteroom.Missing()
		}
		if err := endFormer(tx, h.Company, h.Phone); err != nil {
			return err
		}
		return tx.PutHandset(fetched(h, once, tx.Now, agent, handsetDigest(s)))
	})
	if anteroom.KindOf(err) == anteroom.NotFound {
		_ = o.attempts.take("handset "+source, mostOfSource, time.Now()) // counted; the next one is refused
	}
	return file, err
}

// fetched is the handset once it has its file: by the address that works once, which is over soon; by its own, which ends
// the other.
func fetched(h store.HandsetRow, once bool, now time.Time, agent, digest string) store.HandsetRow {
	h.Fetched, h.Agent, h.Digest = now, short(clean(agent)), digest
	switch {
	case !once:
		h.Once = ""
	case now.Add(handsetGrace).Before(h.OnceUntil):
		h.OnceUntil = now.Add(handsetGrace)
	}
	return h
}

// Handset tells how a phone is configured; NotFound where it is not from here.
func (o *Office) Handset(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, phone anteroom.PhoneID) (h anteroom.Handset, err error) {
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) error {
		row, err := tx.Handset(company, phone)
		if err != nil {
			return err
		}
		h, err = o.handsetState(tx, row)
		return err
	})
	return h, err
}

// handsetState is a handset with whether it runs what it would be told now. One whose line is no more would be told nothing.
func (o *Office) handsetState(tx *store.Tx, row store.HandsetRow) (anteroom.Handset, error) {
	s, err := o.handsetSettings(tx, row)
	h := row.Handset
	if h.Line && anteroom.KindOf(err) == anteroom.NotFound {
		return h, nil
	}
	h.Current = err == nil && !h.Fetched.IsZero() && row.Digest == handsetDigest(s)
	return h, err
}

// PhoneLine is the phone system on which a user's line was made from here, so that a phone can sign in there; found tells
// whether there is one.
func (o *Office) PhoneLine(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID) (p anteroom.PhoneSystem, found bool, err error) {
	err = o.see(ctx, who, company, func(tx *store.Tx, c anteroom.Company) error {
		u, err := tx.User(company, user)
		if err != nil {
			return err
		}
		if p, err = tx.PhoneSystem(c.PBX); err != nil || !keepable(c, p) || p.SIP == "" {
			if anteroom.KindOf(err) == anteroom.NotFound {
				err = nil // it is on none
			}
			return err
		}
		report, err := tx.PBXReport(company)
		if err == nil {
			_, found = ownLine(report, u.Extension)
		}
		return err
	})
	return p, found, err
}
