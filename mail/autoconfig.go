package mail

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emersion/go-message/charset"
)

// autoconfig asks the domain for the page that mail programs read (Mozilla's "config-v1.1").
func (d *Dialler) autoconfig(ctx context.Context, s seeker) []candidate {
	return d.autoconfigAt(ctx, s, s.domain)
}

// autoconfigAt asks that domain, which is the address's own or that of who takes its mail. A page that nobody encrypted
// may be anybody's: of it, servers within the domain are believed.
func (d *Dialler) autoconfigAt(ctx context.Context, s seeker, domain string) []candidate {
	question := "?" + url.Values{"emailaddress": {s.email}}.Encode()
	addresses := []string{
		"https://autoconfig." + domain + "/mail/config-v1.1.xml" + question,
		"https://" + domain + "/.well-known/autoconfig/mail/config-v1.1.xml",
		"http://autoconfig." + domain + "/mail/config-v1.1.xml",
	}
	found := make([]*candidate, len(addresses))
	d.together(len(addresses), func(i int) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, addresses[i], http.NoBody)
		if err != nil {
			return
		}
		body, from, err := page(d.web(ctx), request)
		if err != nil {
			return
		}
		c := readAutoconfig(body, s)
		if c.where = from.Host; from.Scheme != "https" {
			c = c.only(domain)
		}
		found[i] = &c
	})
	var list []candidate
	for _, c := range found {
		if c != nil {
			list = append(list, *c)
		}
	}
	return list
}

// only leaves the servers within a domain.
func (c candidate) only(domain string) candidate {
	all := append(c.incoming, c.outgoing...) //nolint:gocritic // both are set anew
	c.incoming, c.outgoing = nil, nil
	for _, s := range all {
		if within(s.Host, domain) {
			c.add(s)
		}
	}
	return c
}

type autoconfigPage struct {
	Provider []struct {
		Incoming []autoconfigServer `xml:"incomingServer"`
		Outgoing []autoconfigServer `xml:"outgoingServer"`
	} `xml:"emailProvider"`
}

type autoconfigServer struct {
	Type           string   `xml:"type,attr"`
	Host           string   `xml:"hostname"`
	Port           string   `xml:"port"`
	Socket         string   `xml:"socketType"`
	User           string   `xml:"username"`
	Authentication []string `xml:"authentication"`
}

// readAutoconfig is what a page of Mozilla's form says; of a page that is none, nothing. Servers without encryption are
// left out.
func readAutoconfig(raw []byte, s seeker) candidate {
	var p autoconfigPage
	c := candidate{source: anteroom.SourceAutoconfig, user: s.email}
	if readXML(raw, &p) != nil || len(p.Provider) == 0 {
		return c
	}
	fill := strings.NewReplacer("%EMAILADDRESS%", s.email, "%EMAILLOCALPART%", s.local, "%EMAILDOMAIN%", s.domain)
	for i, a := range append(p.Provider[0].Incoming, p.Provider[0].Outgoing...) {
		server, ok := a.server(fill)
		if !ok {
			continue
		}
		if user := line(fill.Replace(strings.TrimSpace(a.User)), mostOfAddress); i == 0 && user != "" {
			c.user = user
		}
		c.add(server)
	}
	return c
}

func (a autoconfigServer) server(fill *strings.Replacer) (anteroom.MailServer, bool) {
	s := anteroom.MailServer{Protocol: anteroom.MailProtocol(strings.ToLower(a.Type)), Host: asciiDomain(fill.Replace(strings.TrimSpace(a.Host))), SignIn: anteroom.MailPassword}
	switch strings.ToUpper(strings.TrimSpace(a.Socket)) {
	case "SSL", "TLS":
		s.Security = anteroom.MailTLS
	case "STARTTLS":
		s.Security = anteroom.MailSTARTTLS
	}
	if len(a.Authentication) > 0 && !slices.ContainsFunc(a.Authentication, func(way string) bool { return !strings.EqualFold(strings.TrimSpace(way), "OAuth2") }) {
		s.SignIn = anteroom.MailOAuth // nothing else is offered
	}
	ok := usable(&s, a.Port)
	return s, ok
}

// readXML reads a page that anybody may have written: of a bounded size already, in any charset.
func readXML(raw []byte, to any) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = charset.Reader
	return d.Decode(to)
}

// usable sets the port, and tells whether such a server may be tried.
func usable(s *anteroom.MailServer, port string) bool {
	var err error
	s.Port, err = strconv.Atoi(strings.TrimSpace(port))
	known := s.Protocol == anteroom.IMAP || s.Protocol == anteroom.POP3 || s.Protocol == anteroom.SMTP
	return err == nil && s.Port > 0 && s.Port < 65536 && known && s.Host != "" && s.Security != ""
}
