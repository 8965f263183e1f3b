package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Joining is what the sign-up page of a public service shows: the service, and what it offers.
type Joining struct {
	Company  anteroom.Company
	Packages []anteroom.CompanyPackage // offered, and active
}

// Joining is the public service of that id, to anybody; NotFound where there is none, or where it is suspended.
func (o *Office) Joining(ctx context.Context, id anteroom.CompanyID) (j Joining, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		j, err = joining(tx, id)
		return err
	})
	return j, err
}

func joining(tx *store.Tx, id anteroom.CompanyID) (j Joining, err error) {
	if j.Company, err = tx.Company(id); anteroom.KindOf(err) == anteroom.NotFound {
		return Joining{}, anteroom.Missing()
	} else if err != nil {
		return Joining{}, err
	}
	if j.Company.Kind != anteroom.PublicService || j.Company.Gone || j.Company.Suspended {
		return Joining{}, anteroom.Missing()
	}
	list, err := tx.CompanyPackages(id)
	for _, p := range list {
		if p.Offer && p.Package.Active {
			j.Packages = append(j.Packages, p)
		}
	}
	return j, err
}

// SignUp is how somebody asks to become a user of a public service.
type SignUp struct {
	Company  anteroom.CompanyID
	First    string
	Last     string
	Email    string
	Language anteroom.Language
	Packages []anteroom.PackageID // of those that are offered; none: the default ones
}

// mostOfSignUp is how often somebody may sign up from one source within the window of attempts.
const mostOfSignUp = 20

// SignUp reserves a key and mails a one-time link, which proves the address; the password is chosen there. Whether an
// address is a user's already is not told: then that user is mailed what a forgotten password brings. Limit where too
// many come from one source, or no key is free.
func (o *Office) SignUp(ctx context.Context, s SignUp, source string) error {
	if err := o.attempts.take("sign-up "+source, mostOfSignUp, time.Now()); err != nil {
		return err
	}
	j, err := o.Joining(ctx, s.Company)
	if err != nil {
		return err
	}
	known, err := o.isUser(ctx, s.Company, s.Email)
	if err != nil {
		return err
	}
	if known {
		return o.AskReset(ctx, s.Email, source)
	}
	who := anteroom.Who{Level: anteroom.LevelCompany, VAR: j.Company.VAR, Company: s.Company, Name: clean(s.First + " " + s.Last), Source: anteroom.Portal}
	_, err = o.Do(ctx, who, signUp{CreateUser{Company: s.Company, First: s.First, Last: s.Last, Email: s.Email, Language: s.Language, Packages: s.Packages, Invite: true}}, Ask{})
	return err
}

// isUser tells whether an address is that of a user of the company.
func (o *Office) isUser(ctx context.Context, id anteroom.CompanyID, email string) (is bool, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		ids, err := tx.AccountsOfUsers(email)
		if err != nil {
			return err
		}
		for _, a := range ids {
			account, err := tx.Account(a)
			if err != nil {
				return err
			}
			is = is || account.Company == id
		}
		return nil
	})
	return is, err
}

// signUp is the command behind the sign-up page; it is not on the list, for it is given by somebody who is nobody yet.
type signUp struct{ user CreateUser }

func (c signUp) Of() anteroom.Target   { return c.user.Of() }
func (c signUp) Right() anteroom.Right { return c.user.Right() }

func (c signUp) Do(r *Run) error {
	if _, err := joining(r.tx, c.user.Company); err != nil {
		return err
	}
	return c.user.Do(r)
}
