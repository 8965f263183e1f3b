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
	mu     sync.Mutex
	list   []anteroom.TrunkAccess
	at     map[anteroom.TrunkID][]netip.AddrPort // where each server is, what is to be tried first first
	calls  map[anteroom.TrunkID]int
	spoken map[anteroom.TrunkID]time.Time // when each said something last, about a call
	names  *net.Resolver                  // nil: the machine's
}

func newTrunks(names *net.Resolver) *trunks {
	return &trunks{at: map[anteroom.TrunkID][]netip.AddrPort{}, calls: map[anteroom.TrunkID]int{}, spoken: map[anteroom.TrunkID]time.Time{}, names: names}
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

// firstLook waits until it is known which trunks there are, and where, before calls are taken: a carrier's would be a stranger's else,
// and one to the outside had no line. Where the house or a name is away, calls are taken after a second all the same.
func (s *Service) firstLook(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	list, ok := s.readTrunks(ctx)
	if !ok {
		return
	}
	var found sync.WaitGroup
	for _, t := range list {
		found.Go(func() {
			defer survive(s.log, "where a trunk is")
			s.trunks.find(ctx, t) // no longer than the second
		})
	}
	found.Wait()
}

// readTrunks takes over what the house knows; false where it can't tell.
func (s *Service) readTrunks(ctx context.Context) (list []anteroom.TrunkAccess, ok bool) {
	list, err := s.cfg.Lines.Trunks(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("voice: the trunks are as they were last known", "error", err)
		}
		return nil, false
	}
	s.trunks.set(list)
	return list, true
}

func (s *Service) lookAtTrunks(ctx context.Context) {
	defer survive(s.log, "the trunks")
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	list, ok := s.readTrunks(ctx)
	if !ok {
		return
	}
	s.attend(list)
	for _, t := range list { // names are resolved beside: one that answers slowly holds up no other
		s.beside("where a trunk is", func(ctx context.Context) { s.trunks.find(ctx, t) })
	}
}

func (t *trunks) set(list []anteroom.TrunkAccess) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, was := range t.list {
		if !slices.ContainsFunc(list, func(l anteroom.TrunkAccess) bool {
			return l.ID == was.ID && l.Server == was.Server && l.Transport == was.Transport
		}) {
			delete(t.at, was.ID)
			delete(t.spoken, was.ID)
		}
	}
	t.list = list
}

// find resolves where a trunk's server is.
func (t *trunks) find(ctx context.Context, of anteroom.TrunkAccess) {
	at := t.resolve(ctx, of)
	if len(at) == 0 {
		return // as it was last known
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at[of.ID] = at
}

// mostServers are the addresses of one trunk that are known at most.
const mostServers = 20

// resolve is where a trunk's server is: as SRV records tell where its address names no port (RFC 3263 section 4.2), else as its
// name does; nothing where neither can be had.
func (t *trunks) resolve(ctx context.Context, of anteroom.TrunkAccess) (at []netip.AddrPort) {
	host, port, _ := of.Address()
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(ip.Unmap(), portOf(of))}
	}
	if port == 0 {
		service, proto := "sip", of.Transport
		if of.Transport == anteroom.OverTLS {
			service, proto = "sips", "tcp"
		}
		_, records, _ := t.names.LookupSRV(ctx, service, proto, host+".") // most have none
		for _, r := range records {
			at = append(at, t.addresses(ctx, r.Target, r.Port)...)
		}
	}
	if len(at) == 0 {
		at = t.addresses(ctx, host, portOf(of))
	}
	return at[:min(len(at), mostServers)]
}

func (t *trunks) addresses(ctx context.Context, name string, port uint16) (at []netip.AddrPort) {
	ips, _ := t.names.LookupNetIP(ctx, "ip", name) // none: there are none
	for _, ip := range ips {
		at = append(at, netip.AddrPortFrom(ip.Unmap(), port))
	}
	return at
}

// servers are where requests to a trunk go.
func (t *trunks) servers(ctx context.Context, of anteroom.TrunkAccess) []netip.AddrPort {
	t.mu.Lock()
	at := t.at[of.ID]
	t.mu.Unlock()
	if len(at) == 0 { // not found yet
		at = t.resolve(ctx, of)
	}
	return at
}

// send has a request go to a trunk: on the connection to it, or by UDP to the first of its servers.
func (s *Service) send(ctx context.Context, r *sip.Request, t anteroom.TrunkAccess, way *connection) {
	r.SetTransport(strings.ToUpper(t.Transport))
	if way != nil {
		way.carry(r)
		return
	}
	host, _, _ := t.Address()
	to := net.JoinHostPort(host, strconv.Itoa(int(portOf(t)))) // fails, and says so
	if at := s.trunks.servers(ctx, t); len(at) > 0 {
		to = at[0].String()
	}
	r.SetDestination(to)
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
				list = append(list, at.String())
			}
		}
	}
	return list
}

func (t *trunks) isServer(l anteroom.TrunkAccess, from netip.AddrPort, transport string) bool {
	for _, at := range t.at[l.ID] {
		if at.Addr() == from.Addr().Unmap() && (!strings.EqualFold(transport, "udp") || from.Port() == at.Port()) {
			return true
		}
	}
	return false
}

// portOf is the port of a trunk's server (RFC 3261 section 19.1.2).
func portOf(t anteroom.TrunkAccess) uint16 {
	_, port, _ := t.Address()
	switch {
	case port != 0:
		return uint16(port)
	case t.Transport == anteroom.OverTLS:
		return 5061
	}
	return 5060
}

// trunkURI is whom a call by a trunk is for.
func trunkURI(t anteroom.TrunkAccess, user string) sip.Uri {
	host, port, _ := t.Address()
	u := sip.Uri{Scheme: "sip", User: user, Host: inURI(host), Port: port, UriParams: sip.NewParams()}
	if t.Transport != anteroom.OverUDP {
		u.UriParams.Add("transport", t.Transport)
	}
	return u
}
