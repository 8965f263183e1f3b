package voice_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
	"anteroom.dev/anteroom/voice"
)

// carrier is a real Asterisk as the carrier of trunks: by each transport one account that signs in, and one that it knows by
// address.
type carrier struct {
	*asterisktest.Server
	tls   string // host:port
	trust string // its certificate, PEM
}

var (
	kinds      = []string{"register", "address"}
	transports = []string{anteroom.OverUDP, anteroom.OverTCP, anteroom.OverTLS}
)

// startCarrier runs it for a service. Who calls it as 15145550199 and dials 9 and an account is put through to the company's number
// by that trunk; what a trunk asks for ends in 00 (an echo), 86 (busy) or 03 (no way).
func startCarrier(t *testing.T, s *voice.Service, ours string) carrier {
	t.Helper()
	cert, key, _ := certificate(t)
	port, err := fake.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := func(name, transport, more string) string {
		if transport == anteroom.OverTLS && !strings.Contains(more, "media_encryption") {
			more += "media_encryption=sdes\n"
		}
		return fmt.Sprintf("[%s]\ntype=endpoint\ntransport=%s\ncontext=outside\naors=%[1]s\ndirect_media=no\ndisallow=all\nallow=ulaw\ntimers=no\n%[3]s", name, transport, more)
	}
	pjsip := "[global]\ntype=global\nendpoint_identifier_order=username,auth_username,header\n" +
		fmt.Sprintf("[tls]\ntype=transport\nprotocol=tls\nbind=127.0.0.1:%s\ncert_file=%s\npriv_key_file=%s\nmethod=tlsv1_2\nverify_server=yes\nca_list_file=%s\n", port, cert, key, ours) +
		endpoint("15145550199", "udp", "")
	account := func(name, transport string) string {
		return endpoint(name, transport, "identify_by=username,auth_username\nauth="+name+"\n") + fmt.Sprintf("[%s]\ntype=auth\nauth_type=userpass\nusername=%[1]s\npassword=geheim\n[%[1]s]\ntype=aor\nmax_contacts=1\n", name)
	}
	for i, transport := range transports {
		at := s.Addr()
		if transport == anteroom.OverTLS {
			at = s.TLSAddr()
		}
		pjsip += account("register_"+transport, transport) + endpoint("address_"+transport, transport, "") +
			fmt.Sprintf("[address_%s]\ntype=aor\ncontact=sip:%s\\;transport=%[1]s\n[address_%[1]s]\ntype=identify\nendpoint=address_%[1]s\nmatch_header=From: /1418555019%[3]d/\n", transport, at, i)
	}
	pjsip += account("bare", anteroom.OverTLS) + strings.Replace(account("plain", anteroom.OverTLS), "media_encryption=sdes\n", "", 1)
	a := asterisktest.Start(t, asterisktest.Files{PJSIP: pjsip, Extensions: "[outside]\nexten => _XXXXXXXXXX00,1,Answer()\n same => n,Echo()\nexten => _XXXXXXXXXX86,1,Hangup(17)\nexten => _XXXXXXXXXX03,1,Hangup(34)\n" +
		"exten => _[a-z].,1,GotoIf($[\"${EXTEN:-3}\" = \"tcp\"]?party)\n same => n,Dial(PJSIP/+14185550100@${EXTEN},20)\n same => n,Hangup()\n same => n(party),Dial(PJSIP/${EXTEN},20,b(called^s^1))\n" +
		"[called]\nexten => s,1,Set(PJSIP_HEADER(add,P-Called-Party-ID)=<sip:4185550100@carrier.example>)\n same => n,Return()\n"})
	return carrier{a, net.JoinHostPort("127.0.0.1", port), string(pem)}
}

// trunk is the trunk of an account there.
func (c carrier) trunk(kind, transport string, i int) anteroom.TrunkAccess {
	name := kind + "_" + transport
	t := anteroom.TrunkAccess{Trunk: anteroom.Trunk{ID: anteroom.TrunkID(name), Name: name, Server: c.SIP, Transport: transport, Country: "CA", CalledIn: anteroom.CalledInURI,
		CallsForm: "national", DialForm: "digits", Caller: "trunk", Number: anteroom.NumberID(fmt.Sprintf("+1418555019%d", i)), MaxCalls: 10, Prefixes: []string{fmt.Sprintf("+4420%d%d", len(kind), i)}},
		Numbering: anteroom.Numbering{Code: "1", National: "1", International: "011"}}
	switch transport {
	case anteroom.OverTCP:
		t.CalledIn = anteroom.CalledInParty
	case anteroom.OverTLS:
		t.Server, t.Authority, t.Encrypted = c.tls, c.trust, true
	}
	if kind != "address" {
		t.Register, t.User, t.Password, t.Caller, t.Number = true, name, "geheim", "user", ""
	}
	return t
}

// dialling is a desk that lets every number outside be called.
type dialling struct{ *desk }

