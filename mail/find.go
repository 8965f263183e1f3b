package mail

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
)

const (
	findTime    = 40 * time.Second // of it all
	sourceTime  = 10 * time.Second // of what is asked of one source
	proveTime   = 12 * time.Second // of one server
	mostAtOnce  = 6                // servers that are connected to at the same time
	mostServers = 16               // that are tried of a source, for reading and for sending each
)

// candidate is what a source says of an address, before anything was connected: servers, best first.
type candidate struct {
	incoming, outgoing []anteroom.MailServer
	user               string
	source             anteroom.MailSource
	where              string
}

// Find looks for the settings that go with an e-mail address (R26): in the list of known providers, and where that does not
// tell, in what the address's domain says of itself (RFC 6186, Mozilla's autoconfig, Exchange's Autodiscover), in who
// takes the domain's mail, and at last by guessing. Each settings returned were proven by connecting, as far as the
// servers' capabilities; what nobody encrypts is proposed by the list only. Best first, one of each source at most; empty:
// nothing was found. It ends in 40 s at most. An Invalid error names the field "email"; no password is asked for, or told.
func (d *Dialler) Find(ctx context.Context, email string, known []anteroom.MailProvider) ([]anteroom.MailFound, error) {
	who, err := parseSeeker(email)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, findTime)
	p := &prover{d: d, gate: make(chan struct{}, mostAtOnce), tried: map[anteroom.MailServer]*proof{}}
	defer func() { cancel(); p.all.Wait() }()
	told := []source{d.srv, d.autoconfig, d.autodiscover, func(ctx context.Context, s seeker) []candidate { return d.byMX(ctx, s, known) }}
	for _, round := range [][]source{
		{func(_ context.Context, s seeker) []candidate { return listed(s, known) }},
		told, {d.guess},
	} {
		if found := p.round(ctx, who, round); len(found) > 0 || ctx.Err() != nil {
			return found, interrupted(ctx)
		}
	}
	return nil, nil
}

// interrupted is the error of who went away; time that ran out is none: what was found is.
func interrupted(ctx context.Context) error {
	if context.Cause(ctx) == context.Canceled { //nolint:errorlint // of the context itself
		return &anteroom.Error{Kind: anteroom.Unavailable, Msg: anteroom.T("mail.cause.interrupted"), Err: context.Canceled}
	}
	return nil
}

// seeker is the address that settings are looked for.
type seeker struct{ email, local, domain string }

func parseSeeker(email string) (seeker, error) {
	var wrong anteroom.Fields
	if wrong.Email("email", email); len(wrong) > 0 {
		return seeker{}, wrong.Err()
	}
	at := strings.LastIndexByte(email, '@')
	name, literal, ok := hostName(email[at+1:])
	if !ok || literal.IsValid() {
		wrong.Wrong("email", "mail.error.host")
		return seeker{}, wrong.Err()
	}
	return seeker{email: email, local: email[:at], domain: strings.TrimSuffix(name, ".")}, nil
}

type source func(context.Context, seeker) []candidate

