package pages

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// known is a field of a noun that people are told of: how its value is written, the control of the Company Profile
// that edits it, and from when a change of it is in force.
type known struct {
	noun, field string
	kind        kind
	form        string // name of the control; empty: none
	when        string // key of the text; empty: not said
}

// kind is how a value is written.
type kind int

const (
	words kind = iota
	languageKind
	languagesKind
	countryKind
	yesNoKind
	secretKind  // only that it changed is told
	timeKind    // a moment, as RFC 3339
	ruleKind    // of a call restriction
	modelKind   // of a telephone
	numberKind  // what a number takes
	userKind    // the id of a user
	stateKind   // how far a user has come
	mailKind    // of a mail server: protocol, security, sign-in
	listKind    // names
	telKind     // a number of a call
	telsKind    // several, or patterns
	jobKind     // of a job: its state
	commandKind // a command, by its name
	choiceKind  // one of a few, as its field's control says it

	toKind       // a destination of the receptionist
	keysKind     // keys of a menu
	soundKind    // a recording; empty: what is built in
	wordingKind  // texts of a prompt, by language
	membersKind  // the ids of users
	weekKind     // opening hours
	holidaysKind // holidays
	openKind     // open or closed
)

// knownFields are all such fields, in the order in which they are told.
func knownFields() []known {
	return append(slices.Concat(mailFields(), handlingFields(), receptionFields(), trunkFields()), []known{
		{"company", "name", words, "name", "when.call"},
		{"company", "languages.first", languageKind, "first", "when.call"},
		{"company", "languages.second", languageKind, "second", "when.call"},
		{"company", "country", countryKind, "country", "when.submit"},
		{"account", "name", words, "administrator_name", "when.submit"},
		{"account", "language", languageKind, "administrator_language", "when.submit"},
		{"account", "email", words, "email", "when.submit"},
		{"account", "phone", words, "phone", "when.submit"},
		{"account", "password_changed", secretKind, "", "when.sign_in"},
		{"company", "assistant.name", words, "assistant_name", "when.message"},
		{"company", "assistant.email", words, "assistant_email", "when.message"},
		{"company", "keys", words, "", "when.submit"},
		{"company", "account_id", words, "", "when.provisioning"},
		{"company", "password_changed", secretKind, "", "when.provisioning"},
		{"company", "suspended", yesNoKind, "", "when.call"}, {"company", "suspended_reason", words, "", ""},
		{"company", "removed", timeKind, "", ""},
		{"user", "number", words, "", ""}, {"user", "first", words, "", ""}, {"user", "last", words, "", ""},
		{"user", "email", words, "", ""}, {"user", "extension", words, "", ""}, {"user", "language", languageKind, "", ""},
		{"user", "operator", yesNoKind, "", ""}, {"user", "pin_changed", secretKind, "", ""}, {"user", "removed", timeKind, "", ""}, {"user", "state", stateKind, "", ""},
		{"user", "options.mail_messages", words, "", ""}, {"user", "options.contacts", words, "", ""}, {"user", "options.voice_messages", words, "", ""},
		{"user", "options.expires", words, "", ""}, {"user", "options.company_contacts", yesNoKind, "", ""},
		{"user", "options.administrator_only", yesNoKind, "", ""}, {"user", "options.assistant_stays", yesNoKind, "", ""}, {"user", "options.voice_mp3", yesNoKind, "", "when.message"},
		{"call", "caller", telKind, "", ""}, {"call", "number", telKind, "", ""}, {"call", "began", timeKind, "", ""},
		{"invitation", "email", words, "", ""},
		{"number", "number", words, "", ""}, {"number", "first", languageKind, "", ""}, {"number", "free", yesNoKind, "", ""}, {"number", "user", userKind, "", "when.call"},
		{"number", "voice", yesNoKind, "", "when.call"}, {"number", "fax", yesNoKind, "", "when.call"}, {"number", "reserved_for", words, "", ""},
		{"number_block", "count", words, "", ""}, {"number_block", "from", words, "", ""}, {"number_block", "to", words, "", ""}, {"number_block", "kind", numberKind, "", ""},
		{"restriction", "name", words, "", ""}, {"restriction", "pattern", words, "", "when.call"}, {"restriction", "rule", ruleKind, "", "when.call"},
		{"contact_block", "file", words, "", ""}, {"contact_block", "count", words, "", "when.submit"},
		{"contact", "first", words, "", ""}, {"contact", "last", words, "", ""}, {"contact", "number", words, "", "when.submit"},
		{"phone", "name", words, "", ""}, {"phone_password", "name", words, "", ""}, {"handset", "model", modelKind, "", ""}, {"handset", "mac", words, "", ""},
		{"package", "name", words, "", ""}, {"package", "currency", words, "", ""}, {"package", "base_rate", words, "", ""},
		{"package", "minutes", words, "", ""}, {"package", "minute_rate", words, "", ""}, {"package", "shared", yesNoKind, "", ""}, {"package", "active", yesNoKind, "", ""},
		{"company_package", "package.name", words, "", ""}, {"company_package", "offer", yesNoKind, "", ""},
		{"company_package", "default", yesNoKind, "", ""},
		{"phone_system", "name", words, "", ""}, {"phone_system", "kind", words, "", ""}, {"phone_system", "address", words, "", ""}, {"phone_system", "manager", words, "", ""}, {"phone_system", "sip", words, "", ""},
		{"pbx_push", "added", words, "", ""}, {"pbx_push", "changed", words, "", ""}, {"pbx_push", "removed", words, "", ""}, {"pbx_push", "items", words, "", ""}, {"pbx_address", "account_id", words, "", ""}, {"pbx_line", "extension", words, "", ""},
		{"pbx_left", "difference", words, "", ""}, {"pbx_left", "mark", words, "", ""},
		{"administrator", "name", words, "", ""}, {"administrator", "email", words, "", ""}, {"administrator", "phone", words, "", ""}, {"administrator", "language", languageKind, "", ""},
		{"administrator_invitation", "email", words, "", ""},
		{"attempt", "command", commandKind, "", ""}, {"acting", "reason", words, "", ""}, {"acting", "minutes", words, "", ""},
		{"import", "file", words, "", ""}, {"import", "users", words, "", ""}, {"import", "left_out", words, "", ""},
		{"system", "languages", languagesKind, "", ""}, {"token", "name", words, "", ""}, {"token", "ends", timeKind, "", ""},
		{"billing", "region", words, "", ""}, {"billing", "vat_number", words, "", ""}, {"billing", "zone", words, "", ""},
		{"adjustment", "month", words, "", ""}, {"adjustment", "reason", words, "", ""}, {"bill", "month", words, "", ""}, {"bill_reminder", "month", words, "", ""}, {"var_bill", "month", words, "", ""},
		{"wholesale", "currency", words, "", ""}, {"wholesale", "base_rate", words, "", ""}, {"wholesale", "minutes", words, "", ""}, {"wholesale", "minute_rate", words, "", ""},
		{"var", "name", words, "", ""}, {"var", "support_email", words, "", ""}, {"var", "support_phone", words, "", ""},
		{"recogniser", "address", words, "", "when.call"}, {"recogniser", "model", words, "", "when.call"}, {"recogniser", "seconds", words, "", "when.message"}, {"recogniser", "key_changed", secretKind, "", "when.call"},
		{"brand", "name", words, "", "when.page"}, {"brand", "colour", words, "", "when.page"}, {"brand", "address", words, "", "when.page"}, {"brand", "logo", secretKind, "", "when.page"},
		{"purged_company", "name", words, "", ""}, {"purged_company", "keys", words, "", ""}, {"purged_company", "removed", timeKind, "", ""},
		{"purged_var", "name", words, "", ""}, {"purged_var", "removed", timeKind, "", ""},
		{"var", "keys", words, "", ""}, {"var", "removed", timeKind, "", ""},
	}...)
}

