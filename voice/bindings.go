package voice

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

const (
	mostParams = 8  // of a Contact
	mostParam  = 80 // letters of one
)

// binding is where a phone can be reached (RFC 3261 section 10). Requests go to where its REGISTER came from, so that a
// phone behind a translating router is found.
type binding struct {
	User      anteroom.UserID
	Phone     string
	Contact   string // the user part: with the host, the port and the parameters it is what we write in the Request-URI
	Host      string
	Port      int
	Params    sip.HeaderParams `json:",omitempty"` // by which a phone knows its line again; without the transport
	Source    string           // host:port
	Transport string
	Expires   time.Time
	Call      string // Call-ID of the registration
	Seq       uint32
}

func (b binding) uri() sip.Uri {
	u := sip.Uri{Scheme: "sip", User: b.Contact, Host: b.Host, Port: b.Port, UriParams: slices.Clone(b.Params)}
	if t := strings.ToLower(b.Transport); t == "tcp" || t == "tls" || t == "ws" {
		u.UriParams.Add("transport", t)
	}
	return u
}

// same tells whether two are one place.
func (b binding) same(o binding) bool {
	return o.Contact == b.Contact && o.Host == b.Host && o.Port == b.Port
}

// paramsOf are the parameters of a Contact's URI that may be sent back as they are (RFC 3261 section 10.3).
func paramsOf(u sip.Uri) (kept sip.HeaderParams) {
	for _, p := range u.UriParams {
		if len(kept) < mostParams && p.K != "" && len(p.K)+len(p.V) <= mostParam && token(p.K) == p.K && token(p.V) == p.V && !strings.EqualFold(p.K, "transport") {
			kept = append(kept, p)
		}
	}
	return kept
}

// bindings are where phones are. Each line of their file is some of them by phone; a later one counts.
type bindings struct {
	file  string
	log   *slog.Logger
	of    map[string][]binding                // by phone
	users map[anteroom.UserID]map[string]bool // the phones of each
	lines int
}

// readBindings never fails: phones that are forgotten register anew.
func readBindings(file string, log *slog.Logger) *bindings {
	b := &bindings{file: file, log: log, of: map[string][]binding{}, users: map[anteroom.UserID]map[string]bool{}}
	raw, err := os.ReadFile(file)
	for lines := json.NewDecoder(bytes.NewReader(raw)); err == nil; {
		var some map[string][]binding
		if err = lines.Decode(&some); err == nil {
			for phone, list := range some {
				b.set(phone, slices.DeleteFunc(list, func(o binding) bool { return !o.Expires.After(time.Now()) }))
			}
		}
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrNotExist) { // a kill may leave the half of a line
		log.Warn("voice: where some phones are is forgotten; they register anew", "error", err)
	}
	b.compact()
	return b
}

// put has a phone at these places from now on, and after a restart.
func (b *bindings) put(phone string, list []binding) {
	b.set(phone, list)
	if b.lines > 1000+4*len(b.of) {
		b.compact()
		return
	}
	b.lines++
	b.write(map[string][]binding{phone: list}, os.O_APPEND, b.file)
}

func (b *bindings) set(phone string, list []binding) {
	for _, old := range b.of[phone] {
		if delete(b.users[old.User], phone); len(b.users[old.User]) == 0 {
			delete(b.users, old.User)
		}
	}
	if len(list) == 0 {
		delete(b.of, phone)
		return
	}
	b.of[phone] = list
	for _, x := range list {
		if b.users[x.User] == nil {
			b.users[x.User] = map[string]bool{}
		}
		b.users[x.User][phone] = true
	}
}

// compact writes the file anew, without what was replaced.
func (b *bindings) compact() {
	b.lines = 1
	if !b.write(b.of, os.O_TRUNC, b.file+".part") {
		return
	}
	if err := os.Rename(b.file+".part", b.file); err != nil {
		b.log.Error("voice: where phones are is not saved", "error", err)
	}
}

func (b *bindings) write(some map[string][]binding, how int, file string) bool {
	raw, err := json.Marshal(some)
	if err != nil {
		b.log.Error("voice: where phones are is not saved", "error", err)
		return false
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|how, 0o600)
	if err == nil {
		_, err = f.Write(append(raw, '\n'))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		b.log.Error("voice: where phones are is not saved", "error", err)
	}
	return err == nil
}

// phones are the places where a user's phones can be reached at a moment.
func (b *bindings) phones(user anteroom.UserID, now time.Time) (list []binding) {
	for phone := range b.users[user] {
		for _, x := range b.of[phone] {
			if x.User == user && x.Expires.After(now) {
				list = append(list, x)
			}
		}
	}
	return list
}
