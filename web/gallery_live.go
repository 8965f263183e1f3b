package web

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// liveGallery are the pages that change by themselves.
func liveGallery(add func(page, title, here string, more ...specimen)) {
	add("live", "live.title", "live", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.FeedPage(liveFeed(s.Shell, sampleLive(s, 3))) }},
		specimen{state: "empty", make: func(s *sample) templ.Component { return pages.FeedPage(liveFeed(s.Shell, sampleLive(s, 0))) }},
		specimen{state: "full", make: func(s *sample) templ.Component { return pages.FeedPage(liveFeed(s.Shell, sampleLive(s, 60))) }})
	form := func(s *sample) pages.Task { return hangUpForm(s.Shell, sampleLive(s, 3), "call1") }
	add("hang-up", "live.hang_up", "live", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		specimen{state: "error", wrong: true, status: 409, make: func(s *sample) templ.Component {
			page := form(s)
			page.Problems = page.Wrongs(&anteroom.Error{Kind: anteroom.Conflict, Msg: anteroom.T("error.call.over")})
			return pages.TaskPage(page)
		}})
	add("load", "load.title", "load", specimen{state: "usual", make: func(s *sample) templ.Component {
		l := office.SystemLoad{At: s.now, Load: anteroom.Load{Calls: 61, Most: 2000, Peak: 412, Turned: 3, Since: s.now.Add(-50 * time.Hour), Phones: 1204},
			Companies: []office.CompanyLoad{{Company: "boreal", Name: "Boréal <b>x", Calls: 60}, {Company: "atlas", Name: "Atlas", Calls: 1}}}
		return pages.FeedPage(loadFeed(s.inSystem(), l))
	}}, specimen{state: "error", make: func(s *sample) templ.Component {
		return pages.FeedPage(loadFeed(s.inSystem(), office.SystemLoad{At: s.now, Load: anteroom.Load{Calls: 2, Most: 2000, Peak: 412, Since: s.now.Add(-50 * time.Hour), Phones: 1204, Unsafe: 3}}))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.FeedPage(loadFeed(s.inSystem(), office.SystemLoad{At: s.now}))
	}})
}

func sampleLive(s *sample, n int) office.LiveCalls {
	l := office.LiveCalls{At: s.now, Count: n}
	steps := []string{"menu", "ring:201", "talk:202", "voicemail:201", "language:en", ""}
	for i := range n {
		c := office.LiveLine{LiveCall: anteroom.LiveCall{ID: anteroom.CallID("call" + string(rune('1'+i))), Number: "+14185550100", Caller: "+15145550199", CallerName: "Zoé <b>x",
			Began: s.now.Add(-time.Duration(n-i) * 40 * time.Second), Language: "fr", At: steps[i%len(steps)]}}
		switch i % 3 {
		case 1:
			c.With, c.Language, c.Caller, c.CallerName = "Élise Gagnon", "en", "anonymous", ""
		case 2:
			c.With, c.From, c.Caller = "Marc Tremblay", "Luc Roy", "204"
		}
		l.Calls = append(l.Calls, c)
	}
	return l
}
