package web

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom/web/pages"
)

// Every text of the manual stands on a page of it, in both languages, and every page is reached from the list; one that
// is not there is told as any other.
func TestManual(t *testing.T) {
	w := newWorld(t)
	c := catalogue(t)
	for _, language := range c.Languages() {
		p := w.person(t)
		list := p.get(t, "/help?lang="+string(language))
		var all strings.Builder
		all.WriteString(list.text)
		for _, topic := range pages.Topics() {
			list.has(t, strings.Join(strings.Fields(c.In(language).T("manual."+topic.Name+".intro")), " "))
			all.WriteString(p.get(t, topic.Path()+"?lang="+string(language)).text)
		}
		for _, key := range keysOf(t, "../locale/en/manual.json") {
			if text := c.In(language).T(key); !strings.Contains(all.String(), strings.Join(strings.Fields(text), " ")) && !strings.Contains(all.String(), text) {
				t.Errorf("%s: %s stands nowhere: %s", language, key, text)
			}
		}
	}
	w.person(t).get(t, "/help/nothing").is(t, 404, "/help/nothing")
}

// A page leads to the part of the manual that is about it.
func TestHelpOfPage(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	for path, help := range map[string]string{"/users": "/help/users", "/profile": "/help/profile", "/calls": "/help", "/restrictions": "/help/restrictions"} {
		if page := p.get(t, w.at(path)); strings.Count(page.body, `href="`+help+`"`) < 2 {
			t.Errorf("%s does not lead to %s", path, help)
		}
	}
}
