package office

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Scribe writes down what is said. Implemented by speech.
type Scribe interface {
	// Write asks a recogniser for the words of a WAV of a call, until the context ends. An error says what to do: Invalid where
	// somebody must mend something, Unavailable where it may pass.
	Write(ctx context.Context, at anteroom.Recogniser, key string, l anteroom.Language, wav []byte) (string, error)
	// Sample is something said, with its words.
	Sample(ctx context.Context, l anteroom.Language) (said string, wav []byte, err error)
}

// SetRecogniser says which speech recogniser the installation has. An empty address: none. What is said from now on goes to it.
type SetRecogniser struct {
	Address string `json:"address,omitempty"` // "https://whisper.example:9000", with or without the final /v1; empty: there is none
	Model   string `json:"model,omitempty"`   // asked of the server; empty: whisper-1
	Seconds int    `json:"seconds,omitempty"` // that it may take for a voice message, 5 to 100; 0: 30
	Key     string `json:"key,omitempty"`     // sealed, never told again; empty: as it is, at the same server
}

func (c SetRecogniser) Of() anteroom.Target   { return anteroom.Target{} }
func (c SetRecogniser) Right() anteroom.Right { return anteroom.ManageSystem }

func (c SetRecogniser) Do(r *Run) error {
	if len([]rune(c.Key)) > mostSecret {
		r.wrong.Wrong("key", "error.text.long", "most", mostSecret)
	}
	kept := false
	r.office.names.well()
	r.office.messages.well()
	err := recognisers().edit(r, "recogniser", func(x *anteroom.Recogniser) error {
		now := c.recogniser()
		kept = c.Key == "" && now.Is() && now.Server() == x.Server()
		switch {
		case kept:
			now.KeySet, now.KeyChanged = x.KeySet, x.KeyChanged
		case c.Key != "" && now.Is():
			now.KeySet, now.KeyChanged = true, r.tx.Now
		}
		*x = now
		return nil
	})
	if err != nil || len(r.wrong) > 0 || kept {
		return err
	}
	if c.Key == "" || clean(c.Address) == "" {
		return r.tx.SetRecogniserKey(nil)
	}
	return r.tx.SetRecogniserKey(r.office.sealer.Seal(c.Key, recogniserOwner))
}

// recogniser is what the command says of one, the usual where it says nothing.
func (c SetRecogniser) recogniser() anteroom.Recogniser {
	x := anteroom.Recogniser{Address: clean(c.Address), Model: clean(c.Model), Seconds: c.Seconds}
	if !x.Is() {
		return anteroom.Recogniser{}
	}
	if x.Model == "" {
		x.Model = anteroom.UsualRecogniser
	}
	if x.Seconds == 0 {
		x.Seconds = anteroom.UsualRecognising
	}
	return x
}

const recogniserOwner = "recogniser"

// recognisers is the one of the installation; it was never made.
func recognisers() noun[anteroom.Recogniser] {
	return noun[anteroom.Recogniser]{
		name: "recogniser", right: anteroom.ManageSystem,
		load: func(r *Run, _ string) (anteroom.Recogniser, error) {
			x, _, err := r.tx.Recogniser()
			return x, err
		},
		check: func(r *Run, _ *anteroom.Recogniser, x anteroom.Recogniser) error {
			x.Check(&r.wrong)
			return nil
		},
		restored: func(_ *Run, before, after anteroom.Recogniser) error {
			if before.KeyChanged.Equal(after.KeyChanged) && (!after.KeySet || before.Server() == after.Server()) {
				return nil
			}
			return anteroom.Fail(anteroom.Conflict, "error.undo.secret")
		},
		put: func(r *Run, _ string, _ *anteroom.Recogniser, x anteroom.Recogniser) error {
			return r.tx.PutRecogniser(x)
		},
		effects: func(r *Run, _ *anteroom.Recogniser, after anteroom.Recogniser) error {
			if !after.Is() {
				r.effect(true, "effect.recogniser.none")
				return nil
			}
			r.effect(true, "effect.recogniser.callers", "server", after.Server())
			r.effect(false, "effect.recogniser.mail", "count", after.Seconds)
			return nil
		},
	}
}

