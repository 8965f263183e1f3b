package office_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// desk is a runner of one job at a time, by the clock of the store.
type desk struct {
	*officetest.House
	t *testing.T
}

// due claims what is due now, each kind once.
func (d desk) due() map[anteroom.JobKind]anteroom.Job {
	d.t.Helper()
	jobs, err := d.Claim(d.t.Context(), 50, time.Minute, "")
	if err != nil {
		d.t.Fatal(err)
	}
	found := map[anteroom.JobKind]anteroom.Job{}
	for _, j := range jobs {
		found[j.Kind] = j
	}
	return found
}

// mail is the text of the message that a job delivers.
func (d desk) mail(j anteroom.Job) string {
	d.t.Helper()
	m, _, err := d.Message(d.t.Context(), j.Company, anteroom.MessageID(j.Target))
	if err != nil {
		d.t.Fatal(err)
	}
	return m.FromName + "\n" + m.Text + m.HTML
}

func (d desk) transcript(id anteroom.CallID) string {
	d.t.Helper()
	v, _, err := d.VoiceMessage(d.t.Context(), marcOf(d.Mine), d.Mine.ID, d.Mine.Users[0], anteroom.RecordingID(id))
	if err != nil {
		d.t.Fatal(err)
	}
	return v.Transcript
}

// A voice message is written down in the language of its call; its words stand with it, and in the mail, which waited for them and
// goes as soon as they are there, from the sender of when it was left. They are text, whatever the recogniser says.
func TestTranscript(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desk{officetest.Build(t, s), t}
		d.Do(t, d.System.Who, office.SetRecogniser{Address: "https://whisper.nord.example/v1", Key: "sk-1", Seconds: 20})
		d.Scribe.Writes(func(context.Context, officetest.Asked) (string, error) {
			return " Bonjour,\r\n ici <b>Luc</b>.\x00\u202e ", nil
		})
		call := d.Call(t, d.Mine, time.Now())
		d.Do(t, d.Mine.Administrator.Who, office.SetAssistant{Company: d.Mine.ID, Name: "Zoé", Email: "zoe@boreal.example"})
		jobs := d.due()
		if _, early := jobs[anteroom.Deliver]; early {
			t.Fatal("the mail does not wait")
		}
		if due, err := d.NextDue(t.Context(), ""); err != nil || time.Until(due) > 21*time.Second {
			t.Errorf("the mail waits until %v, %v", due, err)
		}
		if err := d.Transcribe(t.Context(), jobs[anteroom.Transcribe]); err != nil {
			t.Fatal(err)
		}
		const words = "Bonjour, ici <b>Luc</b>."
		if got := d.transcript(call.ID); got != words {
			t.Errorf("got %q", got)
		}
		mail := d.mail(d.due()[anteroom.Deliver])
		if !strings.HasPrefix(mail, "Emma\n") || !strings.Contains(mail, "machine") || !strings.Contains(mail, words) || !strings.Contains(mail, "ici &lt;b&gt;Luc") || !strings.Contains(mail, "/me/voicemail/") {
			t.Error(mail)
		}
		if q := d.Scribe.Asked(); len(q) != 1 || q[0].Language != call.Language || q[0].Key != "sk-1" || q[0].WAV != string(call.Recording.WAV) || q[0].At.Address != "https://whisper.nord.example/v1" {
			t.Errorf("asked %+v", q)
		}
	})
}