func (d dialling) Dialled(_ context.Context, _ anteroom.Phone, number string) (anteroom.Route, error) {
	r := abroad("")
	r.Number = anteroom.NumberID("+" + number)
	to := *r.Plan.Outside
	to.To.Number = r.Number
	r.Plan.Outside = &to
	return r, nil
}

// asked is the number that a trunk takes, and what Asterisk does with it.
func asked(t anteroom.TrunkAccess, does string) string { return t.Prefixes[0][1:] + "5555" + does }

// A real Asterisk as carrier, where we sign in and where it knows our address, by UDP, TCP, and TLS with encrypted sound: its calls to
// a company's number hear the greeting; ours are answered and heard by its echo, and told why where it refuses; either side ends them;
// and when it dies in the midst of some, each ends once.
func TestAsteriskTrunks(t *testing.T) {
	t.Parallel()
	d := receptionist()
	l := &lines{health: make(chan anteroom.TrunkHealth, 100)}
	cert, key, _ := certificate(t)
	s := serveWith(t, dialling{d}, voice.Config{Lines: l, TrunksOnly: true, TLSAddr: "127.0.0.1:0", TLSCert: cert, TLSKey: key, Sessions: 2 * time.Second})
	c := startCarrier(t, s, cert)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // Asterisk is up, which has a limit of its own
	defer cancel()
	var all []anteroom.TrunkAccess
	for _, kind := range kinds {
		for i, transport := range transports {
			all = append(all, c.trunk(kind, transport, i))
		}
	}
	for id, why := range l.have(ctx, t, s, all) {
		if why != "" {
			t.Errorf("%s: %s", id, why)
		}
	}
	marc, outside := newPhone(t, "marc"), newPhone(t, "15145550199")
	if err := marc.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	c.tryClosed(ctx, t, outside)
	atOnce(all, func(trunk anteroom.TrunkAccess) {
		c.tryOut(ctx, t, trunk, s, marc)
		if !trunk.Register {
			c.tryIn(ctx, t, trunk, marc, outside)
		}
	})
	atOnce(all[:len(transports)], func(trunk anteroom.TrunkAccess) { c.tryIn(ctx, t, trunk, marc, outside) }) // last: they wait in the menu
	if left := c.Command(t, "core show channels concise"); strings.Contains(left, "address_") || !strings.Contains(left, "register_") {
		t.Errorf("calls there: %s", left)
	}
	_ = syscall.Kill(-c.Process, syscall.SIGKILL)
	want := map[string]int{"answered vanished": 3, "abandoned vanished": 3, "answered caller_hung_up": 3, "answered user_hung_up": 3, "not_reached busy": 6, "not_reached no_line": 6}
	got := map[string]int{}
	for range 4 * len(all) {
		select {
		case line := <-d.ended:
			got[string(line.Result)+" "+string(line.Reason)]++
			if line.Number == "+14185550100" && line.Caller != "+15145550199" {
				t.Errorf("who called: %+v", line)
			}
		case <-ctx.Done():
			t.Fatal("calls do not end:", got)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || len(d.ended) > 0 {
		t.Errorf("ended %v, want %v", got, want)
	}
}

// have gives a service its trunks, and waits until each was tried: why it failed, or nothing.
func (l *lines) have(ctx context.Context, t *testing.T, s *voice.Service, trunks []anteroom.TrunkAccess) map[anteroom.TrunkID]string {
	t.Helper()
	l.mu.Lock()
	l.trunks = trunks
	l.mu.Unlock()
	s.TrunksChanged()
	tried := map[anteroom.TrunkID]string{}
	for len(tried) < len(trunks) {
		select {
		case h := <-l.health:
			if tried[h.Trunk] = ""; h.Why != nil {
				tried[h.Trunk] = h.Why.Key
			}
		case <-ctx.Done():
			t.Fatal("they are not all tried:", tried)
		}
	}
	return tried
}

// tryClosed is a service that takes no connections by TLS: calls come on the one that it opened. A trunk whose certificate nobody
// trusted vouches for, or that is another's, is not spoken to; one that does not encrypt, and must, brings and takes no call.
func (c carrier) tryClosed(ctx context.Context, t *testing.T, outside *fake.Phone) {
	l := &lines{health: make(chan anteroom.TrunkHealth, 100)}
	d := receptionist()
	s := serveWith(t, dialling{d}, voice.Config{Lines: l, TrunksOnly: true})
	trunk := func(name string) anteroom.TrunkAccess {
		x := c.trunk("register", anteroom.OverTLS, 0)
		x.ID, x.Name, x.User = anteroom.TrunkID(name), name, name
		return x
	}
	plain, unknown, other := trunk("plain"), trunk("unknown"), trunk("other")
	_, port, _ := net.SplitHostPort(c.tls)
	plain.Prefixes, unknown.Authority, other.Server = []string{"+442099"}, "", "localhost:"+port
	want := map[anteroom.TrunkID]string{"bare": "", "plain": "", "unknown": "trunk.why.authority", "other": "trunk.why.name"}
	if got := l.have(ctx, t, s, []anteroom.TrunkAccess{trunk("bare"), plain, unknown, other}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("tried %v, want %v", got, want)
	}
	in, err := outside.Dial(ctx, "bare", c.SIP)
	if err != nil {
		t.Errorf("on the connection that we opened: %v", err)
		return
	}
	if _, err := in.Hear(within(ctx, 30*time.Second), sound("language_offeren")); err != nil {
		t.Errorf("on the connection that we opened: %v", err)
	}
	in.Hangup()
	if line := d.line(ctx); line.Reason != anteroom.CallerHungUp {
		t.Errorf("got %+v", line)
	}
	if _, err := outside.Dial(ctx, "plain", c.SIP); err == nil {
		t.Error("a call in plain was taken")
	}
	marc := newPhone(t, "marc")
	if err := marc.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Error(err)
		return
	}
	if _, err := marc.Dial(ctx, asked(plain, "00"), s.Addr()); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("a call that would not be encrypted: %v", err)
	}
	if line := d.line(ctx); line.Result != anteroom.NotReached || line.Reason != anteroom.NoLine {
		t.Errorf("got %+v", line)
	}
	if there := c.Command(t, "pjsip show contacts"); !strings.Contains(there, "sip:bare@") {
		t.Errorf("not signed in: %s", there)
	}
	l.have(ctx, t, s, nil) // removed, it is signed off there
	for strings.Contains(c.Command(t, "pjsip show contacts"), "sip:bare@") {
		if ctx.Err() != nil {
			t.Error("still signed in")
			return
		}
	}
}

