package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func sampleAccess() anteroom.MailAccess {
	return anteroom.MailAccess{
		Incoming: anteroom.MailServer{Protocol: anteroom.IMAP, Host: "imap.boreal.example", Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword},
		Outgoing: anteroom.MailServer{Protocol: anteroom.SMTP, Host: "smtp.boreal.example", Port: 587, Security: anteroom.MailSTARTTLS, SignIn: anteroom.MailPassword}}
}

// mailGallery are the pages of mail.
func mailGallery(add func(page, title, here string, more ...specimen)) {
	access := sampleAccess()
	stored := func(s *sample) office.MailAccessStatus {
		return office.MailAccessStatus{Version: 3, Connection: &anteroom.CompanyMail{MailAccess: access, Validated: s.now.Add(-72 * time.Hour)}, Connected: 12, Health: anteroom.MailHealth{Checked: s.now}}
	}
	add("mail", "mail.title", "profile", specimen{state: "empty", make: func(s *sample) templ.Component { return pages.TaskPage(mailForm(s.Shell, office.MailAccessStatus{})) }},
		specimen{state: "full", make: func(s *sample) templ.Component {
			data := stored(s)
			data.Proposed = []anteroom.KnownProvider{{ID: "sud", MailProvider: anteroom.MailProvider{Name: "Courriel du Sud <b>x", Domains: []string{"sud.example", "sudest.example"}}}}
			return pages.TaskPage(mailForm(s.Shell, data))
		}},
		specimen{state: "failed", make: func(s *sample) templ.Component {
			data := stored(s)
			data.Health.Failed, data.Health.Why = s.now, anteroom.T("mail.cause.closed", "host", "imap.boreal.example", "port", "993")
			return pages.TaskPage(mailForm(s.Shell, data))
		}},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := mailForm(s.Shell, stored(s))
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("mail.cause.password", "host", "imap.boreal.example", "port", "993")})
			p.Before = pages.Components(pages.MailSteps(s.Shell, sampleSteps(s.now, true)), p.Before)
			return pages.TaskPage(p)
		}})
	add("mail-found", "mail.title", "profile", specimen{state: "usual", make: func(s *sample) templ.Component {
		p := mailForm(s.Shell, office.MailAccessStatus{})
		pop := access
		pop.Incoming.Protocol, pop.Incoming.Host, pop.Incoming.Port = anteroom.POP3, "pop.boreal.example", 995
		p.Before = pages.MailFoundNotice(s.Shell, "/c/boreal/mail", foundFields([]anteroom.MailFound{{Access: access, Source: anteroom.SourceKnown, Where: "Courriel du Nord"},
			{Access: pop, Source: anteroom.SourceSRV, Where: "_pop3s._tcp.boreal.example <b>x"}}, "zoe@boreal.example"))
		return pages.TaskPage(p)
	}})
	add("mail-proven", "mail.proven", "profile", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetWith(pages.Sheet{Shell: s.Shell, Above: profileLink(s.Shell), Intro: s.T("mail.proven.intro"), Parts: []pages.Part{{Facts: serverFacts(s.Shell, access)}}},
			pages.MailSteps(s.Shell, sampleSteps(s.now, false)))
	}})
	userMailGallery(add, access)
	add("outbox", "outbox.title", "outbox", specimen{state: "usual", make: func(s *sample) templ.Component {
		shell := s.inSystem()
		return pages.ListPage(outboxList(shell, "/system/outbox", office.List[anteroom.JobLine]{Rows: []anteroom.JobLine{
			{ID: "a", Kind: anteroom.Deliver, Company: "boreal", CompanyName: "Boréal", Message: anteroom.VoiceMessage, To: "elise@boreal.example", State: anteroom.JobWaiting, Made: s.now, Due: s.now.Add(time.Hour), Attempts: 3, Why: "451 4.7.1 Greylisted <b>x"},
			{ID: "b", Kind: anteroom.Deliver, Message: anteroom.PasswordReset, To: "marc@nordik.example", State: anteroom.JobFailed, Made: s.now, Due: s.now, Attempts: 1, Why: "550 5.1.1 No such user"},
			{ID: "c", Kind: anteroom.HangUp, Company: "boreal", CompanyName: "Boréal", State: anteroom.JobFailed, Made: s.now, Due: s.now, Attempts: 25, Why: anteroom.JobElsewhere},
			{ID: "c", Kind: anteroom.CheckMail, Company: "boreal", CompanyName: "Boréal", State: anteroom.JobWaiting, Made: s.now, Due: s.now.Add(24 * time.Hour)}}}, anteroom.Undelivered{Messages: 3, Returned: 1}, nil))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(outboxList(s.Shell, "/c/boreal/outbox", office.List[anteroom.JobLine]{}, anteroom.Undelivered{}, nil))
	}})
	list := []anteroom.KnownProvider{
		{ID: "nord", Approved: true, MailProvider: anteroom.MailProvider{Name: "Courriel du Nord", Domains: []string{"nord.example", "nordest.example"}, Incoming: []anteroom.MailServer{access.Incoming}, Outgoing: []anteroom.MailServer{access.Outgoing}}},
		{ID: "nuage", Approved: true, MailProvider: anteroom.MailProvider{Name: "Nuage", Domains: []string{"nuage.example"}, Incoming: []anteroom.MailServer{access.Incoming}, Outgoing: []anteroom.MailServer{access.Outgoing}},
			Issuer: anteroom.MailIssuer{Authorize: "https://nuage.example/authorize", Token: "https://nuage.example/token"}},
		{ID: "sud", ProposedBy: "Boréal", MailProvider: anteroom.MailProvider{Name: "Sud", Domains: []string{"sud.example"}, Incoming: []anteroom.MailServer{access.Incoming}, Outgoing: []anteroom.MailServer{access.Outgoing}}}}
	add("mail-providers", "mail_providers.title", "mail_providers", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(mailProviderList(s.inSystem(), list))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component { return pages.ListPage(mailProviderList(s.inSystem(), nil)) }})
	add("mail-provider", "mail_providers.edit", "mail_providers", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(mailProviderForm(s.inSystem(), list[0], "https://portal.example/mail/signed-in", 3))
	}})
}

