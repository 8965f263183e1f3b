package office

import "anteroom.dev/anteroom"

// companies are edited by commands of several rights; what is asked of a field stands in them.
func companies() noun[anteroom.Company] {
	return noun[anteroom.Company]{
		name: "company", right: anteroom.EditProfile, stays: "error.undo.company",
		load:     func(r *Run, id string) (anteroom.Company, error) { return r.tx.Company(anteroom.CompanyID(id)) },
		restored: (*Run).checkRestored,
		put:      (*Run).putCompany,
		effects:  (*Run).companyEffects,
	}
}

// editCompany loads a company, lets edit change and check it, records it, stores it where no field of the command is
// wrong, and tells what will come of it.
func (r *Run) editCompany(id anteroom.CompanyID, edit func(*anteroom.Company) error) error {
	return companies().edit(r, string(id), edit)
}

// putCompany stores a company; keys that it has more or fewer come from its VAR's pool, and go back there.
func (r *Run) putCompany(_ string, before *anteroom.Company, after anteroom.Company) error {
	if err := r.tx.PutCompany(after); err != nil {
		return err
	}
	if before != nil && (before.PBX != after.PBX || before.AccountID != after.AccountID) {
		if err := r.otherAccount(*before, after); err != nil {
			return err
		}
	}
	more := after.Keys
	if before != nil {
		more -= before.Keys
	}
	give, take := anteroom.KeysGiven, anteroom.KeysAdded
	if more < 0 {
		give, take, more = anteroom.KeysReturned, anteroom.KeysTaken, -more
	}
	if err := r.moveKeys(string(after.VAR), give, more, string(after.ID), "error.keys.pool"); err != nil {
		return err
	}
	return r.moveKeys(string(after.ID), take, more, "", "error.keys.used")
}

// moveKeys enters a movement into a ledger; where the balance does not allow it, the field of the keys is wrong.
func (r *Run) moveKeys(owner string, m anteroom.KeyMove, n int, subject, key string) error {
	err := r.tx.MoveKeys(owner, m, n, subject)
	if anteroom.KindOf(err) != anteroom.Limit {
		return err
	}
	k, err := r.tx.Keys(owner)
	r.wrong.Wrong("keys", key, "count", k.Reserved+k.Used, "free", k.Free(), "missing", n-k.Free())
	return err
}

// checkRestored asks of the restored company what was asked when it was set: the system may have changed since. What
// only the provider may change, only the provider may put back.
func (r *Run) checkRestored(before, after anteroom.Company) error {
	if !before.Removed.Equal(after.Removed) {
		return anteroom.Fail(anteroom.Conflict, "error.undo.recovered")
	}
	provider := before.Keys != after.Keys || before.PBX != after.PBX || before.AccountID != after.AccountID || before.Suspended != after.Suspended
	if provider {
		if err := r.who.May(anteroom.ManageCompany, anteroom.Target{VAR: before.VAR, Company: before.ID}); err != nil {
			return err
		}
	}
	if err := r.checkGeneral(after); err != nil {
		return err
	}
	return r.checkLanguages(after.Languages)
}

func (r *Run) checkGeneral(c anteroom.Company) error {
	r.wrong.Name("name", c.Name, 1, 100)
	if !anteroom.IsCountry(c.Country) {
		r.wrong.Wrong("country", "error.country.unknown")
		return nil
	}
	before, err := r.tx.Company(c.ID)
	if err != nil {
		return err
	}
	numbers, err := r.tx.Numbers(c.ID)
	if c.Country != before.Country && countryFixed(r.who, numbers) {
		r.wrong.Wrong("country", "error.country.fixed")
	}
	return err
}

func (r *Run) checkLanguages(l anteroom.Languages) error {
	system, err := r.tx.Languages()
	if err != nil {
		return err
	}
	l.Check(&r.wrong, system)
	return r.spoken(l)
}

// editAdministrator does the same with the account of the company's administrator. A new address is told to both
// addresses, and ends the other sessions and the reset links (R34).
func (r *Run) editAdministrator(id anteroom.CompanyID, edit func(*anteroom.Account) error) error {
	account, err := r.tx.Administrator(id)
	if err != nil {
		return err
	}
	return r.editAccount(account.ID, edit)
}

func (r *Run) editAccount(id anteroom.AccountID, edit func(*anteroom.Account) error) error {
	return accounts().edit(r, string(id), edit)
}

func accounts() noun[anteroom.Account] {
	return noun[anteroom.Account]{
		name: "account", right: anteroom.EditProfile,
		load:     func(r *Run, id string) (anteroom.Account, error) { return r.tx.Account(anteroom.AccountID(id)) },
		restored: func(r *Run, _, after anteroom.Account) error { return r.checkAccount(after, "administrator_") },
		put:      func(r *Run, _ string, _ *anteroom.Account, a anteroom.Account) error { return r.tx.PutAccount(a) },
		effects:  (*Run).accountEffects,
	}
}

