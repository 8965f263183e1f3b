package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
)

// spokenNames are first and last names in any pair: those of the company's people, and others. Which pair is whose is not the recogniser's to know.
const spokenNames = `#JSGF V1.0;
grammar names;
public <said> = [ i would like to speak to | may i speak to ] <first> <last> [ please ];
<first> = nadia | olivier | james | lucas | robert | mary | elizabeth | michael | george | david | margaret | jennifer | sarah | emma | walter | barbara | thomas;
<last> = haddad | pelletier | o'connor | martin | johnson | smith | taylor | jackson | washington | anderson | thompson | williams | miller | wilson | cooper | walters | jefferson | davis;
`

// heardHouse is a demo, and those who call its company of two languages and speak.
type heardHouse struct {
	ready
	t       *testing.T
	ctx     context.Context
	speaker *speech.Speaker
}

// A recogniser that listens, PocketSphinx: callers say a name, and each is brought to whom was named, or to nobody where that is nobody's;
// what one of them then leaves as a message stands in the mail in words. All of it goes through G.711, as it does from a telephone. Names are taken by a
// grammar, for a caller waits four seconds at most; the message by the whole of the model. flite speaks, in a voice that was made from recordings of
// a person: of espeak-ng's voices PocketSphinx understands some names, and hardly a sentence.
func TestRealRecogniser(t *testing.T) {
	t.Parallel()
	needs(t, "pocketsphinx_continuous")
	needs(t, "flite")
	h := hearingHouse(t)
	recogniser := fake.NewSphinx(map[string]string{"names": spokenNames})
	t.Cleanup(recogniser.Close)
	h.recognise(recogniser.URL, "names")
	own := h.phoneOf("303")
	var lucas *fake.Call
	var calls sync.WaitGroup
	for _, row := range []struct {
		caller, words string
		then          func(c *fake.Call) error
	}{
		{"15145550191", "I would like to speak to James O'Connor please.", func(c *fake.Call) error { return h.talk(c, own) }},
		{"15145550192", "Barbara Walters.", func(c *fake.Call) error {
			defer c.Hangup()
			return h.hears(c, anteroom.Prompt{ID: "not_understood"}, time.Minute)
		}},
		{"15145550193", "Lucas Martin.", func(c *fake.Call) error {
			lucas = c
			return h.hears(c, anteroom.Prompt{ID: "voicemail", Name: "Lucas Martin"}, time.Minute)
		}},
	} {
		calls.Go(func() {
			c, err := h.asksFor(row.caller, row.words)
			if err == nil {
				err = row.then(c)
			}
			if err != nil {
				t.Errorf("%s: %v", row.words, err)
			}
		})
	}
	if calls.Wait(); t.Failed() {
		return
	}
	h.recognise(recogniser.URL, "en-us") // whatever is English
	words, err := h.spoken("Please call me back tomorrow morning.")
	if err == nil {
		pause := make([]int16, speech.Rate) // until the tone is over
		err = lucas.Say(h.ctx, slices.Concat(pause, words, pause[:speech.Rate/2]))
	}
	if lucas.Hangup(); err != nil {
		t.Fatal(err)
	}
	m := h.mail(h.ctx, t, func(m fake.Message) bool { return slices.Contains(m.To, "lucas@atlas.example") })
	if !strings.Contains(m.Text, "me back tomorrow morning") {
		t.Errorf("the words do not stand in the mail: %s", m.Text)
	}
	h.checkPaths()
	if asked, wrong := recogniser.Asked(); len(asked) != 4 || len(wrong) > 0 {
		t.Errorf("the recogniser was asked %d times; wrong: %v", len(asked), wrong)
	}
}

func hearingHouse(t *testing.T) heardHouse {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return heardHouse{startDemo(t), t, ctx, speech.New(catalogue, speech.Options{Engine: speech.Espeak(), CacheDir: t.TempDir()})}
}

// recognise sets the recogniser of the installation.
func (h heardHouse) recognise(address, model string) {
	h.t.Helper()
	body := fmt.Sprintf(`{"address":%q,"model":%q,"seconds":%d}`, address, model, anteroom.MostRecognising)
	if err := ask(h.ctx, h.as("system administrator"), http.MethodPost, "/set-recogniser", body, &struct{}{}); err != nil {
		h.t.Fatal(err)
	}
}