// rest is how long a recogniser that failed is left alone, or every caller and message would wait for it anew.
const rest = 30 * time.Second

// rested is until when it is.
type rested struct{ until atomic.Int64 }

func (r *rested) failed()     { r.until.Store(time.Now().Add(rest).UnixNano()) }
func (r *rested) well()       { r.until.Store(0) }
func (r *rested) still() bool { return time.Now().UnixNano() < r.until.Load() }

// Recogniser is the one of the installation; its key is not told.
func (o *Office) Recogniser(ctx context.Context, who anteroom.Who) (x anteroom.Recogniser, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeSystem, anteroom.Target{}); err != nil {
			return err
		}
		x, _, err = tx.Recogniser()
		return err
	})
	return x, err
}

// opened is the recogniser with its key; NotFound where there is none.
func (o *Office) opened(tx *store.Tx) (x anteroom.Recogniser, key string, err error) {
	x, sealed, err := tx.Recogniser()
	if err = exists(err, x.Is() && o.scribe != nil); err != nil || len(sealed) == 0 {
		return x, "", err
	}
	key, err = o.sealer.Open(sealed, recogniserOwner)
	return x, key, err
}

// Speech tells whether callers may say a name: nobody's secret, for every caller hears it.
func (o *Office) Speech(ctx context.Context) (may bool, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		may, err = o.recognises(tx)
		return err
	})
	return may, err
}

// recognises tells whether what callers say can be written down.
func (o *Office) recognises(tx *store.Tx) (bool, error) {
	at, _, err := tx.Recogniser()
	return at.Is() && o.listens(), err
}

// listens tells whether a recogniser that there is would be asked now.
func (o *Office) listens() bool { return o.scribe != nil && !o.names.still() }

// Understood is what came of a sentence that was spoken to the recogniser, to try it.
type Understood struct {
	Language anteroom.Language `json:"language"`
	Said     string            `json:"said"`
	Heard    string            `json:"heard"`             // what the recogniser understood; empty: nothing
	Took     time.Duration     `json:"took"`              // nanoseconds
	Problem  *anteroom.Text    `json:"problem,omitempty"` // why there is no answer
}

// testTime is how long a person waits for a test.
const testTime = 30 * time.Second

// nameTime is how long a caller waits for what a recogniser makes of a name.
const nameTime = 4 * time.Second

// TestRecogniser speaks a sentence to the recogniser in each language of the system, and tells what was understood. It is waited for
// as long as for the words of a voice message, half a minute at most. Nothing of it is kept. NotFound where there is no recogniser.
func (o *Office) TestRecogniser(ctx context.Context, who anteroom.Who) (list []Understood, err error) {
	var at anteroom.Recogniser
	var key string
	var spoken []anteroom.Language
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.ManageSystem, anteroom.Target{}); err != nil {
			return err
		}
		if at, key, err = o.opened(tx); err != nil {
			return err
		}
		spoken, err = tx.Languages()
		return err
	})
	if err != nil {
		return nil, err
	}
	list = make([]Understood, len(spoken))
	var all sync.WaitGroup
	for i, l := range spoken {
		all.Go(func() { list[i] = o.tried(ctx, at, key, l) })
	}
	all.Wait()
	return list, nil
}

func (o *Office) tried(ctx context.Context, at anteroom.Recogniser, key string, l anteroom.Language) Understood {
	u := Understood{Language: l}
	said, wav, err := o.scribe.Sample(ctx, l)
	if err == nil {
		u.Said = said
		began := time.Now()
		u.Heard, err = o.write(ctx, at, key, l, wav, min(at.Limit(), testTime))
		u.Took = time.Since(began).Round(time.Millisecond)
	}
	if err != nil {
		u.Problem = &anteroom.Text{Key: "error.unavailable"}
		if e, ok := errors.AsType[*anteroom.Error](err); ok {
			u.Problem = &e.Msg
		}
	}
	return u
}

// write asks a recogniser, within a limit.
func (o *Office) write(ctx context.Context, at anteroom.Recogniser, key string, l anteroom.Language, wav []byte, limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	words, err := o.scribe.Write(ctx, at, key, l, wav)
	return anteroom.Transcript(words), err
}
