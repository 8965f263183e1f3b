package mail

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message/charset"
)

// imapbox is an inbox over IMAP. Ids are UIDVALIDITY:UID (RFC 9051 section 2.3.1.1).
type imapbox struct {
	t        *talk
	c        *imapclient.Client
	validity uint32
	all      uint32
}

// imapClient is the library's side of a conversation in which we signed in.
func (t *talk) imapClient() *imapclient.Client {
	words := &mime.WordDecoder{CharsetReader: charset.Reader}
	return imapclient.New(t.handOver("* PREAUTH ready\r\n"), &imapclient.Options{WordDecoder: words})
}

func selectInbox(t *talk) (inbox, error) {
	b := &imapbox{t: t, c: t.imapClient()}
	data, err := b.c.Select("INBOX", nil).Wait()
	if err != nil {
		_ = b.c.Close()
		return nil, t.imapFault(err, anteroom.CauseFolders)
	}
	b.validity, b.all = data.UIDValidity, data.NumMessages
	return b, nil
}

// imapFault is why a command of IMAP failed.
func (t *talk) imapFault(err error, c anteroom.MailCause) error {
	e, ok := errors.AsType[*imap.Error](err)
	if !ok {
		return t.base.cause(err)
	}
	switch e.Code {
	case imap.ResponseCodeOverQuota:
		c = anteroom.CauseQuota
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		c = anteroom.CauseTemporary
	}
	return &fault{cause: c, said: t.words(e.Text)}
}

// folders asks what is in the mailbox: the last step of a check of where messages are read.
func (t *talk) folders(context.Context) (anteroom.Text, error) {
	if t.server.Protocol == anteroom.POP3 {
		counts, err := (&popbox{t: t}).counts()
		return anteroom.T("mail.step.folders.pop3", "count", counts.All), err
	}
	c := t.imapClient()
	defer func() { _ = c.Close() }()
	var text anteroom.Text
	err := t.base.act(t.d.patience, func() (err error) {
		text, err = t.imapFolders(c)
		return err
	})
	return text, err
}

func (t *talk) imapFolders(c *imapclient.Client) (anteroom.Text, error) {
	list, err := c.List("", "%", nil).Collect()
	if err != nil {
		return anteroom.Text{}, t.imapFault(err, anteroom.CauseFolders)
	}
	var named []string
	for _, f := range list[:min(len(list), mostFolder)] {
		named = append(named, line(f.Mailbox, 60))
	}
	status, err := c.Status("INBOX", &imap.StatusOptions{NumMessages: true}).Wait()
	if err != nil {
		return anteroom.Text{}, t.imapFault(err, anteroom.CauseFolders)
	}
	text := anteroom.T("mail.step.folders", "folders", named, "count", 0)
	if status.NumMessages != nil {
		text.Args["count"] = int(*status.NumMessages)
	}
	_ = c.Logout().Wait()
	return text, nil
}

func (b *imapbox) counts() (anteroom.MailCounts, error) {
	status, err := b.c.Status("INBOX", &imap.StatusOptions{NumMessages: true, NumUnseen: true}).Wait()
	if err != nil {
		return anteroom.MailCounts{}, b.t.imapFault(err, anteroom.CauseFolders)
	}
	c := anteroom.MailCounts{Unread: -1}
	if status.NumMessages != nil {
		c.All, b.all = int(*status.NumMessages), *status.NumMessages
	}
	if status.NumUnseen != nil {
		c.Unread = int(*status.NumUnseen)
	}
	return c, nil
}

// list fetches by place, not by search: a server's answer to a search may stand for four thousand million messages.
func (b *imapbox) list(most int) ([]anteroom.MailHead, error) {
	if m := b.c.Mailbox(); m != nil {
		b.all = m.NumMessages
	}
	if b.all == 0 || most == 0 {
		return nil, nil
	}
	var set imap.SeqSet
	set.AddRange(b.all-min(b.all, uint32(most))+1, b.all) //nolint:gosec // of List: 0 to 200
	got, err := b.fetch(set, most, &imap.FetchOptions{UID: true, Flags: true, Envelope: true, InternalDate: true, RFC822Size: true})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(got, func(a, c *imapclient.FetchMessageBuffer) int { return int(c.SeqNum) - int(a.SeqNum) })
	list := make([]anteroom.MailHead, 0, len(got))
	for _, m := range got {
		if m.UID != 0 && !slices.Contains(m.Flags, imap.FlagDeleted) {
			list = append(list, b.head(m))
		}
	}
	return list, nil
}

