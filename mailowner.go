package anteroom

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// CompanyMail is a company's mail access connection, which was proven by connecting (R27).
type CompanyMail struct {
	Company CompanyID `json:"-"`
	MailAccess
	Validated time.Time `json:"validated"`
}

// UserMail is a user's own connection. Its servers are a copy: when the company's change, these stay (R28).
type UserMail struct {
	Company CompanyID `json:"-"`
	User    UserID    `json:"-"`
	MailAccess
	UserName  string    `json:"user_name"`
	Connected time.Time `json:"connected"`
	// Expires is when what opens the mailbox ends unless it is renewed; zero: a password, or not told.
	Expires time.Time `json:"expires,omitzero"`
	// Provider gave the token; empty where a password opens the mailbox.
	Provider MailProviderID `json:"provider,omitempty"`
}

// MailHealth is what came of the last check of a connection (R29).
type MailHealth struct {
	Checked time.Time `json:"checked"` // zero: not since it was made
	Failed  time.Time `json:"failed"`  // since when it fails; zero: it does not
	Why     Text      `json:"why"`     // of a failure, in words
}

// AssistantProbe is what came of asking whether the assistant's address is active on its mail server (R39): a warning at
// most.
type AssistantProbe struct {
	Email   string    `json:"email"` // that was asked for
	Checked time.Time `json:"checked"`
	Passed  bool      `json:"passed"`
	Words   Text      `json:"words"`
	Advice  Text      `json:"advice"` // what can be done, where it did not pass
}

// KnownProvider is a mail provider of the system's list (R26).
type KnownProvider struct {
	ID MailProviderID `json:"id"`
	MailProvider
	Approved   bool   `json:"approved"`    // else a company proposes it, and nobody is offered it yet
	ProposedBy string `json:"proposed_by"` // the company's name; empty: nobody proposed it
	// Proposer is the company that proposed it, and may withdraw it until it is approved.
	Proposer CompanyID  `json:"proposer,omitempty"`
	Issuer   MailIssuer `json:"issuer"`
}

// MailIssuer is where a provider's customers sign in with a browser (OAuth 2); zero: they don't.
type MailIssuer struct {
	Authorize string   `json:"authorize"` // the address that the browser is led to
	Token     string   `json:"token"`     // the address that gives tokens
	Scopes    []string `json:"scopes"`
	ClientID  string   `json:"client_id"` // as the provider has registered this installation; empty: nobody can sign in yet
	SecretSet bool     `json:"secret_set"`
}

// Is tells whether there is such a sign-in.
func (i MailIssuer) Is() bool { return i.Authorize != "" }

// mostListed is how many domains, name endings or servers a provider has at most.
const mostListed = 50

// Check names every field that can't be right.
func (p KnownProvider) Check(f *Fields) {
	f.Name("name", p.Name, 1, 100)
	if len(p.Domains)+len(p.MX) == 0 {
		f.Wrong("domains", "mail_providers.error.domains")
	}
	checkDomains(f, "domains", p.Domains)
	checkDomains(f, "mx", p.MX)
	checkServers(f, "incoming", p.Incoming, IMAP, POP3)
	checkServers(f, "outgoing", p.Outgoing, SMTP)
	p.Issuer.check(f)
}

func checkDomains(f *Fields, field string, list []string) {
	if len(list) > mostListed {
		f.Wrong(field, "mail_providers.error.many", "most", mostListed)
	}
	for _, d := range list {
		if !isDomain(d) {
			f.Wrong(field, "mail_providers.error.domain", "domain", d)
			return
		}
	}
}

// isDomain tells whether a name is one of at least two labels (RFC 1035 section 2.3.1).
func isDomain(d string) bool {
	labels := strings.Split(d, ".")
	bad := func(l string) bool {
		return l == "" || len(l) > 63 || strings.ContainsAny(l, " /@\\?#%:,;\t\r\n\x00")
	}
	return len(d) <= 253 && len(labels) >= 2 && !slices.ContainsFunc(labels, bad)
}

func checkServers(f *Fields, field string, list []MailServer, protocols ...MailProtocol) {
	if len(list) == 0 || len(list) > mostListed {
		f.Wrong(field, "mail_providers.error.servers", "most", mostListed)
	}
	for _, s := range list {
		var wrong Fields
		if s.check(&wrong, "", protocols...); len(wrong) > 0 {
			f.Wrong(field, wrong[0].Msg.Key)
			return
		}
	}
}

func (i MailIssuer) check(f *Fields) {
	if i.Authorize == "" && i.Token == "" && i.ClientID == "" {
		return
	}
	for field, address := range map[string]string{"authorize": i.Authorize, "token": i.Token} {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
			f.Wrong("issuer."+field, "mail_providers.error.address")
		}
	}
	if len(i.ClientID) > 500 || strings.ContainsAny(i.ClientID, " \t\r\n\x00") {
		f.Wrong("issuer.client_id", "mail_providers.error.client")
	}
}

// MailTicket says that servers were proven, for whom, until when: only with it they are stored (R27). It is never told but
// sealed, and holds no secret.
type MailTicket struct {
	Of     Target     `json:"of"`
	Access MailAccess `json:"access"`
	User   string     `json:"user"`   // name of the account of a user's own connection
	Secret string     `json:"secret"` // a hash of what opened the mailbox, of a user's own connection
	Until  time.Time  `json:"until"`
}
