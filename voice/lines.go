package voice

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// Lines is the house as far as calls to and from the outside go. Implemented by office.
type Lines interface {
	// Trunks are the lines to the outside, as everything stands now.
	Trunks(ctx context.Context) ([]anteroom.TrunkAccess, error)
	// TrunkHealth keeps how a trunk is.
	TrunkHealth(ctx context.Context, h anteroom.TrunkHealth) error
	// Charge says how long a part of a call that goes outside may last, and reserves what that costs.
	Charge(ctx context.Context, c anteroom.Charge) (anteroom.Allowance, error)
	// PIN tells whether a PIN is that of a user; after too many wrong ones of late it is not, whatever it is.
	PIN(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID, pin string) (bool, error)
}

// trunkLook is how often the trunks are looked at where nobody tells that they changed.
const trunkLook = 10 * time.Second

// trunks are the lines to the outside as they were last known: calls go on by them while the desk is away.
type trunks struct {
	mu    sync.Mutex
	list  []anteroom.TrunkAccess
	at    map[anteroom.TrunkID][]netip.Addr // where each server is
	calls map[anteroom.TrunkID]int
}

func newTrunks() *trunks {
	return &trunks{at: map[anteroom.TrunkID][]netip.Addr{}, calls: map[anteroom.TrunkID]int{}}
}

// followTrunks keeps them as the house has them.
func (s *Service) followTrunks(ctx context.Context) {
	ticks := time.NewTicker(trunkLook)
	defer ticks.Stop()
	for {
		s.lookAtTrunks(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		case <-s.trunkNews:
		}
	}
}

// TrunksChanged has the trunks looked at now.
func (s *Service) TrunksChanged() {
	select {
	case s.trunkNews <- struct{}{}:
	default: // it will be
	}
}

func (s *Service) lookAtTrunks(ctx context.Context) {
	defer survive(s.log, "the trunks")
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	list, err := s.cfg.Lines.Trunks(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("voice: the trunks are as they were last known", "error", err)
		}
		return
	}
	s.trunks.set(list)
	s.attend(list)
	for _, t := range list { // names are resolved beside: one that answers slowly holds up no other
		s.beside("where a trunk is", func(ctx context.Context) { s.trunks.find(ctx, t) })
	}
}

func (t *trunks) set(list []anteroom.TrunkAccess) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = list
}

// find resolves where a trunk's server is.
func (t *trunks) find(ctx context.Context, of anteroom.TrunkAccess) {
	host, _, _ := of.Address()
	var at []netip.Addr
	if ip, err := netip.ParseAddr(host); err == nil {
		at = []netip.Addr{ip.Unmap()}
	} else if at, err = net.DefaultResolver.LookupNetIP(ctx, "ip", host); err != nil {
		return // as it was last known
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at[of.ID] = at
}

// taking are the trunks that take a number, in the order in which they are tried.
func (t *trunks) taking(number anteroom.NumberID) []anteroom.TrunkAccess {
	t.mu.Lock()
	defer t.mu.Unlock()
	return anteroom.TrunksFor(t.list, number)
}

// has tells whether there is a trunk that is not off.
func (t *trunks) has(id anteroom.TrunkID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(t.list, func(l anteroom.TrunkAccess) bool { return l.ID == id && !l.Off })
}

// enter takes a place on a trunk; false where it is full.
func (t *trunks) enter(of anteroom.TrunkAccess) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.calls[of.ID] >= of.MaxCalls {
		return false
	}
	t.calls[of.ID]++
	return true
}

func (t *trunks) leave(of anteroom.TrunkAccess) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.calls[of.ID]--; t.calls[of.ID] <= 0 {
		delete(t.calls, of.ID)
	}
}

// of is the trunk that a request comes from: from one of its sources, or from where its server is; a datagram then from
// the server's port too, for others may share the address. Of several at one address it is the one whose transport it is, and to
// whose account the request is for.
func (t *trunks) of(r *sip.Request) (best anteroom.TrunkAccess, found bool) {
	from, err := netip.ParseAddrPort(r.Source())
	if err != nil {
		return best, false
	}
	fits := func(l anteroom.TrunkAccess) (n int) {
		if strings.EqualFold(l.Transport, r.Transport()) {
			n = 2
		}
		if l.User != "" && l.User == r.Recipient.User {
			n++
		}
		return n
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.list {
		if !l.Off && (l.From(from.Addr()) || t.isServer(l, from, r.Transport())) && (!found || fits(l) > fits(best)) {
			best, found = l, true
		}
	}
	return best, found
}

// translated are the servers at which we signed in by UDP: between may be a router that forgets the way to us.
func (t *trunks) translated() (list []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.list {
		if l.Register && !l.Off && l.Transport == anteroom.OverUDP {
			for _, at := range t.at[l.ID] {
				list = append(list, netip.AddrPortFrom(at, uint16(portOf(l))).String())
			}
		}
	}
	return list
}

func (t *trunks) isServer(l anteroom.TrunkAccess, from netip.AddrPort, transport string) bool {
	for _, at := range t.at[l.ID] {
		if at.Unmap() == from.Addr().Unmap() {
			return !strings.EqualFold(transport, "udp") || int(from.Port()) == portOf(l)
		}
	}
	return false
}

// portOf is the port of a trunk's server (RFC 3261 section 19.1.2).
func portOf(t anteroom.TrunkAccess) int {
	_, port, _ := t.Address()
	switch {
	case port != 0:
		return port
	case t.Transport == anteroom.OverTLS:
		return 5061
	}
	return 5060
}

// trunkURI is whom a call by a trunk is for.
func trunkURI(t anteroom.TrunkAccess, user string) sip.Uri {
	host, port, _ := t.Address()
	u := sip.Uri{Scheme: "sip", User: user, Host: host, Port: port, UriParams: sip.NewParams()}
	if t.Transport != anteroom.OverUDP {
		u.UriParams.Add("transport", t.Transport)
	}
	return u
}

// destination is where requests to a trunk go.
func destination(t anteroom.TrunkAccess) string {
	host, _, _ := t.Address()
	return net.JoinHostPort(host, strconv.Itoa(portOf(t)))
}
