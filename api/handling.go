package api

import "anteroom.dev/anteroom"

func (v *visit) userID() anteroom.UserID { return anteroom.UserID(v.r.PathValue("user")) }

// callHandling answers with how a user's calls are handled.
func (v *visit) callHandling() error {
	h, _, err := v.Office.CallHandling(v.r.Context(), v.who, v.company(), v.userID())
	if err != nil {
		return err
	}
	h.Rules, h.Greetings = some(h.Rules), some(h.Greetings)
	return v.write(h)
}

// voiceMessages answers with the voice messages of the user who asks.
func (v *visit) voiceMessages() error {
	f, err := v.find("state")
	if err != nil {
		return err
	}
	l, err := v.Office.VoiceMessages(v.r.Context(), v.who, v.company(), v.userID(), f)
	return listed(v, l, err)
}

// voiceMessage answers with the sound of one of them. To ask for it is no hearing: a program may only keep it.
func (v *visit) voiceMessage() error {
	q, err := v.parameters("format")
	if err != nil {
		return err
	}
	format := q.Get("format")
	if format != "" && format != "wav" && format != "mp3" {
		return wrongParameter("format", format)
	}
	m, r, err := v.Office.VoiceMessage(v.r.Context(), v.who, v.company(), v.userID(), anteroom.RecordingID(v.r.PathValue("message")))
	if err != nil {
		return err
	}
	file, err := v.Office.RecordingFile(v.r.Context(), r, m.Received, format == "mp3")
	if err != nil {
		return err
	}
	return v.file(file.Type, file.Name, file.Content)
}
