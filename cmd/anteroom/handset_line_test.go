package main

import (
	"context"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
)

// A company's lines on a real Asterisk are made from here, and real programs get nothing but the address of their
// configuration: they register there, a caller who is put through to the extension reaches them, and they are told to fetch
// anew through Asterisk (R43).
func TestHandsetsOnAsterisk(t *testing.T) {
	t.Parallel()
	for model, start := range map[anteroom.HandsetModel]func(t *testing.T, ctx context.Context, address string){anteroom.Baresip: func(t *testing.T, ctx context.Context, address string) { startBaresip(t, ctx, address) }, anteroom.Linphone: startLinphone} {
		t.Run(string(model), func(t *testing.T) {
			r := startDemo(t)
			server := asterisktest.Start(t, asterisktest.Files{Boxes: true,
				PJSIP: "[global]\ntype=global\nendpoint_identifier_order=username,ip\n" +
					"[anteroom]\ntype=endpoint\ncontext=boreal\naors=anteroom\ndirect_media=no\ndisallow=all\nallow=ulaw\n[anteroom]\ntype=aor\ncontact=sip:" + r.SIP + "\n" +
					"[anteroom]\ntype=identify\nendpoint=anteroom\nmatch=127.0.0.1\n",
				Extensions: "[boreal]\nexten => _X!,hint,PJSIP/boreal-${EXTEN}\nexten => _XXX,1,Dial(PJSIP/boreal-${EXTEN},20)\n"})
			ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
			defer cancel()
			r.onAsterisk(ctx, t, server)
			extension, address := r.configured(ctx, t, model, true)
			r.untilPBX(ctx, t, "given its password", func(p anteroom.PBXReport) bool { return !p.Push.Ended.IsZero() && p.Push.Left() == 0 })
			start(t, ctx, address)
			r.untilAnswered(ctx, t, extension)
		})
	}
}
