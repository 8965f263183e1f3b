package fake

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// DNS is a name server on loopback, over UDP and TCP (RFC 1035). What it does not know does not exist.
type DNS struct {
	udp    net.PacketConn
	tcp    net.Listener
	served sync.WaitGroup

	mu    sync.Mutex
	known map[string][]answers // by name in small letters with its dot; answers take turns
	asked map[string]int
	mute  map[string]bool
}

type answers []dnsmessage.ResourceBody

// NewDNS opens a name server on a free port.
func NewDNS() (*DNS, error) {
	d := &DNS{known: map[string][]answers{}, asked: map[string]int{}, mute: map[string]bool{}}
	for range 20 { // both kinds of port must be free
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		if d.udp, err = net.ListenPacket("udp", l.Addr().String()); err == nil {
			d.tcp = l
			break
		}
		_ = l.Close()
	}
	if d.tcp == nil {
		return nil, io.ErrNoProgress
	}
	d.served.Add(2)
	go d.serveUDP()
	go d.serveTCP()
	return d, nil
}

// Addr is host:port.
func (d *DNS) Addr() string { return d.tcp.Addr().String() }

// Close ends the server. It is called once.
func (d *DNS) Close() {
	_ = d.udp.Close()
	_ = d.tcp.Close()
	d.served.Wait()
}

// Host makes a name lead to addresses. Said again, the name leads elsewhere each time that it is asked for: to those said
// first, then those said next, and in the end the last ones.
func (d *DNS) Host(name string, addresses ...string) {
	var a answers
	for _, s := range addresses {
		if ip := netip.MustParseAddr(s); ip.Is4() {
			a = append(a, &dnsmessage.AResource{A: ip.As4()})
		} else {
			a = append(a, &dnsmessage.AAAAResource{AAAA: ip.As16()})
		}
	}
	d.add(name, a)
}

// Service makes a record of RFC 2782: "_imaps._tcp.boreal.example". A target of "." says that there is no such service.
func (d *DNS) Service(name, target string, port, priority int) {
	d.also(name, &dnsmessage.SRVResource{Priority: uint16(priority), Weight: 1, Port: uint16(port), Target: dnsmessage.MustNewName(dotted(target))})
}

// MX makes a server take the mail of a domain.
func (d *DNS) MX(domain, target string) {
	d.also(domain, &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName(dotted(target))})
}

// Mute makes the server answer nothing to what is asked of a name.
func (d *DNS) Mute(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mute[dotted(name)] = true
}

// Asked is how often a name's addresses were asked for.
func (d *DNS) Asked(name string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[dotted(name)]
}

func dotted(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) + "." }

func (d *DNS) add(name string, a answers) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.known[dotted(name)] = append(d.known[dotted(name)], a)
}

// also adds to the first answers of a name.
func (d *DNS) also(name string, r dnsmessage.ResourceBody) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if list := d.known[dotted(name)]; len(list) > 0 {
		list[0] = append(list[0], r)
		return
	}
	d.known[dotted(name)] = []answers{{r}}
}

func (d *DNS) serveUDP() {
	defer d.served.Done()
	buffer := make([]byte, 4096)
	for {
		n, from, err := d.udp.ReadFrom(buffer)
		if err != nil {
			return
		}
		if reply := d.reply(buffer[:n]); reply != nil {
			_, _ = d.udp.WriteTo(reply, from)
		}
	}
}

func (d *DNS) serveTCP() {
	defer d.served.Done()
	for {
		conn, err := d.tcp.Accept()
		if err != nil {
			return
		}
		d.one(conn)
	}
}

// one answers one question over TCP (RFC 1035 section 4.2.2).
func (d *DNS) one(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return
	}
	question := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, question); err != nil {
		return
	}
	if reply := d.reply(question); reply != nil {
		_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	}
}

func (d *DNS) reply(question []byte) []byte {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	name := strings.ToLower(q.Name.String())
	list, exists, mute := d.answer(name, q.Type)
	if mute {
		return nil
	}
	r := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true, RecursionAvailable: true}, Questions: m.Questions}
	if !exists {
		r.RCode = dnsmessage.RCodeNameError
	}
	for _, body := range list {
		r.Answers = append(r.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 1}, Body: body})
	}
	packed, err := r.Pack()
	if err != nil {
		return nil
	}
	return packed
}

// answer is what is known of a name; its turn moves on with each question for its addresses of IPv4.
func (d *DNS) answer(name string, kind dnsmessage.Type) (list answers, exists, mute bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	turns := d.known[name]
	if len(turns) == 0 || d.mute[name] {
		return nil, false, d.mute[name]
	}
	turn := 0
	if kind == dnsmessage.TypeA {
		turn = min(d.asked[name], len(turns)-1)
		d.asked[name]++
	}
	for _, body := range turns[turn] {
		if kindOf(body) == kind {
			list = append(list, body)
		}
	}
	return list, true, false
}

func kindOf(body dnsmessage.ResourceBody) dnsmessage.Type {
	switch body.(type) {
	case *dnsmessage.AResource:
		return dnsmessage.TypeA
	case *dnsmessage.AAAAResource:
		return dnsmessage.TypeAAAA
	case *dnsmessage.SRVResource:
		return dnsmessage.TypeSRV
	case *dnsmessage.MXResource:
		return dnsmessage.TypeMX
	}
	return 0
}
