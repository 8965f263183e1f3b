package store

import (
	"math"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// AddVoicemail stores a message that was left for a user; its recording is there already. Told twice, it does nothing the
// second time.
func (tx *Tx) AddVoicemail(v anteroom.Voicemail) error {
	return mapped(tx.q.AddVoicemail(tx.ctx, db.AddVoicemailParams{CompanyID: string(v.Company), ID: string(v.ID), UserID: string(v.User), CallID: string(v.Call),
		Caller: v.Caller, CallerName: v.CallerName, Sender: string(v.Sender), Language: string(v.Language), Received: micros(v.Received), Length: int64(v.Length), Heard: micros(v.Heard)}))
}

// Voicemail is the message of that id.
func (tx *Tx) Voicemail(company anteroom.CompanyID, id anteroom.RecordingID) (anteroom.Voicemail, error) {
	r, err := tx.q.Voicemail(tx.ctx, db.VoicemailParams{CompanyID: string(company), ID: string(id)})
	return voicemailOf(r), mapped(err)
}

// Voicemails are the messages of a user that are older than one, newest first; the zero one: all.
func (tx *Tx) Voicemails(company anteroom.CompanyID, user anteroom.UserID, before time.Time, id anteroom.RecordingID, most int) ([]anteroom.Voicemail, error) {
	at := int64(math.MaxInt64)
	if !before.IsZero() {
		at = micros(before)
	}
	rows, err := tx.q.VoicemailsBefore(tx.ctx, db.VoicemailsBeforeParams{CompanyID: string(company), UserID: string(user), Before: at, BeforeID: string(id), Most: int32(most)})
	return voicemailsOf(rows), mapped(err)
}

// VoicemailsRemoved are those of a user that were removed after a moment, the latest first.
func (tx *Tx) VoicemailsRemoved(company anteroom.CompanyID, user anteroom.UserID, since time.Time, most int) ([]anteroom.Voicemail, error) {
	rows, err := tx.q.VoicemailsRemoved(tx.ctx, db.VoicemailsRemovedParams{CompanyID: string(company), UserID: string(user), Since: micros(since), Most: int32(most)})
	return voicemailsOf(rows), mapped(err)
}

// OldestHeard are the oldest messages of a user that were heard.
func (tx *Tx) OldestHeard(company anteroom.CompanyID, user anteroom.UserID, most int) ([]anteroom.Voicemail, error) {
	rows, err := tx.q.OldestHeardVoicemails(tx.ctx, db.OldestHeardVoicemailsParams{CompanyID: string(company), UserID: string(user), Limit: int32(most)})
	return voicemailsOf(rows), mapped(err)
}

// CountVoicemails is how many a user has.
func (tx *Tx) CountVoicemails(company anteroom.CompanyID, user anteroom.UserID) (anteroom.VoiceCounts, error) {
	r, err := tx.q.CountVoicemails(tx.ctx, db.CountVoicemailsParams{CompanyID: string(company), UserID: string(user)})
	return anteroom.VoiceCounts{New: int(r.Fresh), Kept: int(r.Kept)}, mapped(err)
}

// MarkVoicemail stores when a message was heard and removed.
func (tx *Tx) MarkVoicemail(v anteroom.Voicemail) error {
	return mapped(tx.q.MarkVoicemail(tx.ctx, db.MarkVoicemailParams{CompanyID: string(v.Company), ID: string(v.ID), Heard: micros(v.Heard), Removed: micros(v.Removed)}))
}

// HearVoicemail notes that a new message was heard now; false: it was before.
func (tx *Tx) HearVoicemail(company anteroom.CompanyID, id anteroom.RecordingID) (bool, error) {
	n, err := tx.q.HearVoicemail(tx.ctx, db.HearVoicemailParams{CompanyID: string(company), ID: string(id), Heard: micros(tx.Now)})
	return n == 1, mapped(err)
}

// Transcribe keeps the words of a message.
func (tx *Tx) Transcribe(company anteroom.CompanyID, id anteroom.RecordingID, words string) error {
	return mapped(tx.q.TranscribeVoicemail(tx.ctx, db.TranscribeVoicemailParams{CompanyID: string(company), ID: string(id), Transcript: words}))
}

// PurgeVoicemails ends some of the messages that were removed before a moment, with their sound, and tells how many.
func (tx *Tx) PurgeVoicemails(before time.Time, most int) (int, error) {
	rows, err := tx.q.VoicemailsToPurge(tx.ctx, db.VoicemailsToPurgeParams{Removed: micros(before), Limit: int32(most)})
	if err != nil {
		return 0, mapped(err)
	}
	for _, r := range rows {
		if err := tx.dropVoicemail(r.CompanyID, r.ID); err != nil {
			return 0, mapped(err)
		}
	}
	return len(rows), nil
}

func (tx *Tx) dropVoicemail(company, id string) error {
	v, err := tx.q.Voicemail(tx.ctx, db.VoicemailParams{CompanyID: company, ID: id})
	if err != nil {
		return err
	}
	if err := tx.q.DropVoicemail(tx.ctx, db.DropVoicemailParams{CompanyID: company, ID: id}); err != nil {
		return err
	}
	if err := tx.q.DetachRecording(tx.ctx, db.DetachRecordingParams{CompanyID: company, Recording: id}); err != nil {
		return err
	}
	if err := tx.q.ForgetRecording(tx.ctx, db.ForgetRecordingParams{CompanyID: company, ID: v.CallID, RecordingID: id}); err != nil {
		return err
	}
	return tx.q.DropRecording(tx.ctx, db.DropRecordingParams{CompanyID: company, ID: id})
}

// dropSmartOf ends all that is a user's of the handling of calls.
func (tx *Tx) dropSmartOf(company, user string) error {
	list, err := tx.q.VoicemailsOfUser(tx.ctx, db.VoicemailsOfUserParams{CompanyID: company, UserID: user, Limit: math.MaxInt32})
	if err != nil {
		return err
	}
	for _, id := range list {
		if err := tx.dropVoicemail(company, id); err != nil {
			return err
		}
	}
	if err := tx.q.DropGreetingsOfUser(tx.ctx, db.DropGreetingsOfUserParams{CompanyID: company, UserID: user}); err != nil {
		return err
	}
	if err := tx.q.DropCallRulesOfUser(tx.ctx, db.DropCallRulesOfUserParams{CompanyID: company, UserID: user}); err != nil {
		return err
	}
	if err := tx.q.DropContactsOfUser(tx.ctx, db.DropContactsOfUserParams{CompanyID: company, UserID: user}); err != nil {
		return err
	}
	if err := tx.q.FreeMailbox(tx.ctx, db.FreeMailboxParams{CompanyID: company, UserID: user}); err != nil {
		return err
	}
	return tx.q.DropStatus(tx.ctx, db.DropStatusParams{CompanyID: company, UserID: user})
}

func voicemailsOf(rows []db.VoiceMessage) []anteroom.Voicemail {
	list := make([]anteroom.Voicemail, len(rows))
	for i, r := range rows {
		list[i] = voicemailOf(r)
	}
	return list
}

func voicemailOf(r db.VoiceMessage) anteroom.Voicemail {
	return anteroom.Voicemail{ID: anteroom.RecordingID(r.ID), Company: anteroom.CompanyID(r.CompanyID), User: anteroom.UserID(r.UserID), Call: anteroom.CallID(r.CallID),
		Caller: r.Caller, CallerName: r.CallerName, Sender: anteroom.UserID(r.Sender), Language: anteroom.Language(r.Language), Received: fromMicros(r.Received),
		Length: time.Duration(r.Length), Heard: fromMicros(r.Heard), Removed: fromMicros(r.Removed), Transcript: r.Transcript}
}
