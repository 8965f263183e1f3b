package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
)

// A user's status is heard by the next caller, in the caller's language; the message that is left is heard by the user's own phone, after
// the PIN, and is heard everywhere then. The user's mail is connected by two fields, and the newest e-mail is heard too (R28); a contact is called by name;
// the greeting of the company is recorded, by a code, and heard by the next caller. Nothing but sound and keys, against the whole program.
func TestVoicemailByPhone(t *testing.T) {
	t.Parallel()
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	speaker := speech.New(catalogue, speech.Options{Engine: speech.Espeak(), CacheDir: t.TempDir()})
	menus := map[anteroom.PromptID]bool{"menu": true, "desk_menu": true, "voice_options": true}
	hears := func(c *fake.Call, l anteroom.Language, list ...anteroom.Prompt) {
		t.Helper()
		for _, p := range list {
			p.Language = l
			pcm, err := speaker.Say(ctx, p)
			if err == nil {
				if menus[p.ID] { // no two begin alike for so long, and a key stops the rest
					pcm = pcm[:min(len(pcm), 4*8000)]
				}
				_, err = c.Hear(ctx, pcm)
			}
			if err != nil {
				t.Fatalf("%s in %s was not heard: %v", p.ID, l, err)
			}
		}
	}
	demo := r
	r.Accounts, r.Numbers = r.Accounts[1:], r.Numbers[1:] // of the company that speaks two languages
	line := func(n int) logged { return demo.lines(ctx, t, 1, n)[0] }
	company := "/companies/" + string(r.Accounts[0].CompanyID)
	i := slices.IndexFunc(r.Phones, func(p phone) bool { return p.Company == r.Accounts[0].Company })
	var users []struct{ ID, Extension, First, Last, Language string }
	var out struct{}
	err = ask(ctx, r, http.MethodGet, company+"/users?limit=50", "", &users)
	u := users[slices.IndexFunc(users, func(u struct{ ID, Extension, First, Last, Language string }) bool {
		return u.Extension == r.Phones[i].Extension
	})]
	if err == nil {
		err = ask(ctx, r, http.MethodPost, company+"/set-pin", fmt.Sprintf(`{"user":%q,"pin":"481516"}`, u.ID), &out)
	}
	if err == nil {
		err = ask(ctx, r, http.MethodPost, company+"/set-status", fmt.Sprintf(`{"user":%q,"status":"vacation"}`, u.ID), &out)
	}
	if err == nil {
		server := `"host":%q,"port":%d,"security":"none","sign_in":"password"`
		err = ask(ctx, r, http.MethodPost, company+"/set-mail-access", fmt.Sprintf(`{"incoming":{"protocol":"imap",`+server+`},"outgoing":{"protocol":"smtp",`+server+`},"email":%q,"password":%q}`,
			r.Mailbox.Host, r.Mailbox.IMAP, r.Mailbox.Host, r.Mailbox.SMTP, r.Mailbox.User, r.Mailbox.Password), &out)
	}
	if err == nil {
		err = ask(ctx, r, http.MethodPost, company+"/connect-mail", fmt.Sprintf(`{"user":%q,"user_name":%q,"password":%q}`, u.ID, r.Mailbox.User, r.Mailbox.Password), &out)
	}
	if err == nil {
		err = ask(ctx, r, http.MethodPost, company+"/add-contact", fmt.Sprintf(`{"user":%q,"last":"Zénith","number":"514 555-0122"}`, u.ID), &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	caller, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	c, err := caller.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	hears(c, "fr", anteroom.Prompt{ID: "greeting", Name: r.Accounts[0].Company})
	c.Key("2")
	hears(c, "en", anteroom.Prompt{ID: "menu"})
	c.Key(u.Extension)
	hears(c, "en", anteroom.Prompt{ID: "voicemail_vacation", Name: strings.TrimSpace(u.First + " " + u.Last)})
	if err := c.Say(ctx, append(make([]int16, 4800), loud(2*time.Second)...)); err != nil { // after the tone
		t.Fatal(err)
	}
	c.Key("#")
	hears(c, "en", anteroom.Prompt{ID: "message_sent"})
	if l := line(1); l.Result != "message" || slices.ContainsFunc(l.Path, func(s string) bool { return strings.HasPrefix(s, "ring") }) {
		t.Errorf("the caller's call: %+v", l)
	}

	own, err := fake.NewPhone(r.Phones[i].User)
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if err := own.Register(ctx, r.SIP, r.Phones[i].Password); err != nil {
		t.Fatal(err)
	}
	a, err := own.Dial(ctx, "*97", r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	spoken := anteroom.Language(u.Language)
	if spoken == "" {
		spoken = "fr"
	}
	hears(a, spoken, anteroom.Prompt{ID: "ask_pin"})
	a.Key("481516#")
	hears(a, spoken, anteroom.Prompt{ID: "desk_voice_one"}, anteroom.Prompt{ID: "desk_menu"})
	a.Key("1")
	hears(a, spoken, anteroom.Prompt{ID: "voice_from_number", Digits: "15145550199"})
	if _, err := a.Hear(ctx, loud(time.Second)); err != nil {
		t.Error("the message is not played:", err)
	}
	var handling struct {
		Voicemail anteroom.VoiceCounts `json:"voicemail"`
	}
	if err := ask(ctx, r, http.MethodGet, company+"/users/"+u.ID+"/call-handling", "", &handling); err != nil || handling.Voicemail != (anteroom.VoiceCounts{New: 0, Kept: 1}) {
		t.Errorf("on the portal: %+v %v", handling, err)
	}
	hears(a, spoken, anteroom.Prompt{ID: "voice_options"})
	a.Key("*2")
	hears(a, spoken, anteroom.Prompt{ID: "mail_from", Name: "Zoé Roy"})
	a.Key("1")
	letter, err := speaker.Say(ctx, anteroom.Prompt{ID: "letter_unread", Language: "fr", Private: true,
		Text: "Bonjour,\n\npouvez-vous m’envoyer le devis pour la toiture de la coopérative avant vendredi ?\n\nMerci beaucoup,\nZoé"})
	if err == nil {
		_, err = a.Hear(ctx, letter[:2*8000]) // two seconds of it
	}
	if err != nil {
		t.Fatal("the newest e-mail is not read:", err)
	}
	a.Key("*4*936")
	hears(a, spoken, anteroom.Prompt{ID: "connecting", Name: "Zénith"}, anteroom.Prompt{ID: "desk_unreached"}) // the demo has no line to the outside
	var given struct{ Made struct{ Code string } }
	if err := ask(ctx, r, http.MethodPost, company+"/give-recording-code", `{"language":"fr"}`, &given); err != nil {
		t.Fatal(err)
	}
	a.Key("6" + given.Made.Code + "#")
	hears(a, spoken, anteroom.Prompt{ID: "prompt_greeting"})
	hears(a, "fr", anteroom.Prompt{ID: "prompt_record"})
	if err := a.Say(ctx, append(make([]int16, 4800), loud(time.Second)...)); err != nil { // after the tone
		t.Fatal(err)
	}
	a.Key("#")
	if _, err := a.Hear(ctx, loud(500*time.Millisecond)); err != nil {
		t.Fatal("the prompt is not played back:", err)
	}
	a.Key("1")
	hears(a, spoken, anteroom.Prompt{ID: "prompt_kept"})
	next, err := caller.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err == nil {
		_, err = next.Hear(ctx, loud(500*time.Millisecond))
	}
	if err != nil {
		t.Fatal("the next caller does not hear the greeting that was recorded:", err)
	}
	next.Hangup()
	colleague := users[slices.IndexFunc(users, func(x struct{ ID, Extension, First, Last, Language string }) bool {
		return x.ID != u.ID && x.Extension != ""
	})]
	a.Key("4" + colleague.Extension + "#")
	hears(a, spoken, anteroom.Prompt{ID: "voicemail", Name: strings.TrimSpace(colleague.First + " " + colleague.Last)})
	if err := a.Say(ctx, append(make([]int16, 4800), loud(2*time.Second)...)); err != nil { // after the tone
		t.Fatal(err)
	}
	a.Key("#")
	hears(a, spoken, anteroom.Prompt{ID: "message_left"}, anteroom.Prompt{ID: "desk_menu"})
	if err := ask(ctx, r, http.MethodGet, company+"/users/"+colleague.ID+"/call-handling", "", &handling); err != nil || handling.Voicemail != (anteroom.VoiceCounts{New: 1, Kept: 1}) {
		t.Errorf("the colleague has %+v %v", handling, err)
	}
	a.Key("*")
	hears(a, spoken, anteroom.Prompt{ID: "goodbye"})
	if l := demo.lines(ctx, t, 1, 3)[1]; l.Result != "served" || l.Reason != "signed_out" {
		t.Errorf("the user's call: %+v", l)
	}
}
