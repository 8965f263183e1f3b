package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"anteroom.dev/anteroom/web/pages"
)

const (
	feedEvery = time.Second // at most so often a part is sent
	feedTells = 5           // times that it is looked at, after which a page is told that nothing changed
)

// feed makes a page that changes by itself, as things stand.
type feed func(ctx context.Context) (pages.Feed, error)

// showFeed shows it once, for readers without script.
func (v *visit) showFeed(make feed) error {
	page, err := make(v.r.Context())
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.FeedPage(page))
}

// follow sends the part of it that changes, whenever it did, until the reader leaves or the session ends (server-sent events,
// HTML standard, section 9.2).
func (v *visit) follow(make feed) error {
	leave, err := v.seat()
	if err != nil {
		return err
	}
	defer leave()
	ctx := v.r.Context()
	page, err := make(ctx)
	if err != nil {
		return err
	}
	out := v.stream()
	looks := time.NewTicker(feedEvery)
	defer looks.Stop()
	var sent []byte
	for n := 0; ; n++ {
		part, err := feedPart(ctx, page)
		if err != nil {
			return nil
		}
		if !bytes.Equal(part, sent) {
			v.tells(page, part)
			sent = part
		} else if n%feedTells == 0 {
			v.tells(page, nil)
		}
		if out.Flush() != nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-looks.C:
		}
		if n%int(heartbeat/feedEvery) == 0 && v.ended(ctx) {
			return nil
		}
		if page, err = make(ctx); err != nil {
			return nil // the browser asks again, and is told why
		}
	}
}

func feedPart(ctx context.Context, page pages.Feed) ([]byte, error) {
	var out bytes.Buffer
	err := page.Part.Render(ctx, &out)
	return out.Bytes(), err
}

// tells writes one event: the part as HTML, or without one that it is as it was; and the time.
func (v *visit) tells(page pages.Feed, part []byte) {
	event := struct {
		HTML string `json:"html,omitempty"`
		At   string `json:"at"`
	}{string(part), page.TimeOfDay(page.At)}
	raw, err := json.Marshal(event)
	if err != nil {
		panic(err) // strings always become JSON
	}
	_, _ = fmt.Fprintf(v.w, "event: part\ndata: %s\n\n", raw) // Flush tells whether the reader is still there
}
