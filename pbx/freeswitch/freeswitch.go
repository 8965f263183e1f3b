// Package freeswitch keeps a company's account on a FreeSWITCH. What is written is put on a shelf of ours, from which
// FreeSWITCH fetches lines and numbers when it needs them (mod_xml_curl, see Serve); its event socket tells what it really
// finds, ours and what stands in its own files, so that what is read is what holds there. The account is a SIP domain.
//
// doc/operate.md says what has to stand in the files of FreeSWITCH for that.
package freeswitch

import (
	"context"
	"encoding/xml"
	"maps"
	"regexp"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
)

// Shelf keeps what FreeSWITCH is served. Implemented by office.
type Shelf interface {
	// PBXShelf is what stands on a company's shelf under the key of a step; with an empty one all of it.
	PBXShelf(ctx context.Context, company anteroom.CompanyID, key string) (anteroom.PBXState, error)
	// Shelve carries a step out on it; a step that was done before does no harm.
	Shelve(ctx context.Context, company anteroom.CompanyID, step anteroom.PBXStep) error
}

// System is a company's account on a FreeSWITCH. It is safe from many goroutines.
type System struct {
	access  anteroom.PBXAccess
	dialler pbx.Dialler
	shelf   Shelf
}

// New makes it; nothing is connected yet.
func New(access anteroom.PBXAccess, d pbx.Dialler, shelf Shelf) *System {
	return &System{access: access, dialler: d, shelf: shelf}
}

// Close has nothing to let go of: each method has a session of its own.
func (s *System) Close() {}

// Check tells whether the event socket takes the password.
func (s *System) Check(ctx context.Context) error {
	k, err := s.socket(ctx)
	if err != nil {
		return err
	}
	k.close()
	return nil
}

// domain is that of an account: of user@domain what follows.
func domain(account string) string { return account[strings.LastIndex(account, "@")+1:] }

func (s *System) domain() string { return domain(s.access.Account) }

// Read is what FreeSWITCH finds of the account, sorted.
func (s *System) Read(ctx context.Context) (anteroom.PBXState, error) {
	state := anteroom.PBXState{Boxes: true}
	k, err := s.socket(ctx)
	if err != nil {
		return state, err
	}
	defer k.close()
	shelved, err := s.shelf.PBXShelf(ctx, s.access.Company, "")
	if err != nil {
		return state, err
	}
	listed, err := k.api("list_users domain " + s.domain())
	if err != nil {
		return state, err
	}
	for _, extension := range extensions(listed, shelved) {
		line, found, err := s.line(k, extension)
		if err != nil {
			return anteroom.PBXState{}, err
		}
		if found {
			state.Lines = append(state.Lines, line)
		}
	}
	if state.Numbers, err = s.numbers(k); err != nil {
		return anteroom.PBXState{}, err
	}
	state.Way, err = s.way(k)
	return state, err
}

var status = regexp.MustCompile(`(?m)^Status\s+(UP|DOWN)\b`)

// way is how the gateway to Anteroom is, which FreeSWITCH pings; unknown where it has none.
func (s *System) way(k *socket) (anteroom.PBXWay, error) {
	said, err := k.api("sofia status gateway " + oursContext(s.domain()))
	is := status.FindStringSubmatch(said)
	switch {
	case err != nil || is == nil:
		return anteroom.WayUnknown, err
	case is[1] == "UP":
		return anteroom.WayUp, nil
	}
	return anteroom.WayDown, nil
}

var internal = regexp.MustCompile(`^[0-9]{1,6}$`)

// extensions are those of the files, which list_users tells, and ours, sorted.
func extensions(listed string, shelved anteroom.PBXState) []string {
	known := map[string]bool{}
	for row := range strings.Lines(listed) {
		if id, _, table := strings.Cut(row, "|"); table && internal.MatchString(id) {
			known[id] = true
		}
	}
	for _, l := range shelved.Lines {
		known[l.Extension] = true
	}
	return slices.Sorted(maps.Keys(known))
}

// line is a user of the directory, wherever FreeSWITCH has them from.
func (s *System) line(k *socket, extension string) (l anteroom.PBXLine, found bool, err error) {
	text, err := k.api("find_user_xml id " + extension + " " + s.domain())
	if err != nil {
		return l, false, err
	}
	var u user
	if !parsed(text, &u) || u.ID == "" {
		return l, false, nil
	}
	l = anteroom.PBXLine{Extension: extension, Peer: extension + "@" + s.domain(), Ours: value(u.Variables, oursVariable) != ""}
	l.Name, l.Email = value(u.Variables, "effective_caller_id_name"), value(u.Params, "vm-mailto")
	return l, true, nil
}

