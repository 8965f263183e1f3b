package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// elsewhere is what a FreeSWITCH has in its own files: a line, and what takes calls of ours as doc/operate.md says.
const elsewhere = `<document type="freeswitch/xml"><section name="directory"><domain name="boreal.example"><users>
<user id="7000"><variables><variable name="effective_caller_id_name" value="Salle"/></variables></user></users></domain></section>
<section name="dialplan"><context name="public"><extension name="from-anteroom"><condition field="network_addr" expression="^127\.0\.0\.1$"/>
<condition field="destination_number" expression="^(\d{1,6})$"><action application="transfer" data="$1 XML boreal.example"/></condition></extension></context></section></document>`

// A company on a FreeSWITCH, whose wire protocols are spoken by a server of ours: it is brought up to date, its number is
// handed over to us as its dialplan then says, the receptionist puts the call through, and it comes back to FreeSWITCH,
// whose dialplan rings the extension.
func TestFreeSWITCHCalls(t *testing.T) {
	t.Parallel()
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	f, err := fake.NewFreeSWITCH(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	profile, err := fake.NewPhone("external") // its sofia profile, which takes what is put through
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(profile.Close)
	r.onPBX(ctx, t, map[string]string{"name": "FreeSWITCH", "kind": "freeswitch", "manager": f.Manager(), "sip": profile.Addr()}, "boreal.example", f.Password, f.Bind)
	var made struct{ Made map[string]string }
	company := "/companies/" + string(r.Accounts[0].CompanyID)
	if err := ask(ctx, r, http.MethodPost, company+"/give-line-password", `{"extension":"201"}`, &made); err != nil {
		t.Fatal(err)
	}
	r.untilPBX(ctx, t, "given its password", func(p anteroom.PBXReport) bool { return !p.Push.Ended.IsZero() && p.Push.Left() == 0 })
	if password := made.Made["password"]; made.Made["name"] != "201@boreal.example" || !f.SignsIn("201", "boreal.example", password) || f.SignsIn("201", "boreal.example", password+"x") {
		t.Errorf("%s does not sign in with what is shown", made.Made["name"])
	}
	number := string(r.Numbers[0].Number)
	_, to := f.Route(ctx, "public", number)
	at, handed := strings.CutPrefix(to, "sofia/external/sip:"+number+"@")
	if !handed || at != r.SIP {
		t.Fatalf("its dialplan leads to %q, and we are at %s", to, r.SIP)
	}
	caller, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(caller.Close)
	c, err := caller.Dial(ctx, number, at)
	if err != nil {
		t.Fatal(err)
	}
	c.Key("201")
	there, err := profile.Incoming(ctx)
	if err != nil {
		t.Fatalf("the call does not come back: %v", err)
	}
	there.Speak(sine(440, 3*time.Second))
	if _, err := c.Hear(within(ctx, 10*time.Second), sine(440, 400*time.Millisecond)); err != nil {
		t.Errorf("the caller does not hear who was rung: %v", err)
	}
	c.Hangup()
	if application, data := f.Route(ctx, "public", "201"); application != "transfer" || data != "201 XML boreal.example" {
		t.Errorf("what comes back goes on by %s %q", application, data)
	}
	if application, data := f.Route(ctx, "boreal.example", "201"); application != "bridge" || data != "user/201@boreal.example" {
		t.Errorf("the extension leads to %s %q", application, data)
	}
	if l := r.lines(ctx, t, 0, 1)[0]; l.Result != "answered" || l.Path[len(l.Path)-1] != "talk:201" {
		t.Errorf("%+v", l)
	}
}
