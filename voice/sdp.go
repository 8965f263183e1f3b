package voice

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// offer is what the other side can hear and say (RFC 3264).
type offer struct {
	addr      netip.AddrPort // where it wants its sound; invalid: nowhere (on hold)
	codec     codec
	keys      uint8  // payload type of telephone-event (RFC 4733); 0: none
	direction string // sendrecv, sendonly, recvonly, inactive
}

// readOffer picks the first of our codecs from an offer or answer.
func readOffer(body []byte) (offer, error) {
	var d sdp.SessionDescription
	if err := d.Unmarshal(body); err != nil {
		return offer{}, fmt.Errorf("sdp: %w", err)
	}
	for _, m := range d.MediaDescriptions {
		if m.MediaName.Media != "audio" || strings.Join(m.MediaName.Protos, "/") != "RTP/AVP" {
			continue
		}
		return readMedia(&d, m)
	}
	return offer{}, fmt.Errorf("sdp: no plain audio")
}

func readMedia(d *sdp.SessionDescription, m *sdp.MediaDescription) (offer, error) {
	o := offer{direction: "sendrecv"}
	for _, list := range [][]sdp.Attribute{d.Attributes, m.Attributes} {
		for _, a := range list {
			switch a.Key {
			case "sendrecv", "sendonly", "recvonly", "inactive":
				o.direction = a.Key
			}
		}
	}
	names := payloadNames(m)
	for _, f := range m.MediaName.Formats {
		n, err := strconv.ParseUint(f, 10, 7)
		if err != nil {
			continue
		}
		switch name := names[uint8(n)]; {
		case name == "TELEPHONE-EVENT/8000" && o.keys == 0:
			o.keys = uint8(n)
		default:
			o.choose(n)
		}
	}
	if o.codec.name == "" {
		return o, fmt.Errorf("sdp: no common codec")
	}
	c := m.ConnectionInformation
	if c == nil {
		c = d.ConnectionInformation
	}
	if c == nil || c.Address == nil {
		return o, fmt.Errorf("sdp: no address")
	}
	ip, err := netip.ParseAddr(c.Address.Address)
	if err != nil || m.MediaName.Port.Value <= 0 || m.MediaName.Port.Value > 65535 {
		return o, fmt.Errorf("sdp: no address that sound could be sent to")
	}
	if !ip.IsUnspecified() {
		o.addr = netip.AddrPortFrom(ip.Unmap(), uint16(m.MediaName.Port.Value))
	}
	return o, nil
}

// choose takes the first codec that is ours, but G.722 before all others: it is heard where the other side of the call speaks it
// too, and costs little where not.
func (o *offer) choose(payload uint64) {
	if c, ok := codecOf(payload); ok && (o.codec.name == "" || c.name == "G722") {
		o.codec = c
	}
}

func payloadNames(m *sdp.MediaDescription) map[uint8]string {
	names := map[uint8]string{}
	for _, a := range m.Attributes {
		if a.Key != "rtpmap" {
			continue
		}
		number, name, _ := strings.Cut(a.Value, " ")
		if n, err := strconv.ParseUint(number, 10, 7); err == nil {
			names[uint8(n)] = strings.ToUpper(strings.TrimSuffix(name, "/1"))
		}
	}
	return names
}

// describe writes our side: an answer with one codec, or an offer with both.
func describe(ip netip.Addr, port uint16, codecs []codec, keys uint8, direction string, version uint64) []byte {
	family := "IP4"
	if ip.Is6() {
		family = "IP6"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "v=0\r\no=anteroom %d %d IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\nm=audio %d RTP/AVP", version, version, family, ip, family, ip, port)
	for _, c := range codecs {
		fmt.Fprintf(&b, " %d", c.payload)
	}
	if keys != 0 {
		fmt.Fprintf(&b, " %d", keys)
	}
	b.WriteString("\r\n")
	for _, c := range codecs {
		fmt.Fprintf(&b, "a=rtpmap:%d %s/8000\r\n", c.payload, c.name)
	}
	if keys != 0 {
		fmt.Fprintf(&b, "a=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-16\r\n", keys, keys)
	}
	fmt.Fprintf(&b, "a=ptime:20\r\na=%s\r\n", direction)
	return []byte(b.String())
}
