package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"anteroom.dev/anteroom"
)

// heartbeat keeps a stream open through proxies, and is when its session is looked at again.
const heartbeat = 25 * time.Second

// events tells an open page that another changed the company, as server-sent events (HTML standard, section 9.2). The
// page stays as it is; it says who it was, and offers to look.
func (v *visit) events() error {
	leave, err := v.seat()
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithCancel(v.r.Context())
	defer cancel()
	notices := v.Office.Watch(ctx, v.companyID()) // before the version is read: nothing falls in between
	data, err := v.Office.Profile(ctx, v.who, v.companyID())
	if err != nil {
		return err
	}
	out := v.stream()
	shown := number(v.r.FormValue("version"))
	if shown > 0 && data.Version > shown {
		if list, err := v.Office.History(ctx, v.who, anteroom.Target{Company: v.companyID()}, 0, 1); err == nil && len(list) > 0 {
			v.news(list[0].Who)
		}
	} else {
		_, _ = fmt.Fprint(v.w, ": open\n\n")
	}
	if out.Flush() != nil {
		return nil
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case n, ok := <-notices:
			if !ok {
				return nil
			}
			if n.Seq > shown {
				v.news(n.Who)
			}
		case <-beat.C:
			if v.ended(ctx) {
				return nil
			}
			_, _ = fmt.Fprint(v.w, ": \n\n")
		}
		if out.Flush() != nil {
			return nil
		}
	}
}

// seat takes one of the places that there are for streams; leave gives it back.
func (v *visit) seat() (leave func(), err error) {
	select {
	case v.streams <- struct{}{}:
		return func() { <-v.streams }, nil
	default:
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
}

// stream begins an answer of server-sent events; Flush of what it is tells whether the reader is still there.
func (v *visit) stream() *http.ResponseController {
	out := http.NewResponseController(v.w)
	_ = out.SetWriteDeadline(time.Time{}) // a server without deadlines does not have to know this
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("X-Accel-Buffering", "no")
	v.w.WriteHeader(http.StatusOK)
	return out
}

// ended tells whether the session that opened the stream is over.
func (v *visit) ended(ctx context.Context) bool {
	_, err := v.Office.Session(ctx, v.token())
	return err != nil
}

// news writes one event: the sentence for the page, in the reader's language.
func (v *visit) news(who string) {
	raw, err := json.Marshal(map[string]string{"text": v.p.T("profile.news.text", "who", who)})
	if err != nil {
		panic(err) // a string always becomes JSON
	}
	_, _ = fmt.Fprintf(v.w, "event: news\ndata: %s\n\n", raw) // Flush tells whether the reader is still there
}
