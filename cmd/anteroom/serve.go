package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/paper"
	"anteroom.dev/anteroom/pbx/freeswitch"
	"anteroom.dev/anteroom/speech"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/voice"
	"anteroom.dev/anteroom/web"
)

type serveCmd struct {
	Config string `help:"${help_config}" type:"existingfile" optional:""`
}

// Run serves until TERM.
func (c serveCmd) Run(ctx context.Context) error {
	settings, err := config.Load(c.Config, os.Environ())
	if err != nil {
		return err
	}
	h, err := started(ctx, settings)
	switch {
	case err != nil && ctx.Err() != nil: // told to end before it served
		return nil
	case err != nil:
		return err
	}
	defer h.close()
	h.log.Info("serving", "portal", h.portal, "sip", h.voice.Addr(), "version", version())
	return h.serve(ctx)
}

// started is a house that listens, and has said how it is set up where nobody did that yet.
func started(ctx context.Context, settings config.Config) (*house, error) {
	h, err := open(ctx, settings, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return nil, err
	}
	if err = h.listen(web.Config{}); err == nil {
		err = h.inviteToSetUp(ctx, os.Stdout)
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// house is all that runs in one process.
type house struct {
	settings  config.Config
	log       *slog.Logger
	catalogue *locale.Catalogue
	store     *store.Store
	mail      mailServers
	relay     mail.Relay
	returns   jobs.Returns
	office    *office.Office
	speaker   *speech.Speaker
	voice     *voice.Service
	http      net.Listener
	handler   http.Handler
	portal    string
}

// open makes the office on its store; nothing is reachable yet.
func open(ctx context.Context, settings config.Config, log *slog.Logger) (*house, error) {
	h := &house{settings: settings, log: log}
	if err := os.MkdirAll(settings.Data, 0o700); err != nil {
		return nil, err
	}
	var err error
	if h.catalogue, err = locale.Load(); err != nil {
		return nil, err
	}
	if h.http, err = net.Listen("tcp", settings.HTTP); err != nil {
		return nil, fmt.Errorf("http: %w", err)
	}
	if h.portal = settings.Portal; h.portal == "" {
		h.portal = "http://" + h.http.Addr().String()
	}
	if h.store, err = store.Open(ctx, database(settings)); err != nil {
		return nil, errors.Join(err, h.http.Close())
	}
	sealer, err := h.sealer()
	if err != nil {
		return nil, errors.Join(err, h.store.Close(), h.http.Close())
	}
	if err = h.openMail(); err != nil {
		return nil, errors.Join(err, h.store.Close(), h.http.Close())
	}
	h.office = office.New(office.Config{PBX: pbxAccounts{h}, Mail: h.mail, Issuers: mailIssuers{h.mail.Dialler}, Store: h.store, Composer: mail.NewComposer(h.catalogue), Complete: h.catalogue.Lacking, Words: h.catalogue.Words, Recordings: recordings{}, MP3: mp3Writer(), Scribe: h.scribe(), Paper: paper.New(h.catalogue), Portal: h.portal, Log: log,
		Sender: anteroom.Assistant{Name: settings.SenderName, Email: settings.SenderEmail}, Sealer: sealer})
	return h, nil
}

func database(c config.Config) string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "anteroom.db")
}

