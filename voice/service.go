// Package voice answers calls: SIP by UDP, TCP, TLS and WebSocket, G.711 and G.722 sound by RTP and SRTP, keys by RFC 4733 and
// INFO, phones and browsers that register and are rung. It owns everything about the protocols and carries out what a Plan's
// steps say; it never decides what a caller hears. A call is one goroutine, that of its INVITE; the sound of all is carried by a few.
//
// Whatever a caller sends is hostile: it is cut, cleaned and never written into a header, a file name or a log as it came.
package voice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// Desk is the house behind the voice service. Implemented by office.
type Desk interface {
	// Answer is the plan of a call; NotFound where the number is nobody's.
	Answer(ctx context.Context, in anteroom.Incoming) (anteroom.Plan, error)
	// Dialled is where a call goes that one of our phones starts; number is what it dialled, cut and cleaned. Limits, kinds of
	// error and times are those of Answer.
	Dialled(ctx context.Context, from anteroom.Phone, number string) (anteroom.Route, error)
	// Keep writes lines of calls, all or none: of those in progress, and complete of those that have ended, with their recordings
	// and messages. Told twice, it does nothing the second time.
	Keep(ctx context.Context, calls []anteroom.Call) error
	// Assist does one thing for a user who talks with the assistant; SignIn is the first. What is not possible is in the answer;
	// an error means that it can't be done now.
	Assist(ctx context.Context, a anteroom.Assistance) (anteroom.Answer, error)
	// Sound is a recording of a company as WAV of 8 kHz, mono, 16 bits; NotFound where there is none.
	Sound(ctx context.Context, company anteroom.CompanyID, id anteroom.RecordingID) ([]byte, error)
	// Waiting is how many voice messages a user has.
	Waiting(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID) (anteroom.VoiceCounts, error)
	// Phone is the SIP phone that signs in under a name; NotFound where there is none.
	Phone(ctx context.Context, name string) (anteroom.Phone, error)
}

// Speaker turns a prompt into sound: 8 kHz mono samples, levelled. Implemented by speech.
type Speaker interface {
	Say(ctx context.Context, p anteroom.Prompt) ([]int16, error)
}

// Config is what a Service is made with.
type Config struct {
	Addr             string // host:port for UDP and TCP alike; port 0 takes one that is free for both
	AdvertiseIP      string // told to callers for sound; empty: that of Addr
	PortMin, PortMax int    // for sound; 0: any free one
	TLSAddr          string // host:port for TLS; empty: none. Port 0 takes a free one
	TLSCert, TLSKey  string // files in PEM, read for each connection: a renewed certificate needs no restart
	Spool            string // folder for what the desk has not taken yet
	Realm            string // of the phones' digest authentication
	MaxCalls         int    // at a time; more are told to come again
	SourceCalls      int    // that one address may begin in a second; 0: no limit
	Drain            time.Duration
	Sessions         time.Duration       // that calls last without a refresh; 0: half an hour
	Languages        []anteroom.Language // of the system, in which callers are told whose company nobody knows
	Lines            Lines               // to the outside; nil: none
	Recogniser       Recogniser          // nil: nothing that is said is written down
	TrunksOnly       bool                // calls are taken from trunks and our own phones alone
	Log              *slog.Logger
	Watch            func(test string, c anteroom.Call) // told how far a test call has come; nil: nobody watches
}

// Service is a SIP server that listens.
type Service struct {
	cfg     Config
	desk    Desk
	speaker Speaker
	log     *slog.Logger
	quiet   *slog.Logger // what anybody could fill the log with
	ports   ports
	ip      netip.Addr // told to callers

	ua      *sipgo.UserAgent
	server  *sipgo.Server
	client  *sipgo.Client
	callers *sipgo.DialogServerCache // dialogs that others began
	phones  *sipgo.DialogClientCache // dialogs that we began
	udp     net.PacketConn
	tcp     net.Listener
	tls     net.Listener // nil: none
	web     *sockets     // by WebSocket, from the portal
	seats   *seats       // of connections by TCP and TLS

	plans    *lastPlans
	spool    *spool
	music    []int16 // for who is held
	tunes    tunes
	rings    rings
	register *registrar

	invitations   *invitations
	subscriptions subscriptions
	gate          *gate
	replies       *replies
	board         *board
	pulse         *pulse
	crew          crew
	since         time.Time // when it began to listen
	floods        *floods

	trunks      *trunks
	connections *connections // to trunks
	byTCP       *outgoing
	byTLS       *outgoing
	attended    map[anteroom.TrunkID]attended // used by followTrunks alone
	looking     sync.WaitGroup                // after trunks
	trunkNews   chan struct{}

	mu       sync.Mutex
	calls    map[string]*call // by dialog id, of either leg
	news     chan struct{}    // closed and replaced whenever calls has one more
	draining bool
	wg       sync.WaitGroup
	hangUp   context.Context // ends when calls in progress are to end
	endAll   context.CancelFunc
}

