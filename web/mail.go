package web

import (
	"net/http"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// mailAccess is the page of a company's mail access connection (R25 to R27).
func (v *visit) mailAccess() error {
	_, s, err := v.inCompany("mail.title", "profile")
	if err != nil {
		return err
	}
	data, err := v.Office.MailAccess(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	page := mailForm(s, data)
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.TaskPage(page))
	}
	f := v.filled(&page)
	of := anteroom.Target{Company: s.Company}
	if answered, err := v.findMail(&page, f, of); answered {
		return err
	}
	access := accessOf(f)
	if err := f.wrong.Err(); err != nil {
		return v.mailRefused(page, nil, nil, err)
	}
	trial := office.MailTrial{Of: of, Access: access, Email: f.text("email"), UserName: f.text("user_name"), Password: f.Get("password")}
	if office.NeedsBrowser(access) {
		page.Action = v.r.URL.Path
		return v.toMailProvider(page, trial)
	}
	s.Title = "mail.proven"
	return v.mailCheck(mailCheck{page: page, trial: trial,
		command: func(ticket string) office.Command {
			return office.SetMailAccess{Company: s.Company, Incoming: access.Incoming, Outgoing: access.Outgoing, Ticket: ticket}
		},
		done: pages.Sheet{Shell: s, Above: profileLink(s), Intro: s.T("mail.proven.intro"), Parts: []pages.Part{{
			Facts: serverFacts(s, access), Actions: []pages.Link{{Path: s.At("/profile"), Text: s.T("mail.proven.back")}, {Path: s.At("/mail"), Text: s.T("mail.proven.see")}}}}}})
}

// filled is what was sent in, typed into the controls of the page.
func (v *visit) filled(page *pages.Task) *form {
	f := &form{Values: v.r.PostForm}
	for _, control := range page.Controls() {
		typed(control, f)
	}
	if f.Has("version") {
		page.Version = number(f.Get("version"))
	}
	return f
}

func profileLink(s pages.Shell) pages.Link {
	return pages.Link{Path: s.At("/profile"), Text: s.T("profile.title")}
}

func mailForm(s pages.Shell, data office.MailAccessStatus) pages.Task {
	access := anteroom.MailAccess{
		Incoming: anteroom.MailServer{Protocol: anteroom.IMAP, Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword},
		Outgoing: anteroom.MailServer{Protocol: anteroom.SMTP, Port: 465, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}}
	if data.Connection != nil {
		access = data.Connection.MailAccess
	}
	account := pages.Section{Title: s.T("mail.account"), About: s.T("mail.account.about"), Controls: []pages.Control{
		{Name: "user_name", Label: "mail.user_name", Hint: "mail.user_name.hint"},
		{Name: "password", Label: "mail.password", Hint: "mail.ok.about", Kind: pages.SecretLine, Required: true}}}
	return pages.Task{Shell: s, Above: profileLink(s), Intro: s.T("mail.intro"), Version: data.Version, Button: "mail.ok", Live: s.T("mail.checking"),
		Before: pages.Parts(append([]pages.Part{mailNow(s, data)}, proposed(s, data.Proposed)...)), Sections: append(append([]pages.Section{findSection(s, "")}, serverSections(s, access)...), account)}
}

// serverSections are the fields of a connection (R26).
func serverSections(s pages.Shell, a anteroom.MailAccess) []pages.Section {
	protocols := pages.Control{Name: "incoming.protocol", Label: "mail.protocol", Kind: pages.Radios, Value: string(a.Incoming.Protocol)}
	for _, p := range []anteroom.MailProtocol{anteroom.IMAP, anteroom.POP3} {
		protocols.Options = append(protocols.Options, pages.Option{Value: string(p), Text: s.T("mail.word." + string(p))})
	}
	return []pages.Section{
		{Title: s.T("mail.incoming"), Controls: append([]pages.Control{protocols}, serverControls(s, "incoming.", "mail.port.in.hint", a.Incoming)...)},
		{Title: s.T("mail.outgoing"), Controls: serverControls(s, "outgoing.", "mail.port.out.hint", a.Outgoing)}}
}

