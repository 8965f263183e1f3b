package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/netip"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
)

const (
	sideTime   = 75 * time.Second // of a check of one server
	soonToEnd  = 14 * 24 * time.Hour
	mostFolder = 5 // folders named
)

// Checking is what a check is made of: the connection, the two secrets of an account that it is tried with, and how a
// message is sent.
type Checking struct {
	Access   anteroom.MailAccess
	Incoming anteroom.MailSecret
	Outgoing anteroom.MailSecret
	// Probe is the message that is sent, to and from the account's address. Without a Text it is announced to the server, as
	// far as the server takes sender and recipient, and taken back.
	Probe anteroom.Message
}

// Check connects for real (R27), step by step, and reports each step as it ends; a step behind a failed one is reported as
// skipped. Report is called from this goroutine. It ends in 150 s at most, or soon after the context. The error names the
// first cause: Unavailable where it may pass, Invalid where the settings or the secret are wrong.
func (d *Dialler) Check(ctx context.Context, c Checking, report func(anteroom.MailStep)) error {
	in := d.side(ctx, c.Access.Incoming, c.Incoming, report, lastly{anteroom.MailFolders, (*talk).folders})
	out := d.side(ctx, c.Access.Outgoing, c.Outgoing, report, lastly{anteroom.MailSending, func(t *talk, ctx context.Context) (anteroom.Text, error) { return t.probe(ctx, c.Probe) }})
	if in != nil {
		return in
	}
	return out
}

// Reached tells whether a server is what its settings say: it connects as far as the server's capabilities.
func (d *Dialler) Reached(ctx context.Context, s anteroom.MailServer) error {
	t := &talk{d: d.frugal(), server: s}
	defer t.close()
	return run(ctx, t, t.stages()[:6], func(anteroom.MailStep) {})
}

type lastly struct {
	stage anteroom.MailStage
	do    func(*talk, context.Context) (anteroom.Text, error)
}

func (d *Dialler) side(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret, report func(anteroom.MailStep), last lastly) error {
	ctx, cancel := context.WithTimeout(ctx, sideTime)
	defer cancel()
	t := &talk{d: d.frugal(), server: s}
	defer t.close()
	stages := append(t.stages(),
		stage{anteroom.MailSignedIn, func(context.Context) (anteroom.Text, error) {
			return anteroom.T("mail.step.sign_in", "user", line(secret.User, mostOfAddress)), t.signIn(secret)
		}},
		stage{last.stage, func(ctx context.Context) (anteroom.Text, error) { return last.do(t, ctx) }})
	return run(ctx, t, stages, report)
}