// listen makes the voice service and the pages.
func (h *house) listen(pages web.Config) error {
	s := h.settings
	h.speaker = speech.New(h.catalogue, speech.Options{Engine: h.engine(), CacheDir: filepath.Join(s.Data, "speech"), Log: h.log})
	var err error
	h.voice, err = voice.Listen(voice.Config{Addr: s.SIP, AdvertiseIP: s.Advertise, PortMin: s.RTPLow, PortMax: s.RTPHigh, MaxCalls: s.Calls,
		SourceCalls: s.SourceCalls, TLSAddr: s.SIPTLS, TLSCert: s.SIPCert, TLSKey: s.SIPKey, Drain: s.Drain, Spool: filepath.Join(s.Data, "spool"), Realm: office.Realm, Watch: h.office.TestCallSeen, Log: h.log,
		Lines: h.office, Recogniser: h.office, Languages: h.catalogue.Languages(), TrunksOnly: s.Callers == "trunks"}, h.office, h.speaker)
	if err != nil {
		return err
	}
	h.office.Switch(h.voice)
	pages.Office, pages.Catalogue, pages.Log = h.office, h.catalogue, h.log
	pages.Speaker, pages.SIP, pages.Handsets = h.speaker, h.sipAddress(), handsets{}
	pages.HoldMusic = speech.WAV(voice.HoldMusic())
	pages.Secure = strings.HasPrefix(h.portal, "https://")
	portal, err := web.New(pages)
	if err != nil {
		return err
	}
	endpoint, err := api.New(api.Config{Office: h.office, Catalogue: h.catalogue, Log: h.log, Version: version()})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", http.StripPrefix("/api/v1", endpoint))
	mux.Handle("POST /pbx/{token}", freeswitch.Serve(h.office, h.sipAddress(), h.log))
	mux.HandleFunc("GET /sip", h.voice.WebSocket)
	mux.Handle("/", portal)
	h.handler = mux
	return nil
}

// sipAddress is where telephones reach us: the advertised address with our port.
func (h *house) sipAddress() string {
	address := h.voice.Addr()
	if _, port, err := net.SplitHostPort(address); err == nil && h.settings.Advertise != "" {
		return net.JoinHostPort(h.settings.Advertise, port)
	}
	return address
}

// engine is what speaks names: the one that the settings name, or none, and then they are spelled.
func (h *house) engine() speech.Engine {
	s := h.settings
	switch {
	case s.Speech == "embedded":
		return nil
	case strings.HasPrefix(s.Speech, "http"):
		return speech.HTTP(speech.Server{URL: s.Speech, Key: s.SpeechKey, Model: s.SpeechModel, Voice: s.SpeechVoice}, &http.Client{Timeout: 10 * time.Second})
	}
	return speech.Espeak()
}

// inviteToSetUp tells the one-time link of an installation that nobody governs yet, at each start until one was used.
func (h *house) inviteToSetUp(ctx context.Context, out io.Writer) error {
	link, err := h.office.SetUpLink(ctx)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	h.log.Warn("this installation is new: set it up by the one-time link", "link", link)
	for _, l := range h.catalogue.Languages() {
		if _, err := fmt.Fprintln(out, h.catalogue.In(l).T("cli.set_up")); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(out, link)
	return err
}

// serve runs until the context ends, then drains: no new call, those in progress to their end, jobs that have begun.
func (h *house) serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	failed := make(chan error, 2)
	wg.Go(func() { failed <- h.voice.Serve(ctx); cancel() })
	wg.Go(func() { h.tellOfTrunks(ctx) })
	var sender jobs.Sender
	if h.relay.Addr != "" {
		sender = mail.NewSender(h.relay, h.log)
	}
	wg.Go(func() {
		jobs.New(h.office, jobs.Outside{Sender: sender, PBX: h.connectPBX, Phones: h.voice, Calls: h.voice, Returns: h.returns}, h.log).Run(ctx)
	})
	server := &http.Server{Handler: h.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn), BaseContext: func(net.Listener) context.Context { return ctx }}
	wg.Go(func() {
		if err := server.Serve(h.http); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
			cancel()
		}
	})
	<-ctx.Done()
	grace, end := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer end()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
	}
	wg.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		if !errors.Is(err, context.Canceled) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// tellOfTrunks has voice look at the trunks whenever something of the system changed.
func (h *house) tellOfTrunks(ctx context.Context) {
	for range h.office.Watch(ctx, anteroom.CompanyID(anteroom.SystemScope)) {
		h.voice.TrunksChanged()
	}
}

func (h *house) close() {
	_ = h.http.Close()
	if err := h.store.Close(); err != nil {
		h.log.Error("closing the store", "error", err)
	}
}
