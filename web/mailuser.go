package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// mailboxTime is how long opening a mailbox and reading in it may take.
const mailboxTime = 60 * time.Second

// myMail is where a user connects a mailbox: with two fields where the company has a proven connection (R28).
func (v *visit) myMail() error {
	_, s, d, err := v.self("my_mail.title", "my_mail")
	if err != nil {
		return err
	}
	data, err := v.Office.UserMail(v.r.Context(), v.who, d.User.Company, d.User.ID)
	if err != nil {
		return err
	}
	page := myMailForm(s, d.User, data)
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.TaskPage(page))
	}
	f := v.filled(&page)
	if answered, err := v.findMail(&page, f, anteroom.Target{Company: d.User.Company, User: d.User.ID}); answered {
		return err
	}
	c := office.ConnectMail{Company: d.User.Company, User: d.User.ID, UserName: f.text("user_name"), Password: f.Get("password"), Keep: f.text("servers") == "keep"}
	if !data.Company && !c.Keep {
		a := accessOf(f)
		c.Incoming, c.Outgoing = &a.Incoming, &a.Outgoing
	}
	trial, err := v.Office.MailTrialOf(v.r.Context(), v.who, c)
	if err == nil {
		err = f.wrong.Err()
	}
	if err != nil {
		return v.mailRefused(page, nil, nil, err)
	}
	if office.NeedsBrowser(trial.Access) {
		page.Action = "/me/mail"
		return v.toMailProvider(page, trial)
	}
	s.Title = "my_mail.proven"
	return v.mailCheck(mailCheck{page: page, trial: trial,
		command: func(ticket string) office.Command { c.Ticket = ticket; return c },
		done: pages.Sheet{Shell: s, Above: myMailLink(s), Intro: s.T("my_mail.proven.intro"), Parts: []pages.Part{{
			Facts: serverFacts(s, trial.Access), Actions: []pages.Link{{Path: "/me/mail/messages", Text: s.T("my_mail.messages")}}}}}})
}

func myMailLink(s pages.Shell) pages.Link {
	return pages.Link{Path: "/me/mail", Text: s.T("my_mail.title")}
}

func myMailForm(s pages.Shell, u anteroom.User, data office.UserMailStatus) pages.Task {
	t := pages.Task{Shell: s, Intro: s.T("my_mail.intro"), Version: data.Version, Button: "mail.ok", Live: s.T("mail.checking"),
		Before: pages.Parts([]pages.Part{myMailNow(s, data)})}
	account := pages.Section{Title: s.T("my_mail.account"), About: s.T("my_mail.company"), Controls: []pages.Control{
		{Name: "user_name", Label: "mail.user_name", Value: u.Email, Autocomplete: "username", Required: true},
		{Name: "password", Label: "mail.password", Hint: "mail.ok.about", Kind: pages.SecretLine, Autocomplete: "current-password", Required: true}}}
	if data.Company && office.NeedsBrowser(data.Access) { // the password is for the provider's own page
		account.About, account.Controls = s.T("my_mail.browser"), account.Controls[:1]
	}
	if data.Connection != nil {
		account.Controls[0].Value = data.Connection.UserName
		account.Controls = append(account.Controls, whichServers(s, data)...)
	}
	if !data.Company {
		account.About = s.T("my_mail.own")
		a := anteroom.MailAccess{Incoming: anteroom.MailServer{Protocol: anteroom.IMAP, Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword},
			Outgoing: anteroom.MailServer{Port: 465, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}}
		if data.Connection != nil {
			a = data.Connection.MailAccess
		}
		t.Sections = append([]pages.Section{findSection(s, u.Email)}, serverSections(s, a)...)
	}
	t.Sections = append(t.Sections, account)
	if data.Fixed {
		t.Intro = s.T("error.user.administrator_only")
		for _, c := range t.Controls() {
			c.Disabled = true
		}
	}
	return t
}

// whichServers asks who is connected to other servers than the company's of now whether to stay there.
func whichServers(s pages.Shell, data office.UserMailStatus) []pages.Control {
	if !data.Company || data.Connection.MailAccess == data.Access {
		return nil
	}
	return []pages.Control{{Name: "servers", Label: "my_mail.servers", Kind: pages.Radios, Value: "keep", Options: []pages.Option{
		{Value: "keep", Text: s.T("my_mail.keep", "host", data.Connection.Incoming.Host)}, {Value: "take", Text: s.T("my_mail.take", "host", data.Access.Incoming.Host)}}}}
}

