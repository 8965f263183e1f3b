package store

import (
	"encoding/json"
	"fmt"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Status is what a user has set; where nobody has, that of nobody's saying.
func (tx *Tx) Status(company anteroom.CompanyID, user anteroom.UserID) (anteroom.StatusNow, error) {
	r, err := tx.q.Status(tx.ctx, db.StatusParams{CompanyID: string(company), UserID: string(user)})
	if err = mapped(err); anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.StatusNow{User: user}, nil
	}
	return anteroom.StatusNow{User: user, Status: anteroom.Status(r.Status), Until: fromMicros(r.Until), Note: r.Note}, err
}

// PutStatus replaces it.
func (tx *Tx) PutStatus(company anteroom.CompanyID, s anteroom.StatusNow) error {
	return mapped(tx.q.PutStatus(tx.ctx, db.PutStatusParams{CompanyID: string(company), UserID: string(s.User), Status: string(s.Status), Until: micros(s.Until), Note: s.Note}))
}

// CallRule is the rule of that id, whosever of the company's users it is.
func (tx *Tx) CallRule(company anteroom.CompanyID, id anteroom.CallRuleID) (anteroom.CallRule, error) {
	content, err := tx.q.CallRule(tx.ctx, db.CallRuleParams{CompanyID: string(company), ID: string(id)})
	if err != nil {
		return anteroom.CallRule{}, mapped(err)
	}
	return ruleOf(content)
}

// CallRules are those of a user, in their order.
func (tx *Tx) CallRules(company anteroom.CompanyID, user anteroom.UserID) ([]anteroom.CallRule, error) {
	rows, err := tx.q.CallRulesOfUser(tx.ctx, db.CallRulesOfUserParams{CompanyID: string(company), UserID: string(user)})
	if err != nil {
		return nil, mapped(err)
	}
	return rulesOf(rows)
}

