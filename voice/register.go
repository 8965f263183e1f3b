package voice

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

const (
	leastExpiry  = 60 // seconds (RFC 3261 section 10.3)
	mostExpiry   = 3600
	mostBindings = 10 // of one phone
	nonceLife    = 5 * time.Minute
	phoneTime    = 3 * time.Second // that the desk has to tell who signs in
)

// registrar knows where phones are, and who they are (RFC 8760: SHA-256, and MD5 for those that know nothing better).
type registrar struct {
	realm   string
	desk    Desk
	log     *slog.Logger
	key     [32]byte
	floods  *floods
	guesses *guesses

	mu       sync.Mutex
	bindings *bindings
	counts   map[string]uint64         // by nonce: the last nc seen
	asked    map[string]int            // by user: challenges in a row that were not answered
	known    map[string]anteroom.Phone // who proved themselves, as they were then: for while the desk is away
}

func newRegistrar(realm, dir string, desk Desk, log *slog.Logger, floods *floods) (*registrar, error) {
	r := &registrar{floods: floods, guesses: newGuesses(), realm: realm, desk: desk, log: log, bindings: readBindings(filepath.Join(dir, "phones.json"), log), counts: map[string]uint64{}, asked: map[string]int{}, known: map[string]anteroom.Phone{}}
	_, err := rand.Read(r.key[:])
	return r, err
}

// of are the places where a user's phones can be reached now.
func (r *registrar) of(user anteroom.UserID) []binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bindings.phones(user, time.Now())
}

// user is whose phone it is, as far as it is known here.
func (r *registrar) user(phone string) anteroom.UserID {
	r.mu.Lock()
	defer r.mu.Unlock()
	if list := r.bindings.of[phone]; len(list) > 0 {
		return list[0].User
	}
	return r.known[phone].User
}

var errTakenAway = errors.New("voice: the phone was taken away from its user")

// holds tells whether a phone that is registered is still its user's. One that was taken away is forgotten: its registration lasts for an
// hour, and the next call is not to ring there. While the desk is away it is.
func (r *registrar) holds(b binding) bool {
	if b.Phone == "" { // a line on a phone system
		return true
	}
	phone, err := r.phone(b.Phone, plainTime)
	if err == nil && phone.User == b.User || err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bindings.put(b.Phone, nil)
	delete(r.known, b.Phone)
	return false
}

// count is how many phones can be reached now.
func (r *registrar) count(now time.Time) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, phone := range r.bindings.of {
		if slices.ContainsFunc(phone, func(b binding) bool { return b.Expires.After(now) }) {
			n++
		}
	}
	return n
}

func (s *Service) onRegister(q *sip.Request, tx sip.ServerTransaction) {
	phone, ok := s.register.authenticate(q, tx)
	if !ok {
		return
	}
	if q.To().Address.User != phone.Name || phone.User == "" { // the pass of a test call is no phone
		respond(q, tx, 403, "Forbidden")
		return
	}
	before := s.register.named(phone.Name)
	list, code := s.register.bind(q, phone)
	if code != 200 {
		respond(q, tx, code, map[int]string{400: "Bad Request", 423: "Interval Too Brief"}[code], sip.NewHeader("Min-Expires", strconv.Itoa(leastExpiry)))
		return
	}
	answer := sip.NewResponseFromRequest(q, 200, "OK", nil)
	for _, b := range list {
		uri := b.uri()
		answer.AppendHeader(sip.NewHeader("Contact", "<"+uri.String()+">;expires="+strconv.Itoa(int(time.Until(b.Expires).Seconds())+1)))
	}
	_ = tx.Respond(answer)
	for _, b := range list {
		if !slices.ContainsFunc(before, b.same) {
			s.beside("a summary of voice messages", func(ctx context.Context) {
				if n, err := s.desk.Waiting(ctx, phone.Company, phone.User); err == nil {
					s.informUnasked(ctx, b, n)
				}
			})
		}
	}
}

