package voice_test

import (
	"context"
	"math"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// lines are the trunks of a test, and the PIN of everybody.
type lines struct {
	mu     sync.Mutex
	trunks []anteroom.TrunkAccess
	pin    string
	gone   *atomic.Bool              // nobody can tell whether a PIN is right; nil: somebody can
	most   time.Duration             // that a call may last by its cap; 0: there is none; below: nothing may be spent
	health chan anteroom.TrunkHealth // nil: nobody listens
}

func (l *lines) Trunks(context.Context) ([]anteroom.TrunkAccess, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trunks, nil
}

func (l *lines) TrunkHealth(_ context.Context, h anteroom.TrunkHealth) error {
	select {
	case l.health <- h:
	default:
	}
	return nil
}

func (l *lines) Charge(_ context.Context, c anteroom.Charge) (anteroom.Allowance, error) {
	if l.most == 0 {
		return anteroom.Allowance{Free: true}, nil
	}
	until := min(c.Length+10*time.Second, l.most)
	return anteroom.Allowance{Until: max(0, until), Last: until == l.most}, nil
}

func (l *lines) PIN(_ context.Context, _ anteroom.CompanyID, _ anteroom.UserID, pin string) (bool, error) {
	if l.gone != nil && l.gone.Load() {
		return false, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	return pin == l.pin, nil
}

// north is a trunk of North America at a phone.
func north(p *fake.Phone, order int) anteroom.TrunkAccess {
	return anteroom.TrunkAccess{Trunk: anteroom.Trunk{ID: anteroom.TrunkID("t" + p.Addr()), Name: p.Addr(), Server: p.Addr(), Transport: "udp", Country: "CA", CalledIn: "request_uri",
		CallsForm: "e164", DialForm: "digits", Caller: "user", Asserted: true, Number: "+14185550199", MaxCalls: 10, Order: order},
		Numbering: anteroom.Numbering{Code: "1", National: "1", International: "011"}}
}

func abroad(pin anteroom.UserID) anteroom.Route {
	return anteroom.Route{Number: "+33142000000", Caller: "201", Name: "Marc Tremblay", Plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "en"},
		Gate: &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyNoRule},
		Outside: &anteroom.Outside{PIN: pin, To: anteroom.Callee{Number: "+33142000000", For: "u1",
			Shows: anteroom.CallerID{User: "+14185550142", Company: "+14185550100", Name: "Marc Tremblay"}}}}}
}

// outdoors is a phone of ours that may call by trunks, which are phones too.
func outdoors(ctx context.Context, t *testing.T, route anteroom.Route, trunks int) (d *desk, marc *fake.Phone, server string, far []*fake.Phone) {
	t.Helper()
	return outdoorsBy(ctx, t, route, trunks, func([]anteroom.TrunkAccess) {})
}

// capped is how long the calls of outdoors may last by their cap.
var capped time.Duration

func outdoorsBy(ctx context.Context, t *testing.T, route anteroom.Route, trunks int, change func([]anteroom.TrunkAccess)) (d *desk, marc *fake.Phone, server string, far []*fake.Phone) {
	t.Helper()
	return outdoorsWith(ctx, t, route, trunks, change, voice.Config{})
}

