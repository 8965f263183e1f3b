package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// load is a crowd of callers: each invites, hears what is said and sends it back as its own sound, and hangs up after Hold;
// with a Key it presses that while it hears, and waits to be hung up. It runs as a process of its own (bench bare load),
// so that its processor time is not that of the server.
type load struct {
	Target string // host:port
	Number string
	Rate   int // calls begun in a second
	Calls  int
	Hold   time.Duration
	Key    string

	socket *net.UDPConn
	ears   *ears
	mu     sync.Mutex
	inbox  map[string]chan sipMessage
	heard  []*stream
	out    loaded
}

// loaded is what became of them. Times are in milliseconds.
type loaded struct {
	Calls  int     `json:"calls"`
	Failed int     `json:"failed"`
	Again  int     `json:"again"`   // sent once more, because no answer came in half a second, or the answer did
	Few    int     `json:"few"`     // calls that heard less than nine tenths of what was said meanwhile
	First  float64 `json:"first"`   // from the answer to the first sound, of 99 in 100 calls
	Late   float64 `json:"late"`    // of the latest packet of a call, beside its place in the stream, of 95 in 100 calls
	Latest float64 `json:"latest"`  // the same, of all calls
	CPU    float64 `json:"cpu"`     // of the crowd itself, in seconds
	Took   float64 `json:"took"`    // until the last call was begun, in seconds
	Why    string  `json:"failure"` // of the first call that failed
}

// clean tells whether a server bore the load: every call answered at once, and heard in time.
func (l loaded) clean() bool {
	return l.Failed == 0 && l.Again == 0 && l.Few == 0 && l.Late <= mostLate
}

// mostLate is how late a packet may be: a telephone's own buffer bears so much, in milliseconds.
const mostLate = 60

// sipMessage is what is read of a request or answer.
type sipMessage struct {
	first, to, contact, cseq, via, from string
	body                                []byte
	at                                  time.Time
}

func runLoad(args []string) error {
	var l load
	if err := json.Unmarshal([]byte(args[0]), &l); err != nil {
		return err
	}
	out, err := l.run()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

func (l *load) run() (loaded, error) {
	target, err := net.ResolveUDPAddr("udp", l.Target)
	if err != nil {
		return l.out, err
	}
	if l.socket, err = net.DialUDP("udp", nil, target); err != nil {
		return l.out, err
	}
	defer l.socket.Close()
	if err = stamped(l.socket); err != nil {
		return l.out, err
	}
	if l.ears, err = listen(l.Key); err != nil {
		return l.out, err
	}
	defer l.ears.close()
	_ = l.socket.SetReadBuffer(4 << 20) // as much as the system lets it have
	l.inbox = map[string]chan sipMessage{}
	go l.read()
	var all sync.WaitGroup
	begun := time.Now()
	for n := range l.Calls {
		time.Sleep(time.Until(begun.Add(time.Duration(n) * time.Second / time.Duration(l.Rate))))
		all.Go(func() { l.note(l.call(n)) })
	}
	l.out.Took = time.Since(begun).Seconds()
	all.Wait()
	l.sum()
	return l.out, nil
}

func (l *load) note(s *stream, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out.Calls++
	if err != nil {
		if l.out.Failed++; l.out.Why == "" {
			l.out.Why = err.Error()
		}
		return
	}
	l.heard = append(l.heard, s)
}

func (l *load) sum() {
	var first, late []time.Duration
	for _, s := range l.heard {
		if l.Key == "" && s.packets < int(l.Hold/(20*time.Millisecond))*9/10 || s.packets == 0 {
			l.out.Few++
			continue
		}
		first, late = append(first, s.first.Sub(s.answered)), append(late, s.late)
	}
	slices.Sort(first)
	slices.Sort(late)
	if n := len(first); n > 0 {
		l.out.First, l.out.Late, l.out.Latest = milliseconds(first[n*99/100]), milliseconds(late[n*95/100]), milliseconds(late[n-1])
	}
	l.out.CPU = cpu(os.Getpid()).Seconds()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// read hands what comes to the call that it is of.
func (l *load) read() {
	var buffer [65536]byte
	var control [controlMax]byte
	for {
		n, more, _, _, err := l.socket.ReadMsgUDPAddrPort(buffer[:], control[:])
		if errors.Is(err, net.ErrClosed) {
			return
		}
		m, id := parsed(buffer[:n])
		m.at = stampIn(control[:more])
		l.mu.Lock()
		inbox := l.inbox[id]
		l.mu.Unlock()
		select {
		case inbox <- m:
		default:
		}
	}
}

func parsed(raw []byte) (m sipMessage, id string) {
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	m.body = slices.Clone(body)
	for i, line := range strings.Split(string(head), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch name = strings.ToLower(name); {
		case i == 0:
			m.first = line
		case name == "call-id":
			id = value
		case name == "to":
			m.to = value
		case name == "from":
			m.from = value
		case name == "contact":
			m.contact = strings.Trim(value[strings.Index(value, "<")+1:], ">")
		case name == "cseq":
			m.cseq = value
		case name == "via":
			m.via += "Via: " + value + "\r\n"
		}
	}
	m.contact, _, _ = strings.Cut(m.contact, ">")
	return m, id
}

// call is one call from its beginning to its end.
func (l *load) call(n int) (*stream, error) {
	c := &caller{load: l, id: fmt.Sprintf("%d-%d", os.Getpid(), n), n: n, inbox: make(chan sipMessage, 16), here: l.socket.LocalAddr().String()}
	l.mu.Lock()
	l.inbox[c.id] = c.inbox
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.inbox, c.id)
	}()
	begun := time.Now()
	answer, err := c.ask("INVITE", "sip:"+l.Number+"@"+l.Target, description(l.ears.port))
	if err != nil {
		return nil, err
	}
	c.to, c.remote = answer.to, answer.contact
	c.send("ACK", c.remote, 1, "")
	port := soundOf(answer.body)
	s := l.ears.hear(port, begun, answer.at)
	defer l.ears.leave(port)
	if l.Key == "" {
		time.Sleep(l.Hold)
		_, err = c.ask("BYE", c.remote, "")
	} else {
		err = c.hungUp()
	}
	return s, err
}

