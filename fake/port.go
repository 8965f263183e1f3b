package fake

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// FreePort is a port, for UDP and TCP, for a program that must be told which one to listen on. Nobody has it at this moment,
// nor the one behind it, where phones listen for TLS; and it is below those that the system gives out, so that nobody gets it meanwhile.
func FreePort() (string, error) {
	for range 100 {
		port := 20000 + 2*rand.IntN(5000)
		if isFree(port) && isFree(port+1) {
			return strconv.Itoa(port), nil
		}
	}
	return "", errors.New("fake: no free port")
}

func isFree(port int) bool {
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	l, err := net.Listen("tcp", at)
	if err != nil {
		return false
	}
	defer func() { _ = l.Close() }()
	u, err := net.ListenPacket("udp", at)
	if err != nil {
		return false
	}
	return u.Close() == nil
}