func serverControls(s pages.Shell, prefix, ports string, m anteroom.MailServer) []pages.Control {
	port := ""
	if m.Port > 0 {
		port = strconv.Itoa(m.Port)
	}
	security := pages.Control{Name: prefix + "security", Label: "mail.security", Kind: pages.Choice, Value: string(m.Security)}
	for _, o := range []anteroom.MailSecurity{anteroom.MailTLS, anteroom.MailSTARTTLS, anteroom.MailPlain} {
		security.Options = append(security.Options, pages.Option{Value: string(o), Text: s.T("mail.security." + string(o))})
	}
	way := pages.Control{Name: prefix + "sign_in", Label: "mail.sign_in", Kind: pages.Choice, Value: string(m.SignIn)}
	for _, o := range []anteroom.MailSignIn{anteroom.MailPassword, anteroom.MailOAuth} {
		way.Options = append(way.Options, pages.Option{Value: string(o), Text: s.T("mail.word." + string(o))})
	}
	return []pages.Control{{Name: prefix + "host", Label: "mail.host", Hint: "mail.host.hint", Value: m.Host, Required: true},
		{Name: prefix + "port", Label: "mail.port", Hint: ports, Type: "number", Value: port, Required: true}, security, way}
}

// accessOf are the servers that the form names.
func accessOf(f *form) anteroom.MailAccess {
	server := func(prefix string, p anteroom.MailProtocol) anteroom.MailServer {
		return anteroom.MailServer{Protocol: p, Host: strings.ToLower(f.text(prefix + "host")), Port: f.number(prefix + "port"),
			Security: anteroom.MailSecurity(f.text(prefix + "security")), SignIn: anteroom.MailSignIn(f.text(prefix + "sign_in"))}
	}
	return anteroom.MailAccess{Incoming: server("incoming.", anteroom.MailProtocol(f.text("incoming.protocol"))), Outgoing: server("outgoing.", anteroom.SMTP)}
}

// mailNow tells of the connection that is stored, and how it stands (R29).
func mailNow(s pages.Shell, data office.MailAccessStatus) pages.Part {
	part := pages.Part{Title: s.T("mail.now")}
	if data.Connection == nil {
		part.Facts = []pages.FactLine{{Label: s.T("my_mail.state"), Value: pages.Words(s.T("mail.now.none"))}}
		return part
	}
	part.Facts = append(serverFacts(s, data.Connection.MailAccess), pages.FactLine{Label: s.T("mail.now.validated"), Value: pages.Words(s.Written(data.Connection.Validated))})
	checked := pages.FactLine{Label: s.T("mail.now.checked")}
	switch h := data.Health; {
	case !h.Failed.IsZero():
		checked.Value = pages.Pill("bad", "wrong", s.T("mail.now.failed"))
		checked.Hint = s.T("mail.now.failed.since", "date", s.Written(h.Failed), "why", h.Why)
	case h.Checked.IsZero():
		checked.Value = pages.Words(s.T("mail.now.checked.not"))
	default:
		checked.Value, checked.Hint = pages.Pill("good", "yes", s.T("mail.now.passed")), s.Written(h.Checked)
	}
	part.Facts = append(part.Facts, checked, pages.FactLine{Label: s.T("mail.now.users"), Value: pages.Words(s.T("mail.now.connected", "count", data.Connected))})
	part.Danger = []pages.Link{{Path: s.At("/mail/propose"), Text: s.T("mail.propose")}, {Path: s.At("/mail/remove"), Text: s.T("mail.remove")}}
	return part
}

// proposed is what waits for the system's administrator to decide.
func proposed(s pages.Shell, list []anteroom.KnownProvider) []pages.Part {
	if len(list) == 0 {
		return nil
	}
	part := pages.Part{Title: s.T("mail.proposed")}
	for _, p := range list {
		part.Facts = append(part.Facts, pages.FactLine{Label: p.Name, Value: pages.Pill("warn", "clock", s.T("mail.proposed.waits")), Hint: s.P.List(p.Domains)})
		part.Danger = append(part.Danger, pages.Link{Path: s.At("/mail/withdraw?mail_provider=" + string(p.ID)), Text: s.T("mail.withdraw.of", "name", p.Name)})
	}
	return []pages.Part{part}
}

