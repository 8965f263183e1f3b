package mail

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"anteroom.dev/anteroom"
	"golang.org/x/oauth2"
)

// Consent is how this installation asks a mail provider's customers for their mailbox (OAuth 2, RFC 6749).
type Consent struct {
	Issuer   anteroom.MailIssuer
	Secret   string // of the client id; empty: a public client
	Redirect string // the address of ours that the browser comes back to
}

func (c Consent) config() *oauth2.Config {
	return &oauth2.Config{ClientID: c.Issuer.ClientID, ClientSecret: c.Secret, RedirectURL: c.Redirect, Scopes: c.Issuer.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: c.Issuer.Authorize, TokenURL: c.Issuer.Token, AuthStyle: oauth2.AuthStyleInParams}}
}

// NewVerifier is a secret of chance for one sign-in, which stays here: what the browser comes back with is of no use to
// who does not have it (PKCE, RFC 7636). It does for a state too.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// Address is where the browser is led to. State comes back as it is; email is who is asked to sign in.
func (c Consent) Address(state, verifier, email string) string {
	return c.config().AuthCodeURL(state, oauth2.S256ChallengeOption(verifier), oauth2.AccessTypeOffline,
		oauth2.SetAuthURLParam("prompt", "consent"), // else some give the right to renew at the first time only
		oauth2.SetAuthURLParam("login_hint", email))
}

// Redeem changes the code that the browser came back with into a token. Errors are as those of Refresh.
func (d *Dialler) Redeem(ctx context.Context, c Consent, code, verifier string) (anteroom.MailToken, error) {
	return d.token(ctx, c, func(ctx context.Context, o *oauth2.Config) (*oauth2.Token, error) {
		return o.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	})
}

// Refresh renews a token; the one that it returns is to be kept instead, with its own right to renew. An Invalid error
// says that the person must sign in again, or the operator mend the client id; an Unavailable one may pass.
func (d *Dialler) Refresh(ctx context.Context, c Consent, refresh string) (anteroom.MailToken, error) {
	return d.token(ctx, c, func(ctx context.Context, o *oauth2.Config) (*oauth2.Token, error) {
		return o.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
	})
}

func (d *Dialler) token(ctx context.Context, c Consent, ask func(context.Context, *oauth2.Config) (*oauth2.Token, error)) (anteroom.MailToken, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	to, err := url.Parse(c.Issuer.Token)
	if err != nil || to.Scheme != "https" || to.Hostname() == "" {
		return anteroom.MailToken{}, untold(ctx, "", failed(anteroom.CauseClient, err))
	}
	client := d.web(ctx)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return errMoved } // what is asked holds secrets
	return issued(ctx, to.Hostname(), client, c, ask)
}

// issued is what a provider answers to the question for a token.
func issued(ctx context.Context, host string, client *http.Client, c Consent, ask func(context.Context, *oauth2.Config) (*oauth2.Token, error)) (anteroom.MailToken, error) {
	t, err := ask(context.WithValue(ctx, oauth2.HTTPClient, client), c.config())
	if err != nil {
		return anteroom.MailToken{}, untold(ctx, host, unissued(err))
	}
	return anteroom.MailToken{Access: t.AccessToken, Refresh: t.RefreshToken, Expires: t.Expiry}, nil
}

// Declined is the error for a browser that came back with one (RFC 6749 section 4.1.2.1): the person, or the provider,
// said no.
func Declined(code string) error {
	return untold(context.Background(), "", &fault{cause: anteroom.CauseDeclined, said: line(code, mostOfReply)})
}

// unissued is why there is no token (RFC 6749 section 5.2). Nothing of what was asked or answered is in it but the
// error's code.
func unissued(err error) error {
	e, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		if f, ok := errors.AsType[*fault](err); ok {
			return f
		}
		if u, ok := errors.AsType[*url.Error](err); ok && !errors.Is(err, errMoved) {
			return unsecured(u.Err, "")
		}
		return &fault{cause: anteroom.CauseIssuerAnswer}
	}
	f := &fault{cause: anteroom.CauseIssuerAnswer, said: line(e.ErrorCode, 60)}
	switch e.ErrorCode {
	case "invalid_grant", "interaction_required", "consent_required":
		f.cause = anteroom.CauseToken
	case "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type", "invalid_request":
		f.cause = anteroom.CauseClient
	case "temporarily_unavailable", "server_error", "slow_down":
		f.cause = anteroom.CauseTemporary
	default:
		if e.Response != nil && (e.Response.StatusCode >= 500 || e.Response.StatusCode == http.StatusTooManyRequests) {
			f.cause = anteroom.CauseTemporary
		}
	}
	return f
}

// untold is a failure to get a token as it may cross the room's edge.
func untold(ctx context.Context, host string, err error) error {
	f := err.(*fault) //nolint:errorlint // of this file, always
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		f = &fault{cause: anteroom.CauseInterrupted}
	case ctx.Err() != nil:
		f = &fault{cause: anteroom.CauseTimeout}
	}
	t := &talk{server: anteroom.MailServer{Protocol: "oauth2", Host: host, Port: 443}}
	return t.public(f)
}
