package office

import (
	"cmp"
	"context"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Answer is the plan of a call to a number, as everything stands now; NotFound where the number is nobody's.
func (o *Office) Answer(ctx context.Context, in anteroom.Incoming) (anteroom.Plan, error) {
	caller := callerOf(in)
	c, err := o.store.Called(ctx, in.Number, caller.Number)
	if err != nil {
		return anteroom.Plan{}, err
	}
	b := o.bases.kept(c.Standing, c.Now)
	if b == nil {
		if c, b, err = o.calledAnew(ctx, c, caller.Number); err != nil {
			return anteroom.Plan{}, err
		}
	}
	p := o.answered(b, c.Number, caller, c.Now)
	p.Languages = remembered(p.Languages, c, b.reception().Remember)
	return p, nil
}

// callerOf is who calls from outside.
func callerOf(in anteroom.Incoming) anteroom.Caller {
	return anteroom.Caller{Number: anteroom.ParseNumber(in.Caller)}
}

// sipOf is where a phone system takes calls for its users' lines; empty: it does not.
func sipOf(tx *store.Tx, id anteroom.SystemID) (string, error) {
	if id == "" {
		return "", nil
	}
	p, err := tx.PhoneSystem(id)
	return p.SIP, err
}

// planOf is the plan of a number's calls. A number of a suspended or removed company, or for faxes alone, answers as an
// unassigned one; so does one of a public service that is no user's, because that has no receptionist.
func planOf(c anteroom.Company, n anteroom.Number, people []anteroom.Person) anteroom.Plan {
	p := anteroom.Plan{Company: c.ID, CompanyName: c.Name, Number: n.ID, Languages: c.Languages, To: n.User,
		Free: n.Free || !n.Voice || c.Suspended || c.Gone || c.Kind == anteroom.PublicService && n.User == "", People: people}
	if n.First != "" && n.First == c.Second { // its own first language (R17)
		p.Languages = anteroom.Languages{First: c.Second, Second: c.First}
	}
	return p
}

// Keep writes lines of calls, all in one transaction: those of calls in progress, and of those that have ended complete, with
// their recordings and messages. A call that has ended already is left as it is.
func (o *Office) Keep(ctx context.Context, calls []anteroom.Call) error {
	told := false
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range calls {
			keep := o.ended
			if c.Ended.IsZero() {
				keep = (*store.Tx).BeginCall
			}
			if err := keep(tx, c); err != nil {
				return err
			}
			told = told || !c.Ended.IsZero() && c.User != ""
		}
		return nil
	})
	if err == nil && told {
		o.woken()
	}
	return err
}

// ended completes the line of a call, keeps its recording and composes its messages.
func (o *Office) ended(tx *store.Tx, c anteroom.Call) error {
	if c.Recording != nil && c.Recording.ID == "" {
		c.Recording.ID = anteroom.RecordingID(c.ID)
	}
	speaks, err := onLine(tx, &c)
	if err != nil {
		return err
	}
	open, err := tx.EndCall(c)
	if err != nil || !open {
		return err
	}
	if c.Recording != nil {
		if err := o.keepMessage(tx, speaks); err != nil {
			return err
		}
	}
	if err := o.remember(tx, c); err != nil {
		return err
	}
	if err := useOf(tx, c); err != nil {
		return err
	}
	return o.tellUser(tx, speaks)
}

// onLine is the call as from who spoke at its end, and names that person in the call: after a transfer by the calling side it is
// not who called.
func onLine(tx *store.Tx, c *anteroom.Call) (anteroom.Call, error) {
	if c.OnLine == nil {
		return *c, nil
	}
	who, extension := *c.OnLine, ""
	if who.User != "" {
		u, err := tx.User(c.Company, who.User)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound { // removed for good during the call
			return *c, err
		}
		who.Name, extension = u.Name(), u.Extension
	}
	c.OnLine = &who
	speaks := *c
	speaks.Caller, speaks.CallerName, speaks.Sender = cmp.Or(string(who.Number), extension, "anonymous"), who.Name, who.User
	return speaks, nil
}

// keepMessage keeps what a caller left, in the mailbox of the user for whom it is.
func (o *Office) keepMessage(tx *store.Tx, c anteroom.Call) error {
	if err := tx.AddRecording(c.Company, c.ID, *c.Recording); err != nil {
		return err
	}
	_, err := tx.User(c.Company, c.User)
	if c.User == "" || anteroom.KindOf(err) == anteroom.NotFound { // removed for good during the call
		return nil
	}
	if err != nil {
		return err
	}
	return keepVoicemail(tx, anteroom.Voicemail{ID: c.Recording.ID, Company: c.Company, User: c.User, Call: c.ID, Caller: c.Caller, CallerName: c.CallerName, Sender: c.Sender,
		Language: c.Language, Received: c.Began, Length: c.Recording.Length})
}

// tellUser composes the message that a call leaves for a user: a voice message, or that a caller gave up.
func (o *Office) tellUser(tx *store.Tx, c anteroom.Call) error {
	n := anteroom.Notice{Call: &c, At: c.Began}
	var recording anteroom.RecordingID
	switch {
	case c.User == "":
		return nil
	case c.Recording != nil:
		n.Kind, n.Length, recording = anteroom.VoiceMessage, c.Recording.Length, c.Recording.ID
		n.Link = o.Link("/me/voicemail/" + string(recording))
	case c.Result == anteroom.AskedBack, c.Missed():
		n.Kind = anteroom.MissedCall
		if colleague, number := c.Back(); colleague != "" || number != "" {
			n.Link = o.Link("/me/calls/" + string(c.ID) + "/back")
		}
	default:
		return nil
	}
	u, err := tx.User(c.Company, c.User)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil // removed during the call
	}
	if err != nil {
		return err
	}
	if u.Email == "" || !u.Removed.IsZero() {
		return nil
	}
	company, err := tx.Company(c.Company)
	if err != nil {
		return err
	}
	n.Company, n.Sender = company.Name, company.Assistant
	n.ToName, n.ToEmail, n.Language = u.Name(), u.Email, company.Languages.Choose(u.Language)
	id, err := o.post(tx, c.Company, n, recording)
	if err != nil {
		return err
	}
	wait, err := transcriptWait(tx, c.Company, recording)
	if err != nil {
		return err
	}
	job := anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Company: c.Company, Target: string(id)}
	return tx.AddJob(job, tx.Now.Add(wait))
}

// Phone is the SIP phone that signs in under a name; NotFound where there is none, or its user or company was removed.
func (o *Office) Phone(ctx context.Context, name string) (p anteroom.Phone, err error) {
	if strings.HasPrefix(name, passPrefix) {
		return o.testPhone(ctx, name)
	}
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if p, err = tx.PhoneByName(name); err != nil {
			return err
		}
		p = p.Passed(tx.Now)
		c, err := tx.Company(p.Company)
		if err != nil {
			return err
		}
		o.seen(c)
		u, err := tx.User(p.Company, p.User)
		return exists(err, !c.Gone && u.Removed.IsZero())
	})
	if err != nil {
		return anteroom.Phone{}, err
	}
	return p, nil
}
