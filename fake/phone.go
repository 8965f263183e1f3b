// Package fake is the outside world made of code, for the demo and the tests: a SIP phone that does what a script says.
package fake

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
	"github.com/pion/rtp"
)

// Phone is a SIP phone on a loopback port: it calls, registers, and answers.
type Phone struct {
	Display  string // what it calls itself when it calls, as it stands between the quotation marks; empty: "Phone"
	name     string
	password string // with which it registered last
	ua       *sipgo.UserAgent
	server   *sipgo.Server
	client   *sipgo.Client
	socket   net.PacketConn
	contact  sip.ContactHeader
	out      *sipgo.DialogClientCache
	in       *sipgo.DialogServerCache
	incoming chan *Call
	resync   chan struct{}
	told     chan string // how transfers go on

	refreshed chan sip.RequestMethod
	summaries chan string
	mu        sync.Mutex
	calls     map[string]*Call
	manner    Manner
	invited   chan *sip.Request
	cancelled chan *sip.Request
	hearing   chan *Call
	registry  *Registrar // nil: nobody signs in at the phone
	watches   map[string]*Watch
}

// NewPhone opens a phone; Close ends it.
func NewPhone(name string) (*Phone, error) {
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Phone{name: name, socket: socket, incoming: make(chan *Call, 4), resync: make(chan struct{}, 1), told: make(chan string, 8), refreshed: make(chan sip.RequestMethod, 64), summaries: make(chan string, 64), invited: make(chan *sip.Request, 8), cancelled: make(chan *sip.Request, 8), hearing: make(chan *Call, 8), calls: map[string]*Call{}, watches: map[string]*Watch{}}
	port := socket.LocalAddr().(*net.UDPAddr).Port
	quiet := slog.New(slog.DiscardHandler)
	p.ua, err = sipgo.NewUA(sipgo.WithUserAgent("phone"), sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet)),
		sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(quiet)))
	if err == nil {
		p.server, err = sipgo.NewServer(p.ua, sipgo.WithServerLogger(quiet))
	}
	if err == nil {
		p.client, err = sipgo.NewClient(p.ua, sipgo.WithClientLogger(quiet), sipgo.WithClientHostname("127.0.0.1"), sipgo.WithClientPort(port))
	}
	if err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	p.contact = sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: name, Host: "127.0.0.1", Port: port}}
	p.out, p.in = sipgo.NewDialogClientCache(p.client, p.contact), sipgo.NewDialogServerCache(p.client, p.contact)
	p.server.OnBye(p.onBye)
	p.server.OnInvite(p.onInvite)
	p.server.OnNotify(p.onNotify)
	p.server.OnUpdate(p.onUpdate)
	p.server.OnOptions(p.onOptions)
	p.server.OnRegister(p.onRegister)
	p.server.OnAck(func(r *sip.Request, tx sip.ServerTransaction) { _ = p.in.ReadAck(r, tx) })
	go func() { _ = p.server.ServeUDP(socket) }()
	return p, nil
}

// Close ends the phone and its calls.
func (p *Phone) Close() {
	p.mu.Lock()
	for _, c := range p.calls {
		c.over()
	}
	p.mu.Unlock()
	_ = errors.Join(p.socket.Close(), p.ua.Close())
}

func (p *Phone) onBye(r *sip.Request, tx sip.ServerTransaction) {
	_ = p.out.ReadBye(r, tx)
	if r.CallID() != nil {
		p.mu.Lock()
		c := p.calls[r.CallID().Value()]
		p.mu.Unlock()
		if c != nil {
			if c.server != nil {
				_ = p.in.ReadBye(r, tx)
			}
			c.over()
		}
	}
}

// Register tells a registrar where the phone is.
func (p *Phone) Register(ctx context.Context, server, password string) error {
	to := sip.Uri{Scheme: "sip", Host: "127.0.0.1", Port: 5060}
	r := sip.NewRequest(sip.REGISTER, to)
	r.SetDestination(server)
	address := sip.Uri{Scheme: "sip", User: p.name, Host: "127.0.0.1"}
	from := sip.FromHeader{Address: address, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(12))
	r.AppendHeader(&from)
	r.AppendHeader(&sip.ToHeader{Address: address})
	r.AppendHeader(&p.contact)
	r.AppendHeader(sip.NewHeader("Expires", "300"))
	answer, err := p.client.Do(ctx, r)
	if err == nil && answer.StatusCode == 401 {
		p.password = password
		answer, err = p.client.DoDigestAuth(ctx, r, answer, sipgo.DigestAuth{Username: p.name, Password: password})
	}
	if err == nil && answer.StatusCode != 200 {
		err = fmt.Errorf("register: %d %s", answer.StatusCode, answer.Reason)
	}
	return err
}