// Listen opens the sockets; Serve answers on them.
func Listen(cfg Config, desk Desk, speaker Speaker) (*Service, error) {
	s := &Service{cfg: cfg, desk: desk, speaker: speaker, log: cfg.Log, calls: map[string]*call{}, news: make(chan struct{}), music: HoldMusic(),
		trunks: newTrunks(nil), connections: newConnections(), attended: map[anteroom.TrunkID]attended{}, trunkNews: make(chan struct{}, 1), plans: newLastPlans(), gate: newGate(), invitations: newInvitations(), pulse: newPulse(), crew: make(crew), since: time.Now(), floods: newFloods(cfg.SourceCalls, cfg.Log), seats: newSeats(mostConnections, connectionsOfOne)}
	s.quiet = slog.New(&rateLimited{next: s.log.Handler(), limit: newLimit(5)})
	s.board, s.rings.changed = newBoard(s.relight), s.relight
	s.hangUp, s.endAll = context.WithCancel(context.Background())
	if err := s.sockets(); err != nil {
		return nil, fmt.Errorf("voice: %w", err)
	}
	s.replies = newReplies(s.udp)
	var err error
	if s.ports.us, err = newIdentity(); err != nil {
		return nil, fmt.Errorf("voice: %w", errors.Join(err, s.closeSockets()))
	}
	if s.spool, err = openSpool(cfg.Spool, cfg.Log); err == nil {
		s.register, err = newRegistrar(cfg.Realm, cfg.Spool, desk, cfg.Log, s.floods)
	}
	if err == nil {
		err = s.secure()
	}
	if err == nil {
		err = s.agent()
	}
	if err != nil {
		_ = s.closeSockets()
		return nil, fmt.Errorf("voice: %w", err)
	}
	return s, nil
}

// sockets finds a port that is free for UDP and TCP.
func (s *Service) sockets() error {
	host, port, err := net.SplitHostPort(s.cfg.Addr)
	if err != nil {
		return err
	}
	for range 20 {
		if s.udp, err = net.ListenPacket("udp", net.JoinHostPort(host, port)); err != nil {
			return err
		}
		at := s.udp.LocalAddr().(*net.UDPAddr).AddrPort()
		if s.tcp, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(int(at.Port())))); err == nil {
			s.web, s.byTCP, s.byTLS = newSockets(s.tcp.Addr()), newOutgoing(s.tcp.Addr()), newOutgoing(s.tcp.Addr())
			s.ports = ports{ip: at.Addr().Unmap(), low: s.cfg.PortMin, high: s.cfg.PortMax, log: s.log}
			return s.addresses()
		}
		_ = s.udp.Close()
		if port != "0" {
			return err
		}
	}
	return err
}

func (s *Service) addresses() (err error) {
	if s.ip = s.ports.ip; s.cfg.AdvertiseIP != "" {
		s.ip, err = netip.ParseAddr(s.cfg.AdvertiseIP)
	}
	if s.ip.IsUnspecified() {
		return errors.New("an address that callers reach is needed: set advertise, or listen on one address")
	}
	return err
}

