package voice

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// largestDatagram is what UDP carries. What is larger than a packet of the network comes in fragments, as every answer to a request that many
// proxies have passed on: RFC 3261 section 18.1.1 would have TCP instead for requests alone, and few carriers offer it.
const largestDatagram = 65_507

// sipgo sends nothing by UDP that is larger than this less 200 bytes, and tells nobody.
func init() { sip.UDPMTUSize = largestDatagram + 200 }

// asker sends our requests. By UDP all leave by the one socket on which we listen: sipgo would open another one for each address that it has
// not heard of, close none, and ask from a port that no router and no carrier knows.
type asker struct {
	agent *sipgo.UserAgent
	here  *net.UDPAddr
}

// Request sends one; an ACK, which has no transaction, alone.
func (a asker) Request(ctx context.Context, r *sip.Request) (sip.ClientTransaction, error) {
	if strings.EqualFold(r.Transport(), "udp") {
		r.Laddr = sip.Addr{IP: a.here.IP, Port: a.here.Port, Zone: a.here.Zone}
	}
	if r.IsAck() {
		return nil, a.agent.TransportLayer().WriteMsg(r)
	}
	return a.agent.TransactionLayer().Request(ctx, r)
}

// datagrams reads what comes by UDP until the socket is closed. A datagram on which the reading panics is lost, and nothing else.
func (s *Service) datagrams() (err error) {
	for again := true; again; {
		again = false
		socket := &datagramSocket{PacketConn: s.udp, log: s.quiet, from: map[netip.AddrPort]bool{}}
		func() {
			defer survive(s.quiet, "a datagram", func() { again = true })
			err = s.server.ServeUDP(socket)
			again = socket.full()
		}()
	}
	return err
}

// mostAddresses are how many addresses sipgo may have heard from: it notes each, and forgets none before it ends reading.
const mostAddresses = 20_000

// datagramSocket is our socket as sipgo reads it once: until many addresses were heard from, or it is closed.
type datagramSocket struct {
	net.PacketConn
	log  *slog.Logger
	from map[netip.AddrPort]bool
}

func (d *datagramSocket) full() bool { return len(d.from) >= mostAddresses }

// ReadFrom fails with net.ErrClosed alone: any other error would end the service.
func (d *datagramSocket) ReadFrom(b []byte) (int, net.Addr, error) {
	for !d.full() {
		n, from, err := d.PacketConn.ReadFrom(b)
		if at, ok := from.(*net.UDPAddr); ok {
			d.from[at.AddrPort()] = true
		}
		if err == nil || errors.Is(err, net.ErrClosed) {
			return n, from, err
		}
		d.log.Error("voice: a datagram is not read", "error", err)
		time.Sleep(accepting)
	}
	return 0, nil, net.ErrClosed
}