// Call is one call of the phone.
type Call struct {
	phone  *Phone
	client *sipgo.DialogClientSession
	server *sipgo.DialogServerSession
	sound  *net.UDPConn
	to     *net.UDPAddr
	ended  chan struct{}
	once   sync.Once
	from   int // where Hear goes on

	mu     sync.Mutex
	heard  []int16
	news   chan struct{} // closed and replaced whenever something was heard
	speech []int16
	said   chan struct{} // closed when the last of it was sent; nil: nobody waits for that
	keys   []byte
	packet rtp.Packet
	muted  bool
}

func (p *Phone) newCall() (*Call, error) {
	sound, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	c := &Call{phone: p, sound: sound, ended: make(chan struct{}), news: make(chan struct{})}
	c.packet.Version = 2
	var id [4]byte
	_, _ = rand.Read(id[:])
	c.packet.SSRC = binary.BigEndian.Uint32(id[:])
	return c, nil
}

func (c *Call) sdp() []byte {
	port := strconv.Itoa(c.sound.LocalAddr().(*net.UDPAddr).Port)
	return []byte("v=0\r\no=phone 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port +
		" RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n")
}

// Dial calls a number at a server. Of a call that is refused after something was to be heard, there is what was heard.
func (p *Phone) Dial(ctx context.Context, number, server string) (*Call, error) {
	return p.dial(ctx, number, server)
}

func (p *Phone) dial(ctx context.Context, number, server string, headers ...sip.Header) (*Call, error) {
	c, err := p.newCall()
	if err != nil {
		return nil, err
	}
	r := sip.NewRequest(sip.INVITE, sip.Uri{Scheme: "sip", User: number, Host: "127.0.0.1", Port: portOf(server)}) // a CANCEL goes there
	r.SetDestination(server)
	from := sip.FromHeader{DisplayName: cmp.Or(p.Display, "Phone"), Address: sip.Uri{Scheme: "sip", User: p.name, Host: "127.0.0.1"}, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(12))
	r.AppendHeader(&from)
	r.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	for _, h := range headers {
		r.AppendHeader(h)
	}
	r.SetBody(c.sdp())
	c.client, err = p.out.WriteInvite(ctx, r)
	if err == nil {
		err = c.client.WaitAnswer(ctx, sipgo.AnswerOptions{Username: p.name, Password: p.password, OnResponse: c.early})
	}
	if err == nil {
		err = c.client.Ack(ctx)
	}
	if err != nil {
		c.over()
		if c.to == nil {
			c = nil
		}
		return c, err
	}
	c.begin(string(c.client.InviteResponse.Body()), r.CallID().Value())
	return c, nil
}

func portOf(server string) int {
	_, text, _ := net.SplitHostPort(server)
	port, _ := strconv.Atoi(text)
	return port
}

// early begins to listen before the call is answered.
func (c *Call) early(r *sip.Response) error {
	if r.StatusCode == 183 && len(r.Body()) > 0 {
		c.begin(string(r.Body()), r.CallID().Value())
		select {
		case c.phone.hearing <- c:
		default:
		}
	}
	return nil
}

func (p *Phone) onInvite(r *sip.Request, tx sip.ServerTransaction) {
	if tag, _ := r.To().Params.Get("tag"); tag != "" {
		p.reinvited(r, tx)
		return
	}
	c, err := p.newCall()
	if err != nil {
		return
	}
	tx.OnCancel(func(r *sip.Request) {
		select {
		case p.cancelled <- r.Clone():
		default:
		}
	})
	if c.server, err = p.in.ReadInvite(r, tx); err != nil {
		c.over()
		return
	}
	if !c.ask(r) {
		return
	}
	answer := sip.NewSDPResponseFromRequest(c.server.InviteRequest, c.sdp())
	for _, h := range c.timers() {
		answer.AppendHeader(h)
	}
	if err := c.server.WriteResponse(answer); err != nil {
		c.over()
		return
	}
	c.begin(string(r.Body()), r.CallID().Value())
	p.incoming <- c
	<-c.ended
}

