package config

import (
	"net/netip"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
)

// MailReach is where people's mail servers may be reached beside public addresses and the usual ports.
func (c Config) MailReach() (allowed []netip.Prefix, ports []int, err error) {
	allowed, ports, wrong := c.mailReach()
	return allowed, ports, failed(wrong)
}

// SpeechReach is where the speech recogniser may be reached beside public addresses.
func (c Config) SpeechReach() []netip.Prefix {
	return networks("speech_allow", c.SpeechAllow, &anteroom.Fields{})
}

// networks are those of a setting; what is none is noted as wrong.
func networks(key, list string, wrong *anteroom.Fields) (all []netip.Prefix) {
	for word := range strings.FieldsFuncSeq(list, between) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			wrong.Wrong(key, "config.wrong.network", "value", word)
			continue
		}
		all = append(all, p.Masked())
	}
	return all
}

func (c Config) mailReach() (allowed []netip.Prefix, ports []int, wrong anteroom.Fields) {
	allowed = networks("mail_allow", c.MailAllow, &wrong)
	for word := range strings.FieldsFuncSeq(c.MailPorts, between) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > 65535 {
			wrong.Wrong("mail_ports", "config.wrong.port", "value", word)
			continue
		}
		ports = append(ports, n)
	}
	return allowed, ports, wrong
}

func between(r rune) bool { return r == ',' || r == ' ' }
