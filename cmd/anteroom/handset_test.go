package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/speech"
)

// Real programs get nothing but the address of their configuration: they register with what they find there, are rung, and
// answer. The address that works once works for nobody else, and a wrong one for nobody (R43).
func TestHandsets(t *testing.T) {
	t.Parallel()
	for model, start := range map[anteroom.HandsetModel]func(t *testing.T, ctx context.Context, address string){anteroom.Baresip: func(t *testing.T, ctx context.Context, address string) { startBaresip(t, ctx, address) }, anteroom.Linphone: startLinphone} {
		t.Run(string(model), func(t *testing.T) {
			r := startDemo(t)
			ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
			defer cancel()
			extension, address := r.configured(ctx, t, model, false)
			start(t, ctx, address)
			r.untilAnswered(ctx, t, extension)
			if status := fetch(ctx, t, strings.Replace(address, "/p/", "/p/x", 1)); status != http.StatusNotFound {
				t.Errorf("a wrong address: %d", status)
			}
		})
	}
}

// untilAnswered calls an extension until the phone there answers; before it has registered, the caller reaches the voicemail.
func (r ready) untilAnswered(ctx context.Context, t *testing.T, extension string) {
	t.Helper()
	caller, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	for try := 0; !r.rings(ctx, t, caller, extension, try); try++ {
		if try == 60 {
			t.Fatal("it does not answer")
		}
	}
}

// configured gives the first user of the first company a phone that takes its configuration from an address.
func (r ready) configured(ctx context.Context, t *testing.T, model anteroom.HandsetModel, line bool) (extension, address string) {
	t.Helper()
	company := "/companies/" + string(r.Accounts[0].CompanyID)
	var users []struct{ ID, Extension string }
	var made struct{ Made map[string]string }
	err := ask(ctx, r, http.MethodGet, company+"/users?sort=extension&limit=1", "", &users)
	if err == nil {
		err = ask(ctx, r, http.MethodPost, company+"/add-phone", fmt.Sprintf(`{"user":%q}`, users[0].ID), &made)
	}
	if err == nil {
		err = ask(ctx, r, http.MethodPost, company+"/configure-phone", fmt.Sprintf(`{"phone":%q,"model":%q,"line":%v}`, made.Made["phone"], model, line), &made)
	}
	if err != nil {
		t.Fatal(err)
	}
	return users[0].Extension, made.Made["address"] + handsets{}.Path(model)
}

// rings calls the extension, and tells whether it was answered.
func (r ready) rings(ctx context.Context, t *testing.T, caller *fake.Phone, extension string, try int) bool {
	t.Helper()
	c, err := caller.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	c.Key(extension)
	c.Speak(loud(time.Second))
	_, _ = c.Hear(within(ctx, 2*time.Second), sine(440, 400*time.Millisecond)) // what counts is the log
	c.Hangup()
	l := r.lines(ctx, t, 0, try+1)[0]
	return l.Result == "answered" && l.Path[len(l.Path)-1] == "talk:"+extension
}

// fetch asks for an address, and tells the status of the answer.
func fetch(ctx context.Context, t *testing.T, address string) int {
	t.Helper()
	status, _ := fetched(ctx, t, address)
	return status
}

