package officetest

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
)

// MailPassword opens every mailbox of MailServers, until another is set.
const MailPassword = "la clé de la boîte"

// ClientSecret is that of the provider that Browser puts on the list.
const ClientSecret = "le secret du client"

// Browser puts a provider on the system's list whose customers sign in with a browser, and is its servers.
func Browser(t testing.TB, do func(testing.TB, anteroom.Who, office.Command) office.Outcome, domain string) anteroom.MailAccess {
	t.Helper()
	a := Access(domain)
	a.Incoming.SignIn, a.Outgoing.SignIn = anteroom.MailOAuth, anteroom.MailOAuth
	do(t, Program(), office.AddMailProvider{Provider: anteroom.MailProvider{Name: "Nuage", Domains: []string{domain}, Incoming: []anteroom.MailServer{a.Incoming}, Outgoing: []anteroom.MailServer{a.Outgoing}},
		Issuer: anteroom.MailIssuer{Authorize: "https://" + domain + "/authorize", Token: "https://" + domain + "/token", ClientID: "anteroom"}, ClientSecret: ClientSecret})
	return a
}

// MailServers are mail servers that have one mailbox of two messages, whatever they are called. They are safe from many
// goroutines once their exported fields are set.
type MailServers struct {
	mu      sync.Mutex
	Down    bool               // nothing answers
	Token   string             // opens the mailbox, too
	Real    office.MailServers // asked in their place, where they are set
	Refresh string             // goes with each token; empty: it can't be renewed
	Lives   time.Duration      // of each token
	Lapsed  bool               // tokens are renewed no more
	Strange bool               // the client id is not taken
	Checked []anteroom.MailAccess
	given   int
	gone    []string
	seen    []string
}

// Access is a connection whose servers have a name of this domain.
func Access(domain string) anteroom.MailAccess {
	return anteroom.MailAccess{
		Incoming: anteroom.MailServer{Protocol: anteroom.IMAP, Host: "imap." + domain, Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword},
		Outgoing: anteroom.MailServer{Protocol: anteroom.SMTP, Host: "smtp." + domain, Port: 465, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}}
}

// connect gives a company a mail connection, and its first user one.
func (h *House) connect(t testing.TB, c *Company) {
	t.Helper()
	a := Access(c.Name + ".example")
	h.Do(t, Program(), office.SetMailAccess{Company: c.ID, Incoming: a.Incoming, Outgoing: a.Outgoing, Email: "essai@" + c.Name + ".example", Password: MailPassword})
	h.Do(t, Program(), office.ConnectMail{Company: c.ID, User: c.Users[0], UserName: "tremblay", Password: MailPassword})
	known := office.AddMailProvider{Provider: anteroom.MailProvider{Name: c.Name, Domains: []string{c.Name + "-mail.example"},
		Incoming: []anteroom.MailServer{a.Incoming}, Outgoing: []anteroom.MailServer{a.Outgoing}}}
	c.MailProvider = anteroom.MailProviderID(h.Do(t, Program(), known).Made["mail_provider"])
	c.Proposal = anteroom.MailProviderID(h.Do(t, Program(), office.ProposeMailProvider{Company: c.ID, Name: "Courriel", Domain: c.Name + "-propose.example"}).Made["mail_provider"])
	h.Do(t, Program(), office.SetSpendingCap{Company: c.ID, User: c.Users[0], Daily: new(int64(5000))})
	c.Trunk = anteroom.TrunkID(h.Do(t, Program(), Trunk(c.Name)).Made["trunk"])
}

// Trunk is a line to the outside by a name.
func Trunk(name string) office.AddTrunk {
	return office.AddTrunk{Name: name, Server: "sip.nord.example", Transport: "udp", Country: "CA", CalledIn: "request_uri", CallsForm: "e164", DialForm: "e164", Caller: "company", MaxCalls: 30}
}