// line is the next call that ended; the zero one where none does.
func (d *desk) line(ctx context.Context) anteroom.Call {
	select {
	case line := <-d.ended:
		return line
	case <-ctx.Done():
		return anteroom.Call{}
	}
}

func newPhone(t *testing.T, name string) *fake.Phone {
	t.Helper()
	p, err := fake.NewPhone(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// tryOut makes a call to the outside of each kind by a trunk. Where we sign in, the one that is answered goes on.
func (c carrier) tryOut(ctx context.Context, t *testing.T, trunk anteroom.TrunkAccess, s *voice.Service, marc *fake.Phone) {
	for _, no := range []struct{ does, code, hear string }{{"86", "486", "outside_busy"}, {"03", "503", "no_line"}} {
		refused, err := marc.Dial(ctx, asked(trunk, no.does), s.Addr())
		if err == nil || refused == nil || !strings.Contains(err.Error(), no.code) {
			t.Errorf("%s: a call that is refused by %s: %v", trunk.Name, no.code, err)
			continue
		}
		if _, err := refused.Hear(ctx, sound(no.hear+"en")); err != nil {
			t.Errorf("%s: why a call is refused: %v", trunk.Name, err)
		}
	}
	out, err := marc.Dial(ctx, asked(trunk, "00"), s.Addr())
	if err != nil {
		t.Errorf("%s: a call to the outside: %v", trunk.Name, err)
		return
	}
	if err := echoed(within(ctx, 30*time.Second), out, sound("from marc")); err != nil {
		t.Errorf("%s: the echo: %v", trunk.Name, err)
	}
	if !trunk.Register {
		out.Hangup()
	}
}

// echoed says something until it comes back whole: on a busy machine a piece of it may fall out.
func echoed(ctx context.Context, c *fake.Call, said []int16) error {
	for {
		c.Speak(said)
		_, err := c.Hear(within(ctx, 2*time.Second), said)
		if err == nil || ctx.Err() != nil || c.Over() {
			return err
		}
	}
}

// tryIn makes a call from outside by a trunk, to the greeting. Where we sign in it stays there, which is not for long: who presses nothing
// is let go. Else it goes on to a colleague, who ends it.
func (c carrier) tryIn(ctx context.Context, t *testing.T, trunk anteroom.TrunkAccess, marc, outside *fake.Phone) {
	in, err := outside.Dial(ctx, trunk.Name, c.SIP)
	if err != nil {
		t.Errorf("%s: a call from outside: %v", trunk.Name, err)
		return
	}
	if _, err := in.Hear(within(ctx, 30*time.Second), sound("language_offeren")); err != nil {
		t.Errorf("%s: the greeting: %v", trunk.Name, err)
	}
	if trunk.Register {
		return
	}
	in.Key("201") // marc, whose phone answers
	there, err := marc.Incoming(within(ctx, 30*time.Second))
	if err != nil {
		t.Errorf("%s: the colleague is not rung: %v", trunk.Name, err)
		return
	}
	there.Hangup()
	if err := in.Ended(within(ctx, 30*time.Second)); err != nil {
		t.Errorf("%s: the caller is not told that it is over: %v", trunk.Name, err)
	}
}

// atOnce does something with each of some trunks at the same moment.
func atOnce(trunks []anteroom.TrunkAccess, do func(anteroom.TrunkAccess)) {
	var each sync.WaitGroup
	for _, trunk := range trunks {
		each.Go(func() { do(trunk) })
	}
	each.Wait()
}
