package web

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
)

// A file that is sent in is made fit for its use before it is anybody's; the review shows what came of it, and its form holds that as
// the field made: what is stored is what was shown.

// takeMade puts into the form what is made of the file of that name, once; the way back takes it out.
func (v *visit) takeMade(name string, fit func(file []byte) ([]byte, error)) error {
	f := v.r.PostForm
	if f.Has("back") {
		f.Del("made")
		return nil
	}
	if f.Get("made") != "" {
		return nil
	}
	_, file, err := v.sentFile(name)
	if err != nil {
		return err
	}
	made, err := fit(file)
	if err != nil {
		return err
	}
	f.Set("made", base64.StdEncoding.EncodeToString(made))
	return nil
}

// made is what the form holds; nothing where it can't be read.
func (f *form) made() []byte {
	made, _ := base64.StdEncoding.DecodeString(f.Get("made"))
	return made
}

// showMade is an address of it, such as data:audio/wav…, which the page's security policy lets in for this one kind of content.
func (v *visit) showMade(mediaType, directive string) string {
	v.w.Header().Set("Content-Security-Policy", strings.Replace(policy("'self'"), directive+" 'self'", directive+" 'self' data:", 1))
	return "data:" + mediaType + ";base64," + v.r.PostForm.Get("made")
}

// taskWithSound is a task whose form may hold a recording, as the file "file": the review lets it be heard.
func (v *visit) taskWithSound(t task) error {
	if v.r.Method == http.MethodPost && (v.fileSent("file") || v.r.PostForm.Get("made") != "") {
		if err := v.takeMade("file", v.recordingMade); err != nil {
			t.keep(&form{Values: v.r.PostForm})
			return v.taskFailed(t, nil, err)
		}
		t.page.Shown = pages.RecordingMade(t.page.Shell, v.showMade("audio/wav", "media-src"))
	}
	return v.task(t)
}

// recordingMade is a recording as callers will hear it.
func (v *visit) recordingMade(file []byte) ([]byte, error) {
	wav, err := v.Office.ReadRecording(v.r.Context(), file)
	return wav, ofFile("file", err)
}

// ofFile names the field that a file was sent in, where the error is of what the file holds.
func ofFile(field string, err error) error {
	if e, ok := errors.AsType[*anteroom.Error](err); ok && (e.Kind == anteroom.Invalid || e.Kind == anteroom.Limit) {
		return anteroom.Fields{{Field: field, Msg: e.Msg}}.Err()
	}
	return err
}