// agent makes the SIP server; every handler is wrapped.
func (s *Service) agent() (err error) {
	quiet := s.quiet
	s.ua, err = sipgo.NewUA(sipgo.WithUserAgent("Anteroom"), sipgo.WithUserAgentHostname(s.host()),
		sipgo.WithUserAgentParser(sip.NewParser(sip.WithHeadersParsers(guarded(sip.DefaultHeadersParser(), quiet)))),
		sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet), sip.WithTransportLayerReadFilter(s.floods.filter)),
		sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(quiet),
			sip.WithTransactionLayerUnhandledResponseHandler(func(*sip.Response) {}))) // an answer that nobody waits for: anybody could fill the log with them
	if err != nil {
		return err
	}
	if s.server, err = sipgo.NewServer(s.ua, sipgo.WithServerLogger(quiet)); err != nil {
		return err
	}
	client, err := sipgo.NewClient(s.ua, sipgo.WithClientLogger(quiet), sipgo.WithClientHostname(s.host()), sipgo.WithClientPort(s.port()),
		sipgo.WithClientNAT()) // rport: answers come back the way that they were asked for, by TLS too, where the port is another
	if err != nil {
		return err
	}
	s.client, client.TxRequester = client, asker{s.ua, s.udp.LocalAddr().(*net.UDPAddr)}
	s.callers = sipgo.NewDialogServerCache(client, *s.contact("udp"))
	s.phones = sipgo.NewDialogClientCache(client, *s.contact("udp"))
	s.server.OnInvite(s.safe(s.onInvite))
	s.server.OnAck(s.safe(s.onAck))
	s.server.OnBye(s.safe(s.onBye))
	s.server.OnInfo(s.safe(s.onInfo))
	s.server.OnUpdate(s.safe(s.onUpdate))
	s.server.OnRefer(s.safe(s.onRefer))
	s.server.OnRegister(s.safe(s.onRegister))
	s.server.OnSubscribe(s.safe(s.onSubscribe))
	s.server.OnOptions(s.safe(s.onOptions))
	s.server.OnCancel(s.safe(func(r *sip.Request, tx sip.ServerTransaction) { respond(r, tx, 481, "Call/Transaction Does Not Exist") }))
	s.server.OnNoRoute(s.safe(func(r *sip.Request, tx sip.ServerTransaction) { respond(r, tx, 405, "Method Not Allowed") }))
	return nil
}

// host is our address as URIs have it.
func (s *Service) host() string { return inURI(s.ip.String()) }

// Addr is host:port where calls are answered.
func (s *Service) Addr() string { return net.JoinHostPort(s.ports.ip.String(), strconv.Itoa(s.port())) }

func (s *Service) port() int { return s.udp.LocalAddr().(*net.UDPAddr).Port }

// Serve answers until the context ends; then it takes no new call, lets those in progress go on for Config.Drain, and
// ends them. What the desk has not taken by then waits in the spool.
func (s *Service) Serve(ctx context.Context) error {
	if s.cfg.Lines != nil {
		s.firstLook(ctx)
	}
	served := make(chan error, 6)
	go func() { served <- s.datagrams() }()
	go func() { served <- s.server.ServeTCP(s.guard(s.tcp)) }()
	go func() { served <- s.server.ServeWS(s.web) }()
	if s.tls != nil {
		go func() { served <- s.server.ServeTLS(s.tls) }()
	}
	go func() { served <- s.server.ServeTCP(s.byTCP) }()
	go func() { served <- s.server.ServeTLS(s.byTLS) }()
	spooled := make(chan struct{})
	spoolCtx, stop := context.WithCancel(context.Background())
	go func() { defer close(spooled); s.spool.run(spoolCtx, s.desk) }()
	go s.keepOpen(spoolCtx, openEvery)
	if s.cfg.Lines != nil {
		go s.followTrunks(spoolCtx)
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-served:
	}
	s.drain()
	s.signOff()
	stop()
	<-spooled
	_ = errors.Join(s.closeSockets(), s.ua.Close()) // closing is all that is left to do
	return err
}

func (s *Service) drain() {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	ended := make(chan struct{})
	go func() { s.wg.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(s.cfg.Drain):
		s.endAll()
		select {
		case <-ended:
		case <-time.After(lastWords + 2*time.Second):
		}
	}
}

// survive is deferred wherever something goes on beside the goroutine of a call: a panic there ends that alone. What others wait
// for is then given by instead.
func survive(log *slog.Logger, what string, instead ...func()) {
	if p := recover(); p != nil {
		log.Error("voice: panic", "in", what, "panic", p, "stack", string(debug.Stack()))
		for _, do := range instead {
			do()
		}
	}
}

var errPanic = errors.New("voice: a panic, which the log tells of")

