package web

import (
	"slices"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// mailProviders is the system's list of mail providers, with what companies propose (R26).
func (v *visit) mailProviders() error {
	_, s, err := v.inSystem("mail_providers.title", "mail_providers")
	if err != nil {
		return err
	}
	list, err := v.Office.MailProviders(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.list(mailProviderList(s, list))
}

func mailProviderList(s pages.Shell, list []anteroom.KnownProvider) pages.List {
	add := pages.Link{Path: "/system/mail-providers/add", Text: s.T("mail_providers.add")}
	t := pages.Table{Caption: s.T("mail_providers.title"), Path: "/system/mail-providers", Columns: []pages.Column{{Label: s.T("field.mail_provider.name")},
		{Label: s.T("field.mail_provider.domains")}, {Label: s.T("mail_providers.servers")}, {Label: s.T("mail_providers.state")}, {Label: s.T("table.actions")}},
		Empty: pages.Empty{Title: s.T("mail_providers.none"), About: s.T("mail_providers.intro"), Action: add}}
	for _, p := range list {
		at := func(page string) string { return "/system/mail-providers/" + page + "?mail_provider=" + string(p.ID) }
		state := pages.Pill("good", "yes", s.T("mail_providers.approved"))
		action := pages.Linked(at("remove"), s.T("mail_providers.remove.of", "name", p.Name))
		if p.Issuer.Is() && p.Issuer.ClientID == "" {
			state = pages.Pill("warn", "clock", s.T("mail_providers.client_missing"))
		}
		if !p.Approved {
			state = pages.Pill("warn", "clock", s.T("mail_providers.proposed", "company", p.ProposedBy))
			action = pages.Components(pages.Linked(at("approve"), s.T("mail_providers.approve.of", "name", p.Name)), pages.Words(" "), action)
		}
		var hosts []string
		for _, m := range append(append([]anteroom.MailServer{}, p.Incoming...), p.Outgoing...) {
			if !slices.Contains(hosts, m.Host) {
				hosts = append(hosts, m.Host)
			}
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(p.ID), Cells: []templ.Component{pages.Linked(at("edit"), p.Name), pages.Words(s.P.List(p.Domains)),
			pages.Words(s.P.List(hosts)), state, action}})
	}
	return pages.List{Shell: s, Intro: s.T("mail_providers.intro"), Actions: []pages.Link{add}, Table: t}
}

func mailProvidersLink(s pages.Shell) pages.Link {
	return pages.Link{Path: "/system/mail-providers", Text: s.T("mail_providers.title")}
}

func toMailProviders(office.Outcome) string { return "/system/mail-providers" }

func (v *visit) addMailProvider() error {
	place, s, err := v.inSystem("mail_providers.add", "mail_providers")
	if err != nil {
		return err
	}
	return v.task(task{page: v.mailProviderForm(s, anteroom.KnownProvider{}, place.Version), done: toMailProviders, command: func(f *form) office.Command {
		p := providerOf(f)
		return office.AddMailProvider{Provider: p.MailProvider, Issuer: p.Issuer, ClientSecret: f.Get("client_secret")}
	}})
}

// serverExample is how a server is written on one line.
const serverExample = "imap, imap.example.com, 993, tls, password"

func (v *visit) mailProviderForm(s pages.Shell, p anteroom.KnownProvider, version int64) pages.Task {
	return mailProviderForm(s, p, v.Office.Link(office.MailSignedIn), version)
}

func mailProviderForm(s pages.Shell, p anteroom.KnownProvider, callback string, version int64) pages.Task {
	lines := func(list []string) string { return strings.Join(list, "\n") }
	return pages.Task{Shell: s, Above: mailProvidersLink(s), Version: version, Sections: []pages.Section{
		{Controls: []pages.Control{{Name: "mail_provider", Kind: pages.Hidden, Value: string(p.ID)},
			{Name: "name", Label: "field.mail_provider.name", Value: p.Name, Required: true},
			{Name: "domains", Label: "field.mail_provider.domains", Hint: "mail_providers.domains.hint", Kind: pages.Area, Value: lines(p.Domains)},
			{Name: "mx", Label: "field.mail_provider.mx", Hint: "mail_providers.mx.hint", Kind: pages.Area, Value: lines(p.MX)}}},
		{Title: s.T("mail_providers.servers"), About: s.T("mail_providers.server.hint", "example", serverExample), Controls: []pages.Control{
			{Name: "incoming", Label: "mail_providers.incoming", Kind: pages.Area, Value: serverLines(p.Incoming)},
			{Name: "outgoing", Label: "mail_providers.outgoing", Kind: pages.Area, Value: serverLines(p.Outgoing)},
			{Name: "local_part", Label: "field.mail_provider.local_part", Kind: pages.Tick, Checked: p.LocalPart}}},
		{Title: s.T("mail_providers.issuer"), About: s.T("mail_providers.issuer.about", "callback", callback), Controls: []pages.Control{
			{Name: "issuer.authorize", Label: "mail_providers.authorize", Type: "url", Value: p.Issuer.Authorize},
			{Name: "issuer.token", Label: "mail_providers.token", Type: "url", Value: p.Issuer.Token},
			{Name: "scopes", Label: "mail_providers.scopes", Hint: "mail_providers.scopes.hint", Value: strings.Join(p.Issuer.Scopes, " ")},
			{Name: "issuer.client_id", Label: "mail_providers.client_id", Value: p.Issuer.ClientID},
			{Name: "client_secret", Label: "mail_providers.client_secret", Hint: "mail_providers.client_secret.hint", Kind: pages.SecretLine}}}}}
}

func serverLines(list []anteroom.MailServer) string {
	lines := make([]string, len(list))
	for i, m := range list {
		lines[i] = strings.Join([]string{string(m.Protocol), m.Host, strconv.Itoa(m.Port), string(m.Security), string(m.SignIn)}, ", ")
	}
	return strings.Join(lines, "\n")
}

// providerOf is what the form says of a provider.
func providerOf(f *form) anteroom.KnownProvider {
	return anteroom.KnownProvider{MailProvider: anteroom.MailProvider{Name: f.text("name"), Domains: strings.Fields(f.text("domains")), MX: strings.Fields(f.text("mx")),
		Incoming: f.servers("incoming"), Outgoing: f.servers("outgoing"), LocalPart: f.ticked("local_part")},
		Issuer: anteroom.MailIssuer{Authorize: f.text("issuer.authorize"), Token: f.text("issuer.token"), Scopes: strings.Fields(f.text("scopes")), ClientID: f.text("issuer.client_id")}}
}

// servers is a field of servers, one a line; a line that is none is noted as wrong.
func (f *form) servers(name string) []anteroom.MailServer {
	list := []anteroom.MailServer{}
	for i, line := range strings.Split(f.text(name), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		part := strings.Split(line, ",")
		port := 0
		if len(part) == 5 {
			port, _ = strconv.Atoi(strings.TrimSpace(part[2])) // 0 is told as wrong
		}
		if port == 0 {
			f.wrong.Wrong(name, "mail_providers.error.line", "line", i+1, "example", serverExample)
			continue
		}
		word := func(i int) string { return strings.ToLower(strings.TrimSpace(part[i])) }
		list = append(list, anteroom.MailServer{Protocol: anteroom.MailProtocol(word(0)), Host: word(1), Port: port, Security: anteroom.MailSecurity(word(3)), SignIn: anteroom.MailSignIn(word(4))})
	}
	return list
}

// ofMailProvider is a page about one of the list, which the form or the address names.
func (v *visit) ofMailProvider(title string, made func(s pages.Shell, p anteroom.KnownProvider, version int64) pages.Task, command func(p anteroom.KnownProvider, f *form) office.Command) error {
	place, s, err := v.inSystem(title, "mail_providers")
	if err != nil {
		return err
	}
	list, err := v.Office.MailProviders(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, p := range list {
		if string(p.ID) == v.r.FormValue("mail_provider") {
			return v.task(task{page: made(s, p, place.Version), command: func(f *form) office.Command { return command(p, f) }, done: toMailProviders})
		}
	}
	return anteroom.Missing()
}

func (v *visit) editMailProvider() error {
	return v.ofMailProvider("mail_providers.edit", v.mailProviderForm, func(p anteroom.KnownProvider, f *form) office.Command {
		now := providerOf(f)
		return office.EditMailProvider{MailProvider: p.ID, Provider: now.MailProvider, Issuer: now.Issuer, ClientSecret: f.Get("client_secret")}
	})
}

func (v *visit) approveMailProvider() error {
	return v.ofMailProvider("mail_providers.approve", askProvider("mail_providers.approve", false), func(p anteroom.KnownProvider, _ *form) office.Command {
		return office.ApproveMailProvider{MailProvider: p.ID}
	})
}

func (v *visit) removeMailProvider() error {
	return v.ofMailProvider("mail_providers.remove", askProvider("mail_providers.remove", true), func(p anteroom.KnownProvider, _ *form) office.Command {
		return office.RemoveMailProvider{MailProvider: p.ID}
	})
}

// askProvider is a page that asks only whether something is to be done with a provider.
func askProvider(key string, danger bool) func(pages.Shell, anteroom.KnownProvider, int64) pages.Task {
	return func(s pages.Shell, p anteroom.KnownProvider, version int64) pages.Task {
		return pages.Task{Shell: s, Above: mailProvidersLink(s), Intro: s.T(key+".intro", "name", p.Name, "company", p.ProposedBy, "domains", p.Domains),
			Button: key, Danger: danger, Version: version, Sections: []pages.Section{{Controls: []pages.Control{{Name: "mail_provider", Kind: pages.Hidden, Value: string(p.ID)}}}}}
	}
}
