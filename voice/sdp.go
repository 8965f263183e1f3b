package voice

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// offer is what the other side can hear and say (RFC 3264).
type offer struct {
	addr      netip.AddrPort // where it wants its sound; invalid: nowhere (on hold)
	codec     codec
	keys      uint8  // payload type of telephone-event (RFC 4733); 0: none
	direction string // sendrecv, sendonly, recvonly, inactive
	proto     string // of the line that is taken: RTP/AVP, RTP/SAVP …
	crypto    []keying

	ufrag       string // of ICE: a browser
	fingerprint string // SHA-256, of its certificate
	setup       string // which side begins the handshake: active, passive, actpass
	mid         string // of the line
	bundle      bool   // it wants lines to share one address (RFC 9143)
	mux         bool   // reports come where sound does (RFC 5761)

	lines []string // all lines of media as they are refused
	at    int      // which of them is taken
}

// readOffer takes the first line of audio of an offer or answer that has a codec of ours, and is hidden in a way that we know.
func readOffer(body []byte) (offer, error) {
	d := readDescription(body)
	if len(d.media) > mostMedia {
		return offer{}, fmt.Errorf("sdp: too many lines of media")
	}
	why := fmt.Errorf("sdp: no audio")
	var lines []string
	for _, m := range d.media {
		lines = append(lines, fmt.Sprintf("m=%s 0 %s %s\r\n", kindOf(m.kind), protoOf(m), token(slices.Concat(m.formats, []string{"0"})[0])))
	}
	for i, m := range d.media {
		if m.kind != "audio" || m.port == 0 {
			continue
		}
		o, err := readMedia(d, m)
		if o.lines, o.at = lines, i; err == nil {
			return o, nil
		}
		why = err
	}
	return offer{}, why
}

// kindOf is a kind of media that may stand in our own description.
func kindOf(media string) string {
	if slices.Contains([]string{"audio", "video", "text", "application", "message", "image"}, media) {
		return media
	}
	return "application"
}

// protoOf is the protocol of a line, cleaned.
func protoOf(m medium) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || token(string(r)) != "" {
			return r
		}
		return -1
	}, m.proto)
}

func readMedia(d description, m medium) (offer, error) {
	o := offer{direction: "sendrecv", proto: strings.ToUpper(protoOf(m))}
	for _, list := range [][]attribute{d.attributes, m.attributes} {
		for _, a := range list {
			o.attribute(a)
		}
	}
	switch o.proto {
	case "RTP/AVP", "RTP/AVPF": // feedback may be had, and need not (RFC 4585 section 3.4)
	case "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP":
		if o.ufrag == "" || o.fingerprint == "" || !o.mux {
			return o, fmt.Errorf("sdp: no ICE, no fingerprint by SHA-256, or reports elsewhere")
		}
	case "RTP/SAVP", "RTP/SAVPF":
		if len(o.crypto) == 0 {
			return o, fmt.Errorf("sdp: no key that could be used")
		}
	default:
		return o, fmt.Errorf("sdp: %s is not spoken", o.proto)
	}
	o.formats(m)
	if o.codec.name == "" {
		return o, fmt.Errorf("sdp: no common codec")
	}
	if o.browser() {
		return o, nil // where it is, its packets tell
	}
	return o, o.address(d, m)
}

// browser tells whether the line is WebRTC's.
func (o offer) browser() bool { return strings.HasPrefix(o.proto, "UDP/TLS/") }

// hidden tells whether sound is encrypted in it.
func (o offer) hidden() bool { return len(o.crypto) > 0 || o.browser() }

// attribute takes what one tells of the session or of the line.
func (o *offer) attribute(a attribute) {
	switch a.name {
	case "sendrecv", "sendonly", "recvonly", "inactive":
		o.direction = a.name
	case "crypto":
		if k, ok := readKeying(a.value); ok {
			o.crypto = append(o.crypto, k)
		}
	case "ice-ufrag":
		o.ufrag = a.value // is compared, and never sent on
	case "fingerprint":
		if hash, value, _ := strings.Cut(a.value, " "); strings.EqualFold(hash, "sha-256") {
			o.fingerprint = strings.ToUpper(value)
		}
	case "setup":
		o.setup = a.value
	case "mid":
		o.mid = token(a.value)
	case "group":
		o.bundle = o.bundle || strings.HasPrefix(a.value, "BUNDLE")
	case "rtcp-mux":
		o.mux = true
	}
}

// formats picks the codec and the keys.
func (o *offer) formats(m medium) {
	names := payloadNames(m)
	for _, f := range m.formats {
		n, err := strconv.ParseUint(f, 10, 7)
		switch {
		case err != nil:
		case names[uint8(n)] == "TELEPHONE-EVENT/8000" && o.keys == 0:
			o.keys = uint8(n)
		default:
			o.choose(n)
		}
	}
}

