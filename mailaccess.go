package anteroom

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// MailProtocol is how a mail server is spoken to.
type MailProtocol string

// IMAP and POP3 read a mailbox, SMTP sends.
const (
	IMAP MailProtocol = "imap"
	POP3 MailProtocol = "pop3"
	SMTP MailProtocol = "smtp"
)

// MailSecurity is how a connection to a mail server is kept from others.
type MailSecurity string

// TLS from the first byte (RFC 8314), TLS from a command on, or none: passwords and mail are read by whoever listens.
const (
	MailTLS      MailSecurity = "tls"
	MailSTARTTLS MailSecurity = "starttls"
	MailPlain    MailSecurity = "none"
)

// MailSignIn is how somebody proves to a mail server whose mailbox it is.
type MailSignIn string

// A password, or a token of the mail provider's own sign-in page (OAuth 2).
const (
	MailPassword MailSignIn = "password"
	MailOAuth    MailSignIn = "oauth2"
)

// MailServer is one of the two servers of a mail access connection (R26).
type MailServer struct {
	Protocol MailProtocol `json:"protocol"`
	Host     string       `json:"host"` // a name, or an address of IP
	Port     int          `json:"port"`
	Security MailSecurity `json:"security"`
	SignIn   MailSignIn   `json:"sign_in"`
}

// MailAccess is a mail access connection: where messages are read, and where they are sent. It holds no secret.
type MailAccess struct {
	Incoming MailServer `json:"incoming"`
	Outgoing MailServer `json:"outgoing"`
}

// Check names every field that can't be right, before anything is connected; the ports that are allowed are the business
// of whoever connects.
func (a MailAccess) Check(f *Fields) {
	a.Incoming.check(f, "incoming.", IMAP, POP3)
	a.Outgoing.check(f, "outgoing.", SMTP)
}

func (s MailServer) check(f *Fields, prefix string, protocols ...MailProtocol) {
	oneOf(f, prefix+"protocol", s.Protocol, protocols...)
	f.Name(prefix+"host", s.Host, 1, 253) // RFC 1035 section 2.3.4
	if strings.ContainsAny(s.Host, " /@\\?#%") {
		f.Wrong(prefix+"host", "mail.error.host")
	}
	if s.Port < 1 || s.Port > 65535 {
		f.Wrong(prefix+"port", "mail.error.port")
	}
	oneOf(f, prefix+"security", s.Security, MailTLS, MailSTARTTLS, MailPlain)
	oneOf(f, prefix+"sign_in", s.SignIn, MailPassword, MailOAuth)
}

func oneOf[T comparable](f *Fields, field string, v T, list ...T) {
	for _, l := range list {
		if v == l {
			return
		}
	}
	f.Wrong(field, "mail.error.choice")
}

// MailSecret opens a mailbox. However it is printed or logged, it tells nothing but that it is one; it has no JSON.
type MailSecret struct {
	User     string
	Password string // of MailPassword
	Token    string // of MailOAuth: the access token
}

const hidden = "[secret]"

// String hides the secret.
func (MailSecret) String() string { return hidden }

// Format hides the secret, whichever verb asks for it.
func (MailSecret) Format(w fmt.State, _ rune) { _, _ = w.Write([]byte(hidden)) }