// A recogniser that is not there, fails, is slow, or understands nothing holds up no mail, and no other work; what it missed is asked for
// again for half an hour.
func TestNoTranscript(t *testing.T) {
	d := desk{officetest.Build(t, storetest.SQLite(t)), t}
	first := d.Call(t, d.Mine, time.Now())
	jobs := d.due()
	if _, asked := jobs[anteroom.Transcribe]; asked || strings.Contains(d.mail(jobs[anteroom.Deliver]), "machine") {
		t.Error("without a recogniser something is written down")
	}
	d.Do(t, d.System.Who, office.SetRecogniser{Address: "https://whisper.nord.example", Seconds: 5})
	second := d.Call(t, d.Mine, time.Now())
	d.Scribe.Writes(func(ctx context.Context, _ officetest.Asked) (string, error) {
		if end, limited := ctx.Deadline(); !limited || time.Until(end) > 5*time.Second {
			t.Errorf("it is waited for until %v", end)
		}
		return "", anteroom.Fail(anteroom.Unavailable, "recogniser.problem.failed", "status", 503)
	})
	failing := d.due()[anteroom.Transcribe]
	if err := d.Transcribe(t.Context(), failing); err != nil {
		t.Fatal(err)
	}
	sent, ok := d.due()[anteroom.Deliver]
	if !ok || strings.Contains(d.mail(sent), "machine") {
		t.Error("the mail does not go without words at once")
	}
	list, err := d.Outbox(t.Context(), d.System.Who, anteroom.Target{Company: d.Mine.ID}, anteroom.Find{Most: 9, Where: map[string]string{"kind": "transcribe"}})
	if err != nil || len(list.Rows) != 1 || list.Rows[0].State != anteroom.JobWaiting || time.Until(list.Rows[0].Due) < 50*time.Second {
		t.Errorf("it is not asked again: %+v, %v", list.Rows, err)
	}
	d.Scribe.Writes(func(context.Context, officetest.Asked) (string, error) { return "Plus tard.", nil })
	if err := d.Transcribe(t.Context(), failing); err != nil || len(d.Scribe.Asked()) != 1 {
		t.Errorf("what failed is asked again at once: %v", err)
	}
	d.Do(t, d.System.Who, office.SetRecogniser{Address: "https://whisper.nord.example", Seconds: 6})
	if err := d.Transcribe(t.Context(), failing); err != nil || d.transcript(second.ID) != "Plus tard." || d.transcript(first.ID) != "" {
		t.Errorf("later it is not written down: %v", err)
	}
	full := make(chan struct{})
	d.Scribe.Writes(func(context.Context, officetest.Asked) (string, error) { <-full; return "...", nil })
	ended := make(chan error, 3)
	for range 3 {
		d.Call(t, d.Mine, time.Now())
		j := d.due()[anteroom.Transcribe]
		go func() { ended <- d.Transcribe(context.Background(), j) }()
	}
	if err := <-ended; err != nil { // the third is put off while two are written down
		t.Error(err)
	}
	close(full)
	if err, other := <-ended, <-ended; err != nil || other != nil {
		t.Error(err, other)
	}
}

// A company keeps what its callers say to itself: no message is written down, also none that waits for it, and no name may be said; until
// that is undone.
func TestUnheard(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desk{officetest.Build(t, s), t}
		d.Do(t, d.System.Who, office.SetRecogniser{Address: "https://whisper.nord.example", Seconds: 20})
		d.Scribe.Writes(func(context.Context, officetest.Asked) (string, error) { return "Secret.", nil })
		mayName := func(want bool) {
			t.Helper()
			p, err := d.Answer(t.Context(), anteroom.Incoming{Number: d.Mine.Number})
			if err != nil || p.Speech != want {
				t.Errorf("callers may say a name: %t, %v", p.Speech, err)
			}
		}
		mayName(true)
		before := d.Call(t, d.Mine, time.Now())
		waits := d.due()[anteroom.Transcribe]
		off := d.Do(t, d.Mine.Administrator.Who, office.SetReceptionist{Company: d.Mine.ID, Unheard: true})
		if changed := off.Items[0].FieldNames(); len(changed) != 1 || changed[0] != "unheard" {
			t.Errorf("changed: %v", changed)
		}
		mayName(false)
		if err := d.Transcribe(t.Context(), waits); err != nil || d.transcript(before.ID) != "" {
			t.Errorf("what waited is written down: %v", err)
		}
		d.Call(t, d.Mine, time.Now())
		jobs := d.due()
		if _, asked := jobs[anteroom.Transcribe]; asked || len(d.Scribe.Asked()) > 0 {
			t.Error("the recogniser hears it")
		}
		if _, goes := jobs[anteroom.Deliver]; !goes {
			t.Error("the mail waits for words that do not come")
		}
		d.Do(t, d.Mine.Administrator.Who, office.Undo{Company: d.Mine.ID, Change: off.Change})
		mayName(true)
		d.Call(t, d.Mine, time.Now())
		if _, asked := d.due()[anteroom.Transcribe]; !asked {
			t.Error("after the undo nothing is written down")
		}
	})
}

