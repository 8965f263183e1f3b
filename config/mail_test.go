package config

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMailReach(t *testing.T) {
	c, err := From(map[string]string{"mail_allow": "10.1.2.3/8, fd00::/8", "mail_ports": "1143 ,2525"})
	if err != nil {
		t.Fatal(err)
	}
	networks, ports, err := c.MailReach()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}, networks, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{1143, 2525}, ports); diff != "" {
		t.Error(diff)
	}
	for key, text := range map[string]string{"mail_allow": "10.0.0.0", "mail_ports": "0"} {
		if _, err := From(map[string]string{key: text}); err == nil {
			t.Errorf("%s: %q passes", key, text)
		}
	}
}
