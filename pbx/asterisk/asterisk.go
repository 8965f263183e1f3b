// Package asterisk reads and keeps a company's account on an Asterisk, 20 or later, with chan_pjsip: over its REST
// interface (ARI) the objects of lines, over its manager interface (AMI) what ARI does not list: endpoints, voicemail
// boxes, numbers. An endpoint belongs to the account whose ID is its accountcode. Numbers are read from the dialplan
// context ACCOUNT-numbers and from the family ACCOUNT/number of its database; they are written into that family only.
//
// Where the address of the REST interface is that of a PostgreSQL, lines and boxes are kept in the tables that Asterisk reads
// in real time there instead.
//
// doc/operate.md says what has to stand in the files of Asterisk for that.
package asterisk

import (
	"context"
	"maps"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
	"github.com/jackc/pgx/v5"
)

// System is a company's account on an Asterisk. It is safe from many goroutines.
type System struct {
	access  anteroom.PBXAccess
	dialler pbx.Dialler
	http    *http.Client
}

// New makes it; nothing is connected yet.
func New(access anteroom.PBXAccess, d pbx.Dialler) *System {
	t := &http.Transport{DialContext: d.Dial, TLSClientConfig: d.TLS(), ResponseHeaderTimeout: pbx.Patience, MaxConnsPerHost: 4, DisableCompression: true}
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the password goes nowhere else
	return &System{access: access, dialler: d, http: &http.Client{Transport: t, CheckRedirect: refuse}}
}

// Close lets go of idle connections.
func (s *System) Close() { s.http.CloseIdleConnections() }

// Check tells whether both interfaces take the account and its password.
func (s *System) Check(ctx context.Context) error {
	if err := s.checkObjects(ctx); err != nil {
		return err
	}
	m, err := s.manager(ctx)
	if err != nil {
		return err
	}
	m.close()
	return nil
}

// checkObjects tells whether what keeps the objects of lines takes the account and its password.
func (s *System) checkObjects(ctx context.Context) error {
	if s.tables() {
		return s.within(ctx, func(ctx context.Context, db *pgx.Conn) error { return db.Ping(ctx) })
	}
	_, err := s.rest(ctx, http.MethodGet, "/asterisk/info?only=system", nil, nil)
	return err
}

// endpoint are the options of an endpoint.
func (s *System) endpoint(ctx context.Context, m *manager, id string) (options map[string]string, found bool, err error) {
	if !s.tables() {
		return s.read(ctx, "endpoint", id)
	}
	options, found, err = s.detail(m, id)
	return options, found, pbx.Failed(err)
}

// Read is what the account holds, sorted.
func (s *System) Read(ctx context.Context) (anteroom.PBXState, error) {
	state := anteroom.PBXState{}
	m, err := s.manager(ctx)
	if err != nil {
		return state, err
	}
	defer m.close()
	peers, err := m.list("PJSIPShowEndpoints")
	if err != nil {
		return state, pbx.Failed(err)
	}
	boxes, there, err := s.boxes(ctx, m)
	if err != nil {
		return state, pbx.Failed(err)
	}
	state.Boxes = there
	if state.Numbers, err = s.numbers(m); err != nil {
		return state, pbx.Failed(err)
	}
	for _, p := range peers {
		line, ours, err := s.line(ctx, m, p.Get("Objectname"), boxes)
		if err != nil {
			return state, err
		}
		if !ours {
			continue
		}
		if line.Ours {
			if line.Unwatched, err = s.unwatched(m, line.Extension); err != nil {
				return anteroom.PBXState{}, pbx.Failed(err)
			}
		}
		state.Lines = append(state.Lines, line)
	}
	slices.SortFunc(state.Lines, func(a, b anteroom.PBXLine) int { return strings.Compare(a.Extension+a.Peer, b.Extension+b.Peer) })
	return state, nil
}

// line is an endpoint as somebody's line, where it is one of the account.
func (s *System) line(ctx context.Context, m *manager, peer string, boxes map[string]box) (l anteroom.PBXLine, ours bool, err error) {
	options, found, err := s.endpoint(ctx, m, peer)
	if err != nil || !found || options["accountcode"] != s.access.Account {
		return l, false, err
	}
	name, extension := callerID(options["callerid"])
	l = anteroom.PBXLine{Extension: extension, Name: name, Peer: text(peer), Ours: peer == s.peer(extension)}
	mailbox, _, _ := strings.Cut(options["mailboxes"], "@")
	for _, other := range []string{mailbox, strings.TrimPrefix(peer, s.access.Account+"-")} {
		if l.Extension == "" && digits(other) {
			l.Extension = other
		}
	}
	b := boxes[l.Extension]
	if l.Email = b.email; l.Name == "" {
		l.Name = b.name
	}
	return l, l.Extension != "", nil
}

// peer is what a line is called that is made from here.
func (s *System) peer(extension string) string { return s.access.Account + "-" + extension }

// callerID takes "Name" <number> apart, as Asterisk writes it.
func callerID(s string) (name, number string) {
	name, rest, _ := strings.Cut(s, "<")
	number, _, _ = strings.Cut(rest, ">")
	if !digits(number) {
		number = ""
	}
	return text(strings.Trim(strings.TrimSpace(name), `"`)), number
}

func digits(s string) bool { return s != "" && len(s) <= 6 && strings.Trim(s, "0123456789") == "" }

// text is a text from outside: without what is no text, and not endless.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 120 {
		s = string(r[:120])
	}
	return strings.TrimSpace(s)
}

