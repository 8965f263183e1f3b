package api

import (
	"encoding/json"
	"reflect"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

// query is one thing that can be asked.
type query struct {
	path    string
	id      string
	about   string
	params  []string     // of the query string
	returns reflect.Type // nil: a file
	answer  func(*visit) error
	files   []string // media types of the file
}

func queries() []query {
	page, find := []string{"before", "limit"}, []string{"q", "sort", "after", "limit"}
	history := []string{"person", "command", "from", "to", "after", "limit"}
	calls := []string{"q", "result", "from", "to", "after", "limit"}
	return []query{
		{"/me", "me", "Who the token stands for.", nil, reflect.TypeFor[me](), (*visit).me, nil},
		{"/tokens", "tokens", "The tokens of who asks, the newest first. What opens the API is told once, when a token is made.", nil, reflect.TypeFor[[]anteroom.Token](), (*visit).tokens, nil},
		{"/account", "account", "The account of who asks, who governs a VAR or the system. Its ETag is the version, to be sent back as If-Match.", nil, reflect.TypeFor[anteroom.Account](), (*visit).account, nil},
		{"/languages", "languages", "The languages of the system.", nil, reflect.TypeFor[[]anteroom.Language](), (*visit).languages, nil},
		{"/companies", "companies", "The companies that exist for who asks, by name.", nil, reflect.TypeFor[[]anteroom.Company](), (*visit).companies, nil},
		{"/companies/{company}/profile", "profile", "The Company Profile. Its ETag is the version, to be sent back as If-Match.", nil, reflect.TypeFor[profile](), (*visit).profile, nil},
		{"/companies/{company}/open-tasks", "open-tasks", "What a company still lacks, in the order in which it is best done.", nil, reflect.TypeFor[[]office.OpenTask](), (*visit).openTasks, nil},
		{"/administrators", "administrators", "Who governs the system.", nil, reflect.TypeFor[[]office.AdministratorLine](), (*visit).administrators, nil},
		{"/vars/{var}/administrators", "var-administrators", "Who governs a VAR.", nil, reflect.TypeFor[[]office.AdministratorLine](), (*visit).administrators, nil},
		{"/overview", "overview", "What the system holds in all.", nil, reflect.TypeFor[office.Sum](), (*visit).overview, nil},
		{"/companies/{company}/history", "history", "The history of the company, newest first. A Link header of the relation next leads to older entries.", history, reflect.TypeFor[[]anteroom.ChangeLine](), (*visit).history, nil},
		{"/vars/{var}/history", "var-history", "The history of a VAR with its companies, as that of a company.", history, reflect.TypeFor[[]anteroom.ChangeLine](), (*visit).history, nil},
		{"/history", "system-history", "The history of the system with all VARs and companies, as that of a company.", history, reflect.TypeFor[[]anteroom.ChangeLine](), (*visit).history, nil},
		{"/companies/{company}/history/verify", "verify-history", "Whether the history is whole: its chain of hashes is walked.", nil, reflect.TypeFor[verified](), (*visit).verify, nil},
		{"/companies/{company}/calls", "calls", "The calls of the company, newest first. A Link header of the relation next leads to older calls.", calls, reflect.TypeFor[[]callLine](), (*visit).calls, nil},
		{"/companies/{company}/calls/export", "export-calls", "The calls that fit, the newest 200,000 of them at most, as a table: as=csv or xlsx.", []string{"q", "result", "from", "to", "as"}, nil, (*visit).exportCalls, tables()},
		{"/companies/{company}/calls/{call}", "company-call", "A call, with whom it reached, what it cost and what decided on it.", nil, reflect.TypeFor[callDetails](), (*visit).call, nil},
		{"/companies/{company}/users/{user}/calls", "user-calls", "The calls that a user began, took or was to take, newest first. A Link header of the relation next leads to older calls.", calls, reflect.TypeFor[[]callLine](), (*visit).calls, nil},
		{"/companies/{company}/users/{user}/calls/{call}", "user-call", "Such a call, as the company sees it.", nil, reflect.TypeFor[callDetails](), (*visit).call, nil},
		{"/companies/{company}/live-calls", "live-calls", "The calls of the company that are in progress in the process that answers, the oldest first, 200 at most. One that another process answers stands in the call log alone.", nil, reflect.TypeFor[office.LiveCalls](), (*visit).liveCalls, nil},
		{"/load", "load", "What the process that answers has to do: calls in progress, by company, and how many there may be.", nil, reflect.TypeFor[office.SystemLoad](), (*visit).load, nil},
		{"/companies/{company}/recordings/{recording}", "recording", "The sound that a call left, as WAV: a voice message for the user alone whose it is, a user's greeting, recorded or sent in, for the user and for who sees the company.", nil, nil, (*visit).recording, []string{wavType}},
		{"/companies/{company}/receptionist", "receptionist", "How the company's own numbers are answered: greeting, menus, groups, hours, and what is missing or leads nowhere.", nil, reflect.TypeFor[office.Receptionist](), (*visit).receptionist, nil},
		{"/companies/{company}/prompt-sounds/{sound}", "prompt-sound", "A recording of the company's prompts, as WAV.", nil, nil, (*visit).promptSound, []string{wavType}},
		{"/companies/{company}/keys", "keys", "The subscription keys of the company, and their movements, newest first. A Link header of the relation next leads to older ones.", page, reflect.TypeFor[office.Ledger](), (*visit).keys, nil},
		{"/companies/{company}/users", "users", "The users of the company. Sorted by name, number, extension or email, with - before it the other way round. A Link header of the relation next leads to the next page; What fits a search or a filter is counted up to 1000.", append(find, "state", "operator", "package"), reflect.TypeFor[[]anteroom.UserLine](), (*visit).users, nil},
		{"/companies/{company}/users/{user}", "user", "A user, with all that is the user's own.", nil, reflect.TypeFor[office.UserDetails](), (*visit).user, nil},
		{"/companies/{company}/users/export", "export-users", "The users who fit, all of them, as a table that can be imported: as=csv or xlsx. Cells that a spreadsheet would take for a formula begin with an apostrophe.", []string{"q", "sort", "state", "operator", "package", "as"}, nil, (*visit).exportUsers, tables()},
		{"/companies/{company}/import-template", "import-template", "A table with the names of the columns of an import: as=csv or xlsx.", []string{"as"}, nil, (*visit).importTemplate, tables()},
		{"/companies/{company}/imports/{import}/result", "import-result", "The file of an import as it came, with what became of each row: as=csv or xlsx.", []string{"as"}, nil, (*visit).importResult, tables()},
		{"/companies/{company}/imports", "imports", "The newest files of users that were uploaded, newest first.", nil, reflect.TypeFor[[]anteroom.Import](), (*visit).imports, nil},
		{"/companies/{company}/imports/{import}", "import", "A file of users: how it is read, how far its rows are checked, and the keys that the company has.", nil, reflect.TypeFor[office.ImportStatus](), (*visit).oneImport, nil},
		{"/companies/{company}/imports/{import}/rows", "import-rows", "The rows of a file of users after a line, as they were checked. With noted=yes only those that have something to look at. A Link header of the relation next leads to further rows.", []string{"after", "limit", "noted"}, reflect.TypeFor[[]importRow](), (*visit).importRows, nil},
		{"/vars", "vars", "The VARs of the system. Sorted by name, keys, given, free or companies, with - before it the other way round. A Link header of the relation next leads to the next page.", append(find, "state"), reflect.TypeFor[[]anteroom.VARLine](), (*visit).vars, nil},
		{"/vars/{var}/companies", "var-companies", "The companies of a VAR. Sorted by name, keys, used, unused or made, with - before it the other way round. A Link header of the relation next leads to the next page.", append(find, "state", "kind", "package"), reflect.TypeFor[[]anteroom.CompanyLine](), (*visit).companyList, nil},
		{"/vars/{var}/keys", "var-keys", "The subscription keys of a VAR, and their movements, newest first. A Link header of the relation next leads to older ones.", page, reflect.TypeFor[office.Ledger](), (*visit).keys, nil},
		{"/company-list", "company-list", "The companies of all VARs, as those of one.", append(find, "state", "kind", "package"), reflect.TypeFor[[]anteroom.CompanyLine](), (*visit).companyList, nil},
		{"/companies/{company}/numbers", "numbers", "The telephone numbers of the company. Sorted by number, with - before it the other way round. A Link header of the relation next leads to the next page.", append(find, "state", "kind"), reflect.TypeFor[[]anteroom.NumberLine](), (*visit).numbers, nil},
		{"/companies/{company}/restrictions", "restrictions", "The call restrictions that stand over the company, or over one of its users: from the system down to its own.", []string{"user"}, reflect.TypeFor[[]anteroom.Restriction](), (*visit).restrictions, nil},
		{"/companies/{company}/test-number", "test-number", "Whether the company, or one of its users, may call a number, and which rule says so.", []string{"number", "user", "way", "pin"}, reflect.TypeFor[anteroom.Decision](), (*visit).testNumber, nil},
		{"/vars/{var}/restrictions", "var-restrictions", "The call restrictions of the system and of a VAR.", nil, reflect.TypeFor[[]anteroom.Restriction](), (*visit).restrictions, nil},
		{"/restrictions", "system-restrictions", "The call restrictions of the system.", nil, reflect.TypeFor[[]anteroom.Restriction](), (*visit).restrictions, nil},
		{"/packages", "packages", "The system-wide packages, by name.", nil, reflect.TypeFor[[]anteroom.PackageLine](), (*visit).packages, nil},
		{"/vars/{var}/packages", "var-packages", "The packages that a VAR may choose for its companies, its own and the system-wide ones, by name.", nil, reflect.TypeFor[[]anteroom.PackageLine](), (*visit).packages, nil},
		{"/companies/{company}/packages", "company-packages", "The packages of the company's list, by name.", nil, reflect.TypeFor[[]anteroom.CompanyPackage](), (*visit).companyPackages, nil},
		{"/companies/{company}/users/{user}/packages", "user-packages", "The packages that a user has or may take, by name.", nil, reflect.TypeFor[[]anteroom.UserPackage](), (*visit).userPackages, nil},
		{"/companies/{company}/mail-access", "mail-access", "The company's mail access connection, what came of its last check, and how many users are connected.", nil, reflect.TypeFor[office.MailAccessStatus](), (*visit).mailAccess, nil},
		{"/companies/{company}/users/{user}/mail", "user-mail", "How a user's mail is reached. Nothing of what opens the mailbox is told.", nil, reflect.TypeFor[office.UserMailStatus](), (*visit).userMail, nil},
		{"/companies/{company}/users/{user}/call-handling", "call-handling", "How a user's calls are handled: status, rules, greetings, and how many voice messages there are.", nil, reflect.TypeFor[office.CallHandling](), (*visit).callHandling, nil},
		{"/companies/{company}/contacts", "contacts", "The contacts of the company, by last name. A Link header of the relation next leads to the next page.", find, reflect.TypeFor[[]anteroom.Contact](), (*visit).contacts, nil},
		{"/companies/{company}/contacts/export", "export-contacts", "The contacts of the company that fit, by last name, as a table that can be imported: as=csv or xlsx.", []string{"q", "as"}, nil, (*visit).exportContacts, tables()},
		{"/companies/{company}/users/{user}/contacts/export", "export-user-contacts", "A user's own contacts that fit, as that of the company.", []string{"q", "as"}, nil, (*visit).exportContacts, tables()},
		{"/companies/{company}/users/{user}/contacts", "user-contacts", "A user's own contacts and, where the user's option says so, those of the company, by last name. A Link header of the relation next leads to the next page.", find, reflect.TypeFor[[]anteroom.Contact](), (*visit).userContacts, nil},
		{"/companies/{company}/users/{user}/voice-messages", "voice-messages", "The voice messages of the user who asks, newest first; with state=removed those that can be recovered. Nobody else may see them. A Link header of the relation next leads to the next page.", []string{"state", "after", "limit"}, reflect.TypeFor[[]anteroom.Voicemail](), (*visit).voiceMessages, nil},
		{"/companies/{company}/users/{user}/voice-messages/{message}", "voice-message", "The sound of a voice message of the user who asks: format=wav, or format=mp3 where an encoder is installed.", []string{"format"}, nil, (*visit).voiceMessage, []string{wavType, mp3Type}},
		{"/mail-providers", "mail-providers", "The mail providers of the system's list, with those that companies propose.", nil, reflect.TypeFor[[]anteroom.KnownProvider](), (*visit).mailProviders, nil},
		{"/companies/{company}/outbox", "outbox", "The messages and other work of the company, newest first: what waits, or with state=failed, done or dropped the others. A Link header of the relation next leads to the next page.", []string{"state", "kind", "after", "limit"}, reflect.TypeFor[[]anteroom.JobLine](), (*visit).outbox, nil},
		{"/vars/{var}/outbox", "var-outbox", "The messages and other work of a VAR's companies, as those of one.", []string{"state", "kind", "after", "limit"}, reflect.TypeFor[[]anteroom.JobLine](), (*visit).outbox, nil},
		{"/outbox", "system-outbox", "The messages and other work of all, and of the system itself.", []string{"state", "kind", "after", "limit"}, reflect.TypeFor[[]anteroom.JobLine](), (*visit).outbox, nil},
		{"/companies/{company}/undelivered", "undelivered", "How many messages of the last 30 days did not arrive, and how many of them came back.", nil, reflect.TypeFor[anteroom.Undelivered](), (*visit).undelivered, nil},
		{"/vars/{var}/undelivered", "var-undelivered", "The same of all companies of a VAR.", nil, reflect.TypeFor[anteroom.Undelivered](), (*visit).undelivered, nil},
		{"/undelivered", "system-undelivered", "The same of all, and of the system itself.", nil, reflect.TypeFor[anteroom.Undelivered](), (*visit).undelivered, nil},
		{"/companies/{company}/billing", "billing", "For whom the bills of a company are made out.", nil, reflect.TypeFor[anteroom.Billing](), (*visit).billing, nil},
		{"/companies/{company}/adjustments", "adjustments", "What the provider added to the bills of a company, or gave back; the newest month first, 200 at most.", nil, reflect.TypeFor[[]office.Correction](), (*visit).corrections, nil},
		{"/companies/{company}/bills", "bills", "The closed bills of a company without their lines, and how the present month stands; for its provider: the company opens its own on the portal, by its password.", nil, reflect.TypeFor[office.Bills](), (*visit).bills, nil},
		{"/companies/{company}/bills/{month}", "bill", "A bill with all its lines, down to the call, for its provider: a closed one, or as it comes out now. The user is who pays in a public service; without a currency it is the first.", []string{"user", "currency"}, reflect.TypeFor[anteroom.Bill](), (*visit).bill, nil},
		{"/companies/{company}/bills/{month}/pdf", "bill-pdf", "The same as PDF.", []string{"user", "currency"}, nil, (*visit).billPDF, []string{pdfType}},
		{"/vars/{var}/bills", "var-bills", "What a VAR owes to the system: the terms, and the closed bills without their lines, the newest month first.", nil, reflect.TypeFor[varBills](), (*visit).varBills, nil},
		{"/vars/{var}/bills/{month}", "var-bill", "A VAR's bill with all its lines, down to the company: a closed one, or as it comes out now.", nil, reflect.TypeFor[anteroom.Bill](), (*visit).varBill, nil},
		{"/vars/{var}/bills/{month}/pdf", "var-bill-pdf", "The same as PDF.", nil, nil, (*visit).varBillPDF, []string{pdfType}},
		{"/vars/{var}/billing-run", "billing-run", "The bills of a month of a VAR's companies, by name: closed ones, and drafts of the others. A Link header of the relation next leads to the next page.", []string{"month", "after", "limit"}, reflect.TypeFor[[]office.MonthBill](), (*visit).billingRun, nil},
		{"/vars/{var}/billing-run/bills", "export-bills", "The closed bills of a month of all companies of a VAR as a table: as=csv or xlsx.", []string{"month", "as"}, nil, (*visit).exportBills, tables()},
		{"/vars/{var}/billing-run/entries", "export-entries", "The entries that these bills make in the books, as a table: debits and credits of each bill are the same.", []string{"month", "as"}, nil, (*visit).exportEntries, tables()},
		{"/vars/{var}/prices", "var-prices", "What calls and taxes cost in the companies of a VAR.", nil, reflect.TypeFor[anteroom.PriceList](), (*visit).prices, nil},
		{"/prices", "system-prices", "The same, for VARs without a list of their own.", nil, reflect.TypeFor[anteroom.PriceList](), (*visit).prices, nil},
		{"/companies/{company}/simulate", "simulate", "The call that would be if somebody called the number, pressed the keys (a comma is to wait), and with answered=yes found people at their phones: now, or at=2026-12-24T17:00 by the company's clock; from the number caller; with language as the one chosen last time; where a name is first asked for, said is what a recogniser hears.", []string{"number", "keys", "answered", "at", "caller", "language", "said"}, reflect.TypeFor[[]anteroom.TrialStep](), (*visit).simulate, nil},
		{"/support", "system-support", "Whom VARs ask for help: the support contact of the system.", nil, reflect.TypeFor[office.Support](), (*visit).systemSupport, nil},
		{"/companies/{company}/phones", "phones", "The telephones and programs of the company's users, and which configuration each runs. A Link header of the relation next leads to the next page.", append(find, "configured"), reflect.TypeFor[[]anteroom.Device](), (*visit).devices, nil},
		{"/phone-systems", "phone-systems", "The phone systems of the provider's list, for whom chooses among them.", nil, reflect.TypeFor[[]anteroom.PhoneSystem](), (*visit).phoneSystems, nil},
		{"/companies/{company}/spending-caps", "spending-caps", "The daily spending caps of the company and of its users, with what was spent today.", nil, reflect.TypeFor[office.Caps](), (*visit).spendingCaps, nil},
		{"/trunks", "trunks", "The lines to the outside, in the order in which they are tried, with how each was when it was last tried. No password is told.", nil, reflect.TypeFor[[]office.TrunkLine](), (*visit).trunks, nil},
		{"/recogniser", "recogniser", "The speech recogniser of the installation; without an address there is none. Its key is not told.", nil, reflect.TypeFor[anteroom.Recogniser](), (*visit).recogniser, nil},
		{"/recogniser/test", "test-recogniser", "What the speech recogniser understands of a sentence that is spoken to it now, in each language of the system. It may take half a minute.", nil, reflect.TypeFor[[]office.Understood](), (*visit).testRecogniser, nil},
		{"/phone-system-health", "phone-system-health", "How the phone systems of the provider's list were at the last readings of the companies on them, with the last failure in words.", nil, reflect.TypeFor[[]anteroom.PhoneSystemHealth](), (*visit).phoneSystemHealth, nil},
		{"/phone-system-accounts", "phone-system-accounts", "The accounts of all companies on the phone systems of the provider's list, with how the last reading of each went. No password is told.", append(find, "state"), reflect.TypeFor[[]anteroom.PBXAccount](), (*visit).phoneSystemAccounts, nil},
		{"/companies/{company}/phone-system", "phone-system", "What a company's account holds on its phone system, as it was last read, and what would make it hold what is here.", nil, reflect.TypeFor[office.PhoneSystemStatus](), (*visit).phoneSystem, nil},
	}
}

// Query is a query as a program asks it: its name, its address, and the parameters that it takes.
type Query struct {
	Name, Path string
	Params     []string
	File       bool // the answer is a file; else JSON
}

// Queries are all of them.
func Queries() []Query {
	var list []Query
	for _, q := range queries() {
		list = append(list, Query{q.id, q.path, q.params, q.returns == nil})
	}
	return list
}

func (v *visit) company() anteroom.CompanyID { return anteroom.CompanyID(v.r.PathValue("company")) }

func (v *visit) write(answer any) error {
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Content-Language", string(v.p.Language))
	_, _ = v.w.Write(append(raw, '\n')) // who asked has gone
	return nil
}

const (
	pageSize = 50
	mostPage = 500
)

// page reads which part of a list is wanted: entries before something, and how many.
func (v *visit) page() (before string, limit int, err error) {
	q, err := v.parameters("before", "limit")
	if err != nil {
		return "", 0, err
	}
	limit = pageSize
	if text := q.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostPage {
			return "", 0, wrongParameter("limit", text)
		}
	}
	return q.Get("before"), limit, nil
}

