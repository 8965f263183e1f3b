package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// BeginCall writes the line of a call that has begun; one that is there already stays.
func (tx *Tx) BeginCall(c anteroom.Call) error {
	_, err := tx.beginCall(c)
	return mapped(err)
}

// beginCall tells how many lines it wrote: one or none.
func (tx *Tx) beginCall(c anteroom.Call) (int64, error) {
	return tx.q.BeginCall(tx.ctx, db.BeginCallParams{CompanyID: string(c.Company), ID: string(c.ID), Number: string(c.Number),
		Caller: c.Caller, CallerName: c.CallerName, Began: micros(c.Began), Answered: micros(c.Answered),
		FirstLanguage: string(c.Languages.First), SecondLanguage: string(c.Languages.Second), Language: string(c.Language), FromUser: string(c.Sender)})
}

// EndCall completes the line of a call, once, and begins it where nobody has: it tells whether the line was still open.
func (tx *Tx) EndCall(c anteroom.Call) (bool, error) {
	p := db.EndCallParams{CompanyID: string(c.Company), ID: string(c.ID), Answered: micros(c.Answered), Ended: micros(c.Ended),
		Language: string(c.Language), KeysPressed: c.Keys, Result: string(c.Result), Reason: string(c.Reason), UserID: string(c.User)}
	if c.Recording != nil {
		p.RecordingID = string(c.Recording.ID)
	}
	err := errors.Join(into(&p.Prompts, orEmpty(c.Prompts)), into(&p.Path, orEmpty(c.Path)), into(&p.Outside, orEmpty(c.Outside)))
	if c.Gate != nil {
		err = errors.Join(err, into(&p.Gate, c.Gate))
	}
	if len(c.Refusals) > 0 {
		err = errors.Join(err, into(&p.Refusals, c.Refusals))
	}
	if c.OnLine != nil {
		err = errors.Join(err, into(&p.OnLine, c.OnLine))
	}
	if err != nil {
		return false, fmt.Errorf("store: %w", err)
	}
	n, err := tx.q.EndCall(tx.ctx, p)
	if err != nil || n == 1 {
		return n == 1, mapped(err)
	}
	if n, err = tx.beginCall(c); err == nil && n == 1 {
		n, err = tx.q.EndCall(tx.ctx, p)
	}
	return n == 1, mapped(err)
}

// into writes a value as JSON.
func into(column *string, v any) error {
	raw, err := json.Marshal(v)
	*column = string(raw)
	return err
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Call is the line of that call, without its recording's sound.
func (tx *Tx) Call(company anteroom.CompanyID, id anteroom.CallID) (anteroom.Call, error) {
	r, err := tx.q.Call(tx.ctx, db.CallParams{CompanyID: string(company), ID: string(id)})
	if err != nil {
		return anteroom.Call{}, mapped(err)
	}
	return callOf(r)
}

func callOf(r db.Call) (anteroom.Call, error) {
	c := anteroom.Call{ID: anteroom.CallID(r.ID), Company: anteroom.CompanyID(r.CompanyID), Number: anteroom.NumberID(r.Number),
		Caller: r.Caller, CallerName: r.CallerName, Began: fromMicros(r.Began), Answered: fromMicros(r.Answered), Ended: fromMicros(r.Ended),
		Languages: anteroom.Languages{First: anteroom.Language(r.FirstLanguage), Second: anteroom.Language(r.SecondLanguage)},
		Sender:    anteroom.UserID(r.FromUser), Language: anteroom.Language(r.Language), Keys: r.KeysPressed, User: anteroom.UserID(r.UserID),
		Verdict: anteroom.Verdict{Result: anteroom.Result(r.Result), Reason: anteroom.Reason(r.Reason)}}
	if r.RecordingID != "" {
		c.Recording = &anteroom.Recording{ID: anteroom.RecordingID(r.RecordingID)}
	}
	for _, column := range []struct {
		raw  string
		into any
	}{{r.Prompts, &c.Prompts}, {r.Outside, &c.Outside}, {r.Path, &c.Path}, {r.Gate, &c.Gate}, {r.Refusals, &c.Refusals}, {r.OnLine, &c.OnLine}} {
		if column.raw == "" {
			continue
		}
		if err := json.Unmarshal([]byte(column.raw), column.into); err != nil {
			return c, fmt.Errorf("store: call %s: %w", r.ID, err)
		}
	}
	if len(c.Outside) == 0 {
		c.Outside = nil
	}
	return c, nil
}

// AddRecording keeps the sound of a call.
func (tx *Tx) AddRecording(company anteroom.CompanyID, call anteroom.CallID, r anteroom.Recording) error {
	return mapped(tx.q.PutRecording(tx.ctx, db.PutRecordingParams{CompanyID: string(company), ID: string(r.ID), CallID: string(call),
		Length: int64(r.Length), Wav: r.WAV}))
}

// Recording is the sound that was kept under that id.
func (tx *Tx) Recording(company anteroom.CompanyID, id anteroom.RecordingID) (anteroom.Recording, error) {
	r, err := tx.q.Recording(tx.ctx, db.RecordingParams{CompanyID: string(company), ID: string(id)})
	return anteroom.Recording{ID: id, Length: time.Duration(r.Length), WAV: r.Wav}, mapped(err)
}

// CallsFound are the calls that fit, newest first, and the mark of the last one where there are more.
func (tx *Tx) CallsFound(f anteroom.CallFind) (list []anteroom.Call, next string, err error) {
	asked := db.CallsFoundParams{CompanyID: string(f.Company), Since: micros(f.Since), Until: math.MaxInt64, Before: math.MaxInt64, Result: string(f.Result), UserID: string(f.User),
		Words: likely(strings.ToLower(f.Text)), Digits: likely(f.Dialled()), Most: int32(f.Most + 1)} //nolint:gosec // a page
	if !f.Until.IsZero() {
		asked.Until = micros(f.Until)
	}
	if f.After.ID != "" {
		asked.Before, asked.BeforeID = f.After.Number, f.After.ID
	}
	rows, err := tx.q.CallsFound(tx.ctx, asked)
	if err != nil {
		return nil, "", mapped(err)
	}
	more := len(rows) > f.Most
	list = make([]anteroom.Call, min(len(rows), f.Most))
	for i := range list {
		if list[i], err = callOf(rows[i]); err != nil {
			return nil, "", err
		}
	}
	if more {
		next = list[len(list)-1].Mark().String()
	}
	return list, next, nil
}

// likely is a pattern of LIKE for whatever contains a text; \\ stands before what would mean something else there.
func likely(text string) string {
	if text == "" {
		return "%"
	}
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}
