// Package web is the portal: the pages on which people govern their company, served as HTML that needs no script. It
// owns addresses, forms, sessions' cookies and what a page shows; every change goes through a command of office, and
// every word comes from locale. It never asks a right and never touches the store.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// Config is what a portal is made with.
type Config struct {
	Office    *office.Office
	Catalogue *locale.Catalogue
	Log       *slog.Logger
	Secure    bool    // it is reached by HTTPS only: the cookie says so, and browsers are told to insist
	Proxied   bool    // a proxy stands in front: the last address of X-Forwarded-For is the client's
	Demo      bool    // the gallery is shown
	Speaker   Speaker // reads texts aloud; nil: nothing does
	HoldMusic []byte  // what is built in for whoever is held, as WAV
	SIP       string  // host:port at which telephones reach us, for their configuration
	Handsets  Handsets
	Letters   map[anteroom.Language]map[string]Letter // messages that the gallery shows, by name; nil: none
	MailTrap  string                                  // address of the demo's mail trap, linked at the foot of each page; empty: none
}

// Speaker reads a text aloud. Implemented by speech.
type Speaker interface {
	Reads() bool
	Read(ctx context.Context, l anteroom.Language, text string) (wav []byte, err error)
	// Hear is a prompt as callers hear it.
	Hear(ctx context.Context, p anteroom.Prompt) (wav []byte, err error)
}

// Letter is a message as a person receives it.
type Letter struct{ Subject, Text, HTML string }

// portal answers requests. It is safe from many goroutines; nothing in it changes once it is made.
type portal struct {
	Config
	static    static
	countries map[anteroom.Language][]pages.Option
	origin    *http.CrossOriginProtection
	mux       *http.ServeMux
	streams   chan struct{} // a place for each page that listens for changes
	signedIn  []string      // the routes that need a session, as they are written in routes.go
	opened    []string      // those that need none
}

// The limits of one request.
const (
	bodyLimit   = 64 << 10
	timeLimit   = 15 * time.Second
	mostStreams = 2000
)

// New makes the portal. It limits the size and the time of a request by itself, and refuses requests that come from
// other sites; the caller owns the listener, and cancels the base context of its connections to end open streams.
func New(c Config) (http.Handler, error) {
	p := &portal{Config: c, origin: http.NewCrossOriginProtection(), mux: http.NewServeMux(),
		countries: map[anteroom.Language][]pages.Option{}, streams: make(chan struct{}, mostStreams)}
	var err error
	if p.static, err = loadStatic(); err != nil {
		return nil, err
	}
	for _, l := range c.Catalogue.Languages() {
		p.countries[l] = countryOptions(c.Catalogue.In(l))
	}
	p.routes()
	return p, nil
}