// numbers are those of the dialplan, and those of the database, which win.
func (s *System) numbers(m *manager) ([]anteroom.PBXNumber, error) {
	plan, err := m.list("ShowDialPlan", "Context", s.access.Account+"-numbers")
	if err != nil {
		return nil, err
	}
	found := map[string]anteroom.PBXNumber{}
	for _, p := range plan {
		if n := p.Get("Extension"); telephone.MatchString(n) && p.Get("Priority") == "1" {
			found[n] = anteroom.PBXNumber{Number: n, To: rings(p)}
		}
	}
	kept, err := m.list("DBGetTree", "Family", s.family())
	if err != nil {
		return nil, err
	}
	for _, p := range kept {
		if n := p.Get("Key")[strings.LastIndex(p.Get("Key"), "/")+1:]; telephone.MatchString(n) {
			found[n] = anteroom.PBXNumber{Number: n, To: strings.TrimPrefix(p.Get("Val"), anteroomItself), Ours: true}
		}
	}
	list := slices.Collect(maps.Values(found))
	slices.SortFunc(list, func(a, b anteroom.PBXNumber) int { return strings.Compare(a.Number, b.Number) })
	return list, nil
}

var (
	telephone = regexp.MustCompile(`^\+?[0-9]{4,15}$`)
	dialled   = regexp.MustCompile(`^[^,]*/([0-9]{1,6})([,&@].*)?$|^(?:[^,]+,)?([0-9]{1,6}),[0-9a-z]+$`)
)

// anteroomItself stands in the database in the place of an extension: calls are handed over.
const anteroomItself = "anteroom"

// rings is the extension that a step of the dialplan leads to; empty where it leads elsewhere.
func rings(p textproto.MIMEHeader) string {
	at := dialled.FindStringSubmatch(p.Get("Appdata"))
	if at == nil || !slices.Contains([]string{"Dial", "Goto", "Gosub"}, p.Get("Application")) {
		return ""
	}
	return at[1] + at[3]
}

func (s *System) family() string { return s.access.Account + "/number" }

// Apply carries one step out; a step that was done before does no harm. Secret is the password of a line that is made.
func (s *System) Apply(ctx context.Context, step anteroom.PBXStep, secret string) error {
	switch {
	case step.Act == anteroom.PBXKeep:
		return nil
	case step.Number != nil:
		return s.applyNumber(ctx, step)
	case step.Act == anteroom.PBXAdd:
		return s.addLine(ctx, *step.Line, secret)
	case step.Act == anteroom.PBXRemove:
		return s.removeLine(ctx, *step.Line)
	}
	return s.putLine(ctx, *step.Line, []object{{"endpoint", step.Line.Peer, []string{"callerid", caller(*step.Line)}}})
}

// caller is a line's name and extension as Asterisk writes them; a quote would end the name.
func caller(l anteroom.PBXLine) string {
	return `"` + strings.NewReplacer(`"`, "'", `\`, "/").Replace(text(l.Name)) + `" <` + l.Extension + ">"
}

// object is one of chan_pjsip's configuration, with its options: names and values.
type object struct {
	kind, id string
	options  []string
}

// addLine makes where it registers and how it signs in before the endpoint that names both.
func (s *System) addLine(ctx context.Context, l anteroom.PBXLine, secret string) error {
	peer := s.peer(l.Extension)
	return s.putLine(ctx, l, []object{
		{"aor", peer, []string{"max_contacts", "5", "remove_existing", "yes", "qualify_frequency", "60"}},
		{"auth", peer, []string{"auth_type", "userpass", "username", peer, "password", secret}},
		{"endpoint", peer, []string{"accountcode", s.access.Account, "context", s.access.Account, "callerid", caller(l), "auth", peer, "aors", peer,
			"disallow", "all", "allow", "g722,alaw,ulaw", "direct_media", "no", "rtp_symmetric", "yes", "force_rport", "yes", "rewrite_contact", "yes",
			"mailboxes", l.Extension + "@" + s.access.Account}}})
}

// putLine writes a line's objects, and what it has beside them.
func (s *System) putLine(ctx context.Context, l anteroom.PBXLine, list []object) error {
	if s.tables() {
		if err := s.putRows(ctx, l, list); err != nil {
			return err
		}
		return s.furnish(ctx, l)
	}
	for _, o := range list {
		if err := s.write(ctx, o.kind, o.id, o.options...); err != nil {
			return err
		}
	}
	return s.furnish(ctx, l)
}

func (s *System) removeLine(ctx context.Context, l anteroom.PBXLine) error {
	if s.tables() {
		if err := s.dropRows(ctx, l); err != nil {
			return err
		}
		return s.clear(ctx, l)
	}
	for _, kind := range []string{"endpoint", "auth", "aor"} {
		if err := s.drop(ctx, kind, s.peer(l.Extension)); err != nil {
			return err
		}
	}
	return s.clear(ctx, l)
}

// dropNumber hands a number over no longer; one that is not there cannot be deleted, and is gone already.
func (s *System) dropNumber(m *manager, number string) error {
	answer, err := m.do("DBDel", "Family", s.family(), "Key", number)
	if err != nil || answer.Get("Response") == "Success" {
		return err
	}
	there, err := m.list("DBGet", "Family", s.family(), "Key", number)
	if err == nil && len(there) > 0 {
		err = refused("DBDel", answer)
	}
	return err
}

func (s *System) applyNumber(ctx context.Context, step anteroom.PBXStep) error {
	m, err := s.manager(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	if step.Act == anteroom.PBXRemove {
		return pbx.Failed(s.dropNumber(m, step.Number.Number))
	}
	to := step.Number.To
	if to == "" {
		to = anteroomItself
	}
	answer, err := m.do("DBPut", "Family", s.family(), "Key", step.Number.Number, "Val", to)
	if err != nil {
		return pbx.Failed(err)
	}
	if answer.Get("Response") != "Success" {
		return refused("DBPut", answer)
	}
	return nil
}
