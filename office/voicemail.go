package office

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// MarkVoiceMessages marks voice messages of one's own as heard, or as new again.
type MarkVoiceMessages struct {
	Company  anteroom.CompanyID     `json:"-" path:"company"`
	User     anteroom.UserID        `json:"user"`
	Messages []anteroom.RecordingID `json:"messages"` // 1 to 100
	Heard    bool                   `json:"heard"`
}

func (c MarkVoiceMessages) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c MarkVoiceMessages) Right() anteroom.Right { return anteroom.OwnMessages }

func (c MarkVoiceMessages) Do(r *Run) error {
	return r.eachVoicemail(c.User, c.Messages, func(v *anteroom.Voicemail) {
		switch {
		case !c.Heard:
			v.Heard = time.Time{}
		case v.Heard.IsZero():
			v.Heard = r.tx.Now
		}
	})
}

// RemoveVoiceMessages removes voice messages of one's own. Within 30 days they can be recovered.
type RemoveVoiceMessages struct {
	Company  anteroom.CompanyID     `json:"-" path:"company"`
	User     anteroom.UserID        `json:"user"`
	Messages []anteroom.RecordingID `json:"messages"` // 1 to 100
}

func (c RemoveVoiceMessages) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c RemoveVoiceMessages) Right() anteroom.Right { return anteroom.OwnMessages }

func (c RemoveVoiceMessages) Do(r *Run) error {
	return r.eachVoicemail(c.User, c.Messages, func(v *anteroom.Voicemail) {
		if v.Removed.IsZero() {
			v.Removed = r.tx.Now
		}
	})
}

// RecoverVoiceMessages brings back voice messages of one's own that were removed within the last 30 days.
type RecoverVoiceMessages struct {
	Company  anteroom.CompanyID     `json:"-" path:"company"`
	User     anteroom.UserID        `json:"user"`
	Messages []anteroom.RecordingID `json:"messages"` // 1 to 100
}

func (c RecoverVoiceMessages) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c RecoverVoiceMessages) Right() anteroom.Right { return anteroom.OwnMessages }

func (c RecoverVoiceMessages) Do(r *Run) error {
	return r.eachVoicemail(c.User, c.Messages, func(v *anteroom.Voicemail) { v.Removed = time.Time{} })
}

// mostVoicemails are changed by one command.
const mostVoicemails = 100

func (r *Run) eachVoicemail(user anteroom.UserID, list []anteroom.RecordingID, change func(*anteroom.Voicemail)) error {
	if len(list) == 0 || len(list) > mostVoicemails {
		r.wrong.Wrong("messages", "error.voicemail.some", "most", mostVoicemails)
		return nil
	}
	for _, id := range list {
		err := voicemails().edit(r, string(user)+"."+string(id), func(v *anteroom.Voicemail) error { change(v); return nil })
		if err != nil {
			return err
		}
	}
	return refill(r.tx, r.target.Company, user)
}

func voicemails() noun[anteroom.Voicemail] {
	return noun[anteroom.Voicemail]{
		name: "voice_message", right: anteroom.OwnMessages, own: true,
		load: func(r *Run, id string) (anteroom.Voicemail, error) {
			user, own, _ := strings.Cut(id, ".")
			return ownVoicemail(r.tx, r.target.Company, anteroom.UserID(user), anteroom.RecordingID(own))
		},
		put: func(r *Run, _ string, _ *anteroom.Voicemail, v anteroom.Voicemail) error {
			if err := r.tx.MarkVoicemail(v); err != nil {
				return err
			}
			return refill(r.tx, v.Company, v.User)
		},
	}
}

// ownVoicemail is a message of the user that can still be had.
func ownVoicemail(tx *store.Tx, company anteroom.CompanyID, user anteroom.UserID, id anteroom.RecordingID) (anteroom.Voicemail, error) {
	v, err := tx.Voicemail(company, id)
	over := !v.Removed.IsZero() && tx.Now.Sub(v.Removed) > anteroom.RecoverFor
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && (v.User != user || over) {
		return v, anteroom.Missing()
	}
	return v, err
}

// refill notes whether a user's mailbox takes messages, and has the user's phones show what waits. Heard ones make room for new ones, so that it is full of new ones
// alone.
func refill(tx *store.Tx, company anteroom.CompanyID, user anteroom.UserID) error {
	u, err := tx.User(company, user)
	if err != nil {
		return err
	}
	n, err := tx.CountVoicemails(company, user)
	if err != nil {
		return err
	}
	phones, err := tx.PhonesOfUser(company, user)
	if err != nil {
		return err
	}
	if len(phones) > 0 {
		if err := tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.ShowWaiting, Company: company, Target: string(user)}, tx.Now); err != nil {
			return err
		}
	}
	return tx.SetFull(company, user, n.New >= u.Options.VoiceMessages)
}

// Waiting is how many voice messages a user has, for the user's phones.
func (o *Office) Waiting(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID) (n anteroom.VoiceCounts, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.CountVoicemails(company, user)
		return err
	})
	return n, err
}

// keepVoicemail stores what a caller left, and removes the oldest that were heard where there are more than are kept.
func keepVoicemail(tx *store.Tx, v anteroom.Voicemail) error {
	if err := tx.AddVoicemail(v); err != nil {
		return err
	}
	u, err := tx.User(v.Company, v.User)
	if err != nil {
		return err
	}
	n, err := tx.CountVoicemails(v.Company, v.User)
	if err != nil {
		return err
	}
	if over := n.Kept - u.Options.VoiceMessages; over > 0 {
		list, err := tx.OldestHeard(v.Company, v.User, over)
		if err != nil {
			return err
		}
		for _, old := range list {
			old.Removed = tx.Now
			if err := tx.MarkVoicemail(old); err != nil {
				return err
			}
		}
	}
	if err := queueTranscript(tx, v); err != nil {
		return err
	}
	return refill(tx, v.Company, v.User)
}

