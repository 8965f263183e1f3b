package mail

import (
	"context"
	"errors"
	"slices"
	"time"

	"anteroom.dev/anteroom"
)

const (
	activeTime = 40 * time.Second
	mostMX     = 3 // servers that are asked
)

// Active asks the mail servers of an address's domain whether they take messages for it (R39), without sending one. It is
// a warning at most, and never an error: that a server says yes does not prove that somebody reads, and that it can't be
// asked does not prove the contrary. It ends in 40 s at most.
func (d *Dialler) Active(ctx context.Context, email string) anteroom.MailStep {
	ctx, cancel := context.WithTimeout(ctx, activeTime)
	defer cancel()
	began := time.Now()
	step := anteroom.MailStep{Protocol: anteroom.SMTP, Stage: anteroom.MailSending, Outcome: anteroom.MailPassed}
	s, err := parseSeeker(email)
	if err != nil {
		return warned(ctx, step, &talk{}, failed(anteroom.CauseBadName, err))
	}
	to, err := address("", email)
	if err != nil {
		return warned(ctx, step, &talk{}, failed(anteroom.CauseRecipient, err))
	}
	hosts, err := d.takers(ctx, s.domain)
	t := &talk{d: d, server: anteroom.MailServer{Protocol: anteroom.SMTP, Host: s.domain, Port: 25, Security: anteroom.MailPlain}}
	for _, host := range hosts {
		t = &talk{d: d, server: anteroom.MailServer{Protocol: anteroom.SMTP, Host: host, Port: 25, Security: anteroom.MailPlain}}
		if err = t.takes(ctx, to.Address); err == nil || answeredBy(err) || ctx.Err() != nil {
			break
		}
	}
	if step.Took = time.Since(began); err != nil {
		return warned(ctx, step, t, err)
	}
	step.Msg = anteroom.T("mail.active", "host", t.server.Host, "address", line(email, mostOfAddress))
	return step
}

// takers are the servers that take a domain's mail (RFC 5321 section 5.1); an MX of "." takes none (RFC 7505).
func (d *Dialler) takers(ctx context.Context, domain string) ([]string, error) {
	list, _ := d.resolver.LookupMX(ctx, domain+".")
	if len(list) == 1 && list[0].Host == "." {
		return nil, failed(anteroom.CauseNoMail, nil)
	}
	hosts := hostsOf(list)
	if len(hosts) == 0 {
		hosts = []string{domain}
	}
	return hosts[:min(len(hosts), mostMX)], nil
}

// takes asks a server for one recipient, and takes it back.
func (t *talk) takes(ctx context.Context, to string) error {
	defer t.close()
	stages := slices.DeleteFunc(t.stages(), func(s stage) bool { return s.name == anteroom.MailSecure })
	for _, s := range stages {
		if _, err := s.do(ctx); err != nil {
			return err
		}
	}
	if err := t.envelope("", []string{to}, !ascii(to)); err != nil { // no sender, as of a bounce: nothing comes back
		return err
	}
	_, _ = t.ask("RSET")
	_ = t.say("QUIT")
	return nil
}

// answeredBy tells whether a server gave an answer to the question itself, which others need not be asked again.
func answeredBy(err error) bool {
	f, ok := errors.AsType[*fault](err)
	return ok && (f.cause == anteroom.CauseRecipient || f.cause == anteroom.CauseQuota || f.cause == anteroom.CauseSender || f.cause == anteroom.CauseNotSupported)
}

func warned(ctx context.Context, step anteroom.MailStep, t *talk, err error) anteroom.MailStep {
	_ = t.fail(ctx, &step, err)
	step.Outcome, step.Do = anteroom.MailWarned, anteroom.T("mail.active.do")
	return step
}
