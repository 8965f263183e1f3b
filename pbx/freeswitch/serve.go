package freeswitch

import (
	"context"
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// Desk tells what a FreeSWITCH is served. Implemented by office.
type Desk interface {
	// PBXServed is the company whose secret address that is, and its account; NotFound where it is nobody's.
	PBXServed(ctx context.Context, token string) (company anteroom.CompanyID, account string, err error)
	// PBXShelf is what stands on a company's shelf under the key of a step; with an empty one all of it.
	PBXShelf(ctx context.Context, company anteroom.CompanyID, key string) (anteroom.PBXState, error)
	// LineSecret is the password of a line.
	LineSecret(ctx context.Context, company anteroom.CompanyID, extension string) (string, error)
}

const (
	mostAsked = 256 << 10       // bytes of a request: a call's has all its variables
	patience  = 5 * time.Second // a call or a registration waits
)

// Serve answers mod_xml_curl at …/{token}, where token is the company's secret: who signs in and is rung (section
// directory), and where a call goes (section dialplan). All else is not found here, and FreeSWITCH looks in its own files.
// SIP is the address, host:port, at which Anteroom takes calls.
func Serve(desk Desk, sip string, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		company, account, err := desk.PBXServed(ctx, r.PathValue("token"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostAsked)
		if err := r.ParseForm(); err != nil {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		s, err := clerk{desk, company, domain(account), sip}.answer(ctx, r.PostForm)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			log.Error("freeswitch: not served", "company", company, "section", r.PostForm.Get("section"), "error", err)
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
			return
		}
		raw, err := xml.Marshal(document{Type: "freeswitch/xml", Section: s})
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(append([]byte(xml.Header), raw...)) // who asked has gone
	})
}

// clerk answers for one company.
type clerk struct {
	desk    Desk
	company anteroom.CompanyID
	domain  string
	sip     string
}

func (c clerk) answer(ctx context.Context, asked url.Values) (section, error) {
	switch asked.Get("section") {
	case "directory":
		return c.directory(ctx, asked)
	case "dialplan":
		return c.dialplan(ctx, asked)
	}
	return nothing(), nil
}

// directory tells one user. Whole domains are never told: one document of ours would hide all that stands in files.
func (c clerk) directory(ctx context.Context, asked url.Values) (section, error) {
	if asked.Get("purpose") == "gateways" {
		return c.gateways(asked), nil
	}
	extension, at := asked.Get("user"), asked.Get("domain")
	if !internal.MatchString(extension) || !strings.EqualFold(at, c.domain) {
		return nothing(), nil
	}
	shelved, err := c.desk.PBXShelf(ctx, c.company, anteroom.PBXStep{Line: &anteroom.PBXLine{Extension: extension}}.Key())
	if err != nil || len(shelved.Lines) == 0 {
		return nothing(), err
	}
	secret, err := c.desk.LineSecret(ctx, c.company, extension)
	if err != nil {
		return nothing(), err
	}
	realm := first(asked, "sip_auth_realm", "domain") // of the challenge, which a profile may set
	return directory(at, shelved.Lines[0], a1(extension, realm, secret)), nil
}

// gateways tells the way to Anteroom to a profile that looks for those of the domain by its name. One that looks for those of
// all domains is told nothing: what it is told would hide all others.
func (c clerk) gateways(asked url.Values) section {
	at := asked.Get("key_value")
	if asked.Get("key_name") != "name" || !strings.EqualFold(at, c.domain) || asked.Get("profile") != "external" {
		return nothing()
	}
	return gatewayOf(at, c.sip)
}

// dialplan tells where one call goes: a number of the company in any context, an extension in the company's own only.
// Asked for a context by name, it tells the numbers.
func (c clerk) dialplan(ctx context.Context, asked url.Values) (section, error) {
	if name := asked.Get("key_value"); name != "" {
		return c.numbers(ctx, name)
	}
	in, to := first(asked, "Hunt-Context", "Caller-Context"), first(asked, "Hunt-Destination-Number", "Caller-Destination-Number")
	if internal.MatchString(to) && strings.EqualFold(in, c.domain) {
		shelved, err := c.desk.PBXShelf(ctx, c.company, anteroom.PBXStep{Line: &anteroom.PBXLine{Extension: to}}.Key())
		if err != nil || len(shelved.Lines) == 0 {
			return nothing(), err
		}
		return plan(in, inside(to, c.domain)), nil
	}
	for _, form := range []string{to, "+" + to} { // a trunk may leave the plus out
		shelved, err := c.desk.PBXShelf(ctx, c.company, anteroom.PBXStep{Number: &anteroom.PBXNumber{Number: form}}.Key())
		if err != nil {
			return nothing(), err
		}
		if len(shelved.Numbers) > 0 {
			e := handed(shelved.Numbers[0], c.domain, c.sip)
			e.Conditions[0].Expression = `^\+?` + strings.TrimPrefix(form, "+") + "$"
			return plan(in, e), nil
		}
	}
	return nothing(), nil
}

// numbers are all of ours, or one, as Read and Apply ask for them.
func (c clerk) numbers(ctx context.Context, name string) (section, error) {
	all, one, _ := strings.Cut(name, "/")
	if all != oursContext(c.domain) {
		return nothing(), nil
	}
	key := ""
	if one != "" {
		key = anteroom.PBXStep{Number: &anteroom.PBXNumber{Number: one}}.Key()
	}
	shelved, err := c.desk.PBXShelf(ctx, c.company, key)
	if err != nil || len(shelved.Numbers) == 0 {
		return nothing(), err
	}
	s := plan(name)
	for _, n := range shelved.Numbers {
		s.Context.Extensions = append(s.Context.Extensions, handed(n, c.domain, c.sip))
	}
	return s, nil
}

func plan(context string, list ...dialExtension) section {
	return section{Name: "dialplan", Context: &dialContext{Name: context, Extensions: list}}
}

// first is the first of some values that is there: of a transfer the dialplan is asked with those that begin with Hunt.
func first(v url.Values, names ...string) string {
	for _, n := range names {
		if v.Get(n) != "" {
			return v.Get(n)
		}
	}
	return ""
}
