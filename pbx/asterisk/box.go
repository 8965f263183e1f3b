package asterisk

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx"
)

// This file keeps what a line has beside its endpoint: a voicemail box, and a hint, by which telephones see that it is
// busy. Boxes are written into a file of the account's own, which voicemail.conf includes: whatever goes wrong with it,
// those of others stay. Without that file the operator keeps no boxes for the account, and none are made.

// box is whose a voicemail box is.
type box struct{ name, email string }

// boxes are the voicemail boxes of the account's context, by number, and whether lines that are made from here have one.
func (s *System) boxes(ctx context.Context, m *manager) (found map[string]box, there bool, err error) {
	if s.tables() {
		return s.boxRows(ctx)
	}
	list, err := m.list("VoicemailUsersList")
	found = map[string]box{}
	for _, b := range list {
		if b.Get("Vmcontext") == s.access.Account {
			found[b.Get("Voicemailbox")] = box{text(b.Get("Fullname")), text(b.Get("Email"))}
		}
	}
	if err == nil {
		_, there, err = s.kept(m)
	}
	return found, there, err
}

var plain = regexp.MustCompile(`^[0-9A-Za-z_-]{1,80}$`)

// boxFile is the file of the account's boxes.
func (s *System) boxFile() string { return "voicemail-" + s.access.Account + ".conf" }

// kept are the boxes of that file as they stand there, by number, nil before the first one was made; there tells whether
// there is such a file.
func (s *System) kept(m *manager) (values map[string]string, there bool, err error) {
	if !plain.MatchString(s.access.Account) { // it would be no name of a file
		return nil, false, nil
	}
	answer, err := m.do("GetConfig", "Filename", s.boxFile())
	if err != nil || answer.Get("Response") != "Success" {
		return nil, false, err
	}
	if answer.Get("Category-000000") != "" {
		values = map[string]string{}
	}
	for key, lines := range answer {
		if number, value, ok := strings.Cut(lines[0], "="); ok && strings.HasPrefix(key, "Line-") {
			values[number] = strings.TrimPrefix(value, ">")
		}
	}
	return values, true, nil
}

// furnish gives a line its hint, where the dialplan has none for it, and its box, where the account has any.
func (s *System) furnish(ctx context.Context, l anteroom.PBXLine) error {
	m, err := s.manager(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	if err := s.hint(m, l.Extension); err != nil {
		return pbx.Failed(err)
	}
	if s.tables() { // its box stands in one already
		return nil
	}
	return pbx.Failed(s.putBox(m, l))
}

// clear takes both away.
func (s *System) clear(ctx context.Context, l anteroom.PBXLine) error {
	m, err := s.manager(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	if _, err := m.do("DialplanExtensionRemove", "Context", s.access.Account, "Extension", l.Extension, "Priority", "hint"); err != nil { // none: it is gone already
		return pbx.Failed(err)
	}
	if s.tables() {
		return nil
	}
	values, there, err := s.kept(m)
	if _, known := values[l.Extension]; err != nil || !there || !known {
		return pbx.Failed(err)
	}
	return pbx.Failed(s.update(m, []string{"Delete", l.Extension}))
}

// unwatched tells whether a line has no hint.
func (s *System) unwatched(m *manager, extension string) (bool, error) {
	answer, err := m.do("ExtensionState", "Context", s.access.Account, "Exten", extension)
	return err == nil && answer.Get("Hint") == "", err
}

func (s *System) hint(m *manager, extension string) error {
	missing, err := s.unwatched(m, extension)
	if err != nil || !missing {
		return err
	}
	answer, err := m.do("DialplanExtensionAdd", "Context", s.access.Account, "Extension", extension, "Priority", "hint",
		"Application", "PJSIP/"+s.peer(extension), "Replace", "yes")
	if err == nil && answer.Get("Response") != "Success" {
		err = refused("DialplanExtensionAdd", answer)
	}
	return err
}

// putBox makes a line's box, or gives it the line's name and address; its PIN, and what else stands there, stay.
func (s *System) putBox(m *manager, l anteroom.PBXLine) error {
	values, there, err := s.kept(m)
	if err != nil || !there {
		return err
	}
	was, known := values[l.Extension]
	fields := append(strings.Split(was, ","), "", "", "")
	if !known {
		fields = []string{pin(), "", "", "", "attach=yes"}
	}
	fields[1], fields[2] = part(l.Name), part(l.Email)
	var edits [][]string
	if values == nil {
		edits = append(edits, []string{"NewCat"})
	}
	act := "Update"
	if !known {
		act = "Append"
	}
	edits = append(edits, []string{act, l.Extension, strings.TrimRight(strings.Join(fields, ","), ",")})
	if err := s.update(m, edits...); err != nil {
		return err
	}
	return s.included(m, l.Extension)
}

// part is a field of a box, which a comma would end.
func part(s string) string { return strings.NewReplacer(",", " ", "|", " ").Replace(text(s)) }

// pin is what a person has to know who listens to a box by telephone, until they choose another.
func pin() string {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		panic(err) // it never fails on a supported system
	}
	return fmt.Sprintf("%08d", n)
}

// update edits the file: each edit is what is done, and where it has them the number and the value.
func (s *System) update(m *manager, edits ...[]string) error {
	pairs := []string{"SrcFilename", s.boxFile(), "DstFilename", s.boxFile(), "Reload", "app_voicemail"}
	for i, edit := range edits {
		at := fmt.Sprintf("-%06d", i)
		pairs = append(pairs, "Action"+at, edit[0], "Cat"+at, s.access.Account)
		for n, part := range edit[1:] {
			pairs = append(pairs, []string{"Var", "Value"}[n]+at, part)
		}
	}
	answer, err := m.do("UpdateConfig", pairs...)
	if err == nil && answer.Get("Response") != "Success" {
		err = refused("UpdateConfig", answer)
	}
	return err
}

// included tells that voicemail.conf does not include the file, where the box is not there now.
func (s *System) included(m *manager, extension string) error {
	list, err := m.list("VoicemailUserStatus", "Context", s.access.Account, "Mailbox", extension)
	if err == nil && len(list) == 0 {
		err = anteroom.Fail(anteroom.Invalid, "pbx.problem.boxes", "file", s.boxFile())
	}
	return err
}

// Resync tells the telephones of a line that was made from here to fetch their configuration, by a NOTIFY of check-sync.
func (s *System) Resync(ctx context.Context, extension string) error {
	m, err := s.manager(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	there, err := m.list("PJSIPShowContacts")
	if err != nil {
		return pbx.Failed(err)
	}
	at := slices.IndexFunc(there, func(c textproto.MIMEHeader) bool {
		return strings.HasPrefix(c.Get("Objectname"), s.peer(extension)+";@")
	})
	if at < 0 {
		return anteroom.Fail(anteroom.Unavailable, "error.phone.away")
	}
	answer, err := m.do("PJSIPNotify", "Endpoint", s.peer(extension), "Variable", "Event=check-sync", "Variable", "Subscription-State=terminated")
	if err == nil && answer.Get("Response") != "Success" {
		err = refused("PJSIPNotify", answer)
	}
	return pbx.Failed(err)
}