func (r *Run) checkAccount(a anteroom.Account, prefix string) error {
	system, err := r.tx.Languages()
	if err != nil {
		return err
	}
	a.Check(&r.wrong, system, prefix)
	if taken, err := r.taken(a); err != nil || !taken {
		return err
	}
	r.wrong.Wrong("email", "error.email.taken")
	return nil
}

// taken tells whether another account signs in with the address.
func (r *Run) taken(a anteroom.Account) (bool, error) {
	other, err := r.tx.AccountByEmail(a.Email)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return false, nil
	}
	return err == nil && other != a.ID, err
}

// companyEffects tells what a change of the company's settings does, to whom, from when.
func (r *Run) companyEffects(before *anteroom.Company, after anteroom.Company) error {
	if before == nil {
		return nil
	}
	if before.Languages != after.Languages {
		if err := r.languageEffects(*before, after); err != nil {
			return err
		}
	}
	if before.Name != after.Name {
		r.effect(true, "effect.name", "name", after.Name)
	}
	if before.Country != after.Country {
		r.effect(false, "effect.country")
	}
	if before.Assistant != after.Assistant {
		keys, err := r.tx.Keys(string(after.ID))
		if err != nil {
			return err
		}
		r.effect(true, "effect.assistant", "count", keys.Used, "name", after.Assistant.Name, "email", after.Assistant.Email)
		r.effect(false, "effect.assistant.active", "email", after.Assistant.Email)
	}
	if before.Assistant.Email != after.Assistant.Email {
		if err := r.queue(anteroom.ProbeAssistant, after.ID, string(after.ID)); err != nil {
			return err
		}
	}
	return r.lifecycleEffects(*before, after)
}

func (r *Run) languageEffects(before, after anteroom.Company) error {
	numbers, err := r.tx.Numbers(after.ID)
	if err != nil {
		return err
	}
	var answered []string
	for _, n := range numbers {
		if !n.Free && n.User == "" {
			answered = append(answered, n.ID.String())
		}
	}
	args := []any{"count", len(answered), "numbers", answered, "first", after.First, "second", after.Second, "key", anteroom.SecondLanguageKey}
	switch {
	case len(answered) == 0:
		r.effect(false, "effect.callers.no_number")
	case after.Second == "":
		r.effect(true, "effect.callers.one_language", args[:6]...)
	default:
		r.effect(true, "effect.callers.two_languages", args...)
	}
	r.effect(false, "effect.callers.in_progress")
	return r.readerEffects(before.Languages, after.Languages, after.ID)
}

// readerEffects tells of the users: those without a choice of their own follow the first language, and those whose
// choice is spoken no more or again (R18).
func (r *Run) readerEffects(before, after anteroom.Languages, id anteroom.CompanyID) error {
	users, err := r.tx.CountUsersByLanguage(id)
	if err != nil {
		return err
	}
	follow, fallen := 0, 0
	for own, count := range users {
		was, is := before.Choose(own), after.Choose(own)
		switch {
		case was == is:
		case before.Has(own) && !after.Has(own):
			fallen += count
		default:
			follow += count
		}
	}
	if follow > 0 {
		r.effect(true, "effect.users.follow", "count", follow)
	}
	if fallen > 0 {
		r.effect(true, "effect.users.fallback", "count", fallen, "language", after.First)
	}
	return nil
}

func (r *Run) accountEffects(before *anteroom.Account, after anteroom.Account) error {
	if before == nil {
		return nil
	}
	if before.Language != after.Language {
		r.effect(false, "effect.administrator.language", "language", after.Language)
	}
	if before.Email == after.Email {
		return nil
	}
	if after.ID == r.who.Account {
		if err := r.inPerson(); err != nil {
			return err
		}
	}
	r.effect(true, "effect.administrator.email", "email", after.Email, "old", before.Email)
	if err := r.endSignIns(after.ID); err != nil {
		return err
	}
	for _, to := range []string{before.Email, after.Email} {
		err := r.send(after.Company, anteroom.Notice{Kind: anteroom.EmailChanged, Language: after.Language, ToName: after.Name, ToEmail: to,
			OldEmail: before.Email, NewEmail: after.Email})
		if err != nil {
			return err
		}
	}
	return nil
}

// endSignIns ends the account's sessions, but for the one in which this is asked, and its reset links.
func (r *Run) endSignIns(id anteroom.AccountID) error {
	spare := ""
	if r.who.Account == id {
		spare = r.who.Session
	}
	if err := r.tx.DropSessions(id, spare); err != nil {
		return err
	}
	return r.tx.DropResets(id)
}

// send composes a message from the company's assistant of this moment, or from the system, and queues its delivery.
func (r *Run) send(company anteroom.CompanyID, n anteroom.Notice) error {
	n.Sender, n.At = r.office.sender, r.tx.Now
	if company != "" {
		c, err := r.tx.Company(company)
		if err != nil {
			return err
		}
		n.Sender, n.Company = c.Assistant, c.Name
	}
	id, err := r.office.post(r.tx, company, n, "")
	if err != nil {
		return err
	}
	return r.queue(anteroom.Deliver, company, string(id))
}
