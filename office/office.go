package office

import (
	"context"
	"hash/fnv"
	"log/slog"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Composer writes the texts of a message. Implemented by mail.
type Composer interface {
	Compose(anteroom.Notice) (subject, text, html string, err error)
}

// Paper typesets bills as PDF. Implemented by paper.
type Paper interface {
	Bill(b anteroom.Bill, logo anteroom.Logo, l anteroom.Language) ([]byte, error)
}

// Config is what an Office is made with.
type Config struct {
	Store    *store.Store
	Composer Composer
	Complete func(anteroom.Language) int // how many texts and prompts a language lacks (R18)
	Portal   string                      // address of the portal, for links in messages; no slash at the end
	Sender   anteroom.Assistant          // of messages that come from no company
	Sealer   *anteroom.Sealer            // of the secrets that must be read again
	Mail     MailServers                 // people's mail servers; nil: none can be reached
	Issuers  MailIssuers                 // where people sign in to them with a browser; nil: nowhere
	PBX      PBXAccounts                 // companies' accounts on phone systems; nil: their passwords are taken unchecked
	Paper    Paper                       // nil: bills are no PDF
	// Recordings makes files that people send in fit for calls; nil: none can be sent in.
	Recordings Recordings
	Scribe     Scribe                    // nil: nothing that is said is written down
	MP3        MP3                       // nil: recordings are WAV alone
	Words      func(key string) []string // a text of every language, divided at "|", by which cells of a file are understood
	Log        *slog.Logger
}

// Office carries out commands and answers queries. It is safe from many goroutines.
type Office struct {
	store      *store.Store
	composer   Composer
	complete   func(anteroom.Language) int
	portal     string
	sender     anteroom.Assistant
	sealer     *anteroom.Sealer
	mail       MailServers
	issuers    MailIssuers
	pbx        PBXAccounts
	paper      Paper
	words      func(key string) []string
	recordings Recordings
	mp3        MP3
	scribe     Scribe
	names      rested        // the recogniser, from names that callers say
	messages   rested        // the same, from voice messages
	writing    chan struct{} // a place for each message that is written down at one time
	calls      Switchboard
	decoding   chan struct{} // a place for each file of sound that is read at one time
	log        *slog.Logger
	attempts   *attempts
	bases      *bases
	passes     *passes       // of test calls
	hashing    chan struct{} // a place for each password that is hashed at one time
	turns      *turns
	wake       chan struct{} // told when a job was queued

	mu       sync.Mutex
	watchers map[anteroom.CompanyID]map[chan Notice]struct{}
	// known are country and languages of the companies that called, for emergency calls while the store is away.
	known map[anteroom.CompanyID]anteroom.Company
}

// New makes an office on a store.
func New(c Config) *Office {
	o := &Office{
		store: c.Store, composer: c.Composer, complete: c.Complete, portal: c.Portal, sender: c.Sender, sealer: c.Sealer, log: c.Log, mail: c.Mail, issuers: c.Issuers, paper: c.Paper, pbx: c.PBX,
		words: c.Words, attempts: newAttempts(), bases: newBases(), turns: newTurns(), passes: newPasses(), hashing: make(chan struct{}, 2), recordings: c.Recordings, mp3: c.MP3, scribe: c.Scribe, writing: make(chan struct{}, 2), decoding: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		watchers: map[anteroom.CompanyID]map[chan Notice]struct{}{}, known: map[anteroom.CompanyID]anteroom.Company{},
	}
	o.calls = idle{}
	if o.words == nil {
		o.words = func(string) []string { return nil }
	}
	return o
}

// turn lets the commands of one VAR or company go one after the other: they would collide in the database, for each
// adds to the same history. It returns what ends the turn.
func (o *Office) turn(ctx context.Context, of anteroom.Target) (func(), error) {
	return o.turns.take(ctx, string(of.VAR)+"/"+string(of.Company))
}

// turns let those who come for the same thing go one after the other.
type turns [256]chan struct{}

func newTurns() *turns {
	t := &turns{}
	for i := range t {
		t[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for the turn, and returns what ends it; Unavailable where the context ends before.
func (t *turns) take(ctx context.Context, what string) (func(), error) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(what))
	place := t[h.Sum32()%uint32(len(t))]
	end := func() { <-place }
	select {
	case place <- struct{}{}: // whoever need not wait is not asked whether there is time
		return end, nil
	default:
	}
	select {
	case place <- struct{}{}:
		return end, nil
	case <-ctx.Done():
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
}

// Notice tells that a company's history has a new entry.
type Notice struct {
	Company anteroom.CompanyID
	Seq     int64
	Who     string
	Command string
}

// Watch tells of each change to a company after its commit, until the context ends; then the channel is closed. A
// watcher that does not keep up misses notices, never holds anybody up.
func (o *Office) Watch(ctx context.Context, id anteroom.CompanyID) <-chan Notice {
	ch := make(chan Notice, 8)
	o.mu.Lock()
	if o.watchers[id] == nil {
		o.watchers[id] = map[chan Notice]struct{}{}
	}
	o.watchers[id][ch] = struct{}{}
	o.mu.Unlock()
	context.AfterFunc(ctx, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.watchers[id], ch)
		if len(o.watchers[id]) == 0 {
			delete(o.watchers, id)
		}
		close(ch)
	})
	return ch
}

func (o *Office) tell(n Notice) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for ch := range o.watchers[n.Company] {
		select {
		case ch <- n:
		default:
		}
	}
}

// Wake tells the runner that a job was queued. It is never closed.
func (o *Office) Wake() <-chan struct{} { return o.wake }

func (o *Office) woken() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// clean takes the white space off both ends of what a person typed.
func clean(s string) string { return strings.TrimSpace(s) }

// limit of what a query returns at most.
const pageSize = 500

func page(n int) int { return max(1, min(n, pageSize)) }

// sessionIdle and sessionLife end a session that was not used, and any session.
const (
	sessionIdle = 12 * time.Hour
	sessionLife = 7 * 24 * time.Hour
)
