package pages

// Help is a page of the manual: sections of text, in the reader's language.
type Help struct {
	Shell
	Intro    string
	Sections []HelpSection
	More     bool // a way leads to all of the manual
}

// HelpSection is a part of a page of the manual, by the keys of its texts.
type HelpSection struct {
	ID    string // of the heading, for links
	Title string
	Paras []string
	Steps []string    // numbered
	Terms [][2]string // term and explanation
	When  string      // from when it is in force; empty: nothing to say
}

// ProfileHelp is the manual of the Company Profile page.
func ProfileHelp(s Shell) Help {
	return Help{Shell: s, Intro: "help.profile.intro", More: true, Sections: []HelpSection{
		{ID: "view", Title: "help.view.title", Paras: []string{"help.view.1", "help.view.2"}, Terms: [][2]string{
			{"profile.general", "help.view.general"}, {"profile.administrator", "help.view.administrator"},
			{"profile.assistant", "help.view.assistant"}, {"profile.provisioning", "help.view.provisioning"}}},
		{ID: "submit", Title: "help.submit.title", Paras: []string{"help.submit.1", "help.submit.2", "help.submit.3", "help.submit.4"}},
		{ID: "languages", Title: "help.languages.title", Paras: []string{"help.languages.1"},
			Steps: []string{"help.languages.step1", "help.languages.step2", "help.languages.step3"}, When: "help.languages.when"},
		{ID: "callers", Title: "help.callers.title", Paras: []string{"help.callers.1", "help.callers.2", "help.callers.3"}},
		{ID: "packages", Title: "help.packages.title", Paras: []string{"help.packages.1", "help.packages.2"}, When: "help.packages.when"},
		{ID: "mail", Title: "help.mail.title", Paras: []string{"help.mail.1", "help.mail.2"}},
		{ID: "credentials", Title: "help.credentials.title", Paras: []string{"help.credentials.1"},
			Steps: []string{"help.credentials.step1", "help.credentials.step2", "help.credentials.step3"}, When: "help.credentials.when"},
		{ID: "own-language", Title: "help.own_language.title", Paras: []string{"help.own_language.1"}, When: "help.own_language.when"},
		{ID: "assistant", Title: "help.assistant.title", Paras: []string{"help.assistant.1", "help.assistant.2"}, When: "help.assistant.when"},
		{ID: "provisioning", Title: "help.provisioning.title", Paras: []string{"help.provisioning.1", "help.provisioning.2"}, When: "help.provisioning.when"},
		{ID: "history", Title: "help.history.title", Paras: []string{"help.history.1", "help.history.2"}},
		{ID: "bill", Title: "help.bill.title", Paras: []string{"help.bill.1"}},
		{ID: "faq", Title: "help.faq.title", Terms: [][2]string{{"help.faq.keys", "help.faq.keys.answer"},
			{"help.faq.packages", "help.faq.packages.answer"}, {"help.faq.users", "help.faq.users.answer"},
			{"help.faq.look", "help.faq.look.answer"}, {"help.faq.move", "help.faq.move.answer"},
			{"help.faq.progress", "help.faq.progress.answer"}, {"help.faq.mistake", "help.faq.mistake.answer"}}},
	}}
}

// KeysHelp tells how the portal is used without a mouse.
func KeysHelp(s Shell) Help {
	return Help{Shell: s, Intro: "help.keys.intro", Sections: []HelpSection{
		{ID: "moving", Title: "help.keys.moving", Terms: [][2]string{{"help.keys.tab", "help.keys.tab.does"},
			{"help.keys.first", "help.keys.first.does"}, {"help.keys.enter", "help.keys.enter.does"},
			{"help.keys.space", "help.keys.space.does"}, {"help.keys.arrows", "help.keys.arrows.does"},
			{"help.keys.escape", "help.keys.escape.does"}}},
		{ID: "errors", Title: "help.keys.errors", Paras: []string{"help.keys.errors.1"}},
	}}
}

// Accessibility is the statement of what the portal does for everybody, and where it falls short.
func Accessibility(s Shell) Help {
	return Help{Shell: s, Intro: "accessibility.intro", Sections: []HelpSection{
		{ID: "does", Title: "accessibility.does.title", Paras: []string{"accessibility.does.1", "accessibility.does.2", "accessibility.does.3"}},
		{ID: "checked", Title: "accessibility.checked.title", Paras: []string{"accessibility.checked.1", "accessibility.checked.2"}},
		{ID: "contact", Title: "accessibility.contact.title", Paras: []string{"accessibility.contact.1"}},
	}}
}