// parsed reads XML that FreeSWITCH printed; what is none is what it says where it finds nothing.
func parsed(text string, into any) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "<") && xml.Unmarshal([]byte(text), into) == nil
}

func value(list []pair, name string) string {
	for _, p := range list {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// numbers are those of the context ACCOUNT-numbers of its files, and ours, which go before.
func (s *System) numbers(k *socket) ([]anteroom.PBXNumber, error) {
	found := map[string]anteroom.PBXNumber{}
	for _, of := range []struct {
		context string
		ours    bool
	}{{s.domain() + "-numbers", false}, {oursContext(s.domain()), true}} {
		plan, err := k.api("xml_locate dialplan context name " + of.context)
		if err != nil {
			return nil, err
		}
		var c dialContext
		if !parsed(plan, &c) {
			continue
		}
		for _, e := range c.Extensions {
			if n, ok := e.number(); ok {
				n.Ours = of.ours
				found[n.Number] = n
			}
		}
	}
	list := slices.Collect(maps.Values(found))
	slices.SortFunc(list, func(a, b anteroom.PBXNumber) int { return strings.Compare(a.Number, b.Number) })
	return list, nil
}

var (
	telephone = regexp.MustCompile(`^\^?\(?(?:\\?(\+)|\[(\+)\]|\\\+\?)?([0-9]{4,15})\)?\$?$`)
	rings     = regexp.MustCompile(`^(?:user/)?([0-9]{1,6})(?:[ @].*)?$`)
)

// number is a number that the dialplan takes calls for.
func (e dialExtension) number() (n anteroom.PBXNumber, ok bool) {
	for _, c := range e.Conditions {
		at := telephone.FindStringSubmatch(c.Expression)
		if c.Field != "destination_number" || at == nil {
			continue
		}
		n.Number = at[1] + at[2] + at[3]
		for _, a := range c.Actions {
			if to := rings.FindStringSubmatch(a.Data); to != nil && (a.Application == "bridge" || a.Application == "transfer") {
				n.To = to[1]
			}
		}
		return n, true
	}
	return n, false
}

// Apply carries one step out; a step that was done before does no harm. The password of a line that is made is on no
// shelf: who serves the shelf has it.
func (s *System) Apply(ctx context.Context, step anteroom.PBXStep, _ string) error {
	if step.Act == anteroom.PBXKeep {
		return nil
	}
	k, err := s.socket(ctx) // before anything is written: a FreeSWITCH that is away gets nothing behind its back
	if err != nil {
		return err
	}
	defer k.close()
	if err := s.shelf.Shelve(ctx, s.access.Company, step); err != nil {
		return err
	}
	if step.Number != nil {
		return s.applied(k, step)
	}
	if _, err := k.api("xml_flush_cache id " + step.Line.Extension + " " + s.domain()); err != nil {
		return err
	}
	return s.applied(k, step)
}

// applied asks FreeSWITCH for what was put on the shelf: one that does not fetch it has not got it.
func (s *System) applied(k *socket, step anteroom.PBXStep) error {
	there := false
	if step.Line != nil {
		l, found, err := s.line(k, step.Line.Extension)
		if err != nil {
			return err
		}
		there = found && l.Ours
	} else {
		plan, err := k.api("xml_locate dialplan context name " + oursContext(s.domain()) + "/" + step.Number.Number)
		if err != nil {
			return err
		}
		var c dialContext
		there = parsed(plan, &c) && len(c.Extensions) > 0
	}
	if there == (step.Act == anteroom.PBXRemove) {
		return anteroom.Fail(anteroom.Invalid, "pbx.problem.unserved")
	}
	return nil
}

// contact is where a telephone is registered, as sofia_contact tells it: sofia/PROFILE/…
var contact = regexp.MustCompile(`^sofia/([0-9A-Za-z_.-]+)/`)

// Resync tells the telephones of a line to fetch their configuration, by a NOTIFY of check-sync.
func (s *System) Resync(ctx context.Context, extension string) error {
	k, err := s.socket(ctx)
	if err != nil {
		return err
	}
	defer k.close()
	who := extension + "@" + s.domain()
	at, err := k.api("sofia_contact */" + who)
	if err != nil {
		return err
	}
	profile := contact.FindStringSubmatch(strings.TrimSpace(at))
	if profile == nil {
		return anteroom.Fail(anteroom.Unavailable, "error.phone.away")
	}
	said, err := k.api("sofia profile " + profile[1] + " check_sync " + who)
	if err == nil && strings.HasPrefix(said, "-ERR") {
		err = pbx.Said(said)
	}
	return err
}
