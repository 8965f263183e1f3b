package voice

import "time"

// crew does what may take long beside whoever asks for it, on goroutines that are kept for a while: a new one has to grow its
// stack each time, which costs more than most of what it does. The zero value does not work: make one.
type crew chan func()

// crewTime is how long one of a crew stays, busy or not: they take turns, so that after a burst all of them would stay for as long as
// there is anything to do.
const crewTime = 10 * time.Second

// do has it done beside. It never waits: where all are busy, one more begins.
func (c crew) do(what func()) {
	select {
	case c <- what:
	default:
		go c.work(what)
	}
}

func (c crew) work(what func()) {
	timer := time.NewTimer(crewTime)
	defer timer.Stop()
	for {
		what()
		select {
		case what = <-c:
		case <-timer.C:
			return
		}
	}
}
