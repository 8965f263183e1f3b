package voice_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// baresip is a real phone that says a tone of 440 Hz, and keeps what it hears.
type baresip struct {
	dir string
	run *exec.Cmd
	log safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *safeBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// startBaresip runs one. The account is what stands in its file of accounts; the commands are as if typed.
func startBaresip(ctx context.Context, t *testing.T, rate int, trust, account string, commands ...string) *baresip {
	t.Helper()
	if _, err := exec.LookPath("baresip"); err != nil {
		t.Skip("baresip is not installed: run test/install (since the first commit)")
	}
	p := &baresip{dir: t.TempDir()}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("config", "module_path /usr/lib/baresip/modules\nsip_listen 127.0.0.1:"+freePort(t)+"\nsip_cafile "+trust+"\nmodule g711.so\nmodule g722.so\nmodule srtp.so\nmodule aufile.so\nmodule sndfile.so\nmodule aubridge.so\nsnd_path "+p.dir+"\n"+
		"module_app account.so\nmodule_app menu.so\naudio_player aubridge,nowhere\naudio_source aufile,"+filepath.Join(p.dir, "said.wav")+"\n")
	write("said.wav", string(wavOf(uint32(rate), tone440(rate, 20*time.Second))))
	write("accounts", account+"\n")
	write("contacts", "")
	args := []string{"-4", "-f", p.dir, "-t", "170"}
	for _, c := range commands {
		args = append(args, "-e", c)
	}
	p.run = exec.CommandContext(ctx, "baresip", args...)
	p.run.Stdout, p.run.Stderr = &p.log, &p.log
	if err := p.run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.quit(); t.Logf("%s", p.log.String()) })
	return p
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

// quit ends it, so that it writes what it heard.
func (p *baresip) quit() {
	_ = p.run.Process.Signal(syscall.SIGINT)
	_ = p.run.Wait()
}

// heard is what the phone heard, in 8 kHz.
func (p *baresip) heard(t *testing.T) []int16 {
	t.Helper()
	p.quit()
	files, err := filepath.Glob(filepath.Join(p.dir, "dump-*-dec.wav"))
	if err != nil || len(files) == 0 {
		t.Fatal("it kept nothing that it heard", err)
	}
	var pcm []int16
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil || len(raw) < 44 {
			t.Fatal(err)
		}
		pcm = append(pcm, narrow(raw)...)
	}
	return pcm
}

// narrow is a WAV in 8 kHz.
func narrow(raw []byte) (pcm []int16) {
	step := max(1, int(binary.LittleEndian.Uint32(raw[24:]))/8000)
	for i := 44; i+2*step <= len(raw); i += 2 * step {
		pcm = append(pcm, int16(binary.LittleEndian.Uint16(raw[i:])))
	}
	return pcm
}

func tone440(rate int, d time.Duration) []int16 {
	pcm := make([]int16, int(d.Seconds()*float64(rate)))
	for i := range pcm {
		pcm[i] = int16(9000 * math.Sin(2*math.Pi*440*float64(i)/float64(rate)))
	}
	return pcm
}

func wavOf(rate uint32, pcm []int16) []byte {
	head := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00")
	head = binary.LittleEndian.AppendUint32(head, rate)
	head = binary.LittleEndian.AppendUint32(head, 2*rate)
	head = append(head, "\x02\x00\x10\x00data"...)
	head = binary.LittleEndian.AppendUint32(head, uint32(2*len(pcm)))
	for _, s := range pcm {
		head = binary.LittleEndian.AppendUint16(head, uint16(s))
	}
	binary.LittleEndian.PutUint32(head[4:], uint32(len(head)-8))
	return head
}

// finds tells whether a part of a sound is within another, at any rate of phase that a filter leaves: the best correlation of
// its beginning, middle or end is over 0.8. A phone on a busy machine lets some of it fall out.
func finds(heard, want []int16) bool {
	const part = 1500
	for from := 0; from+part <= len(want); from += (len(want) - part) / 2 {
		if findsAll(heard, want[from:from+part]) {
			return true
		}
	}
	return false
}