// bind adds, renews or removes what the request says (RFC 3261 section 10.3), and is what is bound then.
func (r *registrar) bind(q *sip.Request, phone anteroom.Phone) ([]binding, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	list := slices.DeleteFunc(slices.Clone(r.bindings.of[phone.Name]), func(b binding) bool { return !b.Expires.After(now) })
	contacts := q.GetHeaders("Contact")
	if len(contacts) > mostBindings {
		return nil, 400
	}
	for _, h := range contacts {
		contact, ok := h.(*sip.ContactHeader)
		if !ok {
			return nil, 400
		}
		seconds := expiry(q, contact)
		if contact.Address.Wildcard {
			if seconds != 0 || len(contacts) > 1 {
				return nil, 400
			}
			list = nil
			continue
		}
		if seconds > 0 && seconds < leastExpiry {
			return nil, 423
		}
		b := binding{User: phone.User, Phone: phone.Name, Contact: token(contact.Address.User), Host: inURI(contact.Address.Host), Port: contact.Address.Port, Params: paramsOf(contact.Address),
			Source: q.Source(), Transport: q.Transport(), Expires: now.Add(time.Duration(min(seconds, mostExpiry)) * time.Second),
			Call: clean(q.CallID().Value()), Seq: q.CSeq().SeqNo}
		list = slices.DeleteFunc(list, b.same)
		if seconds > 0 {
			list = append(list, b)
		}
	}
	if len(list) > mostBindings {
		list = list[len(list)-mostBindings:]
	}
	r.bindings.put(phone.Name, list)
	return list, 200
}

func expiry(q *sip.Request, contact *sip.ContactHeader) int {
	text, ok := contact.Params.Get("expires")
	if !ok {
		if h := q.GetHeader("Expires"); h != nil {
			text, ok = h.Value(), true
		}
	}
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31)
	if !ok || err != nil {
		return mostExpiry
	}
	return int(n)
}

// authenticate finds the phone that a request comes from, or challenges it (RFC 3261 section 22, RFC 8760).
func (r *registrar) authenticate(q *sip.Request, tx sip.ServerTransaction) (anteroom.Phone, bool) {
	stale := false
	for _, h := range q.GetHeaders("Authorization") {
		c, err := digest.ParseCredentials(h.Value())
		if err != nil || c.Realm != r.realm {
			continue
		}
		from := addrOf(q.Source())
		if !r.guesses.may(from, clean(c.Username), r.isAt(c.Username, from), time.Now()) {
			r.floods.counts.guesses.Add(1)
			respond(q, tx, 503, "Service Unavailable", sip.NewHeader("Retry-After", "30"))
			return anteroom.Phone{}, false
		}
		phone, err := r.phone(c.Username, phoneTime)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			code, reason := refusal(err)
			respond(q, tx, code, reason)
			return phone, false
		}
		right := r.proves(q, c, phone)
		if right && r.freshNonce(c) {
			r.answered(c)
			r.note(phone)
			return phone, true
		}
		if !right {
			r.guesses.wrong(from, clean(c.Username), time.Now())
		}
		stale = stale || right
	}
	r.challenge(q, tx, stale)
	return anteroom.Phone{}, false
}

// phone is who signs in under a name; while the desk is away, as it was when it last did. The desk has that long to tell, and less where
// that is known.
func (r *registrar) phone(name string, limit time.Duration) (anteroom.Phone, error) {
	r.mu.Lock()
	known, have := r.known[name]
	r.mu.Unlock()
	if have {
		limit = min(limit, plainTime)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	phone, err := r.desk.Phone(ctx, name)
	switch {
	case anteroom.KindOf(err) == anteroom.NotFound && err != nil:
		r.mu.Lock()
		delete(r.known, name)
		r.mu.Unlock()
	case err != nil && have:
		return known, nil
	}
	return phone, err
}

func (r *registrar) note(p anteroom.Phone) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.User != "" { // a pass is good for one call
		r.known[p.Name] = p
	}
}