// VoiceMessages are a user's own voice messages, newest first; with state "removed" those that can be recovered. Nobody
// else may see them: administrators are told their number alone.
func (o *Office) VoiceMessages(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, f anteroom.Find) (l List[anteroom.Voicemail], err error) {
	known := columns{nil, map[string][]string{"state": {"removed"}}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	mark, err := anteroom.ParseMark(f.After)
	if err != nil {
		return l, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := userPlace(tx, who, anteroom.OwnMessages, company, user); err != nil {
			return err
		}
		l, err = voicemailList(tx, company, user, f, mark)
		return err
	})
	return l, err
}

func voicemailList(tx *store.Tx, company anteroom.CompanyID, user anteroom.UserID, f anteroom.Find, mark anteroom.Mark) (l List[anteroom.Voicemail], err error) {
	if f.Where["state"] == "removed" {
		l.Rows, err = tx.VoicemailsRemoved(company, user, tx.Now.Add(-anteroom.RecoverFor), pageSize)
		l.Count = len(l.Rows)
		return l, err
	}
	n, err := tx.CountVoicemails(company, user)
	if err != nil {
		return l, err
	}
	l.Count = n.Kept
	if l.Rows, err = tx.Voicemails(company, user, ofMicros(mark.Number), anteroom.RecordingID(mark.ID), f.Most+1); err != nil {
		return l, err
	}
	if len(l.Rows) > f.Most {
		l.Rows = l.Rows[:f.Most]
		last := l.Rows[f.Most-1]
		l.Next = anteroom.Mark{Number: last.Received.UnixMicro(), ID: string(last.ID)}.String()
	}
	return l, nil
}

// VoiceMessage is one of a user's own, with its sound as WAV.
func (o *Office) VoiceMessage(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, id anteroom.RecordingID) (v anteroom.Voicemail, r anteroom.Recording, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := userPlace(tx, who, anteroom.OwnMessages, company, user); err != nil {
			return err
		}
		if v, err = ownVoicemail(tx, company, user, id); err != nil {
			return err
		}
		r, err = tx.Recording(company, id)
		return err
	})
	return v, r, err
}

// Recording is the sound that a call left: a voice message, for the user whose it is and nobody else; or a user's greeting that was
// recorded or sent in, for the user and for who sees the company, as it is what every caller hears.
func (o *Office) Recording(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.RecordingID) (r anteroom.Recording, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if r, err = greetingSound(tx, who, company, id); anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		if _, err := tx.Voicemail(company, id); anteroom.KindOf(err) == anteroom.NotFound {
			c, err := reach(tx, who, anteroom.SeeCompany, anteroom.Target{Company: company})
			if err = exists(err, !c.Gone); err != nil {
				return err
			}
		}
		r, err = recorded(tx, who, company, id)
		return err
	})
	return r, err
}

// greetingSound is the recording of a user's greeting; NotFound where it is of none.
func greetingSound(tx *store.Tx, who anteroom.Who, company anteroom.CompanyID, id anteroom.RecordingID) (anteroom.Recording, error) {
	user, length, err := tx.WhoseGreeting(company, id)
	if err != nil {
		return anteroom.Recording{}, err
	}
	if _, _, err = userPlace(tx, who, anteroom.SeeSelf, company, user); err != nil {
		return anteroom.Recording{}, err
	}
	wav, err := sound(tx, company, id)
	return anteroom.Recording{ID: id, Length: length, WAV: wav}, err
}

// recorded is a recording for somebody who has to do with the company. What is in a mailbox is its user's alone; what a caller left
// for a user who is no more is nobody's: it bears the id of its call.
func recorded(tx *store.Tx, who anteroom.Who, company anteroom.CompanyID, id anteroom.RecordingID) (r anteroom.Recording, err error) {
	v, err := tx.Voicemail(company, id)
	switch {
	case err == nil:
		if _, _, err = userPlace(tx, who, anteroom.OwnMessages, company, v.User); err == nil {
			_, err = ownVoicemail(tx, company, v.User, id)
		}
	case anteroom.KindOf(err) == anteroom.NotFound:
		var left anteroom.Call
		if left, err = tx.Call(company, anteroom.CallID(id)); anteroom.KindOf(err) == anteroom.NotFound {
			err = nil
		}
		err = exists(err, left.Recording == nil)
	}
	if err == nil {
		r, err = tx.Recording(company, id)
	}
	return r, err
}

// Heard notes that a user has played a voice message of the own: it is no longer new, wherever it is looked at. It is use, and
// no change that the history tells.
func (o *Office) Heard(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, id anteroom.RecordingID) error {
	defer o.woken() // its phones are told
	return o.store.Write(ctx, func(tx *store.Tx) error {
		if _, _, err := userPlace(tx, who, anteroom.OwnMessages, company, user); err != nil {
			return err
		}
		if _, err := ownVoicemail(tx, company, user, id); err != nil {
			return err
		}
		if fresh, err := tx.HearVoicemail(company, id); err != nil || !fresh {
			return err
		}
		return refill(tx, company, user)
	})
}

// VoiceCounts is how many voice messages a user has, for the user and the company's administrators.
func (o *Office) VoiceCounts(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID) (n anteroom.VoiceCounts, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := userPlace(tx, who, anteroom.SeeSelf, company, user); err != nil {
			return err
		}
		n, err = tx.CountVoicemails(company, user)
		return err
	})
	return n, err
}