func outdoorsWith(ctx context.Context, t *testing.T, route anteroom.Route, trunks int, change func([]anteroom.TrunkAccess), cfg voice.Config) (d *desk, marc *fake.Phone, server string, far []*fake.Phone) {
	t.Helper()
	d = receptionist()
	d.route, d.calls = route, make(chan string, 10)
	l := &lines{pin: "4711", most: capped}
	for i := range trunks {
		p, err := fake.NewPhone("trunk")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		far = append(far, p)
		l.trunks = append(l.trunks, north(p, i))
	}
	change(l.trunks)
	cfg.Lines = l
	s := serveWith(t, d, cfg)
	marc, err := fake.NewPhone("marc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(marc.Close)
	if err := marc.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	return d, marc, s.Addr(), far
}

// A phone's call goes out by a trunk, in the form that the trunk wants, with the caller that its rule says; both hear each
// other, and the line tells what was called, by which trunk and how long.
func TestOutside(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d, marc, server, far := outdoors(ctx, t, abroad(""), 1)
	c, err := marc.Dial(ctx, "01133142000000", server)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := far[0].Invited(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if asked.Recipient.User != "33142000000" || asked.From().Address.User != "14185550142" || asked.From().DisplayName != "Marc Tremblay" {
		t.Errorf("asked for %s from %s", asked.Recipient.String(), asked.From())
	}
	if h := asked.GetHeader("P-Asserted-Identity"); h == nil || !strings.Contains(h.Value(), "sip:14185550142@") {
		t.Error("asserted:", h)
	}
	u, err := far[0].Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.Speak(sound("from marc"))
	u.Speak(sound("from afar"))
	if _, err := c.Hear(ctx, sound("from afar")); err != nil {
		t.Error(err)
	}
	if _, err := u.Hear(ctx, sound("from marc")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	if err := u.Ended(ctx); err != nil {
		t.Error(err)
	}
	line := <-d.ended
	if line.Result != anteroom.Answered || line.Reason != anteroom.CallerHungUp || len(line.Outside) != 1 || line.Answered.IsZero() || line.Gate == nil {
		t.Fatalf("got %+v", line)
	}
	if l := line.Outside[0]; l.Number != "+33142000000" || l.User != "u1" || l.Trunk != far[0].Addr() || l.Ended.Before(l.Answered) || l.Ended.IsZero() || l.Gate != nil {
		t.Errorf("got %+v", l)
	}
}

// Of a call that a user's rule forwards, who is called sees who called, where the trunk takes that; it is told which number forwards it.
func TestForwardedShowsCaller(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	caller, err := fake.NewPhone("+15145550177")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	far, err := fake.NewPhone("trunk")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	d, trunk := receptionist(), north(far, 0)
	trunk.Passes = true
	d.plan.To, d.plan.Number = "u1", "+14185550100"
	d.plan.Smart = map[anteroom.UserID]anteroom.Smart{"u1": {Rules: []anteroom.CallRule{{From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "5145550122", Dial: "+15145550122", Seconds: 20}}}}
	s := serveWith(t, d, voice.Config{Lines: &lines{trunks: []anteroom.TrunkAccess{trunk}}})
	c, err := caller.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Hangup()
	asked, err := far.Invited(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if by := asked.GetHeader("Diversion"); asked.From().Address.User != "15145550177" || by == nil || !strings.HasPrefix(by.Value(), "<sip:14185550100@") {
		t.Errorf("from %s, by %v", asked.From(), by)
	}
}

// What a trunk lets hear before the answer is heard, before our own answer; then the call is answered.
func TestEarlySound(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d, marc, server, far := outdoors(ctx, t, abroad(""), 1)
	far[0].Behave(fake.Manner{Early: sound("ringing afar"), Rings: 2 * time.Second})
	c, err := marc.Dial(ctx, "01133142000000", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("ringing afar")); err != nil {
		t.Error(err)
	}
	u, err := far[0].Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u.Speak(sound("hello"))
	if _, err := c.Hear(ctx, sound("hello")); err != nil {
		t.Error(err)
	}
	u.Hangup()
	line := <-d.ended
	if line.Result != anteroom.Answered || line.Reason != anteroom.UserHungUp || line.Answered.Sub(line.Began) < time.Second {
		t.Errorf("got %+v", line)
	}
}

// Where a trunk lets nothing be heard any more before an answer, the caller hears it ring; and then who answers.
func TestEarlySoundStops(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d, marc, server, far := outdoors(ctx, t, abroad(""), 1)
	far[0].Behave(fake.Manner{Early: sound("ringing afar"), Falls: true, Rings: 7 * time.Second})
	c, err := marc.Dial(ctx, "01133142000000", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("ringing afar")); err != nil {
		t.Error(err)
	}
	ring := make([]int16, 8000)
	for i := range ring {
		ring[i] = int16(2500 * (math.Sin(2*math.Pi*440*float64(i)/8000) + math.Sin(2*math.Pi*480*float64(i)/8000)))
	}
	if _, err := c.Hear(ctx, ring); err != nil {
		t.Error("it does not ring:", err)
	}
	u, err := far[0].Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u.Hangup()
	if line := <-d.ended; line.Result != anteroom.Answered {
		t.Errorf("got %+v", line)
	}
}

// What a trunk answers is told to the caller before the call ends, each in its words, with one result and reason.
func TestNotReached(t *testing.T) {
	for i, tt := range []struct {
		code int
		why  anteroom.Reason
		hear string
		ends string
	}{{486, anteroom.LineBusy, "outside_busy", "486"}, {404, anteroom.NumberUnknown, "number_unassigned", "404"}, {480, anteroom.NoAnswer, "outside_unreached", "480"},
		{503, anteroom.NoLine, "no_line", "503"}, {403, anteroom.NoLine, "no_line", "503"}} {
		t.Run(tt.ends+string(tt.why), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			route, language := abroad(""), []string{"fr", "en"}[i%2]
			route.Plan.Languages.First = anteroom.Language(language)
			d, marc, server, far := outdoors(ctx, t, route, 1)
			far[0].Behave(fake.Manner{Refuse: tt.code})
			c, err := marc.Dial(ctx, "01133142000000", server)
			if err == nil || !strings.Contains(err.Error(), tt.ends) || c == nil {
				t.Fatal("ended:", err)
			}
			if _, err := c.Hear(ctx, sound(tt.hear+language)); err != nil {
				t.Error(language, err)
			}
			if line := <-d.ended; line.Result != anteroom.NotReached || line.Reason != tt.why || !line.Answered.IsZero() || len(line.Outside) > 0 {
				t.Errorf("got %+v", line)
			}
		})
	}
}

// A trunk that says no, or nothing, is followed by the next; one that is full is passed over.
func TestNextTrunk(t *testing.T) {
	for _, name := range []string{"refuses", "says nothing", "is full"} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			dead, err := net.ListenPacket("udp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = dead.Close() }()
			d, marc, server, far := outdoorsBy(ctx, t, abroad(""), 2, func(l []anteroom.TrunkAccess) {
				switch name {
				case "says nothing":
					l[0].Server = dead.LocalAddr().String()
				case "is full":
					l[0].MaxCalls = 0
				}
			})
			far[0].Behave(fake.Manner{Refuse: 503})
			c, err := marc.Dial(ctx, "01133142000000", server)
			if err != nil {
				t.Fatal(err)
			}
			if name == "refuses" {
				if _, err := far[0].Invited(ctx); err != nil {
					t.Error("the first was not asked:", err)
				}
			}
			c.Hangup()
			if line := <-d.ended; len(line.Outside) != 1 || line.Outside[0].Trunk != far[1].Addr() {
				t.Errorf("got %+v", line)
			}
		})
	}
}

// Who hangs up before anybody answers leaves nobody ringing.
func TestCancelOutside(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d, marc, server, far := outdoors(ctx, t, abroad(""), 1)
	far[0].Behave(fake.Manner{Rings: time.Minute})
	dialling, giveUp := context.WithCancel(ctx)
	go func() {
		if _, err := far[0].Invited(ctx); err == nil {
			giveUp()
		}
	}()
	if _, err := marc.Dial(dialling, "01133142000000", server); err == nil {
		t.Fatal("answered")
	}
	if line := <-d.ended; line.Result != anteroom.Abandoned || line.Reason != anteroom.CallerHungUp {
		t.Errorf("got %+v", line)
	}
}

// Where the rule asks for a PIN the call goes out after the right one, and never after wrong ones; none of its digits is in
// the log.
func TestPIN(t *testing.T) {
	for _, tt := range []struct {
		keys   []string
		result anteroom.Result
		why    anteroom.Reason
	}{{[]string{"4711#"}, anteroom.Answered, anteroom.CallerHungUp}, {[]string{"1234#", "9*4711#"}, anteroom.Answered, anteroom.CallerHungUp},
		{[]string{"1234#", "1235#", "1236#"}, anteroom.Refused, anteroom.WrongPIN}} {
		t.Run(strings.Join(tt.keys, " "), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
			defer cancel()
			d, marc, server, far := outdoors(ctx, t, abroad("u1"), 1)
			c, err := marc.Dial(ctx, "01133142000000", server)
			if err != nil {
				t.Fatal(err)
			}
			for i, keys := range tt.keys {
				if i > 0 {
					if _, err := c.Hear(ctx, sound("wrong_pinen")); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := c.Hear(ctx, sound("ask_pinen")); err != nil {
					t.Fatal(err)
				}
				c.Key(keys)
			}
			if tt.result == anteroom.Answered {
				u, err := far[0].Incoming(ctx)
				if err != nil {
					t.Fatal(err)
				}
				u.Speak(sound("from afar"))
				if _, err := c.Hear(ctx, sound("from afar")); err != nil { // else the call may end before it is known to be answered
					t.Error(err)
				}
				c.Hangup()
			}
			line := <-d.ended
			if line.Result != tt.result || line.Reason != tt.why || line.Keys != "" {
				t.Errorf("got %+v", line)
			}
			if tt.result == anteroom.Refused && len(far[0].Waiting()) > 0 {
				t.Error("it went out all the same")
			}
		})
	}
}

// A trunk's call is told to the desk with the number in the form that the trunk writes, and who calls by its word; a stranger
// is turned away where only trunks and phones may call in.
func TestInByTrunk(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d := receptionist()
	trunk, err := fake.NewPhone("5145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer trunk.Close()
	way := north(trunk, 0)
	way.CallsForm = "national"
	s := serveWith(t, d, voice.Config{Lines: &lines{trunks: []anteroom.TrunkAccess{way}}, TrunksOnly: true})
	c, err := dialOnce(ctx, trunk, "4185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("language_offeren")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	if line := <-d.ended; line.Number != "+14185550100" || line.Caller != "+15145550199" {
		t.Errorf("got %+v", line)
	}
	stranger, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	if _, err := stranger.Dial(ctx, "+14185550100", s.Addr()); err == nil || !strings.Contains(err.Error(), "403") {
		t.Error("a stranger:", err)
	}
}

// dialOnce calls, again while the trunks are not known yet.
func dialOnce(ctx context.Context, p *fake.Phone, number, server string) (*fake.Call, error) {
	for {
		c, err := p.Dial(ctx, number, server)
		if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "40") {
			return c, err
		}
	}
}

// While the desk knows nobody, a phone that proved itself before calls the emergency service all the same; one that does not know
// the password does not.
func TestEmergencyAway(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	route := abroad("")
	route.Number, route.Plan.Outside.To.Number = "911", "911"
	d, marc, server, far := outdoors(ctx, t, route, 1)
	d.routes.Lock()
	d.away = true
	d.routes.Unlock()
	c, err := marc.Dial(ctx, "911", server)
	if err != nil {
		t.Fatal(err)
	}
	u, err := far[0].Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u.Speak(sound("emergency"))
	if _, err := c.Hear(ctx, sound("emergency")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	if line := <-d.ended; line.Result != anteroom.Answered || len(line.Outside) != 1 || line.Outside[0].Number != "911" {
		t.Errorf("got %+v", line)
	}
	other, err := fake.NewPhone("marc")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Register(ctx, server, "guessed"); err == nil {
		t.Error("a wrong password was taken")
	}
}

// slow are lines of which the house tells a moment late.
type slow struct{ *lines }

func (l slow) Trunks(ctx context.Context) ([]anteroom.TrunkAccess, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(300 * time.Millisecond):
		return l.lines.Trunks(ctx)
	}
}

// The very first call after a start has its line: none is taken before it is known which there are.
func TestFirstCall(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	far, err := fake.NewPhone("trunk")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	d := receptionist()
	d.route, d.calls = abroad(""), make(chan string, 10)
	s := serveWith(t, d, voice.Config{Lines: slow{&lines{trunks: []anteroom.TrunkAccess{north(far, 0)}}}})
	marc, err := fake.NewPhone("marc")
	if err != nil {
		t.Fatal(err)
	}
	defer marc.Close()
	if err := marc.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	c, err := marc.Dial(ctx, "01133142000000", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	c.Hangup()
	if line := <-d.ended; len(line.Outside) != 1 {
		t.Errorf("got %+v", line)
	}
}
