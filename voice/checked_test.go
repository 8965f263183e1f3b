package voice

import (
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
)

// there is a dialog of a side that is there.
type there struct{ dialog }

// A side that refuses each session as too short is not asked once more at once: only one that tells how long it must last is.
func TestRefusedSession(t *testing.T) {
	for _, tt := range []struct {
		least string
		soon  bool
	}{{"", false}, {"60", false}, {"90", true}} {
		c := &call{}
		c.caller = party{leg: &leg{}, dialog: there{}, id: "d", session: timer{lasts: time.Minute, ours: true, asking: true, due: time.Now().Add(-time.Second)}}
		r := sip.NewResponse(422, "Session Interval Too Small")
		if tt.least != "" {
			r.AppendHeader(sip.NewHeader("Min-SE", tt.least))
		}
		c.checked("d", r, nil)
		if soon := c.caller.session.due.Before(time.Now()); soon != tt.soon || c.caller.session.asking {
			t.Errorf("with a least of %q: asked again at once: %v", tt.least, soon)
		}
	}
}

// A side that answers a refresh with another address for its sound is heard and spoken to there.
func TestMovedAtRefresh(t *testing.T) {
	c := &call{}
	c.caller = party{leg: &leg{log: slog.New(slog.DiscardHandler)}, dialog: there{}, id: "d", session: timer{lasts: time.Minute, ours: true, asking: true}}
	c.caller.accept(offer{codec: pcmu(), proto: "RTP/AVP", addr: netip.MustParseAddrPort("192.0.2.1:4000")}, netip.Addr{})
	r := sip.NewResponse(200, "OK")
	r.AppendHeader(&sip.CSeqHeader{SeqNo: 2, MethodName: sip.INVITE})
	r.SetBody([]byte("v=0\r\nc=IN IP4 192.0.2.7\r\nm=audio 4002 RTP/AVP 0\r\n"))
	c.checked("d", r, nil)
	if to := c.caller.to.String(); to != "192.0.2.7:4002" {
		t.Errorf("sound goes to %s", to)
	}
}
