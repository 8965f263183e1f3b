package fake

import (
	"context"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// Registrar is where others sign in at a phone, as at a trunk: each must prove the one password.
type Registrar struct {
	mu       sync.Mutex
	user     string
	password string
	least    int // seconds
	signed   chan string
}

// TakeRegistrations has the phone sign in whoever knows the name and the password, for no less than so many seconds.
func (p *Phone) TakeRegistrations(user, password string, least int) *Registrar {
	r := &Registrar{user: user, password: password, least: least, signed: make(chan string, 16)}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.registry = r
	return r
}

func (p *Phone) onRegister(q *sip.Request, tx sip.ServerTransaction) {
	p.mu.Lock()
	r := p.registry
	p.mu.Unlock()
	if r == nil {
		_ = tx.Respond(sip.NewResponseFromRequest(q, 405, "Method Not Allowed", nil))
		return
	}
	r.register(q, tx)
}

// Signed is the next registration: the address that was registered, and for how long.
func (r *Registrar) Signed(ctx context.Context) (string, error) {
	select {
	case s := <-r.signed:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (r *Registrar) register(q *sip.Request, tx sip.ServerTransaction) {
	h := q.GetHeader("Authorization")
	if h == nil {
		answer := sip.NewResponseFromRequest(q, 401, "Unauthorized", nil)
		answer.AppendHeader(sip.NewHeader("WWW-Authenticate", `Digest realm="trunk", nonce="4f2a", algorithm=SHA-256, qop="auth"`))
		_ = tx.Respond(answer)
		return
	}
	c, err := digest.ParseCredentials(h.Value())
	r.mu.Lock()
	defer r.mu.Unlock()
	want, bad := digest.Digest(&digest.Challenge{Realm: "trunk", Nonce: "4f2a", Algorithm: "SHA-256", QOP: []string{"auth"}},
		digest.Options{Method: "REGISTER", URI: c.URI, Username: r.user, Password: r.password, Cnonce: c.Cnonce, Count: c.Nc})
	if err != nil || bad != nil || c.Response != want.Response || c.Username != r.user {
		_ = tx.Respond(sip.NewResponseFromRequest(q, 403, "Forbidden", nil))
		return
	}
	expires := q.GetHeader("Expires").Value()
	if expires != "0" && len(expires) < 3 && r.least > 100 || strings.TrimLeft(expires, "0123456789") != "" {
		_ = tx.Respond(sip.NewResponseFromRequest(q, 423, "Interval Too Brief", nil))
		return
	}
	answer := sip.NewResponseFromRequest(q, 200, "OK", nil)
	answer.AppendHeader(sip.NewHeader("Expires", expires))
	_ = tx.Respond(answer)
	r.signed <- q.Contact().Address.String() + " " + expires
}