// formFields are those that the Company Profile edits.
func formFields() []known {
	var list []known
	for _, k := range knownFields() {
		if k.form != "" {
			list = append(list, k)
		}
	}
	return list
}

// FormOrder are the names of the controls of the Company Profile, from the top.
func FormOrder() []string {
	var names []string
	for _, k := range formFields() {
		names = append(names, k.form)
	}
	return names
}

// ControlOf is the name of the control that edits a noun's field; empty where the Company Profile has none.
func ControlOf(noun, field string) string {
	for _, k := range formFields() {
		if k.noun == noun && k.field == field {
			return k.form
		}
	}
	return ""
}

// labelOf is the key of a control's label; empty where the Company Profile has no such control.
func labelOf(control string) string {
	for _, k := range formFields() {
		if k.form == control {
			return "field." + k.noun + "." + k.field
		}
	}
	return ""
}

// ProblemAt is something wrong at a control of the Company Profile, or at the part of it with that id.
func ProblemAt(control, part, key string, args ...any) Problem {
	return Problem{Field: control + part, Label: labelOf(control), Text: anteroom.T(key, args...)}
}

// ValueOf is what a control holds.
func ValueOf(c office.SubmitProfile, control string) string {
	if p := place(&c, control); p != nil {
		return *p
	}
	return ""
}