// proves tells whether the response is that of the phone's password, or of the former one while that holds. It takes as long for a phone that is not there.
func (r *registrar) proves(q *sip.Request, c *digest.Credentials, phone anteroom.Phone) bool {
	secret, former, hash := phone.HA1SHA256, phone.FormerSHA256, sha256Hex
	if strings.EqualFold(c.Algorithm, "MD5") || c.Algorithm == "" {
		secret, former, hash = phone.HA1MD5, phone.FormerMD5, md5Hex
	} else if !strings.EqualFold(c.Algorithm, "SHA-256") {
		return false
	}
	if c.QOP != "auth" || len(c.Cnonce) == 0 || len(c.Cnonce) > 256 {
		return false
	}
	ha2 := hash(string(q.Method) + ":" + c.URI)
	by := func(secret string) bool {
		want := hash(strings.Join([]string{secret, c.Nonce, nc(c), c.Cnonce, c.QOP, ha2}, ":"))
		return secret != "" && subtle.ConstantTimeCompare([]byte(want), []byte(strings.ToLower(c.Response))) == 1
	}
	present, past := by(secret), by(former)
	return present || past
}

func nc(c *digest.Credentials) string {
	s := strconv.FormatUint(uint64(c.Nc), 16)
	return strings.Repeat("0", max(0, 8-len(s))) + s
}

// nonce holds its time, and our seal on it.
func (r *registrar) nonce(at time.Time) string {
	stamp := strconv.FormatInt(at.UnixNano(), 16)
	mac := hmac.New(sha256.New, r.key[:])
	mac.Write([]byte(stamp))
	return stamp + "." + hex.EncodeToString(mac.Sum(nil)[:16])
}

// freshNonce tells a nonce of ours that is not too old and counts on (RFC 7616 section 3.3: no answer is taken twice).
func (r *registrar) freshNonce(c *digest.Credentials) bool {
	stamp, _, _ := strings.Cut(c.Nonce, ".")
	n, err := strconv.ParseInt(stamp, 16, 64)
	at := time.Unix(0, n)
	if err != nil || subtle.ConstantTimeCompare([]byte(r.nonce(at)), []byte(c.Nonce)) != 1 || time.Since(at) > nonceLife || time.Since(at) < 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.counts) > 100_000 {
		clear(r.counts) // those nonces may be used once more within their five minutes
	}
	if uint64(c.Nc) <= r.counts[c.Nonce] {
		return false
	}
	r.counts[c.Nonce] = uint64(c.Nc)
	return true
}

// algorithms are those to ask for: the strongest first (RFC 8760 section 2.3). Some phones give up at the sight of one
// that they don't know; who left a challenge unanswered is asked for MD5 alone, and from then on.
func (r *registrar) algorithms(user string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.asked) > 10_000 {
		clear(r.asked)
	}
	r.asked[user]++
	if r.asked[user] > 1 {
		return []string{"MD5"}
	}
	return []string{"SHA-256", "MD5"}
}

func (r *registrar) answered(c *digest.Credentials) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if strings.EqualFold(c.Algorithm, "SHA-256") {
		delete(r.asked, c.Username)
	}
}

func (r *registrar) challenge(q *sip.Request, tx sip.ServerTransaction, stale bool) {
	nonce := r.nonce(time.Now())
	var headers []sip.Header
	for _, algorithm := range r.algorithms(clean(q.From().Address.User)) {
		value := `Digest realm="` + r.realm + `", nonce="` + nonce + `", algorithm=` + algorithm + `, qop="auth"`
		if stale {
			value += ", stale=true"
		}
		headers = append(headers, sip.NewHeader("WWW-Authenticate", value))
	}
	respond(q, tx, 401, "Unauthorized", headers...)
}