// phoneOf is a phone of the user of an extension, signed in.
func (h heardHouse) phoneOf(extension string) *fake.Phone {
	h.t.Helper()
	own := h.ready
	own.Accounts = h.Accounts[1:]
	company := "/companies/" + string(own.Accounts[0].CompanyID)
	var users []struct{ ID, Extension string }
	err := ask(h.ctx, own, http.MethodGet, company+"/users?limit=50", "", &users)
	at := slices.IndexFunc(users, func(u struct{ ID, Extension string }) bool { return u.Extension == extension })
	if err != nil || at < 0 {
		h.t.Fatal("no such user:", err)
	}
	var out struct{ Made map[string]string }
	if err := ask(h.ctx, own, http.MethodPost, company+"/add-phone", fmt.Sprintf(`{"user":%q}`, users[at].ID), &out); err != nil {
		h.t.Fatal(err)
	}
	p, err := fake.NewPhone(out.Made["name"])
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(p.Close)
	if err := p.Register(h.ctx, h.SIP, out.Made["password"]); err != nil {
		h.t.Fatal(err)
	}
	return p
}

// asksFor has somebody call, choose English, and say for whom while that is asked.
func (h heardHouse) asksFor(caller, words string) (*fake.Call, error) {
	p, err := fake.NewPhone(caller)
	if err != nil {
		return nil, err
	}
	h.t.Cleanup(p.Close)
	pcm, err := h.spoken(words)
	if err != nil {
		return nil, err
	}
	c, err := p.Dial(h.ctx, string(h.Numbers[1].Number), h.SIP)
	if err != nil {
		return nil, err
	}
	c.Key("2*")
	if err := h.hears(c, anteroom.Prompt{ID: "say_name"}, time.Second); err != nil {
		c.Hangup()
		return nil, err
	}
	c.Speak(pcm)
	return c, nil
}

// hears waits for that much of an English prompt.
func (h heardHouse) hears(c *fake.Call, p anteroom.Prompt, most time.Duration) error {
	p.Language = "en"
	pcm, err := h.speaker.Say(h.ctx, p)
	if err == nil {
		_, err = c.Hear(h.ctx, pcm[:min(len(pcm), int(most*speech.Rate/time.Second))])
	}
	if err != nil {
		return fmt.Errorf("%s is not heard: %w", p.ID, err)
	}
	return nil
}

// talk has a phone answer, and hear the caller.
func (h heardHouse) talk(c *fake.Call, phone *fake.Phone) error {
	defer c.Hangup()
	u, err := phone.Incoming(h.ctx)
	if err != nil {
		return err
	}
	c.Speak(loud(3 * time.Second))
	_, err = u.Hear(h.ctx, loud(time.Second))
	return err
}

// spoken is what flite makes of English words, at the rate of a call.
func (h heardHouse) spoken(words string) ([]int16, error) {
	file := filepath.Join(h.t.TempDir(), "words.wav")
	if out, err := exec.CommandContext(h.ctx, "flite", "-voice", "rms", "-t", words, "-o", file).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("flite: %w: %s", err, out)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	wav, err := speech.Recording(raw)
	if err != nil {
		return nil, err
	}
	pcm := make([]int16, len(wav[44:])/2)
	_, err = binary.Decode(wav[44:], binary.LittleEndian, pcm)
	return pcm, err
}

// checkPaths reads in the log where each caller was brought.
func (h heardHouse) checkPaths() {
	want := map[string]string{"15145550191": "answered ring:303 talk:303", "15145550192": "abandoned", "15145550193": "message ring:304 voicemail:304"}
	for _, l := range h.lines(h.ctx, h.t, 1, len(want)) {
		result, after, _ := strings.Cut(want[l.Caller], " ")
		if got, path := strings.Join(l.Path, " "), strings.TrimSpace("greeting language:en name barge_in "+after); got != path || l.Result != result {
			h.t.Errorf("%s: got %s, %s", l.Caller, l.Result, got)
		}
	}
}
