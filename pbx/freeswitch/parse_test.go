package freeswitch

import (
	"bufio"
	"errors"
	"net/textproto"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

// What is read of the dialplans that people write.
func TestNumbers(t *testing.T) {
	for _, row := range []struct{ expression, application, data, want string }{
		{`^\+?14185550100$`, "transfer", "1000 XML default", "14185550100 1000"},
		{`^\+14185550100$`, "bridge", "user/201@boreal.example", "+14185550100 201"},
		{`^(14185550100)$`, "bridge", "sofia/gateway/x/$1", "14185550100 "},
		{`^[+]14185550100$`, "hangup", "", "+14185550100 "},
		{`4185550100`, "transfer", "201", "4185550100 201"},
		{`^(\d{10})$`, "transfer", "201", ""},
		{`^911$`, "transfer", "201", ""}, // no number of a company
		{`^1418555.*$`, "transfer", "201", ""},
	} {
		e := dialExtension{Conditions: []condition{{Field: "destination_number", Expression: row.expression, Actions: []action{{row.application, row.data}}}}}
		got := ""
		if n, ok := e.number(); ok {
			got = n.Number + " " + n.To
		}
		if got != row.want {
			t.Errorf("%s: %q, not %q", row.expression, got, row.want)
		}
	}
}

// FuzzPacket reads what anything on the port may say: an answer, or an error in words, and never more than was said.
func FuzzPacket(f *testing.F) {
	for _, s := range []string{"Content-Type: api/response\nContent-Length: 3\n\n+OK", "Content-Type: command/reply\nReply-Text: -ERR no\n\n",
		"Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n", "Content-Length: 99999999999\n\n", "SSH-2.0-OpenSSH\n", "Content-Length: -1\n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said string) {
		k := &socket{in: textproto.NewReader(bufio.NewReader(strings.NewReader(said)))}
		a, err := k.packet("api/response")
		if err == nil && len(a.body) > len(said) {
			t.Errorf("%d bytes of %d", len(a.body), len(said))
		}
		if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Msg.Key == "" {
			t.Errorf("no words: %v", err)
		}
	})
}

// FuzzPlan reads what FreeSWITCH prints of a dialplan: numbers are numbers, and extensions are digits.
func FuzzPlan(f *testing.F) {
	f.Add(`<context name="a"><extension name="x"><condition field="destination_number" expression="^\+?14185550100$"><action application="transfer" data="201 XML a"/></condition></extension></context>`)
	f.Add("-ERR can't find anything")
	f.Fuzz(func(t *testing.T, printed string) {
		var c dialContext
		if !parsed(printed, &c) {
			return
		}
		for _, e := range c.Extensions {
			n, ok := e.number()
			if ok && (len(strings.Trim(n.Number, "0123456789")) > 1 || n.To != "" && !internal.MatchString(n.To)) {
				t.Errorf("%q rings %q", n.Number, n.To)
			}
		}
	})
}
