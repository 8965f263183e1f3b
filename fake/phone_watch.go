package fake

import (
	"context"
	"encoding/xml"

	"github.com/emiago/sipgo/sip"
)

// Watch is a key of a phone with a lamp that shows a colleague (RFC 4235).
type Watch struct {
	phone             *Phone
	server, extension string
	call              sip.CallIDHeader
	tag               string // theirs
	told              chan *sip.Request
}

// Lamp is what a phone is told of a colleague.
type Lamp struct {
	Version int    `xml:"version,attr"`
	State   string `xml:"state,attr"`
	Entity  string `xml:"entity,attr"`
	Dialog  struct {
		ID        string `xml:"id,attr"`
		Call      string `xml:"call-id,attr"`
		Local     string `xml:"local-tag,attr"`
		Remote    string `xml:"remote-tag,attr"`
		Direction string `xml:"direction,attr"`
		State     string `xml:"state"`
	} `xml:"dialog"`
	Lasts string `xml:"-"` // the state of the subscription
	Event string `xml:"-"`
}

// Watch asks to be told of whoever has an extension, for so many seconds.
func (p *Phone) Watch(ctx context.Context, extension, server, seconds string) (*Watch, error) {
	w := &Watch{phone: p, server: server, extension: extension, call: sip.CallIDHeader("watch-" + extension + "-" + sip.GenerateTagN(12)), told: make(chan *sip.Request, 64)}
	p.mu.Lock()
	p.watches[w.call.Value()] = w
	p.mu.Unlock()
	return w, w.Renew(ctx, seconds)
}

// Renew asks to be told for so many seconds from now on.
func (w *Watch) Renew(ctx context.Context, seconds string) error {
	answer, err := w.phone.subscribe(ctx, w.server, w.extension, w.tag, &w.call, sip.NewHeader("Event", "dialog;id=7"), sip.NewHeader("Expires", seconds))
	if err == nil {
		w.tag, _ = answer.To().Params.Get("tag")
	}
	return err
}

// Told is what the phone is told next.
func (w *Watch) Told(ctx context.Context) (l Lamp, err error) {
	select {
	case r := <-w.told:
		l.Lasts, l.Event = r.GetHeader("Subscription-State").Value(), r.GetHeader("Event").Value()
		return l, xml.Unmarshal(r.Body(), &l)
	case <-ctx.Done():
		return l, ctx.Err()
	}
}

// PickUp answers in the place of the phone that rings, as the lamp tells.
func (w *Watch) PickUp(ctx context.Context, l Lamp) (*Call, error) {
	return w.phone.pickUp(ctx, w.server, l.Dialog.Call, l.Dialog.Remote, l.Dialog.Local)
}

// watch is whom a NOTIFY is for; nil: nobody asked for it.
func (p *Phone) watch(r *sip.Request) *Watch {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.watches[r.CallID().Value()]
}
