package voice_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// scene is a call in which something is going to fail.
type scene struct {
	*failing
	c        *fake.Call
	asked    *fake.Call         // a phone that answered, and must be hung up; nil: none
	ring     []*fake.Phone      // that must ring no more
	dropped  atomic.Int32       // e-mails that were deleted
	cancel   context.CancelFunc // of the same
	answered chan error         // of a call that is not answered yet; nil: it is
}

// standing is a state of a call that has been brought there, and what becomes of it by what fails anywhere.
type standing struct {
	reach   func(*scene)
	trunk   bool
	gone    anteroom.Result  // where the caller is gone
	silent  anteroom.Verdict // where the caller's sound stops
	stopped anteroom.Result  // at TERM
	unasked bool             // whether the caller is there is asked of nobody who is not answered yet
}

var (
	unheard   = anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.SoundStopped}
	standings = map[string]standing{
		"screened":          {(*scene).screened, false, anteroom.Abandoned, unheard, anteroom.Failed, false},
		"a PIN asked":       {(*scene).asksPIN, true, anteroom.Abandoned, unheard, anteroom.Failed, false},
		"signing in":        {func(s *scene) { s.c = s.signingIn() }, false, anteroom.Abandoned, unheard, anteroom.Failed, false},
		"a group rings":     {(*scene).group, false, anteroom.Abandoned, unheard, anteroom.Failed, false},
		"a trunk is heard":  {(*scene).early, true, anteroom.Abandoned, unheard, anteroom.Failed, true},
		"an e-mail is read": {(*scene).reads, false, anteroom.Served, anteroom.Verdict{Result: anteroom.Served, Reason: anteroom.SoundStopped}, anteroom.Served, false},
		"a greeting":        {(*scene).greeting, false, anteroom.Served, anteroom.Verdict{Result: anteroom.Served, Reason: anteroom.SoundStopped}, anteroom.Served, false},
	}
)

// screens has Élise's phone asked.
func (s *scene) screens() {
	s.elise.Behave(fake.Manner{})
	s.routes.Lock()
	defer s.routes.Unlock()
	s.plan.Smart = map[anteroom.UserID]anteroom.Smart{"u2": {Rules: []anteroom.CallRule{{From: anteroom.FromAnybody, Deed: anteroom.DeedRing, Seconds: 20, Screen: true, Then: anteroom.DeedVoicemail}}}}
}

// screened is a caller of Élise's, whose phone has answered and is asked.
func (s *scene) screened() {
	s.screens()
	s.c = s.menu()
	s.c.Key("202")
	s.answers(s.elise)
	if _, err := s.asked.Hear(s.ctx, sound("screen_askfr")); err != nil {
		s.t.Error("not asked:", err)
	}
}

// asksPIN is Marc, who calls a number for which a PIN is asked.
func (s *scene) asksPIN() {
	s.abroad("u1")
	var err error
	if s.c, err = s.marc.Dial(s.ctx, "01133142000000", s.s.Addr()); err != nil {
		s.t.Fatal(err)
	}
	s.hears(s.c, "ask_pin")
}

// abroad has Marc's phone call a number outside.
func (s *scene) abroad(pin anteroom.UserID) {
	s.dies = s.marc
	s.routes.Lock()
	defer s.routes.Unlock()
	s.route = abroad(pin)
	s.route.Plan.Languages.First = anteroom.Language(s.language)
	s.route.Plan.Outside = s.route.Plan.Outside.By(anteroom.ByTransfer, s.route.Plan.Gate)
}

// group is a caller for whom the phones of two ring.
func (s *scene) group() {
	s.ring = []*fake.Phone{s.elise, s.zoe}
	for _, p := range s.ring {
		p.Behave(fake.Manner{Rings: 20 * time.Second})
	}
	s.calling()
	for _, p := range s.ring {
		if _, err := p.Invited(s.ctx); err != nil {
			s.t.Error(err)
		}
	}
}

// ringsSales has callers brought to a group.
func (s *scene) ringsSales() {
	s.routes.Lock()
	defer s.routes.Unlock()
	s.plan.Front = &anteroom.Front{Reception: anteroom.Reception{Root: "group:sales"},
		Groups: map[anteroom.GroupID]anteroom.Group{"sales": {ID: "sales", Name: "Sales", Members: []anteroom.UserID{"u2", "u3"}, Seconds: 20}}}
}

// calling is a caller who is brought to a group.
func (s *scene) calling() {
	s.ringsSales()
	s.c = s.chosen()
	s.hears(s.c, "connecting_group")
}

// early is Marc, who calls outside and hears what the trunk lets hear.
func (s *scene) early() {
	s.abroad("")
	s.ring = []*fake.Phone{s.trunk}
	s.trunk.Behave(fake.Manner{Early: sound("ringing afar"), Rings: 20 * time.Second})
	s.dials()
}

// dials is Marc's phone once it hears the trunk.
func (s *scene) dials() {
	s.answered = make(chan error, 1)
	ctx, cancel := context.WithCancel(s.ctx)
	s.t.Cleanup(cancel)
	s.cancel = cancel
	go func() {
		_, err := s.marc.Dial(ctx, "01133142000000", s.s.Addr())
		s.answered <- err
	}()
	var err error
	if s.c, err = s.marc.Hearing(s.ctx); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.c.Hear(s.ctx, sound("ringing afar")); err != nil {
		s.t.Error("the trunk is not heard:", err)
	}
}

