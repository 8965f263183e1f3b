package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// MP3 makes a WAV of a call MP3, in a minute at most; an error is Unavailable. Implemented by speech.
type MP3 interface {
	MP3(ctx context.Context, wav []byte) ([]byte, error)
}

// WritesMP3 tells whether recordings can be had as MP3 here.
func (o *Office) WritesMP3() bool { return o.mp3 != nil }

// RecordingFile is a recording of that moment as a file, WAV or, where it can be, MP3; else Unavailable.
func (o *Office) RecordingFile(ctx context.Context, r anteroom.Recording, made time.Time, mp3 bool) (*anteroom.File, error) {
	if !mp3 {
		return r.File(made), nil
	}
	if o.mp3 == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "error.recording.mp3")
	}
	content, err := o.mp3.MP3(ctx, r.WAV)
	if err != nil {
		return nil, err
	}
	return anteroom.MP3File(made, content), nil
}

// attached is the recording of a message as its reader wants it. One that cannot be made MP3 is better WAV than late.
func (o *Office) attached(ctx context.Context, r anteroom.Recording, made time.Time, mp3 bool) *anteroom.File {
	file, err := o.RecordingFile(ctx, r, made, mp3 && o.mp3 != nil)
	if err != nil {
		o.log.Warn("office: a recording is mailed as WAV", "recording", r.ID, "error", err)
		return r.File(made)
	}
	return file
}

// wantsMP3 is the option of the user whose message a recording is.
func wantsMP3(tx *store.Tx, company anteroom.CompanyID, id anteroom.RecordingID) (bool, error) {
	v, err := tx.Voicemail(company, id)
	if err != nil {
		return false, given(err)
	}
	u, err := tx.User(company, v.User)
	return u.Options.VoiceMP3, given(err)
}

// given is an error but for what is not there.
func given(err error) error {
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	return err
}
