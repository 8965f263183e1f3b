package mail

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"

	"anteroom.dev/anteroom"
)

// autodiscover asks an Exchange server for its settings, in the older form of the question ("POX", MS-OXDSCLI), which
// those who serve IMAP or POP3 answer. No password goes with it: who wants one tells nothing. The form's redirect from a
// page that nobody encrypted is not followed.
func (d *Dialler) autodiscover(ctx context.Context, s seeker) []candidate {
	const path = "/autodiscover/autodiscover.xml"
	addresses := []string{"https://autodiscover." + s.domain + path, "https://" + s.domain + path}
	for _, r := range d.service(ctx, "autodiscover", s.domain) {
		if host := asciiDomain(r.Target); host != "" && r.Port == 443 {
			addresses = append(addresses, "https://"+host+path)
			break
		}
	}
	found := make([][]candidate, len(addresses))
	d.together(len(addresses), func(i int) { found[i] = d.autodiscoverAt(ctx, s, addresses[i]) })
	var list []candidate
	for _, c := range found {
		list = append(list, c...)
	}
	return list
}

// autodiscoverAt asks an address, and where it names another one that, once.
func (d *Dialler) autodiscoverAt(ctx context.Context, s seeker, address string) []candidate {
	for range 2 {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(autodiscoverQuestion(s.email)))
		if err != nil {
			return nil
		}
		request.Header.Set("Content-Type", "text/xml; charset=utf-8")
		body, from, err := page(d.web(ctx), request)
		if err != nil {
			return nil
		}
		c, next := readAutodiscover(body, s)
		if c.where = from.Host; next == "" {
			return []candidate{c}
		}
		address = next
	}
	return nil
}

const autodiscoverAnswer = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"

func autodiscoverQuestion(email string) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>`)
	_ = xml.EscapeText(&b, []byte(email))
	b.WriteString(`</EMailAddress><AcceptableResponseSchema>` + autodiscoverAnswer + `</AcceptableResponseSchema></Request></Autodiscover>`)
	return b.Bytes()
}

type autodiscoverPage struct {
	Account struct {
		RedirectURL string                 `xml:"RedirectUrl"`
		Protocol    []autodiscoverProtocol `xml:"Protocol"`
	} `xml:"Response>Account"`
}

type autodiscoverProtocol struct {
	Type       string
	Server     string
	Port       string
	SSL        string
	Encryption string
	LoginName  string
}

// readAutodiscover is what an answer says, or where else to ask; of what is no answer, nothing.
func readAutodiscover(raw []byte, s seeker) (c candidate, next string) {
	var p autodiscoverPage
	c = candidate{source: anteroom.SourceAutodiscover, user: s.email}
	if readXML(raw, &p) != nil {
		return c, ""
	}
	for _, a := range p.Account.Protocol {
		server, ok := a.server()
		if !ok {
			continue
		}
		if user := line(a.LoginName, mostOfAddress); user != "" && server.Protocol != anteroom.SMTP {
			c.user = user
		}
		c.add(server)
	}
	if len(c.incoming) == 0 {
		if u, err := url.Parse(strings.TrimSpace(p.Account.RedirectURL)); err == nil && u.Scheme == "https" && u.User == nil && u.Host != "" {
			return c, u.String()
		}
	}
	return c, ""
}

// server is a protocol's settings. Encryption, where it is there, says more than SSL, which is on where it is left out.
func (a autodiscoverProtocol) server() (anteroom.MailServer, bool) {
	s := anteroom.MailServer{Protocol: anteroom.MailProtocol(strings.ToLower(strings.TrimSpace(a.Type))), Host: asciiDomain(strings.TrimSpace(a.Server)), SignIn: anteroom.MailPassword}
	implicit := map[string]bool{"993": true, "995": true, "465": true}[strings.TrimSpace(a.Port)]
	switch encryption, off := strings.ToUpper(strings.TrimSpace(a.Encryption)), strings.EqualFold(strings.TrimSpace(a.SSL), "off"); {
	case encryption == "NONE", encryption == "" && off:
	case encryption == "SSL", implicit:
		s.Security = anteroom.MailTLS
	default:
		s.Security = anteroom.MailSTARTTLS
	}
	ok := usable(&s, a.Port)
	return s, ok
}
