package voice

import (
	"net/url"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// subscriber is the telephone number that an address names, as it was written: in the user part of a SIP address (RFC 3261 section
// 19.1.6), or behind tel: (RFC 3966). A local number is told with the context that makes it whole; other parameters are left out.
func subscriber(u sip.Uri) string {
	text := u.User
	if u.Scheme == "tel" {
		text = u.Raw()
	}
	number, params, _ := strings.Cut(text, ";")
	if plain, err := url.PathUnescape(number); err == nil {
		number = plain
	}
	for p := range strings.SplitSeq(params, ";") {
		key, context, _ := strings.Cut(p, "=")
		if strings.EqualFold(key, "phone-context") && strings.HasPrefix(context, "+") && !strings.HasPrefix(number, "+") {
			return context + number
		}
	}
	return number
}

// byTrunk is what the desk is told of a call that a trunk brings; false where it names no number.
func byTrunk(r *sip.Request, t anteroom.TrunkAccess) (anteroom.Incoming, bool) {
	in := incoming(r)
	in.Trunk = t.ID
	in.Number = t.Numbering.Read(clean(calledIn(r, t.CalledIn)), anteroom.NumberForm(t.CallsForm))
	caller, name, hidden := callerIn(r)
	if n := t.Numbering.Read(clean(caller), anteroom.NumberForm(t.CallsForm)); n != "" {
		caller = string(n)
	}
	in.Caller, in.Name = clean(caller), clean(strings.Trim(name, `"`))
	if hidden || in.Caller == "" || in.Caller == "anonymous" { // RFC 3323 section 4.1.1.3
		in.Caller, in.Name = "anonymous", ""
	}
	return in, in.Number != ""
}

// callerIn is who calls by the word of a trunk, which is taken (RFC 3325 section 9.2), and whether that is to stay unknown. Trunks
// that know nothing of P-Asserted-Identity write Remote-Party-ID, which it replaced.
func callerIn(r *sip.Request) (caller, name string, hidden bool) {
	hidden = withheld(r)
	if uri, display, _, ok := addressIn(r, "P-Asserted-Identity"); ok {
		return subscriber(uri), display, hidden
	}
	if uri, display, params, ok := addressIn(r, "Remote-Party-ID"); ok {
		privacy, _ := params.Get("privacy")
		if party, told := params.Get("party"); !told || party == "calling" {
			return subscriber(uri), display, hidden || privacy == "full" || privacy == "uri"
		}
	}
	return subscriber(r.From().Address), r.From().DisplayName, hidden
}

// withheld tells whether the caller wants to stay unknown (RFC 3323 section 4.2, RFC 3325 section 9.3).
func withheld(r *sip.Request) bool {
	h := r.GetHeader("Privacy")
	if h == nil {
		return false
	}
	for value := range strings.SplitSeq(h.Value(), ";") {
		switch strings.ToLower(strings.TrimSpace(value)) {
		case "id", "user", "header", "session", "critical":
			return true
		}
	}
	return false
}

// calledIn is the number that was called, in the address in which a trunk names it.
func calledIn(r *sip.Request, where string) string {
	if where == anteroom.CalledInTo {
		return subscriber(r.To().Address)
	}
	header := map[string]string{anteroom.CalledInParty: "P-Called-Party-ID", anteroom.CalledInDiversion: "Diversion"}[where]
	if uri, _, _, ok := addressIn(r, header); ok {
		return subscriber(uri)
	}
	return subscriber(r.Recipient) // a call that was not diverted has no Diversion
}

// addressIn is the first address in a header, with its display name and its parameters.
func addressIn(r *sip.Request, header string) (uri sip.Uri, display string, params sip.HeaderParams, ok bool) {
	h := r.GetHeader(header)
	if h == nil || len(h.Value()) > 500 {
		return uri, "", nil, false
	}
	params = sip.NewParams()
	display, err := sip.ParseAddressValue(first(h.Value()), &uri, &params)
	return uri, display, params, err == nil && subscriber(uri) != ""
}

// first is the first value of a list, whose quoted texts and addresses may have commas too.
func first(list string) string {
	quoted, address := false, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '<' || c == '>'):
			address = c == '<'
		case c == ',' && !quoted && !address:
			return list[:i]
		}
	}
	return list
}
