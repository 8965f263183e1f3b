package office

import (
	"context"
	"encoding/json"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// attempted is what the history keeps of a command that was refused: which, and nothing of what was sent with it.
type attempted struct {
	Command string `json:"command"`
}

// attemptRest is how long the same attempt is not told again: nobody fills a history that way.
const attemptRest = time.Hour

// refused writes down who asked for what they may not do. Where a company's own administrator tried what its provider manages, it
// stands in the company's history too (R41), and the answer says so.
func (o *Office) refused(ctx context.Context, c Command, who anteroom.Who, ask Ask, why error) error {
	if anteroom.KindOf(why) != anteroom.Forbidden {
		return why
	}
	o.log.Warn("refused", "command", Name(c), "account", who.Account, "of", c.Of(), "source", who.Source)
	if ask.Preview || c.Right() != anteroom.ManageCompany || who.Level != anteroom.LevelCompany || c.Of().Company != who.Company {
		return why
	}
	err := o.store.Write(ctx, func(tx *store.Tx) error { return recordAttempt(tx, who, Name(c)) })
	if err != nil {
		return err
	}
	return anteroom.Fail(anteroom.Forbidden, "error.provider_only")
}

func recordAttempt(tx *store.Tx, who anteroom.Who, command string) error {
	company, err := tx.Company(who.Company)
	if err != nil {
		return err
	}
	_, after, err := anteroom.Diff(nil, attempted{command})
	if err != nil {
		return err
	}
	scope := anteroom.Scope(who.Company)
	told, err := attemptTold(tx, scope, who, after)
	if err != nil || told {
		return err
	}
	change := entry(tx, who, scope, company.VAR, "refused", anteroom.Item{Noun: "attempt", ID: string(who.Account), After: after})
	return tx.AddChange(&change)
}

// attemptTold tells whether the history has that attempt of that account already, within the last hour.
func attemptTold(tx *store.Tx, scope anteroom.Scope, who anteroom.Who, attempt map[string]json.RawMessage) (bool, error) {
	list, err := tx.ChangesAbout(scope, string(who.Account), "", 0, 50)
	if err != nil {
		return false, err
	}
	for _, c := range list {
		if c.Command == "refused" && tx.Now.Sub(c.At) < attemptRest && sameJSON(c.Items[0].After["command"], attempt["command"]) {
			return true, nil
		}
	}
	return false, nil
}
