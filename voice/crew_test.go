package voice

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// After a burst a crew is as small again as what there is to do needs it to be, though there is always something.
func TestCrew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := make(crew)
		var all sync.WaitGroup
		before := runtime.NumGoroutine()
		burst := make(chan struct{})
		for range 500 {
			all.Add(1)
			c.do(func() { defer all.Done(); <-burst })
		}
		close(burst)
		all.Wait()
		for range 3000 {
			done := make(chan struct{})
			c.do(func() { close(done) })
			<-done
			time.Sleep(10 * time.Millisecond) // by the clock of the bubble
		}
		if left := runtime.NumGoroutine() - before; left > 50 {
			t.Errorf("%d are left of 500", left)
		}
		time.Sleep(2 * crewTime)
	})
}
