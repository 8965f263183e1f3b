package office

import (
	"context"
	"io"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

// CallList is the call log of a company, or with a user, of the calls that the user began, took or was to take, newest first.
// It is filtered by result, and from and to as the history is (ChangeList). It is not counted.
func (o *Office) CallList(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, f anteroom.Find) (l List[anteroom.Call], err error) {
	sought, err := callFind(company, user, f)
	if err != nil {
		return l, err
	}
	return o.callsFound(ctx, who, sought)
}

func (o *Office) callsFound(ctx context.Context, who anteroom.Who, f anteroom.CallFind) (l List[anteroom.Call], err error) {
	err = o.seeCalls(ctx, who, f.Company, f.User, func(tx *store.Tx) (err error) {
		l.Rows, l.Next, err = tx.CallsFound(f)
		return err
	})
	return l, err
}

func callFind(company anteroom.CompanyID, user anteroom.UserID, f anteroom.Find) (c anteroom.CallFind, err error) {
	var results []string
	for _, r := range anteroom.Results() {
		results = append(results, string(r))
	}
	if err := (columns{where: map[string][]string{"result": results, "from": nil, "to": nil}}).check(&f); err != nil {
		return c, err
	}
	c = anteroom.CallFind{Company: company, User: user, Text: f.Text, Result: anteroom.Result(f.Where["result"]), Most: f.Most}
	if c.After, err = anteroom.ParseMark(f.After); err != nil {
		return c, err
	}
	var wrong anteroom.Fields
	c.Since = moment(&wrong, "from", f.Where["from"], 0)
	c.Until = moment(&wrong, "to", f.Where["to"], 1)
	return c, wrong.Err()
}

// seeCalls reads calls for who may see a company's, or with a user, that user's own.
func (o *Office) seeCalls(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, read func(*store.Tx) error) error {
	right := anteroom.SeeCompany
	if user != "" {
		right = anteroom.SeeSelf
	}
	return o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := reach(tx, who, right, anteroom.Target{Company: company, User: user})
		if err = exists(err, !c.Gone); err != nil {
			return err
		}
		return read(tx)
	})
}

// CallDetails is a call with what it cost, and the name of whom it reached.
type CallDetails struct {
	anteroom.Call
	Reached string          `json:"reached"` // the name of Call.User; empty: nobody
	Cost    []anteroom.Cost `json:"cost"`    // of its parts outside, in their order
	At      string          `json:"at"`      // of one in progress in the process that was asked, its last step; else empty
}

// Call is one call of a company, or with a user, one of the user's own.
func (o *Office) Call(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, id anteroom.CallID) (d CallDetails, err error) {
	err = o.seeCalls(ctx, who, company, user, func(tx *store.Tx) error {
		if d.Call, err = tx.Call(company, id); anteroom.KindOf(err) == anteroom.NotFound || err == nil && user != "" && d.User != user && d.Sender != user {
			return anteroom.Missing()
		}
		if err != nil {
			return err
		}
		if d.User != "" {
			if u, err := tx.User(company, d.User); err == nil {
				d.Reached = u.Name()
			}
		}
		for _, l := range o.calls.Live(company) {
			if l.ID == id && d.Ended.IsZero() {
				d.At = l.At
			}
		}
		spent, err := tx.SpendingOf(company, id)
		for _, s := range spent {
			d.Cost = append(d.Cost, anteroom.Cost{Amount: s.Amount, Currency: s.Currency})
		}
		return err
	})
	return d, err
}

// HeardPrompt is what was heard as one of the prompts of a call, counted from 0: the sound of a recording, or else the prompt as it is
// to be spoken. A letter that was read aloud is not kept; a voice message is its user's alone.
func (o *Office) HeardPrompt(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, id anteroom.CallID, n int) (p anteroom.Prompt, wav []byte, err error) {
	d, err := o.Call(ctx, who, company, user, id)
	if err != nil {
		return p, nil, err
	}
	if n < 0 || n >= len(d.Prompts) || d.Prompts[n].Private {
		return p, nil, anteroom.Missing()
	}
	if p = d.Prompts[n]; p.Recording == "" {
		return p, nil, nil
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if wav, err = tx.PromptSound(company, p.Recording); anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		r, err := recorded(tx, who, company, p.Recording)
		if wav = r.WAV; anteroom.KindOf(err) == anteroom.NotFound {
			return anteroom.Missing()
		}
		return err
	})
	return p, wav, err
}

// mostExported is how many calls a file holds at most.
const mostExported = 200_000

// ExportCalls writes the calls that CallList would list as a table, page by page: nobody waits for the whole of it.
func (o *Office) ExportCalls(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, asked anteroom.Find, form TableForm, open func() io.Writer) error {
	f, err := callFind(company, user, asked)
	if err != nil {
		return err
	}
	var table sheet.Writer
	f.Most = 500
	for n := 0; n < mostExported; {
		l, err := o.callsFound(ctx, who, f)
		if err != nil {
			return err
		}
		if table == nil {
			if table, err = form.writer(open()); err != nil {
				return err
			}
			if err := table.Write(callHead(form)); err != nil {
				return err
			}
		}
		for _, c := range l.Rows {
			if err := table.Write(callCells(c)); err != nil {
				return err
			}
		}
		if n += len(l.Rows); l.Next == "" {
			break
		}
		f.After = l.Rows[len(l.Rows)-1].Mark()
	}
	return table.Close()
}

func callCells(c anteroom.Call) []string {
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	return []string{when(c.Began), when(c.Answered), when(c.Ended), c.Caller, c.CallerName, string(c.Number), string(c.Language), string(c.Result), string(c.Reason),
		strings.Join(c.Path, " → "), c.Keys}
}

func callHead(f TableForm) []string {
	var head []string
	for _, name := range []string{"began", "answered", "ended", "caller", "caller_name", "number", "language", "result", "reason", "path", "keys"} {
		head = append(head, f.Say("calls.export."+name))
	}
	return head
}
