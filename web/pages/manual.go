package pages

import "strconv"

// Topics are the parts of the manual beside that of the Company Profile, in the order in which they are listed; each with
// its sections. The texts are those of manual.json: manual.TOPIC.SECTION.1, and so on.
func Topics() []Topic {
	return []Topic{
		{"start", []string{"tasks", "order", "simulator", "effect"}},
		{"users", []string{"find", "add", "change", "signin"}},
		{"import", []string{"file", "check", "keys"}},
		{"numbers", []string{"who", "first", "add"}},
		{"receptionist", []string{"menus", "prompts", "groups", "hours", "language"}},
		{"packages", []string{"offer", "user", "provider"}},
		{"keys_of_company", []string{"what", "more"}},
		{"restrictions", []string{"levels", "pattern", "pin", "test", "caps"}},
		{"handling", []string{"status", "rules", "voicemail", "assistant", "pick_up", "call"}},
		{"phones", []string{"phone", "pbx"}},
		{"mail", []string{"company", "own", "sender", "outbox"}},
		{"bill", []string{"read", "before", "details", "provider"}},
		{"history", []string{"read", "undo"}},
		{"account", []string{"settings", "pin", "password", "tokens"}},
		{"companies", []string{"create", "kind", "act", "brand", "end"}},
		{"system", []string{"vars", "languages", "systems", "trunks", "speech", "outbox"}},
	}
}

// Topic is a part of the manual, with the names of its sections.
type Topic struct {
	Name     string
	Sections []string
}

// Path is where the topic is read.
func (t Topic) Path() string { return "/help/" + t.Name }

// Help is the page of the topic. A section has as many paragraphs and steps as there are texts for it.
func (t Topic) Help(s Shell) Help {
	h := Help{Shell: s, Intro: "manual." + t.Name + ".intro", More: true}
	for _, name := range t.Sections {
		key := "manual." + t.Name + "." + name
		section := HelpSection{ID: name, Title: key + ".title", Paras: s.numbered(key + "."), Steps: s.numbered(key + ".step")}
		if when := key + ".when"; s.P.Has(when) {
			section.When = when
		}
		h.Sections = append(h.Sections, section)
	}
	return h
}

// numbered are the keys of the texts that go on from 1.
func (s Shell) numbered(prefix string) (keys []string) {
	for n := 1; s.P.Has(prefix + strconv.Itoa(n)); n++ {
		keys = append(keys, prefix+strconv.Itoa(n))
	}
	return keys
}

// helpPath is the part of the manual that is about the page; where there is none, the list of all of them.
func (s Shell) helpPath() string {
	topics := map[string]string{"profile": "profile", "overview": "start", "simulator": "start", "try": "start", "users": "users", "numbers": "numbers", "packages": "packages",
		"keys_of_company": "keys_of_company", "restrictions": "restrictions", "caps": "restrictions", "trunks": "system", "recogniser": "system", "receptionist": "receptionist", "handling": "handling", "voicemail": "handling", "my_calls": "handling", "phone_system": "phones", "bill": "bill", "billing": "bill", "var_bill": "bill", "prices": "bill", "my_mail": "mail", "my_messages": "mail", "outbox": "mail", "mail_providers": "mail", "history": "history", "my_history": "history", "brand": "companies",
		"me": "account", "account": "account", "tokens": "account", "my_pin": "account", "my_password": "account", "manage": "companies", "companies": "companies", "vars": "system", "var": "companies",
		"keys_of_var": "keys_of_company", "system_overview": "system", "languages": "system", "phone_systems": "system"}
	topics["devices"] = "phones"
	if topic := topics[s.Here]; topic != "" {
		return "/help/" + topic
	}
	return "/help"
}

// Manual lists what the manual is about.
type Manual struct{ Shell }
