package mail

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the character sets that mail is still written in
	gomessage "github.com/emersion/go-message/mail"
)

const (
	mostParts      = 60
	mostNested     = 6
	mostText       = 256 << 10 // bytes of text, before it is made fit to be read aloud
	mostReferences = 20
	longestID      = 250 // bytes
)

// digest is what there is to a raw message, which may be broken anywhere: what can be read of it is. It never fails.
func digest(raw []byte) anteroom.MailBody {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return anteroom.MailBody{}
	}
	b := anteroom.MailBody{}
	h := gomessage.Header{Header: e.Header}
	b.Head = heading(h)
	b.Thread = thread(h)
	b.ReplyTo = b.Head.Email
	if list, err := h.AddressList("Reply-To"); err == nil && len(list) > 0 {
		b.ReplyTo = line(list[0].Address, mostOfAddress)
	}
	p := parts{}
	p.walk(e, 0)
	text := p.plain.String()
	if strings.TrimSpace(text) == "" {
		text = htmlText(p.html.String())
	}
	b.Attachments = p.attached
	b.Text, b.Quoted, b.Cut = spoken(text)
	b.Cut = b.Cut || p.cut
	return b
}

func heading(h gomessage.Header) anteroom.MailHead {
	var head anteroom.MailHead
	if subject, err := h.Subject(); err == nil || message.IsUnknownCharset(err) {
		head.Subject = line(subject, mostOfSubject)
	}
	if list, err := h.AddressList("From"); err == nil && len(list) > 0 {
		head.Email = line(list[0].Address, mostOfAddress)
		head.From = orElse(line(list[0].Name, mostOfName), head.Email)
	} else if from, _ := h.Text("From"); from != "" {
		head.From = line(from, mostOfName)
	}
	if at, err := h.Date(); err == nil {
		head.Received = at
	}
	return head
}

// thread is what an answer refers to: ids that can stand in a header of ours, and no others.
func thread(h gomessage.Header) anteroom.MailThread {
	var t anteroom.MailThread
	if list := ids(h.Get("Message-Id")); len(list) > 0 {
		t.MessageID = list[0]
	}
	t.References = ids(h.Get("References"))
	if len(t.References) == 0 {
		if list := ids(h.Get("In-Reply-To")); len(list) == 1 {
			t.References = list
		}
	}
	if n := len(t.References); n > mostReferences { // the first, and the last ones (RFC 5537 section 3.4.4)
		t.References = append(t.References[:1:1], t.References[n-mostReferences+1:]...)
	}
	return t
}

func ids(header string) []string {
	var list []string
	for _, word := range strings.Fields(header) {
		id, ok := strings.CutPrefix(word, "<")
		if id, ok2 := strings.CutSuffix(id, ">"); ok && ok2 && isID(id) {
			list = append(list, id)
		}
	}
	return list
}

// isID tells a message's id (RFC 5322 section 3.6.4), less strictly on either side of its @ than the standard.
func isID(s string) bool {
	if len(s) > longestID || strings.Count(s, "@") != 1 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("<>()\\\",;", r) })
}

// parts collects what of a message can be read aloud.
type parts struct {
	plain, html bytes.Buffer
	attached    int
	seen        int
	cut         bool
}

// walk goes through the parts; of alternatives it takes the plain text, else the HTML.
func (p *parts) walk(e *message.Entity, depth int) {
	if p.seen++; p.seen > mostParts || depth > mostNested {
		p.cut = true
		return
	}
	kind, _, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain" // RFC 2045 section 5.2
	}
	if several := e.MultipartReader(); several != nil {
		for p.seen <= mostParts {
			part, err := several.NextPart()
			if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				p.cut = p.cut || err != nil && !errors.Is(err, io.EOF)
				return
			}
			p.walk(part, depth+1)
		}
		p.cut = true
		return
	}
	disposition, _, _ := e.Header.ContentDisposition()
	switch {
	case strings.EqualFold(disposition, "attachment"):
		p.attached++
	case kind == "text/plain":
		p.take(&p.plain, e.Body)
	case kind == "text/html":
		p.take(&p.html, e.Body)
	case !strings.EqualFold(disposition, "inline"):
		p.attached++
	}
}

func (p *parts) take(to *bytes.Buffer, from io.Reader) {
	n, _ := io.Copy(to, io.LimitReader(from, int64(max(0, mostText-to.Len()))))
	p.cut = p.cut || n > 0 && to.Len() >= mostText
	to.WriteByte('\n')
}
