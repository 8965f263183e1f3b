package api

import (
	"net/http"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

// query is one thing that can be asked.
type query struct {
	path   string
	id     string
	about  string
	params []string // of the query string
	answer func(*visit) error
}

func queries() []query {
	return []query{
		{"/me", "me", "Who the token stands for.", nil, (*visit).me},
		{"/languages", "languages", "The languages of the system.", nil, (*visit).languages},
		{"/companies", "companies", "The companies that exist for who asks, by name.", nil, (*visit).companies},
		{"/companies/{company}/profile", "profile", "The Company Profile.", nil, (*visit).profile},
		{"/companies/{company}/history", "history", "The history of the company, newest first.", []string{"before", "limit"}, (*visit).history},
		{"/companies/{company}/history/verify", "verify-history", "Whether the history is whole: its chain of hashes is walked.", nil, (*visit).verify},
		{"/companies/{company}/calls", "calls", "The calls of the company, newest first.", []string{"before", "limit"}, (*visit).calls},
		{"/companies/{company}/recordings/{recording}", "recording", "The sound that a call left, as WAV.", nil, (*visit).recording},
	}
}

func (v *visit) company() anteroom.CompanyID { return anteroom.CompanyID(v.r.PathValue("company")) }

// limit is how many entries are wanted.
func (v *visit) limit() (int, error) {
	text := v.r.URL.Query().Get("limit")
	if text == "" {
		return 50, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 500 {
		return 0, badRequest("limit: 1–500")
	}
	return n, nil
}

type me struct {
	Account  anteroom.AccountID `json:"account"`
	Level    anteroom.Level     `json:"level"`
	VAR      anteroom.VARID     `json:"var,omitempty"`
	Company  anteroom.CompanyID `json:"company,omitempty"`
	Name     string             `json:"name"`
	Language anteroom.Language  `json:"language"`
}

func (v *visit) me() error {
	return v.write(me{v.who.Account, v.who.Level, v.who.VAR, v.who.Company, v.who.Name, v.who.Lang})
}

func (v *visit) languages() error {
	list, err := v.Office.Languages(v.r.Context())
	if err != nil {
		return err
	}
	return v.write(list)
}

func (v *visit) companies() error {
	list, err := v.Office.Companies(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.write(list)
}

// profile is the page's data, flat.
type profile struct {
	anteroom.Company
	Version       int64                     `json:"version"`
	System        []anteroom.Language       `json:"system_languages"`
	Administrator anteroom.Account          `json:"administrator"`
	PhoneSystem   anteroom.PhoneSystem      `json:"phone_system"`
	Packages      []anteroom.CompanyPackage `json:"packages"`
	Numbers       []anteroom.Number         `json:"numbers"`
	Users         int                       `json:"users"`
	KeysUsed      int                       `json:"keys_used"`
	CountryFixed  bool                      `json:"country_fixed"`
	Support       anteroom.VAR              `json:"support"`
}

func (v *visit) profile() error {
	p, err := v.Office.Profile(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	v.w.Header().Set("ETag", `"`+strconv.FormatInt(p.Version, 10)+`"`)
	return v.write(profile{p.Company, p.Version, p.System, p.Administrator, p.PBX, p.Packages, p.Numbers, p.Users, p.KeysUsed, p.CountryFixed, p.Support})
}

func (v *visit) history() error {
	limit, err := v.limit()
	if err != nil {
		return err
	}
	before := int64(0)
	if text := v.r.URL.Query().Get("before"); text != "" {
		if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 0 {
			return badRequest("before")
		}
	}
	list, err := v.Office.History(v.r.Context(), v.who, v.company(), before, limit)
	if err != nil {
		return err
	}
	if n := len(list); n == limit {
		v.next(strconv.FormatInt(list[n-1].Seq, 10), limit)
	}
	return v.write(list)
}

// next tells where the next page is (RFC 8288).
func (v *visit) next(before string, limit int) {
	v.w.Header().Set("Link", "<?before="+before+"&limit="+strconv.Itoa(limit)+`>; rel="next"`)
}

func (v *visit) verify() error {
	version, err := v.Office.Verify(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(struct {
		Whole   bool  `json:"whole"`
		Version int64 `json:"version"`
	}{true, version})
}

// callLine is a call of the log.
type callLine struct {
	ID         anteroom.CallID      `json:"id"`
	Number     string               `json:"number"`
	Caller     string               `json:"caller"`
	CallerName string               `json:"caller_name"`
	Began      time.Time            `json:"began"`
	Answered   *time.Time           `json:"answered"`
	Ended      *time.Time           `json:"ended"` // null while in progress
	InProgress bool                 `json:"in_progress"`
	Languages  []anteroom.Language  `json:"languages"` // of the company, when the call began
	Language   anteroom.Language    `json:"language"`  // that the caller chose
	Prompts    []anteroom.Prompt    `json:"prompts"`   // in the order played
	Keys       string               `json:"keys"`
	Path       []string             `json:"path"`
	Result     anteroom.Result      `json:"result"`
	Reason     anteroom.Reason      `json:"reason"`
	User       anteroom.UserID      `json:"user,omitempty"`
	Recording  anteroom.RecordingID `json:"recording,omitempty"`
}

func lineOf(c anteroom.Call) callLine {
	l := callLine{ID: c.ID, Number: string(c.Number), Caller: c.Caller, CallerName: c.CallerName, Began: c.Began, Answered: some(c.Answered), Ended: some(c.Ended),
		InProgress: c.Ended.IsZero(), Languages: c.Languages.List(), Language: c.Language, Prompts: c.Prompts, Keys: c.Keys, Path: c.Path,
		Result: c.Result, Reason: c.Reason, User: c.User}
	if c.Recording != nil {
		l.Recording = c.Recording.ID
	}
	return l
}

func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (v *visit) calls() error {
	limit, err := v.limit()
	if err != nil {
		return err
	}
	before := time.Time{}
	if text := v.r.URL.Query().Get("before"); text != "" {
		if before, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return badRequest("before")
		}
	}
	list, err := v.Office.Calls(v.r.Context(), v.who, v.company(), before, limit)
	if err != nil {
		return err
	}
	lines := make([]callLine, len(list))
	for i, c := range list {
		lines[i] = lineOf(c)
	}
	if n := len(list); n == limit {
		v.next(list[n-1].Began.Format(time.RFC3339Nano), limit)
	}
	return v.write(lines)
}

func (v *visit) recording() error {
	r, err := v.Office.Recording(v.r.Context(), v.who, v.company(), anteroom.RecordingID(v.r.PathValue("recording")))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "audio/wav")
	v.w.Header().Set("Content-Disposition", "attachment")
	v.w.Header().Set("Content-Length", strconv.Itoa(len(r.WAV)))
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(r.WAV) // who asked has gone
	return nil
}

// done is an office.Outcome with its effects in the reader's words.
type done struct {
	Change  anteroom.ChangeID `json:"change,omitempty"`
	Version int64             `json:"version"`
	Items   []anteroom.Item   `json:"items"`
	Effects []effect          `json:"effects"`
	Digest  string            `json:"digest"`
	Made    map[string]string `json:"made,omitempty"`
}

type effect struct {
	Text  string         `json:"text"`
	Key   string         `json:"key"`
	Args  map[string]any `json:"args,omitempty"`
	Reach bool           `json:"reach"`
}

func outcome(o office.Outcome, p locale.Printer) done {
	out := done{Change: o.Change, Version: o.Version, Items: o.Items, Effects: make([]effect, len(o.Effects)), Digest: o.Digest, Made: o.Made}
	if out.Items == nil {
		out.Items = []anteroom.Item{}
	}
	for i, e := range o.Effects {
		out.Effects[i] = effect{p.Text(e.Text), e.Text.Key, e.Text.Args, e.Reach}
	}
	return out
}