func myMailNow(s pages.Shell, data office.UserMailStatus) pages.Part {
	part := pages.Part{Title: s.T("my_mail.now")}
	if data.Connection == nil {
		part.Facts = []pages.FactLine{{Label: s.T("my_mail.state"), Value: pages.Pill("info", "clock", s.T("my_mail.not"))}}
		return part
	}
	c := data.Connection
	part.Facts = append([]pages.FactLine{{Label: s.T("my_mail.state"), Value: pages.Pill("good", "yes", s.T("my_mail.connected"))},
		{Label: s.T("mail.user_name"), Value: pages.Words(c.UserName)}}, serverFacts(s, c.MailAccess)...)
	part.Facts = append(part.Facts, pages.FactLine{Label: s.T("my_mail.since"), Value: pages.Words(s.Written(c.Connected))})
	part.Actions = []pages.Link{{Path: "/me/mail/messages", Text: s.T("my_mail.messages")}}
	if !data.Fixed {
		part.Danger = []pages.Link{{Path: "/me/mail/disconnect", Text: s.T("my_mail.disconnect")}}
	}
	return part
}

// disconnectMail takes the user's connection away.
func (v *visit) disconnectMail() error {
	place, s, d, err := v.self("my_mail.disconnect", "my_mail")
	if err != nil {
		return err
	}
	return v.task(task{page: pages.Task{Shell: s, Above: myMailLink(s), Intro: s.T("my_mail.disconnect.intro"), Button: "my_mail.disconnect", Danger: true, Version: place.Version},
		command: func(*form) office.Command { return office.DisconnectMail{Company: d.User.Company, User: d.User.ID} },
		done:    func(office.Outcome) string { return "/me/mail" }})
}

// inMailbox opens the user's mailbox for the length of one page.
func (v *visit) inMailbox(d office.UserDetails, read func(office.Mailbox) error) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), mailboxTime)
	defer cancel()
	box, err := v.Office.OpenMail(ctx, v.who, d.User.Company, d.User.ID)
	if err != nil {
		return err
	}
	defer box.Close()
	return read(box)
}

// myMessages is what the assistant reads to the user. A mailbox that can't be opened is told on the page, with the cause.
func (v *visit) myMessages() error {
	_, s, d, err := v.self("messages.title", "my_messages")
	if err != nil {
		return err
	}
	var counts anteroom.MailCounts
	var list []anteroom.MailHead
	err = v.inMailbox(d, func(box office.Mailbox) (err error) {
		if counts, err = box.Counts(); err == nil {
			list, err = box.List(d.User.Options.MailMessages)
		}
		return err
	})
	switch kind := anteroom.KindOf(err); {
	case err == nil:
		return v.list(messageList(s, counts, list))
	case kind == anteroom.NotFound && message(err).Key == "mail.error.unconnected":
		return v.list(noMessages(s, s.T("messages.connect"), s.T("messages.connect.about")))
	case kind == anteroom.Unavailable || kind == anteroom.Invalid:
		s.Wrong = true
		return v.list(noMessages(s, s.T("messages.failed"), s.P.Text(message(err))))
	}
	return err
}

func noMessages(s pages.Shell, title, about string) pages.List {
	return pages.List{Shell: s, Intro: s.T("messages.intro"), Table: pages.Table{Caption: s.T("messages.title"), Path: "/me/mail/messages",
		Empty: pages.Empty{Title: title, About: about, Action: myMailLink(s)}}}
}

func messageList(s pages.Shell, counts anteroom.MailCounts, list []anteroom.MailHead) pages.List {
	t := pages.Table{Caption: s.T("messages.title"), Path: "/me/mail/messages", Columns: []pages.Column{{Label: s.T("messages.subject")}, {Label: s.T("messages.from")},
		{Label: s.T("messages.received")}, {Label: s.T("messages.state")}}, Empty: pages.Empty{Title: s.T("messages.none"), About: s.T("messages.none.about")}}
	count := s.T("messages.count.pop3", "count", counts.All)
	if counts.Unread >= 0 {
		count = s.T("messages.count", "count", counts.All, "unread", counts.Unread)
	}
	for _, m := range list {
		t.Rows = append(t.Rows, pages.Row{ID: m.ID, Cells: []templ.Component{pages.Linked(messagePath(m.ID, ""), subjectOf(s, m)), pages.Words(m.From),
			pages.Words(s.Stamp(m.Received)), seenPill(s, m)}})
	}
	return pages.List{Shell: s, Intro: s.T("messages.intro") + " " + count, Actions: []pages.Link{myMailLink(s)}, Table: t}
}

