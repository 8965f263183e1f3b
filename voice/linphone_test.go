package voice_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// linphone is a real phone that takes nothing but SRTP and TLS, checks our certificate, says a tone of 440 Hz, and keeps what it hears.
type linphone struct {
	keys  io.Writer // what a person types
	heard string    // the file of what it hears
	log   safeBuffer
}

func startLinphone(ctx context.Context, t *testing.T, trust, settings string) *linphone {
	t.Helper()
	if _, err := exec.LookPath("linphonec"); err != nil {
		t.Skip("linphonec is not installed: run test/install (since it was written)")
	}
	dir := t.TempDir()
	p := &linphone{heard: filepath.Join(dir, "heard.wav")}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("said.wav", string(wavOf(8000, tone440(8000, 30*time.Second))))
	write("linphonerc", "[sip]\nsip_port=0\nsip_tcp_port=0\nsip_tls_port=-1\nmedia_encryption=srtp\nmedia_encryption_mandatory=1\nverify_server_certs=1\nverify_server_cn=1\nroot_ca="+trust+"\n"+settings)
	if err := os.MkdirAll(filepath.Join(dir, ".local/share/linphone"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "linphonec", "-a", "-c", filepath.Join(dir, "linphonerc"))
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), "HOME="+dir), &p.log, &p.log
	keys, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	p.keys = keys
	t.Cleanup(func() {
		_ = keys.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s", p.log.String())
		}
	})
	p.types("soundcard use files", "record "+p.heard, "play "+filepath.Join(dir, "said.wav"))
	return p
}

func (p *linphone) types(lines ...string) {
	for _, l := range lines {
		_, _ = io.WriteString(p.keys, l+"\n")
	}
}

// recorded waits until what was recorded in one call is enough.
func (p *linphone) recorded(ctx context.Context, t *testing.T, enough func(wav []byte) bool) []byte {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if raw, err := os.ReadFile(p.heard); err == nil && len(raw) > 44 && enough(raw) {
			return raw
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("nothing is heard")
		}
	}
}

// linphone over TLS, with SRTP or not at all: it registers, calls and hears the greeting, is rung, and the two hear each other.
func TestLinphoneHidden(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	defer cancel()
	d := receptionist()
	d.calls, d.route = make(chan string, 10), anteroom.Route{Number: "+14185550100", Caller: "201", Plan: d.plan}
	s, trust := secured(t, d)
	_, port, _ := net.SplitHostPort(s.TLSAddr())
	p := startLinphone(ctx, t, trust, fmt.Sprintf("default_proxy=0\n[proxy_0]\nreg_proxy=<sip:localhost:%s;transport=tls>\nreg_identity=sip:marc@127.0.0.1\n"+
		"reg_expires=300\nreg_sendregister=1\n[auth_info_0]\nusername=marc\npasswd=secret\nrealm=anteroom\n", port))
	for greeted := false; !greeted; { // a phone on a busy machine lets sound fall out: then it calls again, until the time is over
		_ = os.Remove(p.heard)
		p.types("call sip:+14185550100@localhost:" + port + ";transport=tls")
		p.recorded(ctx, t, func(wav []byte) bool { return len(wav) > 32_000 })
		p.types("terminate")
		if line := d.line(ctx); len(line.Prompts) == 0 || line.Reason != anteroom.CallerHungUp {
			t.Fatalf("got %+v", line)
		}
		greeted = p.finds(ctx, t, sound("greetingfr"))
	}
	caller := newPhone(t, "caller")
	for heard := false; !heard; { // until it has registered, the caller reaches the voicemail
		c, err := caller.Dial(ctx, "+14185550100", s.Addr())
		if err != nil {
			t.Fatal("it is not heard:", err)
		}
		c.Key("201")
		if _, err = c.Hear(within(ctx, 4*time.Second), tone440(8000, 400*time.Millisecond)); err == nil {
			heard = true
			for range 20 {
				c.Speak(sound("from the caller"))
			}
			p.recorded(ctx, t, func(wav []byte) bool {
				pcm := narrow(wav)
				return finds(pcm[max(0, len(pcm)-24_000):], sound("from the caller"))
			})
		}
		c.Hangup()
	}
}

// finds tells whether a sound was heard in the last call, which is over: then the file's head is written.
func (p *linphone) finds(ctx context.Context, t *testing.T, want []int16) bool {
	t.Helper()
	return finds(narrow(p.recorded(ctx, t, func(wav []byte) bool { return binary.LittleEndian.Uint32(wav[24:]) > 0 })), want)
}
