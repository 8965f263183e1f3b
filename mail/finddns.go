package mail

import (
	"context"
	"net"
	"strings"

	"anteroom.dev/anteroom"
	"golang.org/x/net/publicsuffix"
)

// services are the records of RFC 6186 and RFC 8314 section 5.1, best first.
var services = []struct {
	name string
	anteroom.MailServer
}{
	{"imaps", anteroom.MailServer{Protocol: anteroom.IMAP, Security: anteroom.MailTLS}},
	{"imap", anteroom.MailServer{Protocol: anteroom.IMAP, Security: anteroom.MailSTARTTLS}},
	{"pop3s", anteroom.MailServer{Protocol: anteroom.POP3, Security: anteroom.MailTLS}},
	{"pop3", anteroom.MailServer{Protocol: anteroom.POP3, Security: anteroom.MailSTARTTLS}},
	{"submissions", anteroom.MailServer{Protocol: anteroom.SMTP, Security: anteroom.MailTLS}},
	{"submission", anteroom.MailServer{Protocol: anteroom.SMTP, Security: anteroom.MailSTARTTLS}},
}

// srv asks the domain's name servers for its services.
func (d *Dialler) srv(ctx context.Context, s seeker) []candidate {
	found := make([][]*net.SRV, len(services))
	d.together(len(services), func(i int) { found[i] = d.service(ctx, services[i].name, s.domain) })
	c := candidate{user: s.email, source: anteroom.SourceSRV, where: s.domain}
	for i, list := range found {
		for _, r := range list {
			server := services[i].MailServer
			server.Host, server.Port, server.SignIn = strings.TrimSuffix(r.Target, "."), int(r.Port), anteroom.MailPassword
			c.add(server)
		}
	}
	return []candidate{c}
}

// service are a service's records in their order; a target of "." says that there is none (RFC 2782).
func (d *Dialler) service(ctx context.Context, name, domain string) []*net.SRV {
	_, list, _ := d.resolver.LookupSRV(ctx, name, "tcp", domain+".") // an error leaves the usable records
	if len(list) == 1 && list[0].Target == "." {
		return nil
	}
	return list[:min(len(list), mostServers)]
}

func (c *candidate) add(s anteroom.MailServer) {
	if s.Protocol == anteroom.SMTP {
		c.outgoing = append(c.outgoing, s)
	} else {
		c.incoming = append(c.incoming, s)
	}
}

// exchangers are the names of who takes a domain's mail, in their order.
func (d *Dialler) exchangers(ctx context.Context, domain string) []string {
	list, _ := d.resolver.LookupMX(ctx, domain+".")
	return hostsOf(list)
}

func hostsOf(list []*net.MX) []string {
	var names []string
	for _, mx := range list[:min(len(list), mostServers)] {
		if name := asciiDomain(mx.Host); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// byMX looks for the provider that takes the domain's mail: in the list, else by what the provider's own domain says.
func (d *Dialler) byMX(ctx context.Context, s seeker, known []anteroom.MailProvider) []candidate {
	var list []candidate
	asked := map[string]bool{s.domain: true}
	for _, host := range d.exchangers(ctx, s.domain) {
		for _, p := range known {
			for _, end := range p.MX {
				if within(host, asciiDomain(end)) {
					list = append(list, of(p, s, anteroom.SourceMX))
				}
			}
		}
		base, err := publicsuffix.EffectiveTLDPlusOne(host)
		if err != nil || asked[base] || len(list) > 0 {
			continue
		}
		asked[base] = true
		for _, c := range d.autoconfigAt(ctx, s, base) {
			c.source = anteroom.SourceMX
			list = append(list, c)
		}
	}
	return list
}

// guess tries the names and ports that most have, those of the domain itself and of who takes its mail.
func (d *Dialler) guess(ctx context.Context, s seeker) []candidate {
	c := candidate{user: s.email, source: anteroom.SourceGuess, where: s.domain}
	mx := ""
	if list := d.exchangers(ctx, s.domain); len(list) > 0 && within(list[0], s.domain) {
		mx = list[0]
	}
	hosts := map[anteroom.MailProtocol][]string{anteroom.IMAP: {"imap.", "mail."}, anteroom.POP3: {"pop.", "mail."}, anteroom.SMTP: {"smtp.", "mail."}}
	var list []anteroom.MailServer
	for _, p := range []anteroom.MailProtocol{anteroom.IMAP, anteroom.POP3, anteroom.SMTP} {
		names := []string{hosts[p][0] + s.domain, hosts[p][1] + s.domain, s.domain}
		if mx != "" && mx != names[0] && mx != names[1] {
			names = append(names, mx)
		}
		for _, host := range names {
			for _, u := range usual[p] {
				u.Protocol, u.Host, u.SignIn = p, host, anteroom.MailPassword
				list = append(list, u)
			}
		}
	}
	for _, server := range d.named(ctx, list) {
		c.add(server)
	}
	return []candidate{c}
}

var usual = map[anteroom.MailProtocol][]anteroom.MailServer{
	anteroom.IMAP: {{Port: 993, Security: anteroom.MailTLS}, {Port: 143, Security: anteroom.MailSTARTTLS}},
	anteroom.POP3: {{Port: 995, Security: anteroom.MailTLS}, {Port: 110, Security: anteroom.MailSTARTTLS}},
	anteroom.SMTP: {{Port: 465, Security: anteroom.MailTLS}, {Port: 587, Security: anteroom.MailSTARTTLS}},
}

// named are the servers whose names exist.
func (d *Dialler) named(ctx context.Context, list []anteroom.MailServer) []anteroom.MailServer {
	var hosts []string
	place := map[string]int{}
	for _, s := range list {
		if _, ok := place[s.Host]; !ok {
			place[s.Host] = len(hosts)
			hosts = append(hosts, s.Host)
		}
	}
	exists := make([]bool, len(hosts))
	d.together(len(hosts), func(i int) {
		_, err := d.resolve(ctx, hosts[i])
		exists[i] = err == nil
	})
	var named []anteroom.MailServer
	for _, s := range list {
		if exists[place[s.Host]] {
			named = append(named, s)
		}
	}
	return named
}
