package freeswitch

import (
	"crypto/md5" //nolint:gosec // the digest of SIP, as FreeSWITCH keeps it
	"encoding/hex"
	"encoding/xml"
	"regexp"

	"anteroom.dev/anteroom"
)

// oursVariable marks a line that was made from here.
const oursVariable = "anteroom"

// oursContext holds all numbers of ours, for reading them back; no call comes there.
func oursContext(domain string) string { return domain + "-anteroom" }

// The documents that mod_xml_curl is answered with, and that FreeSWITCH prints.
type (
	document struct {
		XMLName xml.Name `xml:"document"`
		Type    string   `xml:"type,attr"`
		Section section  `xml:"section"`
	}
	section struct {
		Name    string       `xml:"name,attr"`
		Result  *result      `xml:"result,omitempty"`
		Domain  *realm       `xml:"domain,omitempty"`
		Context *dialContext `xml:"context,omitempty"`
	}
	result struct {
		Status string `xml:"status,attr"`
	}
	realm struct {
		Name   string  `xml:"name,attr"`
		Params []pair  `xml:"params>param"`
		Users  []user  `xml:"users>user"`
		Ways   []wayer `xml:"user"` // sofia looks for gateways below these alone
	}
	wayer struct {
		ID       string    `xml:"id,attr"`
		Gateways []gateway `xml:"gateways>gateway"`
	}
	gateway struct {
		Name   string `xml:"name,attr"`
		Params []pair `xml:"param"`
	}
	user struct {
		ID        string `xml:"id,attr"`
		Params    []pair `xml:"params>param"`
		Variables []pair `xml:"variables>variable"`
	}
	pair struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	dialContext struct {
		XMLName    xml.Name        `xml:"context"`
		Name       string          `xml:"name,attr"`
		Extensions []dialExtension `xml:"extension"`
	}
	dialExtension struct {
		Name       string      `xml:"name,attr"`
		Conditions []condition `xml:"condition"`
	}
	condition struct {
		Field      string   `xml:"field,attr"`
		Expression string   `xml:"expression,attr"`
		Actions    []action `xml:"action"`
	}
	action struct {
		Application string `xml:"application,attr"`
		Data        string `xml:"data,attr"`
	}
)

// nothing makes FreeSWITCH look further: in the next binding, then in its own files.
func nothing() section { return section{Name: "result", Result: &result{Status: "not found"}} }

// directory is a line as somebody who signs in there, by a digest, and is rung.
func directory(domain string, l anteroom.PBXLine, hash string) section {
	u := user{ID: l.Extension, Variables: []pair{{oursVariable, "true"}, {"user_context", domain}, {"accountcode", domain},
		{"effective_caller_id_name", l.Name}, {"effective_caller_id_number", l.Extension}}}
	u.Params = []pair{{"a1-hash", hash}}
	if l.Email != "" {
		u.Params = append(u.Params, pair{"vm-mailto", l.Email}, pair{"vm-email-all-messages", "true"}, pair{"vm-attach-file", "true"})
	}
	return section{Name: "directory", Domain: &realm{Name: domain, Users: []user{u},
		Params: []pair{{"dial-string", "${sofia_contact(*/${dialed_user}@${dialed_domain})}"}}}}
}

// gatewayOf is the way to Anteroom for calls of a domain, which a profile keeps an eye on.
func gatewayOf(domain, sip string) section {
	g := gateway{Name: oursContext(domain), Params: []pair{{"proxy", sip}, {"username", domain}, {"register", "false"}, {"ping", "30"}, {"caller-id-in-from", "true"}}}
	return section{Name: "directory", Domain: &realm{Name: domain, Ways: []wayer{{ID: oursVariable, Gateways: []gateway{g}}}}}
}

// a1 is what a password is checked against in a digest (RFC 2617 3.2.2.2): the password itself never leaves.
func a1(name, realm, secret string) string {
	sum := md5.Sum([]byte(name + ":" + realm + ":" + secret)) //nolint:gosec // of the protocol
	return hex.EncodeToString(sum[:])
}

// handed takes calls for a number over to Anteroom, or to the extension that it is to ring.
func handed(n anteroom.PBXNumber, domain, sip string) dialExtension {
	to := action{"bridge", "sofia/external/sip:" + n.Number + "@" + sip}
	if n.To != "" {
		to = action{"bridge", "user/" + n.To + "@" + domain}
	}
	return dialExtension{Name: n.Number, Conditions: []condition{{Field: "destination_number", Expression: "^" + regexp.QuoteMeta(n.Number) + "$", Actions: []action{to}}}}
}

// inside rings a line of ours.
func inside(extension, domain string) dialExtension {
	return dialExtension{Name: extension, Conditions: []condition{{Field: "destination_number", Expression: "^" + extension + "$",
		Actions: []action{{"bridge", "user/" + extension + "@" + domain}}}}}
}
