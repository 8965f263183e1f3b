package web

import (
	"bytes"
	"cmp"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

const voicemailPath = "/me/voicemail"

func (v *visit) voicemailID() anteroom.RecordingID {
	return anteroom.RecordingID(v.r.PathValue("voice"))
}

// voicemails is the list of the user's own voice messages, or of those that were deleted.
func (v *visit) voicemails() error {
	_, s, d, err := v.self("voicemail.title", "voicemail")
	if err != nil {
		return err
	}
	l, err := v.Office.VoiceMessages(v.r.Context(), v.who, d.User.Company, d.User.ID, v.find("state"))
	if err != nil {
		return err
	}
	n, err := v.Office.VoiceCounts(v.r.Context(), v.who, d.User.Company, d.User.ID)
	if err != nil {
		return err
	}
	return v.list(voicemailList(undoable(s), l, n, v.r.URL.Query()))
}

// undoable has what a user has just done to the own put back from where it is told.
func undoable(s pages.Shell) pages.Shell {
	if s.Saved != nil && s.Saved.Change != "" {
		s.Saved.Undoable = true
	}
	return s
}

func voicemailList(s pages.Shell, l office.List[anteroom.Voicemail], n anteroom.VoiceCounts, q url.Values) pages.List {
	removed := q.Get("state") == "removed"
	t := pages.Table{Caption: s.T("voicemail.title"), Path: voicemailPath, Query: q, Older: l.Next, Columns: []pages.Column{{Label: s.T("voicemail.caller")}, {Label: s.T("voicemail.received")},
		{Label: s.T("voicemail.length")}, {Label: s.T("voicemail.state")}}, Count: s.T("voicemail.count", "count", n.Kept, "new", n.New),
		Empty: pages.Empty{Title: s.T("voicemail.none"), About: s.T("voicemail.none.about")},
		Bulk:  &pages.Bulk{Action: voicemailPath + "/remove", Button: s.T("voicemail.remove"), Danger: true}}
	page := pages.List{Shell: s, Intro: s.T("voicemail.intro"), Actions: []pages.Link{{Path: voicemailPath + "?state=removed", Text: s.T("voicemail.removed")}}}
	if removed {
		t.Count, t.Empty = s.T("voicemail.count.removed", "count", l.Count), pages.Empty{Title: s.T("voicemail.removed.none"), About: s.T("voicemail.removed.about")}
		t.Query = url.Values{}
		t.Bulk.Action, t.Bulk.Button, t.Bulk.Danger = voicemailPath+"/recover", s.T("voicemail.recover"), false
		page.Intro, page.Actions = s.T("voicemail.removed.about"), []pages.Link{{Path: voicemailPath, Text: s.T("voicemail.title")}}
	}
	for _, m := range l.Rows {
		t.Rows = append(t.Rows, pages.Row{ID: string(m.ID), Cells: []templ.Component{pages.Linked(voicemailPath+"/"+string(m.ID), leftBy(s, m)), pages.Words(s.Stamp(m.Received)),
			pages.Words(s.P.Duration(m.Length)), voicemailPill(s, m)}})
	}
	page.Table = t
	return page
}

// leftBy is who left a message, as far as the caller told.
func leftBy(s pages.Shell, m anteroom.Voicemail) string {
	number := m.Caller
	if id := anteroom.ParseNumber(number); id != "" {
		number = id.String()
	}
	if strings.EqualFold(number, "anonymous") {
		number = ""
	}
	number = cmp.Or(number, s.T("voicemail.anonymous"))
	if m.CallerName == "" || m.CallerName == m.Caller || strings.EqualFold(m.CallerName, "anonymous") {
		return number
	}
	return m.CallerName + ", " + number
}

func voicemailPill(s pages.Shell, m anteroom.Voicemail) templ.Component {
	switch {
	case !m.Removed.IsZero():
		return pages.Words(s.T("voicemail.deleted"))
	case m.Heard.IsZero():
		return pages.Pill("info", "bell", s.T("voicemail.new"))
	}
	return pages.Words(s.T("voicemail.heard"))
}

// voicemail is one message, with its sound.
func (v *visit) voicemail() error {
	_, s, d, err := v.self("voicemail.one", "voicemail")
	if err != nil {
		return err
	}
	m, _, err := v.Office.VoiceMessage(v.r.Context(), v.who, d.User.Company, d.User.ID, v.voicemailID())
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.VoicemailPage(voicemailPage(undoable(s), m, v.Office.WritesMP3())))
}