// safe puts around a handler what sipgo leaves out: the headers that every request must have (RFC 3261 section 8.1.1)
// are there, extensions that we don't know are refused (8.2.2.3), and a panic ends nothing but this request.
func (s *Service) safe(handle sipgo.RequestHandler) sipgo.RequestHandler {
	return func(r *sip.Request, tx sip.ServerTransaction) {
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("voice: panic", "method", clean(string(r.Method)), "panic", p, "stack", string(debug.Stack()))
				if r.From() != nil && r.To() != nil && r.CSeq() != nil && r.CallID() != nil && r.Via() != nil {
					respond(r, tx, 500, "Server Internal Error")
				}
			}
		}()
		if r.Via() == nil || r.From() == nil || r.To() == nil || r.CallID() == nil || r.CSeq() == nil {
			return // nobody could be answered
		}
		if r.Transport() != "UDP" && !s.floods.lets(r.IsInvite(), addrOf(r.Source())) {
			respond(r, tx, 503, "Service Unavailable", sip.NewHeader("Retry-After", "5"))
			return
		}
		tx, anew := s.replies.answering(r, tx)
		if !anew {
			return
		}
		if name, any := unknown(r); any && !r.IsAck() && !r.IsCancel() {
			respond(r, tx, 420, "Bad Extension", sip.NewHeader("Unsupported", name))
			return
		}
		handle(r, tx)
	}
}

// supported are the extensions that whoever speaks to us may count on.
const supported = "replaces, timer"

// unknown is the first of the extensions that a request demands and we don't have.
func unknown(r *sip.Request) (name string, any bool) {
	for _, h := range r.GetHeaders("Require") {
		for name := range strings.SplitSeq(h.Value(), ",") {
			switch name = strings.TrimSpace(name); strings.ToLower(name) {
			case "", "replaces", "timer":
			default:
				return token(name), true
			}
		}
	}
	return "", false
}

const allowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, REFER, REGISTER, SUBSCRIBE"

// respond answers a request; an answer that can't be sent is nobody's loss but the asker's.
func respond(r *sip.Request, tx sip.ServerTransaction, code int, reason string, headers ...sip.Header) {
	if r.IsAck() || tx == nil {
		return
	}
	answer := sip.NewResponseFromRequest(r, code, reason, nil)
	if code == 405 || code == 200 {
		answer.AppendHeader(sip.NewHeader("Allow", allowed))
	}
	for _, h := range headers {
		answer.AppendHeader(h)
	}
	_ = tx.Respond(answer)
}

// onOptions tells that we are here, and within a call whether that goes on (RFC 3261 section 12.2.2): who asks for that ends a call that does not.
func (s *Service) onOptions(r *sip.Request, tx sip.ServerTransaction) {
	if _, within := r.To().Params.Get("tag"); within && s.of(r) == nil {
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
		return
	}
	respond(r, tx, 200, "OK", sip.NewHeader("Accept", "application/sdp"))
}

func (s *Service) onAck(r *sip.Request, tx sip.ServerTransaction) {
	if c := s.of(r); c != nil {
		c.answered(r) // before the call goes on
	}
	_ = s.callers.ReadAck(r, tx)
}

// of is the call to which a request within a dialog belongs. Of one that answered a moment ago it waits until the call has taken
// it in: some change the sound at once.
func (s *Service) of(r *sip.Request) *call {
	c, news := s.look(r)
	if c != nil {
		return c
	}
	if _, err := s.phones.MatchRequestDialog(r); err != nil {
		return nil
	}
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	for c == nil {
		select {
		case <-news:
			c, news = s.look(r)
		case <-timer.C:
			return nil
		}
	}
	return c
}

// look is the same as things are; nil: none. The channel is closed when they are different.
func (s *Service) look(r *sip.Request) (*call, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range []func(*sip.Request) (string, error){sip.DialogIDFromRequestUAS, sip.DialogIDFromRequestUAC} {
		if key, err := id(r); err == nil && s.calls[key] != nil {
			return s.calls[key], s.news
		}
	}
	return nil, s.news
}

func (s *Service) onBye(r *sip.Request, tx sip.ServerTransaction) {
	c, _ := s.look(r)
	if s.callers.ReadBye(r, tx) != nil && s.phones.ReadBye(r, tx) != nil { // one that was transferred away has no call any more
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
	}
	if c != nil {
		c.signal(signal{kind: byeCame, request: r})
	}
}
