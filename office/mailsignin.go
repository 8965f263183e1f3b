package office

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// MailConsent is how this installation asks a mail provider's customers for their mailbox.
type MailConsent struct {
	Issuer   anteroom.MailIssuer
	Secret   string // of the client id; empty: none
	Redirect string // the address of the portal that the browser comes back to
}

// MailIssuers are the sign-in pages of mail providers (OAuth 2 with PKCE). Implemented by mail.
type MailIssuers interface {
	// Address is where the browser is led to; state comes back with it.
	Address(c MailConsent, state, verifier, email string) string
	// Redeem changes the code that the browser came back with into a token.
	Redeem(ctx context.Context, c MailConsent, code, verifier string) (anteroom.MailToken, error)
	// Renew gives the next token. An Invalid error says that the person must sign in again; an Unavailable one may pass.
	Renew(ctx context.Context, c MailConsent, refresh string) (anteroom.MailToken, error)
}

// MailSignedIn is the path of the portal that the browser comes back to from a mail provider.
const MailSignedIn = "/mail/signed-in"

// mailSignIn is a sign-in that has begun. It travels sealed, as the state, and is good for the account that began it.
type mailSignIn struct {
	Account  anteroom.AccountID      `json:"account"`
	Of       anteroom.Target         `json:"of"`
	Access   anteroom.MailAccess     `json:"access"`
	Email    string                  `json:"email"`
	UserName string                  `json:"user_name"`
	Provider anteroom.MailProviderID `json:"provider"`
	Verifier string                  `json:"verifier"`
	Until    time.Time               `json:"until"`
}

const signInOwner = "mail sign-in"

// NeedsBrowser tells whether a person signs in to one of these servers with a browser.
func NeedsBrowser(a anteroom.MailAccess) bool {
	return a.Incoming.SignIn == anteroom.MailOAuth || a.Outgoing.SignIn == anteroom.MailOAuth
}

// BeginMailSignIn is the provider's name, and the address at which the person signs in, for servers that ask for it.
func (o *Office) BeginMailSignIn(ctx context.Context, who anteroom.Who, t MailTrial) (name, address string, err error) {
	if err := o.mayTryMail(ctx, who, t.Of); err != nil {
		return "", "", err
	}
	t.Email, t.UserName = clean(t.Email), clean(t.UserName)
	if t.UserName == "" {
		t.UserName = t.Email
	}
	var wrong anteroom.Fields
	t.Access.Check(&wrong)
	wrong.Email("email", t.Email)
	if t.Access.Incoming.SignIn != t.Access.Outgoing.SignIn {
		wrong.Wrong("outgoing.sign_in", "mail.error.browser.both")
	}
	if err := wrong.Err(); err != nil {
		return "", "", err
	}
	p, c, err := o.issuerOf(ctx, func(p anteroom.KnownProvider) bool {
		return p.Approved && p.Issuer.ClientID != "" && slices.ContainsFunc(p.Incoming, func(s anteroom.MailServer) bool {
			return s.Host == t.Access.Incoming.Host && s.SignIn == anteroom.MailOAuth
		})
	})
	if anteroom.KindOf(err) == anteroom.NotFound {
		wrong.Wrong("incoming.sign_in", "mail.error.browser.unknown")
		return "", "", wrong.Err()
	}
	if err != nil {
		return "", "", err
	}
	begun := mailSignIn{Account: who.Account, Of: t.Of, Access: t.Access, Email: t.Email, UserName: t.UserName, Provider: p.ID, Verifier: rand.Text() + rand.Text(), Until: time.Now().Add(ticketFor)}
	raw, err := json.Marshal(begun)
	if err != nil {
		return "", "", err
	}
	state := base64.RawURLEncoding.EncodeToString(o.sealer.Seal(string(raw), signInOwner))
	return p.Name, o.issuers.Address(c, state, begun.Verifier, t.Email), nil
}

// issuerOf is a provider of the list, with how its customers are asked; NotFound: none fits.
func (o *Office) issuerOf(ctx context.Context, fits func(anteroom.KnownProvider) bool) (p anteroom.KnownProvider, c MailConsent, err error) {
	if o.issuers == nil {
		return p, c, anteroom.Missing()
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.MailProviders()
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(p anteroom.KnownProvider) bool { return p.Issuer.Is() && fits(p) })
		if at < 0 {
			return anteroom.Missing()
		}
		var sealed []byte
		if p, sealed, err = tx.MailProvider(list[at].ID); err != nil || len(sealed) == 0 {
			return err
		}
		c.Secret, err = o.sealer.Open(sealed, clientOwner(p.ID))
		return err
	})
	c.Issuer, c.Redirect = p.Issuer, o.portal+MailSignedIn
	return p, c, err
}

