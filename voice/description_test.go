package voice

import (
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"
)

// What phones and carriers really send is read, whatever RFC 8866 would say of it.
func TestDescription(t *testing.T) {
	const session, sound = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n", "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
	const part = "--b 1\r\nContent-Type: application/sdp;charset=utf-8\r\nContent-Disposition: session\r\n\r\n" + session + sound + "\r\n"
	kept := func(text, was, is string) string { return strings.Replace(text, was, is, 1) }
	for _, tt := range []struct{ name, kind, body, refused string }{
		{"plain", "application/sdp", session + sound, ""},
		{"no name of the session", "", kept(session, "s=-\r\n", "") + sound, ""},
		{"no time", "", kept(session, "t=0 0\r\n", "") + sound, ""},
		{"no end of the last line", "", strings.TrimSuffix(session+sound, "\r\n"), ""},
		{"line feeds alone", "", strings.ReplaceAll(session+sound, "\r\n", "\n"), ""},
		{"the session's number in hexadecimal", "", kept(session, "- 1 1", "my phone 3fa9 -1") + sound, ""},
		{"attributes before the time", "", kept(session, "c=", "a=tool:x\r\nc=") + sound, ""},
		{"bandwidth after the time", "", session + "b=AS:80.5\r\nb=X\r\n" + sound, ""},
		{"a line that is none", "", session + "y=1\r\n\r\nnonsense\r\n" + sound, ""},
		{"the protocol in small letters", "", session + kept(sound, "RTP/AVP", "rtp/avp"), ""},
		{"feedback", "", session + kept(sound, "RTP/AVP", "RTP/AVPF"), ""},
		{"an address of the line", "", kept(session, "192.0.2.1\r\nt", "0.0.0.0\r\nt") + kept(sound, "101\r\n", "101\r\nc=IN IP4 192.0.2.1/127\r\n"), ""},
		{"fax beside", "", session + sound + "m=image 4002 udptl t38\r\na=T38FaxVersion:0\r\n", "m=image 0 udptl t38\r\n"},
		{"fax before", "", session + "m=image 4002 UDPTL t38\r\n" + sound, "m=image 0 UDPTL t38\r\n"},
		{"pictures beside", "", session + sound + "m=video 4002 RTP/AVP 96\r\n", "m=video 0 RTP/AVP 96\r\n"},
		{"in one of several parts", `multipart/mixed; boundary="b 1"`, part + "--b 1\r\nContent-Type: application/isup;version=itu-t92+\r\n\r\n\x01\x00\r\n--b 1--\r\n", ""},
		{"in the second part", `Multipart/Mixed;boundary="b 1"`, "of no matter\r\n--b 1\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n" + part + "--b 1--", ""},
	} {
		m := sip.NewRequest(sip.INVITE, sip.Uri{})
		if tt.kind != "" {
			m.AppendHeader(sip.NewHeader("Content-Type", tt.kind))
		}
		m.SetBody([]byte(tt.body))
		o, late, ok := firstOffer(m)
		if !ok || late || o.codec.name != "PCMA" || o.keys != 101 || o.addr.String() != "192.0.2.1:4000" {
			t.Errorf("%s: got %+v, %v, %v", tt.name, o, late, ok)
		}
		if !strings.Contains(strings.Join(o.lines, ""), tt.refused) {
			t.Errorf("%s: refused with %q", tt.name, o.lines)
		}
	}
	for _, body := range []string{session, "m=audio", session + "m=audio 0 RTP/AVP 0\r\n", session + "m=audio 65536 RTP/AVP 0\r\n", kept(session, "192.0.2.1\r\nt", "\r\nt") + sound, session + strings.Repeat(sound, 9)} {
		if o, err := readOffer([]byte(body)); err == nil {
			t.Errorf("%q was read as %+v", body, o)
		}
	}
	held, err := readOffer([]byte(kept(session, "192.0.2.1\r\nt", "0.0.0.0\r\nt") + sound))
	if err != nil || held.addr.IsValid() {
		t.Errorf("on hold from the beginning: %+v, %v", held, err)
	}
}
