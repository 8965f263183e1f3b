package voice_test

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// crowd is how many good callers there are: twenty, for the race detector makes ten of one; make test asks once more for a
// hundred, without it.
func crowd() int {
	if n, err := strconv.Atoi(os.Getenv("ANTEROOM_CROWD")); err == nil {
		return n
	}
	return 20
}

// Many callers are served as ever while somebody else sends ten thousand bad messages, and as many packets of sound and
// keys to where the callers are heard.
func TestGoodAmongHostile(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 20000), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"},
		People: []anteroom.Person{{User: "u1", Last: "Tremblay", Extension: "201"}}}}
	s := serve(t, d)
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	calls := dialAll(ctx, t, p, s.Addr())
	var hostile sync.WaitGroup
	hostile.Go(func() { badMessages(t, s.Addr()) })
	hostile.Go(func() { badSound(t, calls) })
	for _, c := range calls {
		c.Key("201")
		c.Speak(words(25 * time.Second))
	}
	for _, c := range calls[:4] { // to recognise sound is work
		if _, err := c.Hear(ctx, sound("voicemailfr")[:1600]); err != nil {
			t.Error(err)
		}
	}
	hostile.Wait()
	if err := calls[0].Listen(ctx, 12*time.Second); err != nil { // the tone was heard by all, and much was said after it
		t.Error(err)
	}
	for _, c := range calls {
		c.Hangup()
	}
	served(ctx, t, d, len(calls))
}

// words is a sound that is as loud in each frame.
func words(length time.Duration) []int16 {
	pcm := make([]int16, int(length.Seconds()*8000))
	for i := range pcm {
		pcm[i] = int16(8000 * math.Sin(2*math.Pi*440*float64(i)/8000))
	}
	return pcm
}

func dialAll(ctx context.Context, t *testing.T, p *fake.Phone, at string) []*fake.Call {
	calls := make([]*fake.Call, crowd())
	var all sync.WaitGroup
	for i := range calls {
		all.Go(func() {
			var err error
			if calls[i], err = p.Dial(ctx, "+14185550100", at); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		})
		if i%10 == 9 { // callers do not all begin in one moment
			all.Wait()
		}
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return calls
}

// elsewhere sends from another address than the callers'.
func elsewhere(t *testing.T) *net.UDPConn {
	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 2)})
	if err != nil {
		t.Error(err)
		return nil
	}
	return socket
}

func badMessages(t *testing.T, at string) {
	socket := elsewhere(t)
	to, err := net.ResolveUDPAddr("udp", at)
	if socket == nil || err != nil {
		return
	}
	defer socket.Close()
	bad, random := torture(), rand.New(rand.NewPCG(3, 4))
	for n := range 10_000 {
		message := []byte(bad[n%len(bad)])
		if n >= len(bad) {
			message = mutate(random, append(message, invite(n)...))
		}
		_, _ = socket.WriteToUDP(message[:min(len(message), 60000)], to)
		if n%50 == 0 {
			time.Sleep(5 * time.Millisecond) // the socket's buffer is not endless
		}
	}
}

// badSound sends keys that nobody pressed, and packets that are none.
func badSound(t *testing.T, calls []*fake.Call) {
	socket := elsewhere(t)
	if socket == nil {
		return
	}
	defer socket.Close()
	random := rand.New(rand.NewPCG(5, 6))
	for n := range 10_000 {
		packet := []byte{0x80, 0x80 | 101, byte(n >> 8), byte(n), byte(n >> 8), byte(n), 0, 0, 1, 2, 3, 4, 9, 0x8a, 0, 160}
		if n%2 == 1 {
			packet = mutate(random, packet)
		}
		_, _ = socket.WriteToUDP(packet[:min(len(packet), 2000)], calls[n%len(calls)].Remote())
		if n%50 == 0 {
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// served waits for the lines of the good calls: each pressed what its caller pressed, came to whom it was for, and left a
// message in which nothing is missing.
func served(ctx context.Context, t *testing.T, d *desk, good int) {
	for n := 0; n < good; {
		select {
		case l := <-d.ended:
			if l.Caller != "caller" {
				continue
			}
			n++
			if l.Keys != "201" || !slices.Contains(l.Path, "ring:201") || l.Result != anteroom.LeftMsg || l.Recording == nil {
				t.Errorf("keys %q, path %q, %s", l.Keys, l.Path, l.Result)
			} else if weak := weakFrames(l.Recording.WAV[44:]); weak > 0.05 {
				t.Errorf("of a message %.0f %% are not what was said", 100*weak)
			}
		case <-ctx.Done():
			t.Fatalf("%d calls have ended", n)
		}
	}
}

// weakFrames is the share of the frames of a message that are not as loud as what was said.
func weakFrames(raw []byte) float64 {
	const frame = 320 // bytes of 20 ms
	weak, all := 0, len(raw)/frame
	for i := range all {
		sum := 0.0
		for at := i * frame; at < (i+1)*frame; at += 2 {
			sum += math.Abs(float64(int16(binary.LittleEndian.Uint16(raw[at:]))))
		}
		if mean := sum / (frame / 2); mean < 4000 || mean > 6500 { // of a sine of 8000: 5093
			weak++
		}
	}
	return float64(weak) / math.Max(1, float64(all))
}