func userMailGallery(add func(page, title, here string, more ...specimen), access anteroom.MailAccess) {
	add("my-mail", "my_mail.title", "my_mail", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(myMailForm(s.asUser(), sampleUser(), office.UserMailStatus{Version: 3, Company: true, Access: access}))
	}}, specimen{state: "connected", make: func(s *sample) templ.Component {
		now := access
		now.Incoming.Host = "imap.neuf.example"
		return pages.TaskPage(myMailForm(s.asUser(), sampleUser(), office.UserMailStatus{Version: 3, Company: true, Access: now,
			Connection: &anteroom.UserMail{MailAccess: access, UserName: "marc.tremblay", Connected: s.now}}))
	}}, specimen{state: "full", make: func(s *sample) templ.Component {
		return pages.TaskPage(myMailForm(s.asUser(), sampleUser(), office.UserMailStatus{Version: 3}))
	}})
	head := anteroom.MailHead{ID: "2", From: "Zoé Roy <b>x", Email: "zoe@client.example", Subject: "Devis pour la toiture de la coopérative", Size: 900}
	add("my-messages", "messages.title", "my_messages", specimen{state: "usual", make: func(s *sample) templ.Component {
		head.Received = s.now
		seen := anteroom.MailHead{ID: "1", From: "Luc", Received: s.now.Add(-time.Hour), Seen: true}
		return pages.ListPage(messageList(s.asUser(), anteroom.MailCounts{All: 2, Unread: 1}, []anteroom.MailHead{head, seen}))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(messageList(s.asUser(), anteroom.MailCounts{}, nil))
	}})
	add("my-message", "mail_message.title", "my_messages", specimen{state: "usual", make: func(s *sample) templ.Component {
		head.Received = s.now
		return pages.MailMessagePage(messagePage(s.asUser(), anteroom.MailBody{Head: head, Text: "Bonjour,\n\npouvez-vous m’envoyer le devis ?\n\n<img src=x onerror=alert(1)>", Language: "fr", Quoted: true, Attachments: 2}))
	}})
}

// sampleSteps are a check that passes, or one that fails at the sign-in.
func sampleSteps(now time.Time, fails bool) []anteroom.MailStep {
	step := func(stage anteroom.MailStage, o anteroom.MailOutcome, key string, args ...any) anteroom.MailStep {
		return anteroom.MailStep{Protocol: anteroom.IMAP, Stage: stage, Outcome: o, Msg: anteroom.T(key, args...)}
	}
	list := []anteroom.MailStep{step(anteroom.MailName, anteroom.MailPassed, "mail.step.name", "addresses", []string{"192.0.2.25", "2001:db8::25"}),
		step(anteroom.MailAddress, anteroom.MailPassed, "mail.step.address"), step(anteroom.MailPort, anteroom.MailPassed, "mail.step.port", "port", "993", "address", "192.0.2.25:993"),
		step(anteroom.MailSecure, anteroom.MailWarned, "mail.step.tls", "names", []string{"imap.boreal.example"}, "date", now.Add(9*24*time.Hour)),
		step(anteroom.MailGreeting, anteroom.MailPassed, "mail.step.greeting", "words", "Dovecot ready.")}
	list[3].Do = anteroom.T("mail.cause.expiring.do")
	if !fails {
		return append(list, step(anteroom.MailFolders, anteroom.MailPassed, "mail.step.folders", "count", 12, "folders", []string{"INBOX", "Envoyés"}))
	}
	failed := step(anteroom.MailSignedIn, anteroom.MailFailed, "mail.cause.password", "host", "imap.boreal.example", "port", "993")
	failed.Do, failed.Said = anteroom.T("mail.cause.password.do"), "[AUTHENTICATIONFAILED] <b>x Authentication failed."
	return append(list, failed, step(anteroom.MailFolders, anteroom.MailSkipped, "mail.step.skipped"))
}
