package office

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// SetGreeting is what callers hear in a user's voicemail in one language, in place of the assistant's words.
type SetGreeting struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	User     anteroom.UserID    `json:"user"`
	Status   anteroom.Status    `json:"status,omitempty"` // in which it is heard; left out: in every one that has none of its own
	Language anteroom.Language  `json:"language"`
	Text     string             `json:"text,omitempty"` // spoken by the assistant; a recording that there was is heard no more
	File     []byte             `json:"file,omitempty"` // WAV or MP3, two minutes at most; heard in the place of a text

	wav       []byte             // of File
	wrong     anteroom.Fields    // with it
	recording anteroom.Recording // made by telephone
}

func (c SetGreeting) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c SetGreeting) Right() anteroom.Right { return anteroom.EditSelf }

// prepare reads the file before the transaction.
func (c SetGreeting) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.may(ctx, who, c)
	if err == nil && len(c.File) > 0 {
		c.wav, c.wrong, err = o.recordingOf(ctx, c.File)
	}
	return c, err
}

func (c SetGreeting) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	if !company.Has(c.Language) {
		r.wrong.Wrong("language", "error.language.not_spoken")
		return r.wrong.Err()
	}
	made, err := r.greeting(c)
	if err != nil {
		return err
	}
	_, err = r.tx.Greeting(c.Company, c.User, c.Status, c.Language)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return greetings().make(r, greetingKey(made), made)
	}
	if err != nil {
		return err
	}
	return greetings().edit(r, greetingKey(made), func(g *anteroom.Greeting) error { *g = made; return nil })
}

// mostGreetingSounds is how many recordings for greetings are kept of a user, those of earlier ones too for as long as they can be
// put back.
const mostGreetingSounds = 40

// greeting is what a command makes, with its recording kept.
func (r *Run) greeting(c SetGreeting) (anteroom.Greeting, error) {
	g := anteroom.Greeting{User: c.User, Status: c.Status, Language: c.Language, Text: clean(c.Text), Recording: c.recording.ID, Length: c.recording.Length}
	if len(c.File) == 0 {
		return g, nil
	}
	g.Text = ""
	if r.wrong = append(r.wrong, c.wrong...); len(c.wrong) > 0 {
		return g, r.wrong.Err()
	}
	var err error
	g.Length = lengthOf(c.wav)
	g.Recording, err = r.keepSound(c.User, c.wav, mostGreetingSounds, "error.greeting.recordings")
	return g, err
}

// lengthOf is how long a recording lasts that was made fit for calls: two bytes, 8000 times a second, behind a heading of 44.
func lengthOf(wav []byte) time.Duration {
	return time.Duration(max(0, len(wav)-44)) * time.Second / 16000
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
			system, err := r.tx.Languages()
			g.Check(&r.wrong, system)
			if err == nil && g.Recording != "" {
				err = r.checkRecording(g.Recording)
			}
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

// checkRecording notes that a recording is no more.
func (r *Run) checkRecording(id anteroom.RecordingID) error {
	_, err := sound(r.tx, r.target.Company, id)
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("file", "error.recording.gone")
		return nil
	}
	return err
}