func voicemailPage(s pages.Shell, m anteroom.Voicemail, mp3 bool) pages.Voicemail {
	at := voicemailPath + "/" + string(m.ID)
	facts := pages.Part{Facts: []pages.FactLine{{Label: s.T("voicemail.received"), Value: pages.Words(s.Written(m.Received))}, {Label: s.T("voicemail.length"), Value: pages.Words(s.P.Duration(m.Length))},
		{Label: s.T("voicemail.language"), Value: pages.Words(s.P.LanguageName(m.Language))}, {Label: s.T("voicemail.state"), Value: voicemailPill(s, m)}}}
	if id := anteroom.ParseNumber(m.Caller); id != "" {
		facts.Facts = append(facts.Facts, pages.FactLine{Label: s.T("voicemail.number"), Value: s.CallTo(string(id))})
	}
	if to := backTo(m); to != "" {
		facts.Actions = []pages.Link{{Path: to, Text: s.T("call_back.title")}}
	}
	switch {
	case !m.Removed.IsZero():
		facts.Posts = []pages.Link{{Path: at + "/recover", Text: s.T("voicemail.recover")}}
	case m.Heard.IsZero():
		facts.Posts = []pages.Link{{Path: at + "/heard", Text: s.T("voicemail.mark.heard")}, {Path: at + "/remove", Text: s.T("voicemail.remove")}}
	default:
		facts.Posts = []pages.Link{{Path: at + "/new", Text: s.T("voicemail.mark.new")}, {Path: at + "/remove", Text: s.T("voicemail.remove")}}
	}
	return pages.Voicemail{Shell: s, Above: pages.Link{Path: voicemailPath, Text: s.T("voicemail.title")}, Facts: facts, Message: m, From: leftBy(s, m), Sound: at + "/sound", MP3: mp3}
}

// backTo is where its user calls back who left a message: of a colleague the extension is known, and the message may be of a call that
// was not the user's; empty: nobody can be.
func backTo(m anteroom.Voicemail) string {
	switch {
	case m.Sender != "" && m.Caller != "":
		return "/me/calls/place?number=" + url.QueryEscape(m.Caller)
	case m.Sender == "" && anteroom.ParseNumber(m.Caller) != "":
		return "/me/calls/" + string(m.Call) + "/back"
	}
	return ""
}

// voicemailSound is the sound of a message. Who has played it, or downloaded it, has heard it.
func (v *visit) voicemailSound() error {
	_, _, d, err := v.self("voicemail.one", "voicemail")
	if err != nil {
		return err
	}
	m, r, err := v.Office.VoiceMessage(v.r.Context(), v.who, d.User.Company, d.User.ID, v.voicemailID())
	if err != nil {
		return err
	}
	if m.Heard.IsZero() && v.r.Method == http.MethodGet {
		if err := v.Office.Heard(v.r.Context(), v.who, d.User.Company, d.User.ID, m.ID); err != nil {
			return err
		}
	}
	as := v.r.URL.Query().Get("as")
	file, err := v.Office.RecordingFile(v.r.Context(), r, m.Received, as == "mp3")
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", file.Type)
	v.w.Header().Set("Cache-Control", "private, no-store")
	if as != "" {
		v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	}
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(file.Content)) // players ask for parts
	return nil
}

// voicemailsDone does something with the messages that are ticked, or with the one that the address names.
func (v *visit) voicemailsDone(command func(anteroom.CompanyID, anteroom.UserID, []anteroom.RecordingID) office.Command, back bool) error {
	_, _, d, err := v.self("voicemail.title", "voicemail")
	if err != nil {
		return err
	}
	to := voicemailPath
	var list []anteroom.RecordingID
	for _, id := range v.r.PostForm["id"] {
		list = append(list, anteroom.RecordingID(id))
	}
	if id := v.voicemailID(); id != "" {
		list = []anteroom.RecordingID{id}
		if back {
			to += "/" + string(id)
		}
	}
	if len(list) == 0 {
		return v.redirect(to)
	}
	out, err := v.Office.Do(v.r.Context(), v.who, command(d.User.Company, d.User.ID, list), office.Ask{})
	if err != nil {
		return err
	}
	return v.redirect(savedAt(to, out))
}

func (v *visit) removeVoicemails() error {
	return v.voicemailsDone(func(c anteroom.CompanyID, u anteroom.UserID, list []anteroom.RecordingID) office.Command {
		return office.RemoveVoiceMessages{Company: c, User: u, Messages: list}
	}, false)
}

func (v *visit) recoverVoicemails() error {
	return v.voicemailsDone(func(c anteroom.CompanyID, u anteroom.UserID, list []anteroom.RecordingID) office.Command {
		return office.RecoverVoiceMessages{Company: c, User: u, Messages: list}
	}, true)
}

func (v *visit) voicemailHeard() error { return v.markVoicemail(true) }
func (v *visit) voicemailNew() error   { return v.markVoicemail(false) }

func (v *visit) markVoicemail(heard bool) error {
	return v.voicemailsDone(func(c anteroom.CompanyID, u anteroom.UserID, list []anteroom.RecordingID) office.Command {
		return office.MarkVoiceMessages{Company: c, User: u, Messages: list, Heard: heard}
	}, true)
}
