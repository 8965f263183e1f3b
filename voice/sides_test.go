package voice_test

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// aRow is what is done in a call, and its end.
type aRow struct {
	do     func(*scene)
	trunk  bool
	result anteroom.Result
	why    anteroom.Reason
}

// sidesHaveASay: what only some states depend on fails.
func sidesHaveASay() map[string]aRow {
	hangsUp := func(s *scene) { s.c.Hangup() }
	return map[string]aRow{
		"screened, and the phone vanishes": {func(s *scene) {
			s.screened()
			vanish(s.t, s.elise)
			s.hears(s.c, "voicemail")
			hangsUp(s)
		}, false, anteroom.Abandoned, anteroom.CallerHungUp},
		"screened, and the store goes away": {func(s *scene) {
			s.screened()
			s.gone.Store(true)
			s.asked.Key("1")
			s.talk(s.c, s.asked)
			hangsUp(s)
			s.over(s.asked)
			s.gone.Store(false)
		}, false, anteroom.Answered, anteroom.CallerHungUp},
		"screened, and nothing speaks": {func(s *scene) {
			s.screens()
			s.elise.Behave(fake.Manner{Rings: time.Second})
			s.c = s.menu()
			s.dumb.Store(true)
			s.c.Key("202")
			s.toned(s.c)
			s.answers(s.elise)
			s.toned(s.asked)
			s.toned(s.asked)
			s.asked.Key("1")
			s.talk(s.c, s.asked)
			hangsUp(s)
		}, false, anteroom.Answered, anteroom.CallerHungUp},
		"a PIN asked, and the store goes away": {func(s *scene) {
			s.asksPIN()
			s.away.Store(true)
			s.c.Key("4711#")
			s.hears(s.c, "no_line")
			s.over(s.c)
		}, true, anteroom.Failed, anteroom.InternalError},
		"a PIN asked, and nothing speaks": {func(s *scene) {
			s.asksPIN()
			s.dumb.Store(true)
			s.c.Key("1#")
			s.toned(s.c)
			s.c.Key("4711#")
			s.answers(s.trunk)
			s.talk(s.c, s.asked)
			hangsUp(s)
		}, true, anteroom.Answered, anteroom.CallerHungUp},
		"signing in, and nothing speaks": {func(s *scene) {
			s.c = s.signingIn()
			s.dumb.Store(true)
			s.c.Key("4815#")
			s.toned(s.c)
			hangsUp(s)
		}, false, anteroom.Served, anteroom.CallerHungUp},
		"a group rings, and one of its phones vanishes": {func(s *scene) {
			vanish(s.t, s.elise)
			s.zoe.Behave(fake.Manner{Rings: 500 * time.Millisecond})
			s.calling()
			s.answers(s.zoe)
			s.talk(s.c, s.asked)
			hangsUp(s)
		}, false, anteroom.Answered, anteroom.CallerHungUp},
		"a group rings, and all of its phones vanish": {func(s *scene) {
			vanish(s.t, s.elise)
			vanish(s.t, s.zoe)
			s.calling()
			s.hears(s.c, "nobody_answers", "goodbye")
			s.over(s.c)
		}, false, anteroom.Announced, anteroom.NobodyAnswered},
		"a group rings, and the store goes away": {func(s *scene) {
			s.zoe.Behave(fake.Manner{Rings: 500 * time.Millisecond})
			s.calling()
			s.gone.Store(true)
			s.answers(s.zoe)
			s.talk(s.c, s.asked)
			hangsUp(s)
			s.over(s.asked)
			s.gone.Store(false)
		}, false, anteroom.Answered, anteroom.CallerHungUp},
		"a group rings, and nothing speaks": {func(s *scene) {
			s.dumb.Store(true)
			s.zoe.Behave(fake.Manner{Rings: 500 * time.Millisecond})
			s.ringsSales()
			s.dies = newStranger(s.floor)
			var err error
			if s.c, err = s.dies.Dial(s.ctx, "+14185550100", s.s.Addr()); err != nil {
				s.t.Fatal(err)
			}
			s.toned(s.c)
			s.c.Key(map[string]string{"fr": "1", "en": "2"}[s.language])
			s.answers(s.zoe)
			s.talk(s.c, s.asked)
			hangsUp(s)
		}, false, anteroom.Answered, anteroom.CallerHungUp},
		"a trunk is heard, and refuses then": {func(s *scene) {
			s.abroad("")
			s.trunk.Behave(fake.Manner{Early: sound("ringing afar"), Rings: time.Second, Refuse: 503})
			s.dials()
			s.hears(s.c, "no_line")
			s.ended()
		}, true, anteroom.NotReached, anteroom.NoLine},
		"a trunk is heard, and the store goes away": {func(s *scene) {
			s.abroad("")
			s.trunk.Behave(fake.Manner{Early: sound("ringing afar"), Rings: time.Second})
			s.dials()
			s.gone.Store(true)
			s.answers(s.trunk)
			if err := <-s.answered; err != nil {
				s.t.Error(err)
			}
			s.talk(s.c, s.asked)
			hangsUp(s)
			s.over(s.asked)
			s.gone.Store(false)
		}, true, anteroom.Answered, anteroom.CallerHungUp},
		"an e-mail is read, and the store goes away": {func(s *scene) {
			s.reads()
			s.gone.Store(true)
			s.c.Key("1")
			s.hears(s.c, "mail_fetching", "desk_failed", "letter_options")
			s.gone.Store(false)
			hangsUp(s)
		}, false, anteroom.Served, anteroom.CallerHungUp},
		"an e-mail is read, and nothing speaks": {func(s *scene) {
			s.reads()
			s.dumb.Store(true)
			s.c.Key("1")
			s.toned(s.c)
			s.toned(s.c)
			hangsUp(s)
		}, false, anteroom.Served, anteroom.CallerHungUp},
		"a greeting, and the store goes away": {func(s *scene) {
			s.greeting()
			s.c.Key("#")
			s.hears(s.c, "greeting_options")
			s.gone.Store(true)
			s.c.Key("1")
			s.hears(s.c, "desk_failed", "desk_menu")
			s.gone.Store(false)
			hangsUp(s)
		}, false, anteroom.Served, anteroom.CallerHungUp},
		"a greeting, and nothing speaks": {func(s *scene) {
			s.greeting()
			s.dumb.Store(true)
			s.c.Key("#")
			s.toned(s.c)
			hangsUp(s)
		}, false, anteroom.Served, anteroom.CallerHungUp},
		"the disk is full, and the store away, when a message was said": {func(s *scene) {
			s.c = s.menu()
			s.full()
			s.gone.Store(true)
			s.c.Key("202")
			s.hears(s.c, "voicemail")
			s.says(s.c)
			s.c.Key("#")
			s.hears(s.c, "message_lost")
			s.over(s.c)
			s.gone.Store(false)
		}, false, anteroom.Failed, anteroom.MessageLost},
	}
}

// unnamed tells whether a part of a call outside does not tell what the gate said of it.
func unnamed(l anteroom.Leg) bool { return l.Way != anteroom.ByTransfer || l.Gate == nil }

// toned fails where nothing is heard in the place of a prompt.
func (s *scene) toned(c *fake.Call) {
	s.t.Helper()
	if _, err := c.Hear(s.ctx, voice.Unsaid()); err != nil {
		s.t.Error("nothing is heard in the place of a prompt:", err)
	}
}

// answers waits until a phone has taken the call.
func (s *scene) answers(p *fake.Phone) {
	s.t.Helper()
	var err error
	if s.asked, err = p.Incoming(s.ctx); err != nil {
		s.t.Fatal(err)
	}
}