// next tells where the next page is (RFC 8288).
func (v *visit) next(before string, limit int) {
	v.w.Header().Set("Link", "<?before="+before+"&limit="+strconv.Itoa(limit)+`>; rel="next"`)
}

func (v *visit) me() error {
	return v.write(me{v.who.Account, v.who.Level, v.who.VAR, v.who.Company, v.who.User, v.who.Name, v.who.Lang})
}

func (v *visit) systemSupport() error {
	s, err := v.Office.SystemSupport(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(s)
}

func (v *visit) recogniser() error {
	x, err := v.Office.Recogniser(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(x)
}

func (v *visit) testRecogniser() error {
	list, err := v.Office.TestRecogniser(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) tokens() error {
	list, err := v.Office.Tokens(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) account() error {
	a, version, err := v.Office.Account(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	v.w.Header().Set("ETag", `"`+strconv.FormatInt(version, 10)+`"`)
	return v.write(a)
}

func (v *visit) languages() error {
	list, err := v.Office.Languages(v.r.Context())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) companies() error {
	list, err := v.Office.Companies(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	locale.Sort(v.p, list, func(c anteroom.Company) string { return c.Name })
	return v.write(some(list))
}

func (v *visit) profile() error {
	p, err := v.Office.Profile(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	v.w.Header().Set("ETag", `"`+strconv.FormatInt(p.Version, 10)+`"`)
	return v.write(profileOf(p))
}

func (v *visit) openTasks() error {
	list, err := v.Office.OpenTasks(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) administrators() error {
	list, err := v.Office.Administrators(v.r.Context(), v.who, anteroom.VARID(v.r.PathValue("var")))
	if err != nil {
		return err
	}
	return v.write(some(list))
}

func (v *visit) overview() error {
	sum, err := v.Office.Overview(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(sum)
}

// numbered reads which part of a list is wanted whose entries are numbered.
func (v *visit) numbered() (before int64, limit int, err error) {
	text, limit, err := v.page()
	if err != nil || text == "" {
		return 0, limit, err
	}
	if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 1 {
		err = wrongParameter("before", text)
	}
	return before, limit, err
}

func (v *visit) verify() error {
	version, err := v.Office.Verify(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(verified{true, version})
}

func (v *visit) recording() error {
	r, err := v.Office.Recording(v.r.Context(), v.who, v.company(), anteroom.RecordingID(v.r.PathValue("recording")))
	if err != nil {
		return err
	}
	return v.file(wavType, string(r.ID)+".wav", r.WAV)
}
