package office

import (
	"crypto/md5" //nolint:gosec // RFC 8760 section 2.6: phones that know nothing better
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
)

// CreateUser makes a user of a company, for one of its keys.
type CreateUser struct {
	Company   anteroom.CompanyID `json:"-" path:"company"`
	First     string             `json:"first"`
	Last      string             `json:"last"`
	Email     string             `json:"email"`
	Extension string             `json:"extension,omitempty"` // 1 to 6 digits
	Language  anteroom.Language  `json:"language,omitempty"`  // the person's own; empty: the company's first
	Operator  bool               `json:"operator,omitempty"`  // receives the callers who press 0
}

func (c CreateUser) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c CreateUser) Right() anteroom.Right { return anteroom.ManageUsers }

func (c CreateUser) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	users, err := r.tx.Users(c.Company)
	if err != nil {
		return err
	}
	u := anteroom.User{ID: anteroom.NewID[anteroom.UserID](r.tx.Now), Company: c.Company, Number: nextNumber(users), First: clean(c.First),
		Last: clean(c.Last), Email: clean(c.Email), Extension: c.Extension, Language: c.Language, Operator: c.Operator}
	r.wrong.Name("first", u.First, 0, 60)
	r.wrong.Name("last", u.Last, 1, 60)
	r.wrong.Email("email", u.Email)
	if u.Language != "" && !company.Has(u.Language) {
		r.wrong.Wrong("language", "error.language.not_spoken")
	}
	checkExtension(&r.wrong, u, users)
	if company.Keys <= len(users) {
		r.wrong.Wrong("company", "error.keys.none", "count", company.Keys)
	}
	return r.create("user", string(u.ID), u, func() error { return r.tx.PutUser(u) })
}

func nextNumber(users []anteroom.User) string {
	most := 1000
	for _, u := range users {
		if n, err := strconv.Atoi(u.Number); err == nil && n > most {
			most = n
		}
	}
	return strconv.Itoa(most + 1)
}

func checkExtension(f *anteroom.Fields, u anteroom.User, users []anteroom.User) {
	e := u.Extension
	switch {
	case e == "":
	case len(e) > 6 || strings.Trim(e, "0123456789") != "":
		f.Wrong("extension", "error.extension.wrong")
	case slices.ContainsFunc(users, func(o anteroom.User) bool { return o.Extension == e && o.ID != u.ID }):
		f.Wrong("extension", "error.extension.taken")
	}
}

// AddNumber gives a company a telephone number, answered by its receptionist or by a user.
type AddNumber struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Number  string             `json:"number"`          // E.164
	User    anteroom.UserID    `json:"user,omitempty"`  // empty: the receptionist answers
	First   anteroom.Language  `json:"first,omitempty"` // its own first language; empty: the company's
	Free    bool               `json:"free,omitempty"`  // assigned to nobody yet
}

func (c AddNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddNumber) Right() anteroom.Right { return anteroom.ManageCompany }

func (c AddNumber) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	n := anteroom.Number{ID: anteroom.ParseNumber(clean(c.Number)), Company: c.Company, User: c.User, First: c.First, Free: c.Free}
	if n.ID == "" {
		r.wrong.Wrong("number", "error.number.wrong")
	} else if _, err := r.tx.Number(n.ID); err == nil {
		r.wrong.Wrong("number", "error.number.taken")
	} else if anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	if n.First != "" && !company.Has(n.First) {
		r.wrong.Wrong("first", "error.language.not_spoken")
	}
	if n.User != "" {
		if _, err := r.tx.User(c.Company, n.User); anteroom.KindOf(err) == anteroom.NotFound {
			r.wrong.Wrong("user", "error.user.unknown")
		} else if err != nil {
			return err
		}
	}
	return r.create("number", string(n.ID), n, func() error { return r.tx.PutNumber(n) })
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
	if _, err := r.tx.User(c.Company, c.User); anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("user", "error.user.unknown")
		return nil
	} else if err != nil {
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
