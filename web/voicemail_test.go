package web

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

// Who left a message is called back, where that is somebody: a colleague at the extension, others by the call, for its language.
func TestBackTo(t *testing.T) {
	for want, m := range map[string]anteroom.Voicemail{
		"/me/calls/c1/back":          {Call: "c1", Caller: "+15145550199"},
		"/me/calls/place?number=202": {Call: "of the colleague", Sender: "u2", Caller: "202"},
		"":                           {Call: "c1", Caller: "anonymous"},
	} {
		if got := backTo(m); got != want {
			t.Errorf("%+v: %q, want %q", m, got, want)
		}
	}
}

// What the pages of calls say in French: ends of times, numbers as they are read, what is not there yet.
func TestSaidInFrench(t *testing.T) {
	p := testPortal(t)
	for _, sp := range specimens() {
		want := map[string][]string{
			"handling/full":     {"En vacances, jusqu’au 4 déc. 2026", "(+1 418 555 0111 et +1514*)", "\u00a0; puis\u00a0: Boîte vocale"},
			"receptionist/full": {"Fuseau horaire\u00a0: America/Toronto", "Manuellement, jusqu’au "},
			"call/refused":      {"L’appel s’est terminé avant la première étape."},
			"calls/usual":       {"Boîte vocale du poste 201"},
			"menu-add/usual":    {"Texte en français"},
			"try/own":           {"Sans lui, appelez l’entreprise d’un téléphone."},
			"cap/usual":         {">Toute l’entreprise</h2>"},
			"cap/of-a-user":     {">Élise Gagnon &lt;b&gt;x&lt;/b&gt;</h2>", `type="hidden" name="user" value="elise"`},
		}[sp.page+"/"+sp.state]
		for _, text := range want {
			if body := rendered(t, p, sp, "fr"); !strings.Contains(body, text) {
				t.Errorf("%s/%s: %q is not in %s", sp.page, sp.state, text, body)
			}
		}
	}
}
