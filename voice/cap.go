package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

const (
	chargeAgain = 8 * time.Second // before what is allowed is used up, more is asked for
	warnBefore  = 15 * time.Second
)

// meter is what a part of a call that went outside may still cost.
type meter struct {
	charge anteroom.Charge
	now    anteroom.Allowance
	asking bool
	warned bool
}

// allowed asks whether a call to the outside may begin under the caps; an emergency call is not asked for.
func (s *Service) allowed(ctx context.Context, to anteroom.Callee, log anteroom.Call, part int) (*meter, error) {
	m := &meter{charge: anteroom.Charge{Company: log.Company, User: to.For, Call: log.ID, Part: part, Number: to.Number, Began: time.Now()}}
	if len(to.Number) > 0 && to.Number[0] != '+' {
		m.now.Free = true
		return m, nil
	}
	if s.cfg.Lines == nil { // there are none
		return nil, unreached{why: anteroom.NoLine}
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	var err error
	if m.now, err = s.cfg.Lines.Charge(ctx, m.charge); err != nil {
		s.log.Error("voice: a call is not made, for nobody knows what it may cost", "call", log.ID, "error", err)
		return nil, unreached{why: anteroom.NoLine}
	}
	if !m.now.Free && m.now.Until == 0 {
		return nil, unreached{why: anteroom.CapReached}
	}
	return m, nil
}

// spend looks at what the part of the call that is outside may still cost: more is asked for in time, the end is warned of, and
// comes.
func (c *call) spend(now time.Time) {
	for _, p := range []party{c.caller, c.called} {
		if p.outside != nil && !p.outside.meter.now.Free {
			c.meter(p.outside.meter, now)
		}
	}
}

func (c *call) meter(m *meter, now time.Time) {
	lasted := now.Sub(m.charge.Began)
	left := m.now.Until - lasted
	switch {
	case left <= 0:
		c.end(anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CapReached})
	case m.now.Last && left <= warnBefore && !m.warned:
		m.warned = true
		c.warning = warningTone()
	case !m.now.Last && !m.asking && left <= chargeAgain:
		m.asking = true
		m.charge.Length = lasted.Truncate(time.Second)
		go c.chargeMore(m, m.charge)
	}
}

func (c *call) chargeMore(m *meter, charge anteroom.Charge) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	defer survive(c.service.log, "the cap of a call")
	got, err := c.service.cfg.Lines.Charge(ctx, charge)
	c.signal(signal{kind: doThis, do: func() {
		m.asking = false
		if err == nil { // else it is asked again, as long as something is left
			m.now = got
		}
	}})
}

// warningTone tells that what goes on will soon be ended.
func warningTone() []int16 { return tone(1400, 400*time.Millisecond) }

// warn sends what is left of the warning tone to the caller, in the place of what the other side says.
func (c *call) warn() bool {
	if len(c.warning) == 0 {
		return false
	}
	n := min(frameSamples, len(c.warning))
	c.caller.send(c.warning[:n])
	c.warning = c.warning[n:]
	return true
}
