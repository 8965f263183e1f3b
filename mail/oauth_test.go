package mail_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

const tokenPage = "https://login.provider.example/token"

func consent() mail.Consent {
	return mail.Consent{Issuer: anteroom.MailIssuer{Authorize: "https://login.provider.example/authorize?tenant=x", Token: tokenPage, Scopes: []string{"mail", "offline_access"}, ClientID: "anteroom-1"},
		Secret: "s3cret-of-client", Redirect: "https://portal.example/me/mail/oauth"}
}

// A code is changed into a token only with the verifier whose hash went with the browser (RFC 7636), and a token renewed.
func TestOAuth(t *testing.T) {
	w := openTown(t)
	w.settle(t, "login.provider.example")
	c, verifier := consent(), mail.NewVerifier()
	address, err := url.Parse(c.Address("state-1", verifier, "elise@provider.example"))
	if err != nil {
		t.Fatal(err)
	}
	q := address.Query()
	for name, want := range map[string]string{"tenant": "x", "response_type": "code", "client_id": "anteroom-1", "state": "state-1", "redirect_uri": c.Redirect, "scope": "mail offline_access",
		"code_challenge_method": "S256", "login_hint": "elise@provider.example", "access_type": "offline"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q", name, q.Get(name))
		}
	}
	w.pages[tokenPage] = func(to http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		right := r.FormValue("client_id") == "anteroom-1" && r.FormValue("client_secret") == c.Secret && r.URL.RawQuery == ""
		to.Header().Set("Content-Type", "application/json")
		switch {
		case right && r.FormValue("grant_type") == "authorization_code" && r.FormValue("code") == "code-1" && base64.RawURLEncoding.EncodeToString(sum[:]) == q.Get("code_challenge"):
			_, _ = fmt.Fprint(to, `{"access_token":"a1","token_type":"Bearer","expires_in":3600,"refresh_token":"r1"}`)
		case right && r.FormValue("grant_type") == "refresh_token" && r.FormValue("refresh_token") == "r1":
			_, _ = fmt.Fprint(to, `{"access_token":"a2","token_type":"Bearer","expires_in":3600}`)
		default:
			to.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(to, `{"error":"invalid_grant","error_description":"s3cret-of-client"}`)
		}
	}
	d, ctx := w.dialler(), within(t, 20*time.Second)
	first, err := d.Redeem(ctx, c, "code-1", verifier)
	if err != nil || first.Access != "a1" || first.Refresh != "r1" || time.Until(first.Expires) < 50*time.Minute {
		t.Fatalf("%q %q %v: %v", first.Access, first.Refresh, first.Expires, err)
	}
	if _, err := d.Redeem(ctx, c, "code-1", mail.NewVerifier()); anteroom.KindOf(err) != anteroom.Invalid {
		t.Errorf("with another verifier: %v", err)
	}
	second, err := d.Refresh(ctx, c, first.Refresh)
	if err != nil || second.Access != "a2" || second.Refresh != "r1" {
		t.Errorf("%q %q: %v", second.Access, second.Refresh, err)
	}
}

// Why there is no token, in words of both languages, and without a secret.
func TestOAuthRefused(t *testing.T) {
	w := openTown(t)
	refuses := func(status int, body string) http.HandlerFunc {
		return func(to http.ResponseWriter, _ *http.Request) {
			to.Header().Set("Content-Type", "application/json")
			to.WriteHeader(status)
			_, _ = fmt.Fprint(to, body)
		}
	}
	for fact, row := range map[string]struct {
		page http.HandlerFunc
		at   string // instead of tokenPage
		want string
	}{
		"the right to renew has ended":       {refuses(400, `{"error":"invalid_grant"}`), "", "invalid mail.cause.token"},
		"the client id is wrong":             {refuses(401, `{"error":"invalid_client"}`), "", "invalid mail.cause.client"},
		"not now":                            {refuses(503, `come back`), "", "unavailable mail.cause.temporary"},
		"too often":                          {refuses(429, ``), "", "unavailable mail.cause.temporary"},
		"no answer of this kind":             {refuses(404, `<html>`), "", "invalid mail.cause.issuer_answer"},
		"an answer without a token":          {refuses(200, `{}`), "", "invalid mail.cause.issuer_answer"},
		"attack: it sends the secrets on":    {http.RedirectHandler("https://other.provider.example/token", http.StatusTemporaryRedirect).ServeHTTP, "", "invalid mail.cause.issuer_answer"},
		"attack: an answer without end":      {refuses(200, `{"access_token":"`+strings.Repeat("a", 2<<20)), "", "invalid mail.cause.issuer_answer"},
		"attack: a page that is not secure":  {nil, "http://login.provider.example/token", "invalid mail.cause.client"},
		"attack: a page inside":              {nil, "https://inside.provider.example/token", "invalid mail.cause.address"},
		"attack: a port that is not for web": {nil, "https://login.provider.example:6379/token", "invalid mail.cause.port_refused"},
		"a server that is away":              {nil, "https://away.provider.example/token", "invalid mail.cause.no_name"},
	} {
		t.Run(fact, func(t *testing.T) {
			w.settle(t, "login.provider.example", "other.provider.example")
			w.dns.Host("inside.provider.example", "10.0.0.1")
			w.pages[tokenPage] = row.page
			w.pages["https://other.provider.example/token"] = refuses(200, `{"access_token":"stolen"}`)
			c := consent()
			if row.at != "" {
				c.Issuer.Token = row.at
			}
			_, err := w.dialler().Refresh(within(t, 20*time.Second), c, "r3fresh")
			e, ok := err.(*anteroom.Error) //nolint:errorlint // exactly that
			if !ok || e.Kind.String()+" "+e.Msg.Key != row.want || strings.Contains(e.Err.Error(), "r3fresh") || strings.Contains(e.Err.Error(), c.Secret) {
				t.Fatalf("%v, want %s", err, row.want)
			}
			for _, l := range catalogue(t).Languages() {
				if words := catalogue(t).In(l).Text(e.Msg); strings.Contains(words, "⟦") {
					t.Error(words)
				}
			}
		})
	}
	if err := mail.Declined("access_denied\r\n<script>"); anteroom.KindOf(err) != anteroom.Invalid {
		t.Error(err)
	}
}

// The two providers that everybody knows lack nothing but the operator's client id.
func TestMailPresets(t *testing.T) {
	for _, p := range anteroom.MailPresets() {
		var wrong anteroom.Fields
		if p.Check(&wrong); len(wrong) > 0 {
			t.Errorf("%s: %v", p.Name, wrong)
		}
	}
}
