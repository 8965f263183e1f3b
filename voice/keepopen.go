package voice

import (
	"context"
	"net"
	"slices"
	"strings"
	"time"
)

// openEvery is how often a phone behind a translating router is sent something: routers forget a way by UDP after 30 seconds
// and more (RFC 4787 section 4.3 wants two minutes).
const openEvery = 25 * time.Second

// keepOpen sends an empty line to each phone that registered by UDP from elsewhere than its Contact tells, so that it can be rung,
// and to each trunk where we did, so that its calls arrive.
// An empty line is no message (RFC 3261 section 7.5): the phone passes over it.
func (s *Service) keepOpen(ctx context.Context, every time.Duration) {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticks.C:
			s.touch(now)
		}
	}
}

func (s *Service) touch(now time.Time) {
	defer survive(s.log, "keeping phones in reach")
	for _, at := range append(s.register.translated(now), s.trunks.translated()...) {
		if to, err := net.ResolveUDPAddr("udp", at); err == nil { // an address, never a name
			_, _ = s.udp.WriteTo([]byte("\r\n\r\n"), to)
		}
	}
}

// translated are the sources of phones that are behind a router which translates addresses.
func (r *registrar) translated(now time.Time) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []string
	for _, phone := range r.bindings.of {
		for _, b := range phone {
			host, _, err := net.SplitHostPort(b.Source)
			if err == nil && strings.EqualFold(b.Transport, "udp") && b.Expires.After(now) && host != b.Host {
				list = append(list, b.Source)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