// LogValue hides the secret in a log.
func (MailSecret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON hides the secret.
func (MailSecret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// MailToken is what a mail provider gives for a sign-in in the browser, and again for a Refresh token. It hides like a
// MailSecret.
type MailToken struct {
	Access  string
	Refresh string    // empty: there is none, and when the access token expires the person signs in again
	Expires time.Time // of Access; zero: not told
}

// String hides the token.
func (MailToken) String() string { return hidden }

// Format hides the token, whichever verb asks for it.
func (MailToken) Format(w fmt.State, _ rune) { _, _ = w.Write([]byte(hidden)) }

// LogValue hides the token in a log.
func (MailToken) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON hides the token.
func (MailToken) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// MailStage is a step of a check, in the order in which they come.
type MailStage string

// The steps of a check (R27), for each of the two servers; folders are those of incoming, sending that of outgoing.
const (
	MailName         MailStage = "name"
	MailAddress      MailStage = "address"
	MailPort         MailStage = "port"
	MailSecure       MailStage = "tls"
	MailGreeting     MailStage = "greeting"
	MailCapabilities MailStage = "capabilities"
	MailSignedIn     MailStage = "sign_in"
	MailFolders      MailStage = "folders"
	MailSending      MailStage = "sending"
)

// MailOutcome is how a step ended.
type MailOutcome string

// A step that was warned about passed, and there is something to know. One that stands behind a failed one is skipped.
const (
	MailPassed  MailOutcome = "passed"
	MailWarned  MailOutcome = "warned"
	MailFailed  MailOutcome = "failed"
	MailSkipped MailOutcome = "skipped"
)

// MailStep is a step of a check and what came of it. It never holds a secret, not even where a server says one back.
type MailStep struct {
	Protocol MailProtocol  `json:"protocol"` // of which server
	Stage    MailStage     `json:"stage"`
	Outcome  MailOutcome   `json:"outcome"`
	Msg      Text          `json:"message"`        // what was found; of a failed one: the cause in plain words
	Do       Text          `json:"do,omitzero"`    // of a failed or warned one: what the person can do
	Cause    MailCause     `json:"cause,omitzero"` // of a failed or warned one
	Said     string        `json:"said,omitzero"`  // the server's own words, hostile: a line of 300 characters at most
	Took     time.Duration `json:"took"`
}

// MailCause is why a step failed; its texts are mail.cause.CAUSE and mail.cause.CAUSE.do.
type MailCause string

// The causes, by the step in which they come.
const (
	CauseBadName      MailCause = "bad_name"     // not a name that a server can have
	CauseNoName       MailCause = "no_name"      // the name does not exist
	CauseNoAnswerDNS  MailCause = "dns"          // the name servers don't answer
	CauseAddress      MailCause = "address"      // refused: private or special (R30)
	CausePortRefused  MailCause = "port_refused" // not one of the ports that may be used
	CauseClosed       MailCause = "closed"       // nothing listens on the port
	CauseUnreachable  MailCause = "unreachable"
	CauseTimeout      MailCause = "timeout"
	CauseBroken       MailCause = "broken" // closed in the middle
	CauseEndless      MailCause = "endless"
	CauseNotTLS       MailCause = "not_tls" // another protocol answers where TLS is expected
	CauseTLSFirst     MailCause = "tls_first"
	CauseTLSOld       MailCause = "tls_old"
	CauseNoSTARTTLS   MailCause = "no_starttls"
	CauseExpired      MailCause = "expired"
	CauseNotYet       MailCause = "not_yet"
	CauseWrongName    MailCause = "wrong_name"
	CauseIssuer       MailCause = "issuer"
	CauseSelfSigned   MailCause = "self_signed"
	CauseCertificate  MailCause = "certificate"
	CauseWrongServer  MailCause = "wrong_server" // speaks, but another protocol
	CauseHTTP         MailCause = "http"
	CauseBusy         MailCause = "busy" // a refusal for now
	CauseGone         MailCause = "gone" // a refusal for good at the greeting
	CausePassword     MailCause = "password"
	CauseToken        MailCause = "token"
	CauseMethod       MailCause = "method"    // not offered
	CausePlainOnly    MailCause = "plaintext" // no sign-in without encryption
	CauseFolders      MailCause = "folders"
	CauseSender       MailCause = "sender"
	CauseRecipient    MailCause = "recipient"
	CauseMessage      MailCause = "message"
	CauseQuota        MailCause = "quota"
	CauseTemporary    MailCause = "temporary"
	CauseNotSupported MailCause = "not_supported" // the server lacks what the check needs
	CauseUnencrypted  MailCause = "unencrypted"   // a warning: the connection is not encrypted
	CauseExpiring     MailCause = "expiring"      // a warning: the certificate expires soon
	CauseInterrupted  MailCause = "interrupted"   // the person went away
	CauseNoMail       MailCause = "no_mail"       // the domain says that it takes no mail
	CauseDeclined     MailCause = "declined"      // by the person, at the mail provider's sign-in page
	CauseClient       MailCause = "client"        // the mail provider does not take this installation's client id
	CauseIssuerAnswer MailCause = "issuer_answer" // what it answers makes no sense
)

// MailSource is where settings were found.
type MailSource string

// The sources, best first.
const (
	SourceKnown        MailSource = "known" // the provider's list
	SourceSRV          MailSource = "srv"
	SourceAutoconfig   MailSource = "autoconfig"
	SourceAutodiscover MailSource = "autodiscover"
	SourceMX           MailSource = "mx" // the list again, by who takes the domain's mail
	SourceGuess        MailSource = "guess"
)

// MailFound is settings that were found for an address, and proven by connecting, up to the greeting.
type MailFound struct {
	Access MailAccess `json:"access"`
	User   string     `json:"user"` // the user name that goes with it
	Source MailSource `json:"source"`
	Where  string     `json:"where"` // the provider's name, the record or page it was found at
}

// MailProvider is a provider of the list of known ones.
type MailProvider struct {
	Name    string   `json:"name"`
	Domains []string `json:"domains"` // of its addresses
	MX      []string `json:"mx"`      // what the names of servers end with that take mail for other domains with it
	// Incoming and Outgoing are what it offers, best first.
	Incoming  []MailServer `json:"incoming"`
	Outgoing  []MailServer `json:"outgoing"`
	LocalPart bool         `json:"local_part"` // the user name is what stands before the @
}

// MailHead is what a list of messages tells of one.
type MailHead struct {
	ID       string // in its mailbox; holds for as long as the message is there
	From     string // the sender's name, or address where there is none
	Email    string // the sender's address
	Subject  string
	Received time.Time
	Seen     bool // false over POP3, which does not tell
	Size     int64
}

// MostRead is how many characters of a message are read aloud at most: twenty minutes.
const MostRead = 20_000

// MailBody is a message as it is read aloud.
type MailBody struct {
	Head MailHead
	// Text is without markup, signature and what was quoted; cut at MostRead characters.
	Text        string
	Language    Language // of Text, among those that were asked for; the first where it can't be told
	Cut         bool     // something was left out for its length
	Quoted      bool     // a quotation was left out
	Attachments int
	ReplyTo     string // the address to answer to; empty: there is none
	Thread      MailThread
}

// MailThread is what an answer names of the message that it answers (RFC 5322 section 3.6.4), without angle brackets.
type MailThread struct {
	MessageID  string   // of the message itself; empty: it has none
	References []string // to those before it, oldest first
}

// MailCounts is how many messages there are.
type MailCounts struct {
	All    int
	Unread int // -1: the server does not tell (POP3)
}
