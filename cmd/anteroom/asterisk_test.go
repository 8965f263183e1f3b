package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
)

// handing is an Asterisk whose company's numbers are handed over to us, and whose lines take calls from us.
func handing(us string) asterisktest.Files {
	line := func(name string) string {
		return fmt.Sprintf("[%s]\ntype=endpoint\ncontext=inside\naccountcode=boreal\nauth=%[1]s\naors=%[1]s\ndirect_media=no\ndisallow=all\nallow=ulaw\ncallerid=\"%[1]s\" <%[2]s>\n"+
			"[%[1]s]\ntype=auth\nauth_type=userpass\nusername=%[1]s\npassword=secret\n[%[1]s]\ntype=aor\nmax_contacts=1\n", name, name[1:])
	}
	return asterisktest.Files{
		PJSIP: "[global]\ntype=global\nendpoint_identifier_order=username,ip\n" + line("p201") + line("p202") +
			"[anteroom]\ntype=endpoint\ncontext=inside\naors=anteroom\ndirect_media=no\ndisallow=all\nallow=ulaw\n[anteroom]\ntype=aor\ncontact=sip:" + us + "\n" +
			"[anteroom]\ntype=identify\nendpoint=anteroom\nmatch=127.0.0.1\n" + line("p299"),
		Extensions: "[inside]\nexten => _XXX,1,Dial(PJSIP/p${EXTEN},20)\nexten => _1X.,1,GotoIf($[\"${DB(boreal/number/+${EXTEN})}\" = \"anteroom\"]?hand:no)\n" +
			" same => n(hand),Dial(PJSIP/+${EXTEN}@anteroom)\n same => n(no),Hangup()\n" +
			"exten => _+33X.,1,Answer()\n same => n,Echo()\n",
	}
}

// as asks the API as the account of a role.
func (r ready) as(role string) ready {
	own := r
	for _, a := range r.Accounts {
		if a.Role == role {
			own.Accounts = []account{a}
		}
	}
	return own
}

// onAsterisk puts the first company on a phone system, and has its numbers handed over.
func (r ready) onAsterisk(ctx context.Context, t *testing.T, server *asterisktest.Server) {
	t.Helper()
	r.onPBX(ctx, t, map[string]string{"name": "PBX", "kind": "asterisk", "address": server.REST, "manager": server.Manager, "sip": server.SIP}, server.User, server.Password, func(string) {})
}