func fetched(ctx context.Context, t *testing.T, address string) (int, string) {
	t.Helper()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// A phone that got nothing but the address of its configuration calls a colleague by extension.
func TestHandsetCalls(t *testing.T) {
	t.Parallel()
	for model, call := range map[anteroom.HandsetModel]func(t *testing.T, ctx context.Context, address, to string, colleague *fake.Phone) (*fake.Call, error){
		anteroom.Baresip: baresipCalls, anteroom.Linphone: linphoneCalls,
	} {
		t.Run(string(model), func(t *testing.T) {
			r := startDemo(t)
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			own, address := r.configured(ctx, t, model, false)
			i := slices.IndexFunc(r.Phones, func(p phone) bool { return p.Extension != own && len(p.Extension) == len(own) })
			colleague, err := fake.NewPhone(r.Phones[i].User)
			if err != nil {
				t.Fatal(err)
			}
			defer colleague.Close()
			if err := colleague.Register(ctx, r.SIP, r.Phones[i].Password); err != nil {
				t.Fatal(err)
			}
			there, err := call(t, ctx, address, r.Phones[i].Extension, colleague)
			if err != nil {
				t.Fatalf("the colleague's phone does not ring: %v", err)
			}
			if model == anteroom.Baresip { // linphone has nothing to say
				if _, err := there.Hear(within(ctx, 20*time.Second), sine(440, 400*time.Millisecond)); err != nil {
					t.Errorf("the colleague does not hear who calls: %v", err)
				}
			}
			there.Hangup()
		})
	}
}

// baresipCalls has baresip dial until the colleague's phone rings. A call that it starts before it has registered ends at the sight of
// a challenge with SHA-256; for the next one Anteroom knows it.
func baresipCalls(t *testing.T, ctx context.Context, address, to string, colleague *fake.Phone) (*fake.Call, error) {
	for {
		running, end := context.WithCancel(ctx)
		t.Cleanup(end)
		startBaresip(t, running, address, "-e", "/dial "+to)
		c, err := colleague.Incoming(within(ctx, 15*time.Second))
		if err == nil || ctx.Err() != nil {
			return c, err
		}
		end()
	}
}

// linphoneCalls has linphone dial until it has its configuration, and the colleague's phone rings.
func linphoneCalls(t *testing.T, ctx context.Context, address, to string, colleague *fake.Phone) (*fake.Call, error) {
	keys := startedLinphone(t, ctx, address)
	for {
		if _, err := io.WriteString(keys, "call "+to+"\n"); err != nil {
			return nil, err
		}
		c, err := colleague.Incoming(within(ctx, 5*time.Second))
		if err == nil || ctx.Err() != nil {
			return c, err
		}
	}
}

// startBaresip runs baresip with the file of accounts as it is fetched; that it answers by itself is the person at it.
func startBaresip(t *testing.T, ctx context.Context, address string, more ...string) {
	needs(t, "baresip")
	dir := t.TempDir()
	_, accounts := fetched(ctx, t, address)
	for name, text := range map[string]string{
		"config": "module_path /usr/lib/baresip/modules\nsip_listen 127.0.0.1:" + freePort(t) + "\nmodule g711.so\nmodule aufile.so\nmodule_app account.so\nmodule_app menu.so\n" +
			"audio_player aufile," + filepath.Join(dir, "heard.wav") + "\naudio_source aufile," + filepath.Join(dir, "said.wav") + "\n",
		"said.wav": string(speech.WAV(sine(440, 20*time.Second))), "accounts": strings.TrimSpace(accounts) + ";answermode=auto\n", "contacts": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	running(t, exec.CommandContext(ctx, "baresip", append([]string{"-4", "-f", dir, "-t", "230"}, more...)...))
}

// startLinphone runs linphone with nothing but the address of its configuration; it answers by itself, as a person would.
func startLinphone(t *testing.T, ctx context.Context, address string) {
	startedLinphone(t, ctx, address, "-a")
}

// startedLinphone does the same, and is what a person types into it.
func startedLinphone(t *testing.T, ctx context.Context, address string, more ...string) io.Writer {
	needs(t, "linphonec")
	dir := t.TempDir()
	file := filepath.Join(dir, "linphonerc")
	if err := os.WriteFile(file, []byte("[misc]\nconfig-uri="+address+"\n[sip]\nsip_port=-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, ".local/share/linphone"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "linphonec", append(more, "-c", file)...)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	hold, err := cmd.StdinPipe() // its end would end the program
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hold.Close() })
	running(t, cmd)
	if _, err := io.WriteString(hold, "soundcard use files\n"); err != nil {
		t.Fatal(err)
	}
	return hold
}

// running starts a program, which ends with the test; what it said is shown where that failed.
func running(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if said := log.String(); t.Failed() {
			t.Log(said[max(0, len(said)-3000):])
		}
	})
}

// A phone that registered with the configuration it fetched is told to fetch it again when somebody asks for that, and when it
// gets another password: the former one holds until it has.
func TestResync(t *testing.T) {
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, address := r.configured(ctx, t, anteroom.MicroSIP, false)
	_, ini := fetched(ctx, t, address)
	value := func(key string) string {
		_, rest, _ := strings.Cut(ini, "\n"+key+"=")
		line, _, _ := strings.Cut(rest, "\n")
		return line
	}
	phone, err := fake.NewPhone(value("username"))
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	if err := phone.Register(ctx, value("server"), value("password")); err != nil {
		t.Fatal(err)
	}
	var out struct{}
	if err := ask(ctx, r, http.MethodPost, "/companies/"+string(r.Accounts[0].CompanyID)+"/resync-phone", fmt.Sprintf(`{"phone":%q}`, value("username")), &out); err != nil {
		t.Fatal(err)
	}
	if err := phone.Resynced(within(ctx, 10*time.Second)); err != nil {
		t.Error("it is not told")
	}
	if err := ask(ctx, r, http.MethodPost, "/companies/"+string(r.Accounts[0].CompanyID)+"/change-phone-password", fmt.Sprintf(`{"phone":%q}`, value("username")), &out); err != nil {
		t.Fatal(err)
	}
	if err := phone.Resynced(within(ctx, 10*time.Second)); err != nil {
		t.Error("it is not told of its new password")
	}
	former := value("password")
	if err := phone.Register(ctx, value("server"), former); err != nil {
		t.Errorf("with its former password, before it has fetched the new one: %v", err)
	}
	if _, ini = fetched(ctx, t, address); value("password") == former {
		t.Error("it is told the former password")
	}
	if err := phone.Register(ctx, value("server"), value("password")); err != nil {
		t.Errorf("with its new password: %v", err)
	}
}
