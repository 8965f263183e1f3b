package config

import (
	"net/netip"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
)

// MailReach is where people's mail servers may be reached beside public addresses and the usual ports.
func (c Config) MailReach() (networks []netip.Prefix, ports []int, err error) {
	networks, ports, wrong := c.mailReach()
	return networks, ports, failed(wrong)
}

func (c Config) mailReach() (networks []netip.Prefix, ports []int, wrong anteroom.Fields) {
	for word := range strings.FieldsFuncSeq(c.MailAllow, between) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			wrong.Wrong("mail_allow", "config.wrong.network", "value", word)
			continue
		}
		networks = append(networks, p.Masked())
	}
	for word := range strings.FieldsFuncSeq(c.MailPorts, between) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > 65535 {
			wrong.Wrong("mail_ports", "config.wrong.port", "value", word)
			continue
		}
		ports = append(ports, n)
	}
	return networks, ports, wrong
}

func between(r rune) bool { return r == ',' || r == ' ' }