// onPBX puts the first company on a phone system, which is given its address where it fetches from here, and has it brought
// up to date.
func (r ready) onPBX(ctx context.Context, t *testing.T, system map[string]string, account, password string, given func(address string)) {
	t.Helper()
	company, root := "/companies/"+string(r.Accounts[0].CompanyID), r.as("system administrator")
	do := func(path string, body map[string]string) map[string]string {
		t.Helper()
		var made struct{ Made map[string]string }
		raw, err := json.Marshal(body)
		if err == nil {
			err = ask(ctx, root, http.MethodPost, path, string(raw), &made)
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return made.Made
	}
	do(company+"/set-provisioning", map[string]string{"pbx": do("/add-phone-system", system)["phone_system"], "account_id": account})
	do(company+"/set-provisioning-password", map[string]string{"password": password})
	if system["kind"] == "freeswitch" {
		given(do(company+"/give-pbx-address", map[string]string{})["address"])
	}
	do(company+"/read-phone-system", map[string]string{})
	r.untilPBX(ctx, t, "read", func(p anteroom.PBXReport) bool { return !p.Read.IsZero() && !p.Reading(time.Now()) })
	do(company+"/push-phone-system", map[string]string{})
	r.untilPBX(ctx, t, "brought up to date", func(p anteroom.PBXReport) bool {
		return !p.Push.Ended.IsZero() && p.Push.Left() == 0 && !p.Reading(time.Now()) // what was made is known once it was read
	})
}

func (r ready) untilPBX(ctx context.Context, t *testing.T, what string, done func(anteroom.PBXReport) bool) {
	t.Helper()
	for {
		var status struct{ Report anteroom.PBXReport }
		if err := ask(ctx, r, http.MethodGet, "/companies/"+string(r.Accounts[0].CompanyID)+"/phone-system", "", &status); err != nil {
			t.Fatalf("not %s: %v", what, err)
		}
		if done(status.Report) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not %s: problem %v, left %d", what, status.Report.Problem, status.Report.Push.Left())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// A company on a real Asterisk: a phone that is registered there calls the company's number, which Asterisk hands over;
// the receptionist puts the call through to a colleague, whose phone there rings, is answered and heard. A caller from
// outside comes the same way (R43).
func TestAsteriskCalls(t *testing.T) {
	t.Parallel()
	r := startDemo(t)
	server := asterisktest.Start(t, handing(r.SIP))
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	r.onAsterisk(ctx, t, server)
	colleague := r.phoneOn(ctx, t, server, "p201", "secret")
	for i, caller := range []*fake.Phone{r.phoneOn(ctx, t, server, "p202", "secret"), r.phoneOn(ctx, t, server, "15145550199", "")} {
		c, err := caller.Dial(ctx, "14185550100", server.SIP)
		if err != nil {
			t.Fatalf("caller %d: %v", i, err)
		}
		c.Key("201")
		there, err := colleague.Incoming(ctx)
		if err != nil {
			t.Fatalf("caller %d: the colleague's phone does not ring: %v", i, err)
		}
		there.Speak(sine(440, 3*time.Second))
		if _, err := c.Hear(within(ctx, 10*time.Second), sine(440, 400*time.Millisecond)); err != nil {
			t.Errorf("caller %d does not hear the colleague: %v", i, err)
		}
		c.Hangup()
		if err := there.Ended(ctx); err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
		if l := r.lines(ctx, t, 0, i+1)[0]; l.Result != "answered" || l.Path[len(l.Path)-1] != "talk:201" {
			t.Errorf("caller %d: %+v", i, l)
		}
	}
	r.throughTrunk(ctx, t, server)
}

// throughTrunk has the system sign in at an Asterisk as a carrier, by TCP, and a phone call abroad by it, where an echo answers.
func (r ready) throughTrunk(ctx context.Context, t *testing.T, carrier *asterisktest.Server) {
	t.Helper()
	var made struct{ Made map[string]string }
	err := ask(ctx, r.as("system administrator"), http.MethodPost, "/add-trunk", fmt.Sprintf(`{"name":"Nord","server":%q,"transport":"tcp","register":true,"user":"p299","password":"secret",
		"country":"CA","called_in":"request_uri","calls_form":"e164","dial_form":"e164","caller":"company","max_calls":5}`, carrier.SIP), &made)
	if err != nil {
		t.Fatal(err)
	}
	var trunks []struct{ Health *anteroom.TrunkHealth }
	for len(trunks) == 0 || trunks[0].Health == nil || trunks[0].Health.Registered.IsZero() {
		if err := ask(ctx, r.as("system administrator"), http.MethodGet, "/trunks", "", &trunks); err != nil {
			t.Fatalf("it is not signed in: %v: %+v", err, trunks)
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	phone, err := fake.NewPhone(r.Phones[0].User)
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	if err := phone.Register(ctx, r.SIP, r.Phones[0].Password); err != nil {
		t.Fatal(err)
	}
	c, err := phone.Dial(ctx, "01133142000000", r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	c.Speak(sine(440, 3*time.Second))
	if _, err := c.Hear(within(ctx, 10*time.Second), sine(440, 400*time.Millisecond)); err != nil {
		t.Errorf("the echo is not heard: %v", err)
	}
	c.Hangup()
	if l := r.lines(ctx, t, 0, 3)[0]; l.Result != "answered" || l.Reason != "caller_hung_up" {
		t.Errorf("got %+v", l)
	}
}

// phoneOn is a phone registered on an Asterisk; without a password it only calls.
func (r ready) phoneOn(ctx context.Context, t *testing.T, server *asterisktest.Server, name, password string) *fake.Phone {
	t.Helper()
	p, err := fake.NewPhone(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if password != "" {
		if err := p.Register(ctx, server.SIP, password); err != nil {
			t.Fatal(err)
		}
	}
	return p
}
