package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// How often a recogniser is asked for the words of a voice message.
const (
	wordsAgain  = time.Minute      // after a failure
	wordsBusy   = 3 * time.Second  // where as many are being written down as may be
	wordsGiveUp = 30 * time.Minute // after the message came
)

// queueTranscript has a voice message written down, where there is a recogniser.
func queueTranscript(tx *store.Tx, v anteroom.Voicemail) error {
	at, err := recogniserOf(tx, v.Company)
	if err != nil || !at.Is() {
		return err
	}
	return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Transcribe, Company: v.Company, Target: string(v.ID)}, tx.Now)
}

// recogniserOf is the one to which what is said in a company's calls may go; none where the company keeps it to itself.
func recogniserOf(tx *store.Tx, company anteroom.CompanyID) (anteroom.Recogniser, error) {
	at, _, err := tx.Recogniser()
	if err != nil || !at.Is() {
		return at, err
	}
	may, err := heard(tx, company)
	if !may {
		at = anteroom.Recogniser{}
	}
	return at, err
}

// heard tells whether a recogniser may hear what is said in a company's calls: the company may keep it to itself.
func heard(tx *store.Tx, company anteroom.CompanyID) (bool, error) {
	f, err := tx.Front(company)
	return !f.Unheard, err
}

// transcriptWait is how long the mail about a voice message waits for its words at most.
func transcriptWait(tx *store.Tx, company anteroom.CompanyID, recording anteroom.RecordingID) (time.Duration, error) {
	if recording == "" {
		return 0, nil
	}
	at, err := recogniserOf(tx, company)
	return at.Limit(), err
}

// Transcribe has the words of a voice message written down. The mail about it, which waits for them, goes as soon as they are there, or
// cannot be had at once.
func (o *Office) Transcribe(ctx context.Context, j anteroom.Job) error {
	if o.messages.still() {
		return o.unwritten(ctx, j, anteroom.Fail(anteroom.Unavailable, "error.unavailable"))
	}
	select {
	case o.writing <- struct{}{}:
		defer func() { <-o.writing }()
	default: // what else there is to do must not wait for a recogniser that is slow
		return o.Later(ctx, j, wordsBusy, anteroom.JobBusy)
	}
	v, words, err := o.wordsOf(ctx, j)
	if err != nil {
		return o.unwritten(ctx, j, err)
	}
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		if err := o.written(tx, v, words); err != nil {
			return err
		}
		return tx.EndJob(j, anteroom.JobDone, tx.Now, "")
	})
	o.woken()
	return err
}

// wordsOf asks the recogniser for those of the message that the job names.
func (o *Office) wordsOf(ctx context.Context, j anteroom.Job) (v anteroom.Voicemail, words string, err error) {
	var sound anteroom.Recording
	var at anteroom.Recogniser
	var key string
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if v, err = tx.Voicemail(j.Company, anteroom.RecordingID(j.Target)); err != nil {
			return err
		}
		if sound, err = tx.Recording(v.Company, v.ID); err != nil {
			return err
		}
		may, err := heard(tx, v.Company)
		if err = exists(err, may); err == nil { // else the company has forbidden it meanwhile
			at, key, err = o.opened(tx)
		}
		return err
	})
	if err != nil {
		return v, "", err
	}
	words, err = o.write(ctx, at, key, v.Language, sound.WAV, at.Limit())
	if err != nil {
		o.log.Warn("office: a voice message is not written down", "company", j.Company, "message", j.Target, "attempt", j.Attempts, "error", err)
		o.messages.failed()
	}
	return v, words, err
}

// written keeps the words, and puts them into the mail that waits for them.
func (o *Office) written(tx *store.Tx, v anteroom.Voicemail, words string) error {
	v.Transcript = words
	if words != "" {
		if err := tx.Transcribe(v.Company, v.ID, words); err != nil {
			return err
		}
	}
	id, err := tx.WaitingMessageOf(v.Company, v.ID)
	if err != nil {
		return given(err)
	}
	if words != "" {
		if err := o.rewrite(tx, id, v); err != nil {
			return err
		}
	}
	return tx.HastenDelivery(v.Company, id)
}

// rewrite composes the mail about a voice message once more, with its words; sender and reader stay those of when it was left.
func (o *Office) rewrite(tx *store.Tx, id anteroom.MessageID, v anteroom.Voicemail) error {
	m, err := tx.Message(v.Company, id)
	if err != nil {
		return err
	}
	call, err := tx.Call(v.Company, v.Call)
	if err != nil {
		return given(err)
	}
	company, err := tx.Company(v.Company)
	if err != nil {
		return err
	}
	call.Caller, call.CallerName, call.Language, call.Began = v.Caller, v.CallerName, v.Language, v.Received.In(time.Local)
	n := anteroom.Notice{Kind: anteroom.VoiceMessage, Call: &call, At: call.Began, Length: v.Length, Words: v.Transcript, Link: o.Link("/me/voicemail/" + string(v.ID)),
		Company: company.Name, Sender: anteroom.Assistant{Name: m.FromName, Email: m.FromEmail}, ToName: m.ToName, ToEmail: m.ToEmail, Language: m.Language}
	if err := o.dressed(tx, v.Company, &n); err != nil {
		return err
	}
	if m.Subject, m.Text, m.HTML, err = o.composer.Compose(n); err != nil {
		return err
	}
	return tx.RewriteMessage(m)
}

// unwritten lets the mail go without words. They are asked for again while that is of use.
func (o *Office) unwritten(ctx context.Context, j anteroom.Job, why error) error {
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		id, err := tx.WaitingMessageOf(j.Company, anteroom.RecordingID(j.Target))
		if err == nil {
			err = tx.HastenDelivery(j.Company, id)
		}
		if err = given(err); err != nil {
			return err
		}
		switch {
		case anteroom.KindOf(why) == anteroom.NotFound: // the message, or the recogniser, is there no more
			return tx.EndJob(j, anteroom.JobDone, tx.Now, "")
		case tx.Now.Sub(j.Made) > wordsGiveUp:
			return tx.EndJob(j, anteroom.JobFailed, tx.Now, anteroom.JobUnheard)
		}
		return tx.EndJob(j, anteroom.JobWaiting, tx.Now.Add(wordsAgain), anteroom.JobUnheard)
	})
	o.woken()
	return err
}

// Hear is what a caller says, to voice: words in the language of the call. It takes four seconds at most; NotFound where there is no
// recogniser. After a failure the next callers are not asked to say anything for half a minute.
func (o *Office) Hear(ctx context.Context, l anteroom.Language, wav []byte) (string, error) {
	var at anteroom.Recogniser
	var key string
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		at, key, err = o.opened(tx)
		return err
	})
	if err != nil {
		return "", err
	}
	words, err := o.write(ctx, at, key, l, wav, nameTime)
	switch {
	case err == nil:
		o.names.well()
	case ctx.Err() == nil: // the caller has not gone
		o.names.failed()
	}
	return words, err
}