// round asks sources at the same time, and proves what they say; in the order of the sources.
func (p *prover) round(ctx context.Context, s seeker, sources []source) []anteroom.MailFound {
	results := make([]*anteroom.MailFound, len(sources))
	var all sync.WaitGroup
	for i, ask := range sources {
		all.Go(func() {
			defer p.d.survive("a source of settings")
			asking, cancel := context.WithTimeout(ctx, sourceTime)
			defer cancel()
			for _, c := range ask(asking, s) {
				if results[i] = p.prove(ctx, c); results[i] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	var found []anteroom.MailFound
	for _, r := range results {
		if r != nil && !slices.ContainsFunc(found, func(f anteroom.MailFound) bool { return f.Access == r.Access && f.User == r.User }) {
			found = append(found, *r)
		}
	}
	return found
}

// prover connects to each server once, whichever source names it, and to a few at the same time.
type prover struct {
	d    *Dialler
	gate chan struct{}
	all  sync.WaitGroup

	mu    sync.Mutex
	tried map[anteroom.MailServer]*proof
}

type proof struct {
	done   chan struct{}
	server anteroom.MailServer // with the way to sign in that it offers
	ok     bool
}

// prove is the best server of each kind that answers as it should; nil: there are not both.
func (p *prover) prove(ctx context.Context, c candidate) *anteroom.MailFound {
	var in, out *anteroom.MailServer
	var both sync.WaitGroup
	both.Go(func() { in = p.first(ctx, c.incoming) })
	both.Go(func() { out = p.first(ctx, c.outgoing) })
	both.Wait()
	if in == nil || out == nil {
		return nil
	}
	return &anteroom.MailFound{Access: anteroom.MailAccess{Incoming: *in, Outgoing: *out}, User: c.user, Source: c.source, Where: line(c.where, 200)}
}

// first is the first of the list that answers. All are tried at once, and the later ones not waited for when one before
// has answered.
func (p *prover) first(ctx context.Context, list []anteroom.MailServer) *anteroom.MailServer {
	proofs := make([]*proof, 0, mostServers)
	for _, s := range list[:min(len(list), mostServers)] {
		proofs = append(proofs, p.begin(ctx, s))
	}
	for _, one := range proofs {
		select {
		case <-one.done:
			if one.ok {
				return &one.server
			}
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// begin connects to a server, unless that was begun before.
func (p *prover) begin(ctx context.Context, s anteroom.MailServer) *proof {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one, ok := p.tried[s]; ok {
		return one
	}
	one := &proof{done: make(chan struct{}), server: s}
	p.tried[s] = one
	p.all.Go(func() {
		defer close(one.done)
		defer p.d.survive("a server that is tried")
		select {
		case p.gate <- struct{}{}:
			defer func() { <-p.gate }()
			one.server, one.ok = p.d.proven(ctx, s)
		case <-ctx.Done():
		}
	})
	return one
}

// proven connects as far as the capabilities, of which it learns whether the server takes tokens only.
func (d *Dialler) proven(ctx context.Context, s anteroom.MailServer) (anteroom.MailServer, bool) {
	ctx, cancel := context.WithTimeout(ctx, proveTime)
	defer cancel()
	t := &talk{d: d, server: s}
	defer t.close()
	if run(ctx, t, t.stages(), func(anteroom.MailStep) {}) != nil {
		return s, false
	}
	if ways := t.mechanisms(); len(ways) > 0 && !slices.ContainsFunc(ways, func(w string) bool { return w != "XOAUTH2" && w != "OAUTHBEARER" }) {
		s.SignIn = anteroom.MailOAuth
	}
	return s, true
}

// listed are the known providers of the address's domain.
func listed(s seeker, known []anteroom.MailProvider) []candidate {
	var list []candidate
	for _, p := range known {
		if slices.ContainsFunc(p.Domains, func(d string) bool { return asciiDomain(d) == s.domain }) {
			list = append(list, of(p, s, anteroom.SourceKnown))
		}
	}
	return list
}

// asciiDomain is a domain as names are compared; empty: it is none.
func asciiDomain(s string) string {
	name, _, _ := hostName(s)
	return strings.TrimSuffix(name, ".")
}

func of(p anteroom.MailProvider, s seeker, from anteroom.MailSource) candidate {
	c := candidate{incoming: p.Incoming, outgoing: p.Outgoing, user: s.email, source: from, where: p.Name}
	if p.LocalPart {
		c.user = s.local
	}
	return c
}

// within tells whether a host is a domain, or below it.
func within(host, domain string) bool {
	host = asciiDomain(host)
	return host != "" && (host == domain || strings.HasSuffix(host, "."+domain))
}

// together does something for every number below n at the same time.
func (d *Dialler) together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			defer d.survive("what a domain says of itself")
			do(i)
		})
	}
	all.Wait()
}
