package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/speech"
)

// needs skips the test where a program is not installed; make test installs it.
func needs(t *testing.T, program string) {
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed: run test/install (since the first commit)", program)
	}
}

// freePort is one for a program of the test.
func freePort(t *testing.T) string {
	t.Helper()
	port, err := fake.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// Real sipp calls, by UDP and by TCP: it is answered, listens, hangs up, and each call is in the log with its verdict.
func TestSipp(t *testing.T) {
	needs(t, "sipp")
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, transport := range []string{"u1", "t1"} {
		sipp := exec.CommandContext(ctx, "sipp", r.SIP, "-sn", "uac", "-s", strings.TrimPrefix(string(r.Numbers[1].Number), "+"), "-i", "127.0.0.1",
			"-t", transport, "-m", "5", "-r", "5", "-d", "1000", "-nostdin", "-timeout", "30s")
		sipp.Dir = t.TempDir()
		if out, err := sipp.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", transport, err, out)
		}
	}
	lines := r.lines(ctx, t, 1, 10)
	for _, l := range lines {
		if l.Result != "abandoned" || l.Reason != "caller_hung_up" || len(l.Prompts) == 0 || l.Prompts[0].ID != "greeting" {
			t.Errorf("got %+v", l)
		}
	}
}

// logged is a line of the call log as the API tells it.
type logged struct {
	ID, Caller, Language, Result, Reason string
	Path                                 []string
	Prompts                              []struct{ ID, Language string }
}

// lines waits until the company's log has so many calls, all of them ended.
func (r ready) lines(ctx context.Context, t *testing.T, account, n int) []logged {
	t.Helper()
	for {
		var lines []logged
		own := r
		own.Accounts = r.Accounts[account : account+1]
		if err := ask(ctx, own, http.MethodGet, "/companies/"+string(own.Accounts[0].CompanyID)+"/calls", "", &lines); err != nil {
			t.Fatal(err)
		}
		open := max(0, n-len(lines))
		for _, l := range lines {
			if l.Result == "" {
				open++
			}
		}
		if open <= 0 {
			return lines
		}
		select {
		case <-ctx.Done():
			t.Fatalf("got %+v", lines)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// A real phone: baresip registers, is rung by a caller's extension, answers by itself, and its sound is heard.
func TestBaresip(t *testing.T) {
	needs(t, "baresip")
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("config", "module_path /usr/lib/baresip/modules\nsip_listen 127.0.0.1:"+freePort(t)+"\nmodule g711.so\nmodule aufile.so\n"+
		"module_app account.so\nmodule_app menu.so\naudio_player aufile,"+filepath.Join(dir, "heard.wav")+"\naudio_source aufile,"+filepath.Join(dir, "said.wav")+"\n")
	write("said.wav", string(speech.WAV(sine(440, 20*time.Second))))
	p := r.Phones[0]
	write("accounts", fmt.Sprintf("<sip:%s@%s>;auth_user=%s;auth_pass=%s;answermode=auto;regint=60;audio_codecs=PCMU/8000/1\n", p.User, r.SIP, p.User, p.Password))
	write("contacts", "")
	phone := exec.CommandContext(ctx, "baresip", "-4", "-f", dir, "-t", "150")
	var log bytes.Buffer
	phone.Stdout, phone.Stderr = &log, &log
	if err := phone.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = phone.Process.Kill(); _ = phone.Wait() }()
	caller, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	for try := 0; ; try++ { // until the phone has registered, the caller reaches the voicemail
		c, err := caller.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
		if err != nil {
			t.Fatal(err)
		}
		c.Key(p.Extension)
		c.Speak(loud(time.Second))
		heard, err := c.Hear(within(ctx, 4*time.Second), sine(440, 400*time.Millisecond))
		c.Hangup()
		if err == nil {
			t.Logf("the phone was heard after %.1f s", float64(heard)/8000)
			break
		}
		if try == 25 {
			t.Fatalf("the phone was not heard: %v\n%s", err, log.String())
		}
	}
	if l := r.lines(ctx, t, 0, 1)[0]; l.Result != "answered" || l.Path[len(l.Path)-1] != "talk:"+p.Extension {
		t.Errorf("got %+v", l)
	}
}

// sine is a plain tone.
func sine(hertz float64, d time.Duration) []int16 {
	pcm := make([]int16, int(d.Seconds()*8000))
	for i := range pcm {
		pcm[i] = int16(9000 * math.Sin(2*math.Pi*hertz*float64(i)/8000))
	}
	return pcm
}

func within(ctx context.Context, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(ctx, d)
	context.AfterFunc(ctx, cancel)
	return ctx
}