func rulesOf(rows []string) ([]anteroom.CallRule, error) {
	list := make([]anteroom.CallRule, len(rows))
	for i, content := range rows {
		var err error
		if list[i], err = ruleOf(content); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func ruleOf(content string) (r anteroom.CallRule, err error) {
	if err = json.Unmarshal([]byte(content), &r); err != nil {
		err = fmt.Errorf("store: call rule: %w", err)
	}
	return r, err
}

// PutCallRule makes or replaces a rule; whose it is stays as it was made.
func (tx *Tx) PutCallRule(r anteroom.CallRule) error {
	content, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutCallRule(tx.ctx, db.PutCallRuleParams{CompanyID: string(r.Company), ID: string(r.ID), UserID: string(r.User), Place: int64(r.Place), Content: string(content)}))
}

// DropCallRule ends a rule.
func (tx *Tx) DropCallRule(company anteroom.CompanyID, id anteroom.CallRuleID) error {
	return mapped(tx.q.DropCallRule(tx.ctx, db.DropCallRuleParams{CompanyID: string(company), ID: string(id)}))
}

// Greeting is a user's own greeting of a status (empty: of any) in a language; NotFound where there is none.
func (tx *Tx) Greeting(company anteroom.CompanyID, user anteroom.UserID, s anteroom.Status, l anteroom.Language) (anteroom.Greeting, error) {
	r, err := tx.q.Greeting(tx.ctx, db.GreetingParams{CompanyID: string(company), UserID: string(user), Status: string(s), Language: string(l)})
	return anteroom.Greeting{User: user, Status: s, Language: l, Text: r.Words, Recording: anteroom.RecordingID(r.Recording), Length: time.Duration(r.Length)}, mapped(err)
}

// Greetings are those of a user.
func (tx *Tx) Greetings(company anteroom.CompanyID, user anteroom.UserID) ([]anteroom.Greeting, error) {
	rows, err := tx.q.GreetingsOfUser(tx.ctx, db.GreetingsOfUserParams{CompanyID: string(company), UserID: string(user)})
	list := make([]anteroom.Greeting, len(rows))
	for i, r := range rows {
		list[i] = anteroom.Greeting{User: user, Status: anteroom.Status(r.Status), Language: anteroom.Language(r.Language), Text: r.Words, Recording: anteroom.RecordingID(r.Recording), Length: time.Duration(r.Length)}
	}
	return list, mapped(err)
}

// PutGreeting makes or replaces one. Its recording was left by a call, or sent in.
func (tx *Tx) PutGreeting(company anteroom.CompanyID, g anteroom.Greeting) error {
	row := db.PutGreetingParams{CompanyID: string(company), UserID: string(g.User), Status: string(g.Status), Language: string(g.Language), Words: g.Text, Recording: string(g.Recording), Length: int64(g.Length)}
	sent, err := tx.q.IsPromptSound(tx.ctx, db.IsPromptSoundParams{CompanyID: row.CompanyID, ID: row.Recording})
	if err != nil {
		return mapped(err)
	}
	if sent > 0 {
		row.Recording, row.Sound = "", row.Recording
	}
	return mapped(tx.q.PutGreeting(tx.ctx, row))
}

// WhoseGreeting is whose greeting a recording is, and how long; NotFound where it is nobody's.
func (tx *Tx) WhoseGreeting(company anteroom.CompanyID, id anteroom.RecordingID) (anteroom.UserID, time.Duration, error) {
	r, err := tx.q.WhoseGreeting(tx.ctx, db.WhoseGreetingParams{CompanyID: string(company), Recording: string(id)})
	return anteroom.UserID(r.UserID), time.Duration(r.Length), mapped(err)
}

// GreetingSounds are the recordings that were sent in for the greetings of a company's users.
func (tx *Tx) GreetingSounds(company anteroom.CompanyID) ([]anteroom.RecordingID, error) {
	rows, err := tx.q.GreetingSounds(tx.ctx, string(company))
	return ids[anteroom.RecordingID](rows), mapped(err)
}

// DropGreeting ends one.
func (tx *Tx) DropGreeting(company anteroom.CompanyID, g anteroom.Greeting) error {
	return mapped(tx.q.DropGreeting(tx.ctx, db.DropGreetingParams{CompanyID: string(company), UserID: string(g.User), Status: string(g.Status), Language: string(g.Language)}))
}

// Smart is how the calls of all users of a company are handled who have said anything of it.
func (tx *Tx) Smart(company anteroom.CompanyID) (map[anteroom.UserID]anteroom.Smart, error) {
	all := map[anteroom.UserID]anteroom.Smart{}
	statuses, err := tx.q.Statuses(tx.ctx, string(company))
	if err != nil {
		return nil, mapped(err)
	}
	for _, r := range statuses {
		if r.Status == "" {
			continue
		}
		user := anteroom.UserID(r.UserID)
		all[user] = anteroom.Smart{Status: anteroom.StatusNow{User: user, Status: anteroom.Status(r.Status), Until: fromMicros(r.Until), Note: r.Note}}
	}
	rows, err := tx.q.CallRules(tx.ctx, string(company))
	if err != nil {
		return nil, mapped(err)
	}
	rules, err := rulesOf(rows)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		s := all[r.User]
		s.Status.User, s.Rules = r.User, append(s.Rules, r)
		all[r.User] = s
	}
	greetings, err := tx.q.Greetings(tx.ctx, string(company))
	for _, r := range greetings {
		user := anteroom.UserID(r.UserID)
		s := all[user]
		s.Status.User = user
		s.Greetings = append(s.Greetings, anteroom.Greeting{User: user, Status: anteroom.Status(r.Status), Language: anteroom.Language(r.Language), Text: r.Words,
			Recording: anteroom.RecordingID(r.Recording), Length: time.Duration(r.Length)})
		all[user] = s
	}
	return all, mapped(err)
}

// FullMailboxes are the users of a company whose mailbox takes no more messages.
func (tx *Tx) FullMailboxes(company anteroom.CompanyID) ([]anteroom.UserID, error) {
	rows, err := tx.q.FullMailboxes(tx.ctx, string(company))
	return ids[anteroom.UserID](rows), mapped(err)
}

// SetFull notes whether a user's mailbox takes no more messages.
func (tx *Tx) SetFull(company anteroom.CompanyID, user anteroom.UserID, full bool) error {
	if full {
		return mapped(tx.q.FillMailbox(tx.ctx, db.FillMailboxParams{CompanyID: string(company), UserID: string(user)}))
	}
	return mapped(tx.q.FreeMailbox(tx.ctx, db.FreeMailboxParams{CompanyID: string(company), UserID: string(user)}))
}