// letter is the job of a message that waits to be delivered.
func (h *House) letter(t testing.TB, company anteroom.CompanyID) anteroom.JobID {
	t.Helper()
	var id anteroom.JobID
	err := h.Store.Write(context.Background(), func(tx *store.Tx) error {
		m := anteroom.Message{ID: anteroom.NewID[anteroom.MessageID](tx.Now), Company: company, Kind: anteroom.TestMessage, FromEmail: "emma@boreal.example", ToEmail: "zoe@boreal.example", Language: "fr", Made: tx.Now}
		id = anteroom.NewID[anteroom.JobID](tx.Now)
		return errors.Join(tx.AddMessage(m), tx.AddJob(anteroom.Job{ID: id, Kind: anteroom.Deliver, Company: company, Target: string(m.ID)}, tx.Now.Add(time.Hour)))
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// SetDown makes the servers answer no more, or again.
func (m *MailServers) SetDown(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Down = down
}

// opens is nil where the secret is the right one.
func (m *MailServers) opens(s anteroom.MailSecret, host string) error {
	switch {
	case m.Down:
		return anteroom.Fail(anteroom.Unavailable, "mail.cause.closed", "host", host, "port", "993")
	case s.Password != MailPassword && (m.Token == "" || s.Token != m.Token):
		return anteroom.Fail(anteroom.Invalid, "mail.cause.password", "user", s.User, "host", host, "port", "993")
	}
	return nil
}

// CheckMail passes with the right password.
func (m *MailServers) CheckMail(ctx context.Context, a anteroom.MailAccess, s anteroom.MailSecret, address string, report func(anteroom.MailStep)) error {
	if m.Real != nil {
		return m.Real.CheckMail(ctx, a, s, address, report)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Checked = append(m.Checked, a)
	report(anteroom.MailStep{Protocol: a.Incoming.Protocol, Stage: anteroom.MailName, Outcome: anteroom.MailPassed, Msg: anteroom.T("mail.step.name", "addresses", []string{"192.0.2.25"})})
	if err := m.opens(s, a.Incoming.Host); err != nil {
		cause := anteroom.CausePassword
		if m.Down {
			cause = anteroom.CauseClosed
		}
		report(anteroom.MailStep{Protocol: a.Incoming.Protocol, Stage: anteroom.MailSignedIn, Outcome: anteroom.MailFailed, Cause: cause,
			Msg: err.(*anteroom.Error).Msg, Do: anteroom.T("mail.cause." + string(cause) + ".do")})
		return err
	}
	report(anteroom.MailStep{Protocol: a.Outgoing.Protocol, Stage: anteroom.MailSending, Outcome: anteroom.MailPassed, Msg: anteroom.T("mail.step.sending.announced", "address", address)})
	return nil
}

// Reached tells whether a server answers.
func (m *MailServers) Reached(ctx context.Context, s anteroom.MailServer) error {
	if m.Real != nil {
		return m.Real.Reached(ctx, s)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Down {
		return anteroom.Fail(anteroom.Unavailable, "mail.cause.closed", "host", s.Host, "port", "993")
	}
	return nil
}

// Active passes, but for addresses that begin with "nobody".
func (m *MailServers) Active(_ context.Context, email string) anteroom.MailStep {
	step := anteroom.MailStep{Protocol: anteroom.SMTP, Stage: anteroom.MailSending, Outcome: anteroom.MailPassed, Msg: anteroom.T("mail.active", "host", "mx.example", "address", email)}
	if strings.HasPrefix(email, "nobody") {
		step.Outcome, step.Msg, step.Do = anteroom.MailWarned, anteroom.T("mail.cause.recipient", "host", "mx.example", "port", "25"), anteroom.T("mail.active.do")
	}
	return step
}

// Find knows what the list knows, and the servers of boreal.example.
func (m *MailServers) Find(ctx context.Context, email string, known []anteroom.MailProvider) ([]anteroom.MailFound, error) {
	if m.Real != nil {
		return m.Real.Find(ctx, email, known)
	}
	var wrong anteroom.Fields
	if wrong.Email("email", email); len(wrong) > 0 {
		return nil, wrong.Err()
	}
	_, domain, _ := strings.Cut(email, "@")
	var found []anteroom.MailFound
	for _, p := range known {
		if slices.Contains(p.Domains, domain) {
			found = append(found, anteroom.MailFound{Access: anteroom.MailAccess{Incoming: p.Incoming[0], Outgoing: p.Outgoing[0]}, User: email, Source: anteroom.SourceKnown, Where: p.Name})
		}
	}
	if domain == "boreal.example" {
		found = append(found, anteroom.MailFound{Access: Access(domain), User: email, Source: anteroom.SourceSRV, Where: "_imaps._tcp." + domain})
	}
	return found, nil
}

// Address leads to a page where everybody is signed in, and sent back with a code that holds the verifier.
func (m *MailServers) Address(c office.MailConsent, state, verifier, email string) string {
	return c.Issuer.Authorize + "?" + url.Values{"state": {state}, "code": {verifier}, "login_hint": {email}}.Encode()
}

// Redeem gives the token that opens the mailbox, for the right code and the right secret of the client.
func (m *MailServers) Redeem(_ context.Context, c office.MailConsent, code, verifier string) (anteroom.MailToken, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if code != verifier || c.Secret != ClientSecret {
		return anteroom.MailToken{}, anteroom.Fail(anteroom.Invalid, "mail.cause.token", "host", c.Issuer.Token)
	}
	return m.token(), nil
}

// Renew gives the next token, as long as somebody may have one.
func (m *MailServers) Renew(context.Context, office.MailConsent, string) (anteroom.MailToken, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Strange {
		return anteroom.MailToken{}, anteroom.Fail(anteroom.Invalid, "mail.cause.client", "host", "provider.example")
	}
	if m.Lapsed {
		return anteroom.MailToken{}, anteroom.Fail(anteroom.Invalid, "mail.cause.token", "host", "provider.example")
	}
	return m.token(), nil
}

// token is a new one, which alone opens the mailbox from now on.
func (m *MailServers) token() anteroom.MailToken {
	m.given++
	m.Token = "jeton " + strconv.Itoa(m.given)
	return anteroom.MailToken{Access: m.Token, Refresh: m.Refresh, Expires: time.Now().Add(m.Lives)}
}

// OpenMailbox opens the one mailbox.
func (m *MailServers) OpenMailbox(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret) (office.Mailbox, error) {
	if m.Real != nil {
		return m.Real.OpenMailbox(ctx, s, secret)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.opens(secret, s.Host); err != nil {
		return nil, err
	}
	return box{m}, nil
}

type box struct{ m *MailServers }

func (b box) Close() {}

func (b box) Counts() (c anteroom.MailCounts, err error) {
	list, err := b.List(9)
	for _, h := range list {
		c.All++
		if !h.Seen {
			c.Unread++
		}
	}
	return c, err
}

func (b box) List(most int) ([]anteroom.MailHead, error) {
	b.m.mu.Lock()
	defer b.m.mu.Unlock()
	noon := time.Date(2026, 1, 12, 12, 0, 0, 0, time.UTC)
	list := slices.DeleteFunc([]anteroom.MailHead{
		{ID: "2", From: "Zoé Roy", Email: "zoe@client.example", Subject: "Devis <b>urgent</b>", Received: noon, Size: 900},
		{ID: "1", From: "Luc", Email: "luc@client.example", Subject: "Bonjour", Received: noon.Add(-time.Hour), Size: 400},
	}, func(h anteroom.MailHead) bool { return slices.Contains(b.m.gone, h.ID) })
	for i := range list {
		list[i].Seen = slices.Contains(b.m.seen, list[i].ID)
	}
	return list[:min(most, len(list))], nil
}

func (b box) Read(id string, spoken anteroom.Languages) (anteroom.MailBody, error) {
	list, err := b.List(9)
	for _, h := range list {
		if h.ID == id {
			return anteroom.MailBody{Head: h, Text: "Bonjour,\n\npouvez-vous m’envoyer le devis ?", Language: spoken.First, Quoted: true, ReplyTo: h.Email}, err
		}
	}
	return anteroom.MailBody{}, anteroom.Missing()
}

func (b box) MarkSeen(id string) error { return b.note(&b.m.seen, id) }
func (b box) Delete(id string) error   { return b.note(&b.m.gone, id) }

func (b box) note(list *[]string, id string) error {
	if _, err := b.Read(id, anteroom.Languages{}); err != nil {
		return err
	}
	b.m.mu.Lock()
	defer b.m.mu.Unlock()
	*list = append(*list, id)
	return nil
}