// open is a conversation with a server that took the secret.
func (d *Dialler) open(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret) (*talk, error) {
	t := &talk{d: d, server: s}
	stages := append(t.stages(), stage{anteroom.MailSignedIn, func(context.Context) (anteroom.Text, error) { return anteroom.Text{}, t.signIn(secret) }})
	if err := run(ctx, t, stages, func(anteroom.MailStep) {}); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// stage is a step of connecting. A fault of a warning is one with a text.
type stage struct {
	name anteroom.MailStage
	do   func(context.Context) (anteroom.Text, error)
}

// stages are the steps up to the capabilities. Before STARTTLS the server greets.
func (t *talk) stages() []stage {
	var found []netip.Addr
	list := []stage{
		{anteroom.MailName, func(ctx context.Context) (_ anteroom.Text, err error) {
			found, err = t.d.lookup(ctx, t.server.Host)
			return anteroom.T("mail.step.name", "addresses", addresses(found)), err
		}},
		{anteroom.MailAddress, func(context.Context) (anteroom.Text, error) { return anteroom.T("mail.step.address"), t.d.check(found) }},
		{anteroom.MailPort, func(ctx context.Context) (anteroom.Text, error) {
			if !t.d.allowed(t.server.Port, false) {
				return anteroom.Text{}, failed(anteroom.CausePortRefused, nil)
			}
			conn, err := t.d.dialAddr(ctx, found, t.server.Port)
			if err != nil {
				return anteroom.Text{}, err
			}
			t.set(conn)
			return anteroom.T("mail.step.port", "port", strconv.Itoa(t.server.Port), "address", conn.RemoteAddr().String()), nil
		}},
	}
	secure, greet := stage{anteroom.MailSecure, t.secured}, stage{anteroom.MailGreeting, t.greet}
	if t.server.Security == anteroom.MailTLS {
		list = append(list, secure, greet)
	} else {
		list = append(list, greet, secure)
	}
	return append(list, stage{anteroom.MailCapabilities, func(context.Context) (anteroom.Text, error) {
		err := t.learn()
		return anteroom.T("mail.step.capabilities", "methods", t.offered()), err
	}})
}

func addresses(list []netip.Addr) []string {
	out := make([]string, 0, mostTried)
	for _, a := range list[:min(len(list), mostTried)] {
		out = append(out, a.String())
	}
	return out
}

// secured makes the connection secure in the way that the settings say, and tells whose certificate it is.
func (t *talk) secured(ctx context.Context) (anteroom.Text, error) {
	switch t.server.Security {
	case anteroom.MailTLS:
		secure, err := t.d.secure(ctx, t.conn, t.server.Host)
		if err != nil {
			return anteroom.Text{}, err
		}
		t.set(secure)
	case anteroom.MailSTARTTLS:
		if err := t.secureNow(ctx); err != nil {
			return anteroom.Text{}, err
		}
	default:
		return anteroom.Text{}, &warning{anteroom.CauseUnencrypted, anteroom.T("mail.cause.unencrypted")}
	}
	c := t.conn.(*tls.Conn).ConnectionState().PeerCertificates[0]
	text := anteroom.T("mail.step.tls", "names", names(c), "date", c.NotAfter.UTC())
	if time.Until(c.NotAfter) < soonToEnd {
		return text, &warning{anteroom.CauseExpiring, text}
	}
	return text, nil
}

// warning is that a step passed, and there is something to know.
type warning struct {
	cause anteroom.MailCause
	text  anteroom.Text
}

func (w *warning) Error() string { return string(w.cause) }

// run goes through the stages to the first that fails, and reports all.
func run(ctx context.Context, t *talk, stages []stage, report func(anteroom.MailStep)) error {
	var first error
	for _, s := range stages {
		step := anteroom.MailStep{Protocol: t.server.Protocol, Stage: s.name, Outcome: anteroom.MailSkipped, Msg: anteroom.T("mail.step.skipped")}
		if first == nil {
			began := time.Now()
			text, err := s.do(ctx)
			step.Outcome, step.Msg, step.Took = anteroom.MailPassed, text, time.Since(began)
			if w, ok := errors.AsType[*warning](err); ok {
				step.Outcome, step.Msg, step.Cause, step.Do = anteroom.MailWarned, w.text, w.cause, toDo(w.cause)
			} else if err != nil {
				first = t.fail(ctx, &step, err)
			}
		}
		report(step)
	}
	return first
}

// fail writes why a step failed into it, and makes the error for whoever asked.
func (t *talk) fail(ctx context.Context, step *anteroom.MailStep, err error) error {
	f, ok := errors.AsType[*fault](err)
	if !ok {
		f = broken(err).(*fault) //nolint:errorlint // of broken, always
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled): // what is read from a connection that we closed tells nothing
		f = &fault{cause: anteroom.CauseInterrupted, err: f.err}
	case ctx.Err() != nil:
		f = &fault{cause: anteroom.CauseTimeout, err: f.err}
	}
	step.Outcome, step.Cause, step.Said = anteroom.MailFailed, f.cause, f.said
	step.Msg, step.Do = t.because(f), toDo(f.cause)
	return t.public(f)
}

// because is the cause in words.
func (t *talk) because(f *fault) anteroom.Text {
	args := append([]any{"host", line(t.server.Host, 253), "port", strconv.Itoa(t.server.Port)}, f.args...)
	return anteroom.T("mail.cause."+string(f.cause), args...)
}

func toDo(c anteroom.MailCause) anteroom.Text { return anteroom.T("mail.cause." + string(c) + ".do") }

// public is a fault as it may cross the room's edge: with the cause's words, and for us the cause without what may hold a
// secret.
func (t *talk) public(f *fault) error {
	kind := anteroom.Invalid
	switch f.cause {
	case anteroom.CauseNoAnswerDNS, anteroom.CauseClosed, anteroom.CauseUnreachable, anteroom.CauseTimeout, anteroom.CauseBroken, anteroom.CauseBusy, anteroom.CauseTemporary, anteroom.CauseInterrupted, anteroom.CauseQuota:
		kind = anteroom.Unavailable
	}
	return &anteroom.Error{Kind: kind, Msg: t.because(f), Err: errors.New("mail: " + string(t.server.Protocol) + ": " + string(f.cause) + ": " + f.said)}
}