func messagePath(id, what string) string { return "/me/mail/messages/" + url.PathEscape(id) + what }

func subjectOf(s pages.Shell, m anteroom.MailHead) string {
	if m.Subject == "" {
		return s.T("messages.subject.none")
	}
	return m.Subject
}

func seenPill(s pages.Shell, m anteroom.MailHead) templ.Component {
	if m.Seen {
		return pages.Words(s.T("messages.seen"))
	}
	return pages.Pill("info", "bell", s.T("messages.unseen"))
}

// myMessage is one message as it is read aloud.
func (v *visit) myMessage() error {
	place, s, d, err := v.self("mail_message.title", "my_messages")
	if err != nil {
		return err
	}
	var body anteroom.MailBody
	err = v.inMailbox(d, func(box office.Mailbox) (err error) {
		body, err = box.Read(v.r.PathValue("message"), place.Company.Languages)
		return err
	})
	if err != nil {
		return err
	}
	page := messagePage(s, body)
	if v.Speaker != nil && v.Speaker.Reads() && body.Text != "" {
		page.Sound = messagePath(body.Head.ID, "/sound")
	}
	return v.show(http.StatusOK, pages.MailMessagePage(page))
}

// messageSound is the message as sound, by the engine that speaks to callers too. It is kept nowhere.
func (v *visit) messageSound() error {
	place, _, d, err := v.self("mail_message.title", "my_messages")
	if err != nil {
		return err
	}
	if v.Speaker == nil || !v.Speaker.Reads() {
		return anteroom.Missing()
	}
	var body anteroom.MailBody
	err = v.inMailbox(d, func(box office.Mailbox) (err error) {
		body, err = box.Read(v.r.PathValue("message"), place.Company.Languages)
		return err
	})
	if err != nil {
		return err
	}
	wav, err := v.Speaker.Read(v.r.Context(), body.Language, body.Text)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "audio/wav")
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(wav)) // players ask for parts
	return nil
}

func messagePage(s pages.Shell, m anteroom.MailBody) pages.MailMessage {
	return pages.MailMessage{Shell: s, Above: messagesLink(s), Body: m, Mark: messagePath(m.Head.ID, "/mark"), Delete: messagePath(m.Head.ID, "/delete"),
		Facts: pages.Part{Facts: []pages.FactLine{{Label: s.T("messages.subject"), Value: pages.Words(subjectOf(s, m.Head))},
			{Label: s.T("messages.from"), Value: pages.Words(m.Head.From), Hint: m.Head.Email}, {Label: s.T("messages.received"), Value: pages.Words(s.Written(m.Head.Received))},
			{Label: s.T("mail_message.language"), Value: pages.Words(s.P.LanguageName(m.Language))}}}}
}

func messagesLink(s pages.Shell) pages.Link {
	return pages.Link{Path: "/me/mail/messages", Text: s.T("messages.title")}
}

// markMessage marks a message as read.
func (v *visit) markMessage() error {
	return v.messageDone(func(box office.Mailbox, id string) error { return box.MarkSeen(id) })
}

// deleteMessage deletes a message, once more asked for.
func (v *visit) deleteMessage() error {
	if v.r.Method == http.MethodPost {
		return v.messageDone(func(box office.Mailbox, id string) error { return box.Delete(id) })
	}
	_, s, _, err := v.self("mail_message.delete", "my_messages")
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.TaskPage(pages.Task{Shell: s, Above: messagesLink(s), Intro: s.T("mail_message.delete.intro"), Button: "mail_message.delete", Danger: true,
		Action: v.r.URL.Path}))
}

func (v *visit) messageDone(do func(office.Mailbox, string) error) error {
	_, _, d, err := v.self("mail_message.title", "my_messages")
	if err != nil {
		return err
	}
	if err := v.inMailbox(d, func(box office.Mailbox) error { return do(box, v.r.PathValue("message")) }); err != nil {
		return err
	}
	return v.redirect("/me/mail/messages")
}
