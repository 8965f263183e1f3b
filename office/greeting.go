package office

import (
	"strings"

	"anteroom.dev/anteroom"
)

// SetGreeting is what callers hear in a user's voicemail in one language, in place of the assistant's words.
type SetGreeting struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	User     anteroom.UserID    `json:"user"`
	Status   anteroom.Status    `json:"status,omitempty"` // in which it is heard; left out: in every one that has none of its own
	Language anteroom.Language  `json:"language"`
	Text     string             `json:"text"` // spoken by the assistant; a recording that there was is heard no more

	recording anteroom.Recording // made by telephone
}

func (c SetGreeting) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c SetGreeting) Right() anteroom.Right { return anteroom.EditSelf }

func (c SetGreeting) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	made := anteroom.Greeting{User: c.User, Status: c.Status, Language: c.Language, Text: clean(c.Text), Recording: c.recording.ID, Length: c.recording.Length}
	_, err := r.tx.Greeting(c.Company, c.User, c.Status, c.Language)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return greetings().make(r, greetingKey(made), made)
	}
	if err != nil {
		return err
	}
	return greetings().edit(r, greetingKey(made), func(g *anteroom.Greeting) error { *g = made; return nil })
}

// RemoveGreeting has callers hear the assistant's words again.
type RemoveGreeting struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	User     anteroom.UserID    `json:"user"`
	Status   anteroom.Status    `json:"status,omitempty"`
	Language anteroom.Language  `json:"language"`
}

func (c RemoveGreeting) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c RemoveGreeting) Right() anteroom.Right { return anteroom.EditSelf }

func (c RemoveGreeting) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	return greetings().remove(r, greetingKey(anteroom.Greeting{User: c.User, Status: c.Status, Language: c.Language}))
}

// greetingKey is a greeting's id in the history.
func greetingKey(g anteroom.Greeting) string {
	return string(g.User) + "." + string(g.Language) + "." + string(g.Status)
}

func greetings() noun[anteroom.Greeting] {
	return noun[anteroom.Greeting]{
		name: "greeting", right: anteroom.ManageUsers, own: true,
		load: func(r *Run, id string) (anteroom.Greeting, error) {
			parts := strings.SplitN(id, ".", 3)
			if len(parts) < 3 {
				return anteroom.Greeting{}, anteroom.Missing()
			}
			g, err := r.tx.Greeting(r.target.Company, anteroom.UserID(parts[0]), anteroom.Status(parts[2]), anteroom.Language(parts[1]))
			if anteroom.KindOf(err) == anteroom.NotFound {
				return g, anteroom.Missing()
			}
			return g, err
		},
		check: func(r *Run, _ *anteroom.Greeting, g anteroom.Greeting) error {
			c, err := r.tx.Company(r.target.Company)
			g.Check(&r.wrong, c.Languages)
			return err
		},
		put: func(r *Run, _ string, _ *anteroom.Greeting, g anteroom.Greeting) error {
			return r.tx.PutGreeting(r.target.Company, g)
		},
		drop: func(r *Run, g anteroom.Greeting) error {
			if err := r.tellUserEffect("effect.greeting", g.User); err != nil {
				return err
			}
			return r.tx.DropGreeting(r.target.Company, g)
		},
		effects: func(r *Run, _ *anteroom.Greeting, g anteroom.Greeting) error {
			return r.tellUserEffect("effect.greeting", g.User)
		},
	}
}