// withdrawMailProvider takes back what the company proposed.
func (v *visit) withdrawMailProvider() error {
	_, s, err := v.inCompany("mail.withdraw", "profile")
	if err != nil {
		return err
	}
	data, err := v.Office.MailAccess(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	for _, p := range data.Proposed {
		if string(p.ID) == v.r.FormValue("mail_provider") {
			return v.task(task{page: withdrawForm(s, p, data.Version), done: func(office.Outcome) string { return s.At("/mail") },
				command: func(*form) office.Command { return office.WithdrawMailProvider{Company: s.Company, MailProvider: p.ID} }})
		}
	}
	return anteroom.Missing()
}

func withdrawForm(s pages.Shell, p anteroom.KnownProvider, version int64) pages.Task {
	return pages.Task{Shell: s, Above: mailLink(s), Intro: s.T("mail.withdraw.intro", "name", p.Name, "domains", p.Domains), Button: "mail.withdraw", Danger: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "mail_provider", Kind: pages.Hidden, Value: string(p.ID)}}}}}
}

// serverFacts are the two servers in words.
func serverFacts(s pages.Shell, a anteroom.MailAccess) []pages.FactLine {
	line := func(label string, m anteroom.MailServer) pages.FactLine {
		return pages.FactLine{Label: s.T(label), Value: serverWords(s, m)}
	}
	return []pages.FactLine{line("mail.now.incoming", a.Incoming), line("mail.now.outgoing", a.Outgoing)}
}

func serverWords(s pages.Shell, m anteroom.MailServer) templ.Component {
	return pages.Say(s.P, anteroom.T("mail.now.server", "protocol", s.T("mail.word."+string(m.Protocol)), "host", m.Host, "port", strconv.Itoa(m.Port),
		"security", s.T("mail.word."+string(m.Security)), "sign_in", s.T("mail.word."+string(m.SignIn))))
}

// removeMailAccess takes the company's connection away.
func (v *visit) removeMailAccess() error {
	return v.ofMail("mail.remove", func(s pages.Shell, data office.MailAccessStatus) task {
		return task{page: pages.Task{Shell: s, Above: mailLink(s), Intro: s.T("mail.remove.intro"), Button: "mail.remove", Danger: true, Version: data.Version},
			command: func(*form) office.Command { return office.RemoveMailAccess{Company: s.Company} }}
	})
}

// proposeMailProvider proposes the company's servers for the list of the system.
func (v *visit) proposeMailProvider() error {
	return v.ofMail("mail.propose", func(s pages.Shell, data office.MailAccessStatus) task {
		return task{page: proposeForm(s, data.Version), command: func(f *form) office.Command {
			return office.ProposeMailProvider{Company: s.Company, Name: f.text("name"), Domain: f.text("domain")}
		}}
	})
}

func proposeForm(s pages.Shell, version int64) pages.Task {
	return pages.Task{Shell: s, Above: mailLink(s), Intro: s.T("mail.propose.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "name", Label: "mail.propose.name", Required: true}, {Name: "domain", Label: "mail.propose.domain", Hint: "mail.propose.domain.hint", Required: true}}}}}
}

func mailLink(s pages.Shell) pages.Link {
	return pages.Link{Path: s.At("/mail"), Text: s.T("mail.title")}
}

// ofMail is a page about the connection of a company that has one.
func (v *visit) ofMail(title string, made func(pages.Shell, office.MailAccessStatus) task) error {
	_, s, err := v.inCompany(title, "profile")
	if err != nil {
		return err
	}
	data, err := v.Office.MailAccess(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	if data.Connection == nil {
		return anteroom.Missing()
	}
	t := made(s, data)
	t.done = func(office.Outcome) string { return s.At("/mail") }
	return v.task(t)
}