// SetValue puts a value into a control.
func SetValue(c *office.SubmitProfile, control, value string) {
	if p := place(c, control); p != nil {
		*p = value
	}
}

func place(c *office.SubmitProfile, control string) *string {
	switch control {
	case "name":
		return &c.Name
	case "first":
		return (*string)(&c.First)
	case "second":
		return (*string)(&c.Second)
	case "country":
		return &c.Country
	case "administrator_name":
		return &c.AdministratorName
	case "administrator_language":
		return (*string)(&c.AdministratorLanguage)
	case "email":
		return &c.Email
	case "phone":
		return &c.Phone
	case "assistant_name":
		return &c.AssistantName
	case "assistant_email":
		return &c.AssistantEmail
	}
	return nil
}

// Stored is the command that would store what is stored already: what the form shows when it is opened.
func Stored(p office.Profile) office.SubmitProfile {
	c, a := p.Company, p.Administrator
	return office.SubmitProfile{Company: c.ID, Name: c.Name, Country: c.Country, First: c.First, Second: c.Second,
		AdministratorName: a.Name, AdministratorLanguage: a.Language, Email: a.Email, Phone: a.Phone,
		AssistantName: c.Assistant.Name, AssistantEmail: c.Assistant.Email}
}

// Line is one field of a change, in words.
type Line struct {
	Label, Before, After, When string
	Made                       bool // there was nothing before
	Secret                     bool // neither value is told
}

// Lines are the fields of a change in words, in the order of the page. Fields that mean nothing to a person (ids) are
// left out.
func (s Shell) Lines(items []anteroom.Item) []Line {
	var list []Line
	for _, k := range knownFields() {
		for _, i := range items {
			if i.Noun != k.noun || i.Before[k.field] == nil && i.After[k.field] == nil {
				continue
			}
			l := Line{Label: s.labelOf(k, i), Made: i.Before == nil, Secret: k.kind == secretKind,
				Before: s.valueOf(k, i.Before[k.field]), After: s.valueOf(k, i.After[k.field])}
			if k.when != "" && !l.Made {
				l.When = s.T(k.when)
			}
			nothing := l.Made && (l.Secret || empty(i.After[k.field])) || i.After == nil && empty(i.Before[k.field])
			if !nothing {
				list = append(list, l)
			}
		}
	}
	return list
}

// labelOf is what a field of an item is called: of one thing among many, with its name.
func (s Shell) labelOf(k known, i anteroom.Item) string {
	label, what := s.T("field."+k.noun+"."+k.field), s.Names[i.ID]
	if k.noun == "number" {
		what = anteroom.NumberID(i.ID).String()
	}
	if what == "" || i.Before == nil || i.After == nil {
		return label
	}
	return s.T("field.of", "field", label, "what", what)
}

