package anteroom_test

import (
	"testing"

	"anteroom.dev/anteroom"
)

// After a transfer by the side that called, a call in progress is shown with who is on the line.
func TestLiveAfterTransfer(t *testing.T) {
	c := anteroom.Call{Caller: "201", CallerName: "Marc Tremblay", Sender: "u1", Path: []string{"talk:202", "transfer:203"}}
	for _, row := range []struct {
		on     *anteroom.Caller
		caller string
		name   string
		sender anteroom.UserID
	}{{nil, "201", "Marc Tremblay", "u1"}, {&anteroom.Caller{User: "u2"}, "201", "", "u2"}, {&anteroom.Caller{Number: "+15145550199"}, "+15145550199", "", ""}} {
		c.OnLine = row.on
		if l := c.Live(); l.Caller != row.caller || l.CallerName != row.name || l.Sender != row.sender || l.At != "transfer:203" {
			t.Errorf("%+v: %+v", row.on, l)
		}
	}
}

// A call that a transfer brought together ends as every other: by either side, by an administrator, and with the service, which says
// so to who is there.
func TestJoinedEnds(t *testing.T) {
	for kind, want := range map[anteroom.EventKind]anteroom.Verdict{
		anteroom.UserHangUp:   {Result: anteroom.Answered, Reason: anteroom.UserHungUp},
		anteroom.CallerHangUp: {Result: anteroom.Answered, Reason: anteroom.CallerHungUp},
		anteroom.Cut:          {Result: anteroom.Answered, Reason: anteroom.EndedByHand},
		anteroom.Closing:      {Result: anteroom.Answered, Reason: anteroom.ServiceStopped},
	} {
		j := anteroom.Joined{Path: "talk:202", User: "u2"}
		state, _ := j.Step(anteroom.State{Language: "en"}, anteroom.Event{Kind: anteroom.Begin})
		state, actions := j.Step(state, anteroom.Event{Kind: kind})
		told := false
		for _, a := range actions {
			if say, ok := a.(anteroom.Say); ok {
				told = say.Prompts[0] == anteroom.Prompt{ID: "service_stopping", Language: "en"}
			}
		}
		end, ok := actions[len(actions)-1].(anteroom.End)
		if !ok || end.Verdict != want || !state.Done || told != (kind == anteroom.Closing) {
			t.Errorf("%d: %+v, told %v", kind, actions, told)
		}
	}
}