func (o *offer) address(d description, m medium) error {
	ip, err := netip.ParseAddr(cmp.Or(m.address, d.address))
	if err != nil {
		return fmt.Errorf("sdp: no address that sound could be sent to")
	}
	if !ip.IsUnspecified() {
		o.addr = netip.AddrPortFrom(ip.Unmap(), uint16(m.port))
	}
	return nil
}

// choose takes the first codec that is ours, but G.722 before all others: it is heard where the other side of the call speaks it
// too, and costs little where not.
func (o *offer) choose(payload uint64) {
	if c, ok := codecOf(payload); ok && (o.codec.name == "" || c.name == "G722") {
		o.codec = c
	}
}

func payloadNames(m medium) map[uint8]string {
	names := map[uint8]string{}
	for _, a := range m.attributes {
		if a.name != "rtpmap" {
			continue
		}
		number, name, _ := strings.Cut(a.value, " ")
		if n, err := strconv.ParseUint(number, 10, 7); err == nil {
			names[uint8(n)] = strings.ToUpper(strings.TrimSuffix(name, "/1"))
		}
	}
	return names
}

// describe writes our side: an answer with one codec, or an offer with all. It has a line for each of the other side's, all but
// one refused (RFC 3264 section 6). Its version counts what differs from what was told before (section 8).
func (l *leg) describe(ip netip.Addr, codecs []codec, direction string) []byte {
	family := "IP4"
	if ip.Is6() {
		family = "IP6"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "s=-\r\nc=IN %s %s\r\nt=0 0\r\n", family, ip)
	if l.link != nil {
		b.WriteString("a=ice-lite\r\n")
		if l.theirs.bundle && l.theirs.mid != "" {
			fmt.Fprintf(&b, "a=group:BUNDLE %s\r\n", l.theirs.mid)
		}
	}
	for i, refused := range l.theirs.lines {
		if i == l.theirs.at {
			l.media(&b, ip, codecs, direction)
			continue
		}
		b.WriteString(refused)
	}
	if len(l.theirs.lines) == 0 {
		l.media(&b, ip, codecs, direction)
	}
	if b.String() != l.ours {
		l.ours = b.String()
		l.version++
	}
	return fmt.Appendf(nil, "v=0\r\no=anteroom %d %d IN %s %s\r\n%s", l.packet.SSRC, l.version, family, ip, l.ours)
}

// media is the line of our sound, with what belongs to it.
func (l *leg) media(b *strings.Builder, ip netip.Addr, codecs []codec, direction string) {
	l.keysIn = l.keys
	crypto, proto := l.crypto(), l.theirs.proto
	switch {
	case proto == "" && l.link != nil:
		proto = "UDP/TLS/RTP/SAVPF"
	case proto == "" && len(crypto) > 0:
		proto = "RTP/SAVP"
	case proto == "":
		proto = "RTP/AVP"
	}
	fmt.Fprintf(b, "m=audio %d %s", l.port(), proto)
	for _, c := range codecs {
		fmt.Fprintf(b, " %d", c.payload)
	}
	if l.keys != 0 {
		fmt.Fprintf(b, " %d", l.keys)
	}
	b.WriteString("\r\n")
	for _, c := range codecs {
		fmt.Fprintf(b, "a=rtpmap:%d %s/8000\r\n", c.payload, c.name)
	}
	if l.keys != 0 {
		fmt.Fprintf(b, "a=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-16\r\n", l.keys, l.keys)
	}
	for _, k := range crypto {
		b.WriteString(k.String())
	}
	if l.theirs.mux || l.theirs.proto == "" { // RFC 5761 section 5.1.1
		b.WriteString("a=rtcp-mux\r\n")
	}
	l.linkLines(b, ip)
	fmt.Fprintf(b, "a=ptime:20\r\na=%s\r\n", direction)
}

// linkLines tell a browser how it reaches us: by the one address that the operator tells callers (RFC 8839), and by whose
// certificate it knows us. Where it leaves to us who begins the handshake, it begins (RFC 8842 section 5.3).
func (l *leg) linkLines(b *strings.Builder, ip netip.Addr) {
	if l.link == nil {
		return
	}
	setup, mid := "passive", l.theirs.mid
	switch {
	case l.theirs.proto == "": // we offer
		setup, mid = "actpass", "0"
	case l.link.client:
		setup = "active"
	}
	if mid != "" {
		fmt.Fprintf(b, "a=mid:%s\r\n", mid)
	}
	fmt.Fprintf(b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:%s\r\n", l.link.ufrag, l.link.pwd, l.link.us.fingerprint, setup)
	fmt.Fprintf(b, "a=candidate:1 1 udp 2130706431 %s %d typ host\r\na=end-of-candidates\r\n", ip, l.port())
}