// Its key is for the server that it was given for: another server does not get it, and it does not come back by an undo.
func TestRecogniserKey(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	root := h.System.Who
	heard := func() string {
		t.Helper()
		if _, err := h.TestRecogniser(t.Context(), root); err != nil {
			return err.Error()
		}
		asked := h.Scribe.Asked()
		return asked[len(asked)-1].Key
	}
	says := anteroom.Trial{Keys: ",*", Said: "Monsieur Tremblé"}
	path := func() (path string) {
		t.Helper()
		steps, err := h.Simulate(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, "", says)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			path += strings.Join(s.Path, " ") + " "
		}
		return path
	}
	if got := path(); strings.Contains(got, "choose") || planOf(t, h).Speech {
		t.Errorf("without a recogniser a name is heard: %s", got)
	}
	var last anteroom.ChangeID
	for _, row := range []struct {
		fact    string
		command office.SetRecogniser
		want    string
	}{
		{"given", office.SetRecogniser{Address: "https://a.example", Key: "sk-1"}, "sk-1"}, {"left empty", office.SetRecogniser{Address: "https://a.example/v1", Model: "large"}, "sk-1"},
		{"another server", office.SetRecogniser{Address: "https://b.example"}, ""}, {"given again", office.SetRecogniser{Address: "https://b.example", Key: "sk-2"}, "sk-2"},
	} {
		last = h.Do(t, root, row.command).Change
		if got := heard(); got != row.want {
			t.Errorf("%s: %q", row.fact, got)
		}
	}
	if got := path(); !strings.Contains(got, "name choose ") {
		t.Errorf("a name is not heard: %s", got)
	}
	h.Scribe.Writes(func(ctx context.Context, q officetest.Asked) (string, error) {
		end, limited := ctx.Deadline()
		if !limited || time.Until(end) > 4*time.Second {
			t.Errorf("a caller waits until %v", end)
		}
		return q.Key + " " + string(q.Language), nil
	})
	if got, err := h.Hear(t.Context(), "fr", []byte("RIFF")); got != "sk-2 fr" || err != nil {
		t.Errorf("a caller is heard as %q, %v", got, err)
	}
	h.Scribe.Writes(func(context.Context, officetest.Asked) (string, error) {
		return "", anteroom.Fail(anteroom.Unavailable, "recogniser.problem.slow")
	})
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := h.Hear(gone, "fr", []byte("RIFF")); err == nil || !planOf(t, h).Speech {
		t.Errorf("a caller who hung up is a failure: %v", err)
	}
	if _, err := h.Hear(t.Context(), "fr", []byte("RIFF")); err == nil || planOf(t, h).Speech {
		t.Errorf("the next caller waits for what failed: %v", err)
	}
	h.Scribe.Writes(nil)
	if _, err := h.Office.Do(t.Context(), root, office.UndoAbove{Change: last}, office.Ask{}); wrong(err) != "conflict error.undo.secret" {
		t.Errorf("undone: %v", err)
	}
	h.Do(t, root, office.SetRecogniser{})
	if got := heard(); !strings.Contains(got, "not_found") {
		t.Errorf("taken away: %s", got)
	}
	for field, c := range map[string]office.SetRecogniser{"address:error.recogniser.address": {Address: "https://user@a.example"}, "seconds:error.number.between": {Address: "https://a.example", Seconds: 101},
		"key:error.text.long": {Address: "https://a.example", Key: strings.Repeat("x", 201)}} {
		if _, err := h.Office.Do(t.Context(), root, c, office.Ask{}); !strings.HasSuffix(wrong(err), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}
