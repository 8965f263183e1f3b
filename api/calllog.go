package api

import (
	"io"
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// callLine is a call of the log.
type callLine struct {
	ID         anteroom.CallID      `json:"id"`
	Number     string               `json:"number"`      // dialled, E.164
	Caller     string               `json:"caller"`      // as the caller's side told it: proves nothing
	CallerName string               `json:"caller_name"` // the same
	Began      time.Time            `json:"began"`
	Answered   *time.Time           `json:"answered"`    // null: never
	Ended      *time.Time           `json:"ended"`       // null while in progress
	InProgress bool                 `json:"in_progress"` // it goes on, and has no result yet
	Languages  []anteroom.Language  `json:"languages"`   // of the company, when the call began
	Language   anteroom.Language    `json:"language"`    // that the caller chose, else the first
	Prompts    []anteroom.Prompt    `json:"prompts"`     // in the order played
	Keys       string               `json:"keys"`        // every key pressed, in order
	Path       []string             `json:"path"`        // what the caller went through, in order
	Result     anteroom.Result      `json:"result"`      // empty while in progress
	Reason     anteroom.Reason      `json:"reason"`      // empty while in progress
	User       anteroom.UserID      `json:"user,omitempty"`
	Recording  anteroom.RecordingID `json:"recording,omitempty"` // of the voice message, if one was left
}

func lineOf(c anteroom.Call) callLine {
	l := callLine{ID: c.ID, Number: string(c.Number), Caller: c.Caller, CallerName: c.CallerName, Began: c.Began, Answered: at(c.Answered), Ended: at(c.Ended),
		InProgress: c.Ended.IsZero(), Languages: c.Languages.List(), Language: c.Language, Prompts: some(c.Prompts), Keys: c.Keys, Path: some(c.Path),
		Result: c.Result, Reason: c.Reason, User: c.User}
	if c.Recording != nil {
		l.Recording = c.Recording.ID
	}
	return l
}

// callDetails is a call with all that is known of it.
type callDetails struct {
	callLine
	Reached string             `json:"reached"`          // the name of the user; empty: nobody
	Sender  anteroom.UserID    `json:"sender,omitempty"` // the colleague who called; empty: somebody outside
	Outside []anteroom.Leg     `json:"outside"`          // its parts outside; the line's name is told to the system alone
	Gate    *anteroom.Decision `json:"gate"`             // on a call that a phone of the company started; null: the gate was not asked
	Cost    []anteroom.Cost    `json:"cost"`             // of its parts outside, in their order
	At      string             `json:"at"`               // of one in progress in the process that was asked, its last step; else empty
}

// callFilters are the parameters of the call log.
var callFilters = []string{"result", "from", "to"}

// calls answers with the call log of the company, or of the user that the address names.
func (v *visit) calls() error {
	q, err := v.parameters(append([]string{"q", "after", "limit"}, callFilters...)...)
	if err != nil {
		return err
	}
	f, err := found(q, callFilters)
	if err != nil {
		return err
	}
	l, err := v.Office.CallList(v.r.Context(), v.who, v.company(), v.userID(), f)
	if anteroom.KindOf(err) == anteroom.Invalid {
		return coded{http.StatusBadRequest, err}
	}
	if err != nil {
		return err
	}
	lines := make([]callLine, len(l.Rows))
	for i, c := range l.Rows {
		lines[i] = lineOf(c)
	}
	v.nextAfter(l.Next)
	return v.write(lines)
}

func (v *visit) exportCalls() error {
	q, err := v.parameters(append([]string{"q", "as"}, callFilters...)...)
	if err != nil {
		return err
	}
	f, err := found(q, callFilters)
	if err != nil {
		return err
	}
	return v.table(v.p.T("calls.export.name"), q.Get("as"), func(out io.Writer, form office.TableForm) error {
		return v.Office.ExportCalls(v.r.Context(), v.who, v.company(), v.userID(), f, form, func() io.Writer { return out })
	})
}

func (v *visit) call() error {
	d, err := v.Office.Call(v.r.Context(), v.who, v.company(), v.userID(), anteroom.CallID(v.r.PathValue("call")))
	if err != nil {
		return err
	}
	out := callDetails{callLine: lineOf(d.Call), Reached: d.Reached, Sender: d.Sender, Outside: some(d.Outside), Gate: d.Gate, Cost: some(d.Cost), At: d.At}
	if v.who.May(anteroom.SeeSystem, anteroom.Target{}) != nil {
		for i := range out.Outside {
			out.Outside[i].Trunk = ""
		}
	}
	return v.write(out)
}
