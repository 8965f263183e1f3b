package config

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// MailReach is where people's mail servers may be reached beside public addresses and the usual ports.
func (c Config) MailReach() (networks []netip.Prefix, ports []int, err error) {
	for word := range strings.FieldsFuncSeq(c.MailAllow, between) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			return nil, nil, fmt.Errorf("mail_allow: %q is no network such as 10.0.0.0/8", word)
		}
		networks = append(networks, p.Masked())
	}
	for word := range strings.FieldsFuncSeq(c.MailPorts, between) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > 65535 {
			return nil, nil, fmt.Errorf("mail_ports: %q is no port", word)
		}
		ports = append(ports, n)
	}
	return networks, ports, nil
}

func between(r rune) bool { return r == ',' || r == ' ' }