func empty(raw json.RawMessage) bool {
	return len(raw) == 0 || string(raw) == `""` || string(raw) == "null" || string(raw) == "false" || string(raw) == "[]"
}

// valueOf is a stored value of a field in words.
func (s Shell) valueOf(k known, raw json.RawMessage) string {
	var choice string
	if k.kind == choiceKind && json.Unmarshal(raw, &choice) == nil && choice != "" {
		return s.T(k.noun + "." + k.field + "." + choice)
	}
	return s.value(k.kind, raw)
}

// value is a stored value in words.
func (s Shell) value(k kind, raw json.RawMessage) string {
	if k == secretKind {
		return s.T("word.changed")
	}
	if text, ok := s.handlingValue(k, raw); ok {
		return text
	}
	if k == commandKind {
		var name string
		_ = json.Unmarshal(raw, &name) // what is no text is told as it stands
		return s.T("command." + name)
	}
	if k == yesNoKind {
		return s.T(map[bool]string{true: "word.yes", false: "word.no"}[string(raw) == "true"])
	}
	if empty(raw) && k != soundKind {
		return s.T("word.none")
	}
	if text, ok := s.receptionValue(k, raw); ok {
		return text
	}
	if k == listKind || k == telsKind {
		var list []string
		_ = json.Unmarshal(raw, &list) // what is no list is told as none
		for i := range list {
			if k == telsKind {
				list[i] = Tel(list[i])
			}
		}
		return s.P.List(list)
	}
	if k == languagesKind {
		var list []anteroom.Language
		_ = json.Unmarshal(raw, &list) // what is no list is told as none
		return s.languageList(list)
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw) // a number
	}
	return s.written(k, text)
}

// written is a control's value in words.
func (s Shell) written(k kind, text string) string {
	switch {
	case k == soundKind && text == "":
		return s.T("hold.built_in")
	case k == soundKind:
		return s.T("receptionist.prompt.recording")
	case text == "":
		return s.T("word.none")
	case k == languageKind:
		return s.P.LanguageName(anteroom.Language(text))
	case k == stateKind:
		return s.T("user.state." + text)
	case k == telKind:
		return Tel(text)
	case k == countryKind:
		return s.P.CountryName(text)
	case k == userKind:
		return cmp.Or(s.Names[text], text)
	case k == toKind:
		return s.Destination(anteroom.Destination(text), s.Names)
	case k == openKind:
		return s.T("hand.state." + text)
	case k == jobKind:
		return s.T("outbox.state." + text)
	case k == mailKind:
		return s.T("mail.word." + text)
	case k == ruleKind:
		return s.T("rule." + text)
	case k == modelKind:
		return s.T("handset.model." + text)
	case k == numberKind:
		return s.T("number.kind." + text)
	case k == timeKind:
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return s.Written(t)
		}
	}
	return text
}

// Tel is a number as people write it; a pattern, an extension and what is no number stay as they are.
func Tel(s string) string { return cmp.Or(anteroom.ParseNumber(s).String(), s) }

func (s Shell) languageList(list []anteroom.Language) string {
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = s.P.LanguageName(l)
	}
	return s.P.List(names)
}

// News is a field that another person changed since the page was shown.
type News struct {
	Line
	Who string
	At  time.Time
}

// Clash is a field that both changed: the person chooses, nothing is chosen beforehand (R8).
type Clash struct {
	News
	Chosen string // "mine", "theirs"; empty: not yet
}

// NewsOf tells of a field that others changed.
func (s Shell) NewsOf(f anteroom.StaleField) News {
	item := anteroom.Item{Noun: f.Noun, ID: f.ID, Before: map[string]json.RawMessage{f.Field: f.Before}, After: map[string]json.RawMessage{f.Field: f.Now}}
	n := News{Who: f.Who, At: f.At}
	if lines := s.Lines([]anteroom.Item{item}); len(lines) > 0 {
		n.Line = lines[0]
	}
	return n
}
