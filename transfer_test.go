package anteroom_test

import (
	"testing"

	"anteroom.dev/anteroom"
)

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