// EndMailSignIn is what comes of a sign-in when the browser is back: the token is fetched, the servers are proven with it,
// each step reported, and the connection is stored. A company's token is forgotten then; a user's is kept, sealed. Where
// the provider said no, code is empty. It tells whose connection it was about.
func (o *Office) EndMailSignIn(ctx context.Context, who anteroom.Who, state, code string, report func(anteroom.MailStep)) (of anteroom.Target, a anteroom.MailAccess, err error) {
	begun, err := o.begunSignIn(who, state)
	if err != nil {
		return of, a, err
	}
	of, a = begun.Of, begun.Access
	if err := o.mayTryMail(ctx, who, of); err != nil {
		return of, a, err
	}
	if code == "" {
		return of, a, anteroom.Fail(anteroom.Invalid, "mail.cause.declined")
	}
	_, c, err := o.issuerOf(ctx, func(p anteroom.KnownProvider) bool { return p.ID == begun.Provider })
	if err != nil {
		return of, a, err
	}
	token, err := o.issuers.Redeem(ctx, c, code, begun.Verifier)
	if err != nil {
		return of, a, err
	}
	if err := o.mail.CheckMail(ctx, a, anteroom.MailSecret{User: begun.UserName, Token: token.Access}, begun.Email, report); err != nil {
		return of, a, err
	}
	ticket, err := o.sealTicket(anteroom.MailTicket{Of: of, Access: a, Until: time.Now().Add(ticketFor)})
	if err != nil {
		return of, a, err
	}
	var command Command = SetMailAccess{Company: of.Company, Incoming: a.Incoming, Outgoing: a.Outgoing, Ticket: ticket}
	if of.User != "" {
		command = connectMailInBrowser{begun, token}
	}
	_, err = o.Do(ctx, who, command, Ask{})
	return of, a, err
}

// MailSignInAt is the address of the portal at which a sign-in began, by its state: where its company has an address of its
// own, the browser is signed in there and not here. Empty: the state is none, or there is no such address.
func (o *Office) MailSignInAt(ctx context.Context, state string) string {
	begun, err := o.openState(state)
	if err != nil {
		return ""
	}
	var look anteroom.Brand
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		look, err = lookOf(tx, begun.Of.Company)
		return err
	})
	if err != nil {
		return ""
	}
	return look.Address
}

// begunSignIn is the sign-in of a state; another's, a forged one, or one that took too long, is refused.
func (o *Office) begunSignIn(who anteroom.Who, state string) (s mailSignIn, err error) {
	if s, err = o.openState(state); err == nil && s.Account != who.Account {
		return mailSignIn{}, anteroom.Fail(anteroom.Invalid, "mail.error.state")
	}
	return s, err
}

// openState is what a state holds that was sealed here and is not too old.
func (o *Office) openState(state string) (s mailSignIn, err error) {
	refused := anteroom.Fail(anteroom.Invalid, "mail.error.state")
	sealed, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil {
		return s, refused
	}
	raw, err := o.sealer.Open(sealed, signInOwner)
	if err != nil || json.Unmarshal([]byte(raw), &s) != nil || time.Now().After(s.Until) {
		return mailSignIn{}, refused
	}
	return s, nil
}

// connectMailInBrowser connects a user by a token; it is not on the list, for only a sign-in in the browser gives one.
type connectMailInBrowser struct {
	begun mailSignIn
	token anteroom.MailToken
}

func (c connectMailInBrowser) Of() anteroom.Target   { return c.begun.Of }
func (c connectMailInBrowser) Right() anteroom.Right { return anteroom.EditSelf }

func (c connectMailInBrowser) Do(r *Run) error {
	if _, err := r.mayConnect(c.begun.Of.User); err != nil || len(r.wrong) > 0 {
		return err
	}
	m := anteroom.UserMail{Company: c.begun.Of.Company, User: c.begun.Of.User, MailAccess: c.begun.Access, UserName: c.begun.UserName, Connected: r.tx.Now,
		Provider: c.begun.Provider, Expires: c.token.Expires}
	if err := r.connect(m, mailOpener{Access: c.token.Access, Refresh: c.token.Refresh}); err != nil || len(r.wrong) > 0 {
		return err
	}
	renew := anteroom.Job{ID: anteroom.NewID[anteroom.JobID](r.tx.Now), Kind: anteroom.RenewMail, Company: m.Company, Target: string(m.User)}
	return r.tx.AddJob(renew, r.tx.Now.Add(mailRenewEvery))
}
