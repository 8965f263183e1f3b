package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// How long the house has for a request of the assistant: a mailbox takes its time.
const (
	assistTime = 10 * time.Second
	mailTime   = 45 * time.Second
)

// request hands a request of the assistant to the house, beside the call, and brings the answer. Whatever becomes of it there is one:
// the caller is not left waiting.
func (c *call) request(a anteroom.Ask) {
	as := c.assistance(a.Of)
	go func() {
		defer survive(c.service.log, "the assistant")
		answer := c.assisted(as)
		answer.N, answer.Of = a.N, a.Of
		c.signal(signal{kind: doThis, do: func() { c.told(&answer) }})
	}()
}

// told goes on with an answer, and then with the keys that were pressed meanwhile: they were for a good one.
func (c *call) told(answer *anteroom.Answer) {
	if _, sent := answer.Of.(anteroom.SendVoice); sent && !answer.Failed {
		c.service.spool.drop(c.log.ID)
	} else if sent {
		answer.Lost = !c.service.spool.has(c.log.ID)
	}
	c.step(anteroom.Event{Kind: anteroom.Told, Answer: answer})
	if answer.Failed || answer.Wrong || answer.Locked {
		c.ahead = nil
	}
	for len(c.ahead) > 0 && !c.state.Waits(c.ahead[0]) {
		key := c.ahead[0]
		c.ahead = c.ahead[1:]
		c.pressed(key)
	}
}

// mostAhead is how many keys are kept for later.
const mostAhead = 20

// typesAhead keeps a key that is for what comes after an answer that is awaited: who knows the menus does not wait for it.
func (c *call) typesAhead(key byte) bool {
	waits := c.state.Waits(key)
	if waits && len(c.ahead) < mostAhead {
		c.ahead = append(c.ahead, key)
	}
	return waits
}

// tell does the same with a request that nobody waits for. It outlives the call: who hangs up has still said it.
func (c *call) tell(a anteroom.Tell) {
	as := c.assistance(a.Of)
	c.service.wg.Go(func() {
		defer survive(c.service.log, "the assistant")
		c.assisted(as)
	})
}

func (c *call) assistance(r anteroom.Request) anteroom.Assistance {
	as := anteroom.Assistance{Of: r, Call: c.line(), User: c.state.As(), Source: c.caller.phone}
	if as.Source == "" {
		as.Source = addrOf(c.caller.source).String()
	}
	if c.recording != nil && c.recording.done {
		as.Recording = c.recording.keep(anteroom.NewID[anteroom.CallID](time.Now()))
	}
	return as
}

func (c *call) assisted(as anteroom.Assistance) anteroom.Answer {
	limit := assistTime
	switch as.Of.(type) {
	case anteroom.ReadMail, anteroom.ReadLetter, anteroom.AnswerLetter, anteroom.DropLetters:
		limit = mailTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	answer, err := c.service.desk.Assist(ctx, as)
	if err != nil {
		c.service.log.Info("voice: the assistant could not help", "call", as.Call.ID, "error", err)
		return anteroom.Answer{Failed: true}
	}
	return answer
}

// playBack plays what was recorded last.
func (c *call) playBack() {
	if c.recording != nil && c.recording.done && len(c.recording.pcm) > 0 {
		c.queue = append(c.queue, spoken{pcm: c.recording.pcm})
	}
}