// fetch takes no more messages than were asked for, whatever the server sends.
func (b *imapbox) fetch(set imap.NumSet, most int, options *imap.FetchOptions) ([]*imapclient.FetchMessageBuffer, error) {
	cmd := b.c.Fetch(set, options)
	var got []*imapclient.FetchMessageBuffer
	for m := cmd.Next(); m != nil && len(got) < most; m = cmd.Next() {
		buffer, err := m.Collect()
		if err != nil {
			break
		}
		got = append(got, buffer)
	}
	if err := cmd.Close(); err != nil {
		return nil, b.t.imapFault(err, anteroom.CauseFolders)
	}
	return got, nil
}

func (b *imapbox) head(m *imapclient.FetchMessageBuffer) anteroom.MailHead {
	h := anteroom.MailHead{ID: fmt.Sprintf("%d:%d", b.validity, m.UID), Received: m.InternalDate, Seen: slices.Contains(m.Flags, imap.FlagSeen), Size: m.RFC822Size}
	if e := m.Envelope; e != nil {
		h.Subject = line(e.Subject, mostOfSubject)
		if len(e.From) > 0 {
			h.Email = line(e.From[0].Addr(), mostOfAddress)
			h.From = orElse(line(e.From[0].Name, mostOfName), h.Email)
		}
	}
	return h
}

// uid is the message's number, where the id is of this mailbox as it is now.
func (b *imapbox) uid(id string) (imap.UIDSet, error) {
	validity, number, _ := strings.Cut(id, ":")
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil || n == 0 || validity != strconv.FormatUint(uint64(b.validity), 10) {
		return nil, anteroom.Missing()
	}
	return imap.UIDSetNum(imap.UID(n)), nil
}

func (b *imapbox) raw(id string) (anteroom.MailHead, []byte, bool, error) {
	set, err := b.uid(id)
	if err != nil {
		return anteroom.MailHead{}, nil, false, err
	}
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: mostMessage}}
	got, err := b.fetch(set, 1, &imap.FetchOptions{UID: true, Flags: true, Envelope: true, InternalDate: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{section}})
	if err != nil {
		return anteroom.MailHead{}, nil, false, err
	}
	if len(got) == 0 || got[0].UID == 0 {
		return anteroom.MailHead{}, nil, false, anteroom.Missing()
	}
	var raw []byte
	for _, s := range got[0].BodySection {
		raw = s.Bytes[:min(len(s.Bytes), mostMessage)]
	}
	return b.head(got[0]), raw, got[0].RFC822Size > mostMessage, nil
}

func (b *imapbox) mark(id string) error { return b.flag(id, imap.FlagSeen) }

func (b *imapbox) flag(id string, flag imap.Flag) error {
	set, err := b.uid(id)
	if err != nil {
		return err
	}
	got, err := b.fetch(set, 1, &imap.FetchOptions{UID: true})
	if err != nil {
		return err
	}
	if len(got) == 0 {
		return anteroom.Missing()
	}
	cmd := b.c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{flag}}, nil)
	if err := cmd.Close(); err != nil {
		return b.t.imapFault(err, anteroom.CauseFolders)
	}
	return nil
}

// drop moves a message to where deleted ones are kept, as people's mail programs do; where there is no such folder, it
// deletes that message alone, and never what others marked.
func (b *imapbox) drop(id string) error {
	set, err := b.uid(id)
	if err != nil {
		return err
	}
	caps := b.c.Caps()
	if trash := b.trash(); trash != "" && caps.Has(imap.CapMove) {
		got, err := b.fetch(set, 1, &imap.FetchOptions{UID: true})
		if err != nil {
			return err
		}
		if len(got) == 0 {
			return anteroom.Missing()
		}
		if _, err := b.c.Move(set, trash).Wait(); err != nil {
			return b.t.imapFault(err, anteroom.CauseFolders)
		}
		return nil
	}
	if err := b.flag(id, imap.FlagDeleted); err != nil {
		return err
	}
	if caps.Has(imap.CapUIDPlus) {
		if err := b.c.UIDExpunge(set).Close(); err != nil {
			return b.t.imapFault(err, anteroom.CauseFolders)
		}
	}
	return nil
}

// trash is the folder of deleted messages (RFC 6154); empty: there is none.
func (b *imapbox) trash() string {
	if !b.c.Caps().Has(imap.CapSpecialUse) {
		return ""
	}
	list, err := b.c.List("", "%", &imap.ListOptions{ReturnSpecialUse: b.c.Caps().Has(imap.CapListExtended)}).Collect()
	if err != nil {
		return ""
	}
	for _, f := range list {
		if slices.Contains(f.Attrs, imap.MailboxAttrTrash) {
			return f.Mailbox
		}
	}
	return ""
}

func (b *imapbox) close() {
	_ = b.c.Logout().Wait()
	_ = b.c.Close()
}