// Incoming is the next call that the phone has answered.
func (p *Phone) Incoming(ctx context.Context) (*Call, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *Call) begin(sdp, id string) {
	if c.to != nil { // already
		return
	}
	_, media, _ := strings.Cut(sdp, "m=audio ")
	port, _ := strconv.Atoi(strings.Fields(media + " 0")[0])
	c.to = &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
	c.phone.mu.Lock()
	c.phone.calls[id] = c
	c.phone.mu.Unlock()
	go c.listen()
	go c.talk()
}

func (c *Call) over() { c.once.Do(func() { close(c.ended); _ = c.sound.Close() }) }

func (c *Call) listen() {
	var raw [2048]byte
	for {
		n, err := c.sound.Read(raw[:])
		if err != nil {
			return
		}
		var p rtp.Packet
		if p.Unmarshal(raw[:n]) != nil || p.PayloadType != 0 {
			continue
		}
		c.mu.Lock()
		for _, b := range p.Payload {
			c.heard = append(c.heard, fromMu(b))
		}
		close(c.news)
		c.news = make(chan struct{})
		c.mu.Unlock()
	}
}

// talk sends 20 ms of speech, keys or silence at a time.
func (c *Call) talk() {
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	for {
		select {
		case <-c.ended:
			return
		case <-ticks.C:
			c.frame()
		}
	}
}

func (c *Call) frame() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.muted {
		return
	}
	if len(c.keys) > 0 {
		c.press(c.keys[0])
		c.keys = c.keys[1:]
		return
	}
	n := min(160, len(c.speech))
	frame := make([]byte, 160)
	for i := range frame {
		if i < n {
			frame[i] = toMu(c.speech[i])
		} else {
			frame[i] = 0xff
		}
	}
	c.speech = c.speech[n:]
	c.send(0, frame, 160)
	if c.said != nil && len(c.speech) == 0 {
		close(c.said)
		c.said = nil
	}
}

// press sends a key as three packets that begin and three that end it (RFC 4733 section 2.5).
func (c *Call) press(key byte) {
	event := byte(strings.IndexByte("0123456789*#", key))
	for i := range 6 {
		end := byte(10)
		if i > 2 {
			end |= 0x80
		}
		c.send(101, []byte{event, end, 0, byte(160)}, 0)
	}
	c.packet.Timestamp += 1600
}

func (c *Call) send(payload uint8, data []byte, samples uint32) {
	c.packet.PayloadType, c.packet.Payload = payload, data
	if raw, err := c.packet.Marshal(); err == nil {
		_, _ = c.sound.WriteToUDP(raw, c.to)
	}
	c.packet.SequenceNumber++
	c.packet.Timestamp += samples
}

// Key presses keys, one after the other.
func (c *Call) Key(keys string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys = append(c.keys, keys...)
}

// Info presses a key by SIP INFO, in a body of one of the two kinds that phones send.
func (c *Call) Info(ctx context.Context, kind, body string) error {
	r := sip.NewRequest(sip.INFO, sip.Uri{})
	r.AppendHeader(sip.NewHeader("Content-Type", kind))
	r.SetBody([]byte(body))
	answer, err := c.within(ctx, r)
	if err == nil && answer.StatusCode != 200 {
		err = fmt.Errorf("info: %d %s", answer.StatusCode, answer.Reason)
	}
	return err
}

// within sends a request in the call's dialog.
func (c *Call) within(ctx context.Context, r *sip.Request) (*sip.Response, error) {
	if c.client != nil {
		r.Recipient = c.client.InviteResponse.Contact().Address
		return c.client.Do(ctx, r)
	}
	r.Recipient = c.server.InviteRequest.Contact().Address
	return c.server.Do(ctx, r)
}

// Speak says something, after what is being said.
func (c *Call) Speak(pcm []int16) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.speech = append(c.speech, pcm...)
}

// Over tells whether the call has ended.
func (c *Call) Over() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// Listen waits for some time, or until the call ends; the error is the context's.
func (c *Call) Listen(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.ended:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// Heard is all that was heard so far.
func (c *Call) Heard() []int16 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]int16(nil), c.heard...)
}

// Hangup ends the call.
func (c *Call) Hangup() {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if c.client != nil {
		_ = c.client.Bye(ctx)
	} else {
		_ = c.server.Bye(ctx)
	}
	c.over()
}

// Ended waits for the other side to hang up.
func (c *Call) Ended(ctx context.Context) error {
	select {
	case <-c.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Remote is where the other side takes the call's sound.
func (c *Call) Remote() *net.UDPAddr { return c.to }