func description(port int) string {
	return fmt.Sprintf("v=0\r\no=bench 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"+
		"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n", port)
}

// soundOf is the port that the server hears at, and speaks from.
func soundOf(body []byte) int {
	_, media, _ := strings.Cut(string(body), "m=audio ")
	port, _ := strconv.ParseUint(strings.Fields(media + " 0")[0], 10, 16)
	return int(port)
}

// caller is one side of a dialog.
type caller struct {
	load             *load
	n                int
	id, here         string
	to, remote       string
	inbox            chan sipMessage
	seq              int
	branch, lastSent string
}

func (c *caller) send(method, uri string, seq int, body string) {
	c.branch = fmt.Sprintf("z9hG4bK%s-%d-%s", c.id, seq, method)
	to := c.to
	if to == "" {
		to = "<" + uri + ">"
	}
	c.lastSent = fmt.Sprintf("%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=%s\r\nFrom: <sip:15145550199@%s>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n"+
		"Contact: <sip:bench@%s>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		method, uri, c.here, c.branch, c.here, c.id, to, c.id, seq, method, c.here, len(body), body)
	_, _ = c.load.socket.Write([]byte(c.lastSent))
}

// ask sends a request until its answer comes; any but 200 is an error.
func (c *caller) ask(method, uri, body string) (sipMessage, error) {
	c.seq++
	c.send(method, uri, c.seq, body)
	want := fmt.Sprintf("%d %s", c.seq, method)
	for tries := 0; ; {
		select {
		case m := <-c.inbox:
			switch {
			case m.cseq != want || strings.HasPrefix(m.first, "SIP/2.0 1"):
			case strings.HasPrefix(m.first, "SIP/2.0 200"):
				return m, nil
			default:
				return m, errors.New(method + ": " + m.first)
			}
		case <-time.After(500 * time.Millisecond):
			if tries++; tries > 10 {
				return sipMessage{}, errors.New(method + ": no answer")
			}
			c.again()
			_, _ = c.load.socket.Write([]byte(c.lastSent))
		}
	}
}

// again counts what is sent once more.
func (c *caller) again() {
	c.load.mu.Lock()
	defer c.load.mu.Unlock()
	c.load.out.Again++
}

// hungUp waits for the server's BYE.
func (c *caller) hungUp() error {
	late := time.After(8 * time.Second)
	for {
		select {
		case m := <-c.inbox:
			if strings.HasPrefix(m.first, "SIP/2.0 200") { // the ACK was lost (RFC 3261 section 13.2.2.4)
				c.again()
				c.send("ACK", c.remote, 1, "")
			}
			if strings.HasPrefix(m.first, "BYE ") {
				_, err := fmt.Fprintf(c.load.socket, "SIP/2.0 200 OK\r\n%sFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n", m.via, m.from, m.to, c.id, m.cseq)
				return err
			}
		case <-late:
			_, _ = c.ask("BYE", c.remote, "")
			return errors.New("the server did not hang up")
		}
	}
}
