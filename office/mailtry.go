package office

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// MailServers are people's mail servers, which are reached only while somebody waits for the answer. Implemented by mail.
type MailServers interface {
	// CheckMail connects for real (R27), reports each step as it ends from the caller's goroutine, and announces a message to
	// the address. Its error names the first cause.
	CheckMail(ctx context.Context, a anteroom.MailAccess, s anteroom.MailSecret, address string, report func(anteroom.MailStep)) error
	// Reached connects as far as that goes without an account; its error is as that of CheckMail.
	Reached(ctx context.Context, s anteroom.MailServer) error
	// Find looks for the settings of an address, in the list of known providers and elsewhere, best first. An Invalid error
	// names the field "email".
	Find(ctx context.Context, email string, known []anteroom.MailProvider) ([]anteroom.MailFound, error)
	// Active asks the servers of an address whether they take messages for it; it passes, or is warned about.
	Active(ctx context.Context, email string) anteroom.MailStep
	// OpenMailbox signs in to where messages are read.
	OpenMailbox(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret) (Mailbox, error)
}

// MailTrial is what is to be proven by connecting: servers, with the account that is tried.
type MailTrial struct {
	Of       anteroom.Target // a company, or a user of it
	Access   anteroom.MailAccess
	Email    string // the account's address
	UserName string // empty: the address
	Password string
}

// ticketFor is how long after a check its result may be stored.
const ticketFor = 10 * time.Minute

// TryMail connects to the servers with the account, reports each step, and where all passed gives the ticket with which
// exactly that may be stored (R27). Nothing of the account is kept.
func (o *Office) TryMail(ctx context.Context, who anteroom.Who, t MailTrial, report func(anteroom.MailStep)) (ticket string, err error) {
	if err := o.mayTryMail(ctx, who, t.Of); err != nil {
		return "", err
	}
	t.Email, t.UserName = clean(t.Email), clean(t.UserName)
	if t.UserName == "" {
		t.UserName = t.Email
	}
	if err := t.check(); err != nil {
		return "", err
	}
	if o.mail == nil {
		return "", anteroom.Fail(anteroom.Unavailable, "mail.error.none")
	}
	secret := anteroom.MailSecret{User: t.UserName, Password: t.Password}
	if err := o.mail.CheckMail(ctx, t.Access, secret, t.Email, report); err != nil {
		return "", err
	}
	made := anteroom.MailTicket{Of: t.Of, Access: t.Access, Until: time.Now().Add(ticketFor)}
	if t.Of.User != "" {
		made.User, made.Secret = t.UserName, secretHash(t.Password)
	}
	return o.sealTicket(made)
}

// check notes every field that can't be right.
func (t MailTrial) check() error {
	var wrong anteroom.Fields
	t.Access.Check(&wrong)
	wrong.Email("email", t.Email)
	if n := len(t.UserName); n > 320 {
		wrong.Wrong("user_name", "error.text.long", "most", 320)
	}
	switch n := len([]rune(t.Password)); {
	case n == 0:
		wrong.Wrong("password", "error.text.empty")
	case n > mostSecret:
		wrong.Wrong("password", "error.text.long", "most", mostSecret)
	}
	if t.Access.Incoming.SignIn == anteroom.MailOAuth || t.Access.Outgoing.SignIn == anteroom.MailOAuth {
		wrong.Wrong("password", "mail.error.browser")
	}
	return wrong.Err()
}

func (o *Office) mayTryMail(ctx context.Context, who anteroom.Who, of anteroom.Target) error {
	right := anteroom.EditProfile
	if of.User != "" {
		right = anteroom.EditSelf
	}
	return o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := reach(tx, who, right, of)
		switch {
		case err != nil:
			return err
		case c.Gone:
			return anteroom.Missing()
		case c.Kind != anteroom.Private && of.User == "":
			return anteroom.Fail(anteroom.Conflict, "mail.error.public")
		}
		return nil
	})
}

// secretHash tells two secrets apart, within the few minutes of a ticket that is sealed.
func secretHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

const ticketOwner = "mail ticket"

func (o *Office) sealTicket(t anteroom.MailTicket) (string, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(o.sealer.Seal(string(raw), ticketOwner)), nil
}

// proven refuses what no valid ticket tells to have passed a check.
func (r *Run) proven(ticket string, what anteroom.MailTicket) error {
	refused := anteroom.Fail(anteroom.Invalid, "mail.error.ticket")
	sealed, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil {
		return refused
	}
	raw, err := r.office.sealer.Open(sealed, ticketOwner)
	if err != nil {
		return refused
	}
	var t anteroom.MailTicket
	if err := json.Unmarshal([]byte(raw), &t); err != nil || time.Now().After(t.Until) {
		return refused
	}
	if t.Until = what.Until; t != what {
		return refused
	}
	return nil
}