func findsAll(heard, want []int16) bool {
	for at := 0; at+len(want) <= len(heard); at += 2 {
		var both, a, b float64
		for i, w := range want {
			h := float64(heard[at+i])
			both, a, b = both+h*float64(w), a+h*h, b+float64(w)*float64(w)
		}
		if a > 0 && both/math.Sqrt(a*b) > 0.8 {
			return true
		}
	}
	return false
}

// secured is a service with TLS, and the file that a phone trusts.
func secured(t *testing.T, d *desk) (s *voice.Service, trust string) {
	t.Helper()
	cert, key, _ := certificate(t, "localhost")
	return serveWith(t, d, voice.Config{TLSAddr: "127.0.0.1:0", TLSCert: cert, TLSKey: key}), cert
}

// A real phone that takes nothing but SRTP calls by TLS, in each codec: it hears the greeting, and its keys are heard.
func TestBaresipCallsHidden(t *testing.T) {
	for _, tt := range []struct{ codec, hidden string }{{"PCMU/8000/1", "srtp-mand"}, {"G722/16000/1", "srtp-mand"}, {"G722/16000/1", "srtp"}, {"PCMA/8000/1", ""}} {
		t.Run(tt.codec+" "+tt.hidden, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
			defer cancel()
			d := &desk{ended: make(chan anteroom.Call, 10), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"}}}
			s, trust := secured(t, d)
			account := fmt.Sprintf("<sip:someone@%s;transport=tls>;regint=0;audio_codecs=%s", s.TLSAddr(), tt.codec)
			rate := 8000
			if strings.HasPrefix(tt.codec, "G722") {
				rate = 16000
			}
			if tt.hidden != "" {
				account += ";mediaenc=" + tt.hidden
			}
			p := startBaresip(ctx, t, rate, trust, account, "/dial sip:+14185550100@"+s.TLSAddr()+";transport=tls")
			select {
			case line := <-d.ended:
				if len(line.Prompts) == 0 || line.Prompts[0].ID != "greeting" {
					t.Errorf("got %+v", line)
				}
			case <-ctx.Done():
				t.Fatal("the call did not end")
			}
			if !finds(p.heard(t), sound("greetingfr")) {
				t.Error("the greeting was not heard")
			}
		})
	}
}

// A phone that registered by TLS is rung by TLS and hidden; one that has no SRTP is rung all the same.
func TestBaresipRungHidden(t *testing.T) {
	for _, hidden := range []string{"srtp-mand", ""} {
		t.Run(hidden, func(t *testing.T) {
			t.Parallel() // its first REGISTER fails within the phone, which waits up to a minute then
			ctx, cancel := context.WithTimeout(context.Background(), 150*time.Second)
			defer cancel()
			d := receptionist()
			s, trust := secured(t, d)
			account := fmt.Sprintf("<sip:marc@127.0.0.1>;outbound=\"sip:%s;transport=tls\";auth_user=marc;auth_pass=secret;answermode=auto;regint=60", s.TLSAddr())
			if hidden != "" {
				account += ";mediaenc=" + hidden
			}
			p := startBaresip(ctx, t, 8000, trust, account)
			caller, err := fake.NewPhone("caller")
			if err != nil {
				t.Fatal(err)
			}
			defer caller.Close()
			for heard := false; !heard; { // until the phone has registered, the caller reaches the voicemail
				c, err := caller.Dial(ctx, "+14185550100", s.Addr())
				if err != nil {
					t.Fatal(err)
				}
				c.Key("201")
				short, stop := context.WithTimeout(ctx, 4*time.Second)
				_, err = c.Hear(short, tone440(8000, 400*time.Millisecond))
				stop()
				heard = err == nil
				if heard {
					c.Speak(sound("from the caller"))
					_ = c.Listen(ctx, 2*time.Second)
				}
				c.Hangup()
				if ctx.Err() != nil {
					t.Fatal("the phone was not heard")
				}
			}
			if !finds(p.heard(t), sound("from the caller")) {
				t.Error("the caller was not heard")
			}
		})
	}
}
