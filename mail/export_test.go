package mail

import (
	"context"
	"net"
	"net/netip"
	"time"

	"anteroom.dev/anteroom"
)

// Rewired is the dialler with its last step changed: where the network would begin.
func (d *Dialler) Rewired(connect func(ctx context.Context, to netip.AddrPort) (net.Conn, error)) *Dialler {
	d.connect = connect
	return d
}

// Impatient is the dialler with another time for answers.
func (d *Dialler) Impatient(t time.Duration) *Dialler {
	d.patience = t
	return d
}

// Digest is what is read of a raw message, Spoken what of a text.
var (
	Digest        = digest
	Spoken        = spoken
	HTMLText      = htmlText
	NewRecogniser = newRecogniser
)

// Of is the language of a text.
var Of = recogniser.of

// What the domain of an address says of its servers, as it is read.
var (
	ReadAutoconfig = func(raw []byte, email string) ([]anteroom.MailServer, string) {
		c := readAutoconfig(raw, mustSeeker(email))
		return append(c.incoming, c.outgoing...), c.user
	}
	ReadAutodiscover = func(raw []byte, email string) ([]anteroom.MailServer, string, string) {
		c, next := readAutodiscover(raw, mustSeeker(email))
		return append(c.incoming, c.outgoing...), c.user, next
	}
)

func mustSeeker(email string) seeker {
	s, err := parseSeeker(email)
	if err != nil {
		panic(err)
	}
	return s
}