// reads is a user who has marked an e-mail to be deleted, and is read it.
func (s *scene) reads() {
	s.routes.Lock()
	signIn := s.assist
	s.assist = func(ctx context.Context, a anteroom.Assistance) (anteroom.Answer, error) {
		switch r := a.Of.(type) {
		case anteroom.SignIn:
			answer, err := signIn(ctx, a)
			answer.Desk.Mailbox = true
			return answer, err
		case anteroom.ReadMail:
			return anteroom.Answer{Mail: []anteroom.MailHead{{ID: "m1", From: "Zoé"}}}, nil
		case anteroom.ReadLetter:
			return anteroom.Answer{Text: "Bonjour"}, nil
		case anteroom.DropLetters:
			s.dropped.Add(int32(len(r.Letters)))
		}
		return anteroom.Answer{}, nil
	}
	s.routes.Unlock()
	s.c = s.assistant()
	for _, step := range []struct{ key, hear string }{{"2", "mail_from"}, {"2", "letter_dropped"}, {"1", "mail_fetching"}} {
		s.c.Key(step.key)
		s.hears(s.c, step.hear)
	}
	if _, err := s.c.Hear(s.ctx, sound("letter_unread" + s.language)[:1600]); err != nil {
		s.t.Error("the e-mail is not read:", err)
	}
}

// greeting is a user who records a greeting.
func (s *scene) greeting() {
	s.c = s.assistant()
	s.c.Key("5" + map[string]string{"fr": "1", "en": "2"}[s.language])
	s.hears(s.c, "greeting_record")
	s.says(s.c)
}

// anywhere is what fails in whatever state, and what becomes of the call then.
var anywhere = map[string]struct {
	fails func(*scene)
	ends  func(standing) anteroom.Verdict
}{
	"hangs up": {func(s *scene) {
		if s.answered != nil {
			s.cancel()
			return
		}
		s.c.Hangup()
	}, func(x standing) anteroom.Verdict {
		return anteroom.Verdict{Result: x.gone, Reason: anteroom.CallerHungUp}
	}},
	"vanishes": {func(s *scene) { vanish(s.t, s.dies) }, func(x standing) anteroom.Verdict {
		if x.unasked {
			return x.silent
		}
		return anteroom.Verdict{Result: x.gone, Reason: anteroom.Vanished}
	}},
	"is not heard": {func(s *scene) { s.c.Mute(); s.ended() }, func(x standing) anteroom.Verdict { return x.silent }},
	"TERM": {func(s *scene) {
		go s.stop()
		s.hears(s.c, "service_stopping")
		s.ended()
	}, func(x standing) anteroom.Verdict {
		return anteroom.Verdict{Result: x.stopped, Reason: anteroom.ServiceStopped}
	}},
}

// ended waits for the call to end by itself.
func (s *scene) ended() {
	if s.answered == nil {
		s.over(s.c)
		return
	}
	select {
	case err := <-s.answered:
		if err == nil {
			s.t.Error("a call is answered that nobody took")
		}
	case <-s.ctx.Done():
		s.t.Error("the call goes on")
	}
}

// nothing fails where something of the call is left with anybody.
func (s *scene) nothing() {
	s.t.Helper()
	if s.asked != nil {
		s.over(s.asked)
	}
	for _, p := range s.ring {
		if _, err := p.Cancelled(s.ctx); err != nil {
			s.t.Error("a phone rings on:", err)
		}
	}
	files, err := filepath.Glob(filepath.Join(s.spool, "*"))
	for _, f := range files {
		if !strings.HasPrefix(filepath.Base(f), "phones") {
			s.t.Error("in the spool is", f, err)
		}
	}
}

// statesFail: the states in which somebody else has a say against what fails. Both languages come up.
func statesFail(r *rows) {
	r.run("the store away, and a number that was never called", neverCalled)
	n := 0
	set := func(name string, trunk bool, test func(*scene)) {
		language := []string{"fr", "en"}[n%2]
		n++
		r.run(name+" in "+language, func(t *testing.T) {
			var far *fake.Phone
			if trunk {
				var err error
				if far, err = fake.NewPhone("trunk"); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(far.Close)
			}
			test(&scene{failing: newFailing(t, language, far)})
		})
	}
	for name, row := range sidesHaveASay() {
		set(name, row.trunk, func(s *scene) {
			row.do(s)
			if line := s.endsOnce(row.result, row.why); string(line.Language) != s.language || slices.ContainsFunc(line.Outside, unnamed) {
				s.t.Errorf("in %s: %s, %+v", line.Language, line.Path, line.Outside)
			}
			s.nothing()
		})
	}
	for state, x := range standings {
		for failure, y := range anywhere {
			set(state+", and the caller "+failure, x.trunk, func(s *scene) {
				x.reach(s)
				y.fails(s)
				end := y.ends(x)
				line := s.endsOnce(end.Result, end.Reason)
				s.nothing()
				if string(line.Language) != s.language || line.Recording != nil || state == "an e-mail is read" && s.dropped.Load() != 1 {
					s.t.Errorf("in %s, %v, %d e-mails deleted", line.Language, line.Recording, s.dropped.Load())
				}
			})
		}
	}
}
