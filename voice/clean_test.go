package voice

import "testing"

// A host is written as URIs have it, whatever somebody called it.
func TestInURI(t *testing.T) {
	for host, want := range map[string]string{"sip.example.com": "sip.example.com", "192.0.2.1": "192.0.2.1", "2001:db8::1": "[2001:db8::1]", "[2001:db8::1]": "[2001:db8::1]",
		"fe80::1%eth0": "[fe80::1]", "sip.example.com:5061": "sip.example.com:5061", "a;b>\r\nX: 1": "abX:1", "": ""} {
		if got := inURI(host); got != want {
			t.Errorf("%q: %q", host, got)
		}
	}
}
