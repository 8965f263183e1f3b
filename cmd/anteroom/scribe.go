package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/speech"
)

// scribe is the speech recogniser as the office asks for it.
type scribe struct {
	speech.Recogniser
	h *house
}

func (h *house) scribe() scribe {
	return scribe{speech.NewRecogniser(guarded(h.settings.SpeechReach())), h}
}

// Sample is a prompt, of a sentence or two.
func (s scribe) Sample(ctx context.Context, l anteroom.Language) (said string, wav []byte, err error) {
	p := anteroom.Prompt{ID: "message_sent", Language: l}
	pcm, err := s.h.speaker.Say(ctx, p)
	return s.h.catalogue.Said(p), speech.WAV(pcm), err
}

// guarded is a client that connects to public addresses, and to those that the operator allows. It is the address itself that is looked at, as it is dialled.
func guarded(allowed []netip.Prefix) *http.Client {
	d := net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		a := at.Addr().Unmap()
		if mail.Public(a) || slices.ContainsFunc(allowed, func(p netip.Prefix) bool { return p.Contains(a) }) {
			return nil
		}
		return anteroom.Fail(anteroom.Invalid, "recogniser.problem.address", "address", a.String())
	}}
	return &http.Client{Transport: &http.Transport{DialContext: d.DialContext, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, TLSHandshakeTimeout: 5 * time.Second,
		MaxResponseHeaderBytes: 32 << 10, MaxConnsPerHost: 32, IdleConnTimeout: time.Minute, DisableCompression: true}}
}
