package office

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// MailReplies answers messages over a user's own server. Implemented by mail; where MailServers is none, e-mails are not answered.
type MailReplies interface {
	ReplyMail(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret, to anteroom.MailBody, m anteroom.Message, sound *anteroom.Recording) error
}

// Assist does one thing for a user who talks with the assistant by telephone. All but the sign-in asks for the rights of the user
// who signed in. What is not possible is in the answer; an error means that it can't be done now.
func (o *Office) Assist(ctx context.Context, a anteroom.Assistance) (anteroom.Answer, error) {
	if r, ok := a.Of.(anteroom.SignIn); ok {
		return o.signInByPhone(ctx, a, r)
	}
	who, u, err := o.byPhone(ctx, a)
	if err != nil {
		return anteroom.Answer{}, err
	}
	answer, err := o.assist(ctx, who, u, a)
	switch kind := anteroom.KindOf(err); kind {
	case anteroom.NotFound, anteroom.Forbidden, anteroom.Invalid, anteroom.Conflict, anteroom.Limit:
		return anteroom.Answer{Wrong: err != nil}, nil
	}
	return answer, err
}

// byPhone is the user who has signed in by telephone, as long as there is one.
func (o *Office) byPhone(ctx context.Context, a anteroom.Assistance) (who anteroom.Who, u anteroom.User, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if a.User == "" {
			return anteroom.Missing()
		}
		c, err := tx.Company(a.Call.Company)
		if err == nil {
			u, err = tx.User(a.Call.Company, a.User)
		}
		if err = exists(err, !c.Gone && !c.Suspended && u.Removed.IsZero() && u.State == anteroom.UserActive && !u.Expired(tx.Now)); err != nil {
			return err
		}
		account, err := tx.AccountOfUser(u.Company, u.ID)
		if anteroom.KindOf(err) == anteroom.NotFound {
			err = nil
		}
		who = anteroom.Who{Account: account, Level: anteroom.LevelUser, VAR: c.VAR, Company: c.ID, User: u.ID, Name: u.Name(), Lang: c.Languages.Choose(u.Language), Source: anteroom.ByTelephone}
		return err
	})
	return who, u, err
}

// mostPINs of an account, and of a source, may be wrong in the window of the attempts.
const mostPINs = 5

// signInByPhone proves a user by PIN. An unknown account and a wrong PIN get the same answer in the same time; attempts are limited by
// account and by source, across calls, and the user is told when an account is closed for a while.
func (o *Office) signInByPhone(ctx context.Context, a anteroom.Assistance, r anteroom.SignIn) (anteroom.Answer, error) {
	user, hash, err := o.pinOf(ctx, a.Call.Company, r)
	if err != nil {
		return anteroom.Answer{}, err
	}
	account := "pin " + string(a.Call.Company) + "/" + string(user)
	if user == "" {
		account = "pin " + string(a.Call.Company) + "?" + r.Account
	}
	hashes := []string{}
	if hash != "" {
		hashes = append(hashes, hash)
	}
	right, err := o.guessOf(ctx, account, "pin from "+a.Source, mostPINs, r.PIN, hashes...)
	switch {
	case anteroom.KindOf(err) == anteroom.Limit && err != nil:
		return anteroom.Answer{Locked: true}, nil
	case err != nil:
		return anteroom.Answer{}, err
	case right < 0:
		if user != "" && o.attempts.blocked(account, mostPINs, time.Now()) != nil {
			err = o.tellPINClosed(ctx, a.Call.Company, user)
		}
		return anteroom.Answer{Wrong: true}, err
	}
	desk, err := o.deskOf(ctx, a.Call.Company, user)
	return anteroom.Answer{Desk: &desk}, err
}

// pinOf is the user whom a sign-in names, and what the PIN is compared with; empty: nobody who could sign in.
func (o *Office) pinOf(ctx context.Context, company anteroom.CompanyID, r anteroom.SignIn) (user anteroom.UserID, hash string, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		id, err := r.User, error(nil)
		if id == "" {
			id, err = userNamed(tx, company, r.Account)
		}
		if anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		u, err := tx.User(company, id)
		switch {
		case anteroom.KindOf(err) == anteroom.NotFound, err == nil && (!u.Removed.IsZero() || u.State != anteroom.UserActive || u.Expired(tx.Now)):
			return nil
		case err != nil:
			return err
		}
		user = u.ID
		hash, err = tx.PINHash(company, u.ID)
		return err
	})
	return user, hash, err
}

// tellPINClosed mails the user that the PIN was wrong too often.
func (o *Office) tellPINClosed(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID) error {
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Company(company)
		if err != nil {
			return err
		}
		u, err := tx.User(company, user)
		if err != nil || u.Email == "" {
			return err
		}
		n := anteroom.Notice{Kind: anteroom.PINClosed, Company: c.Name, Sender: c.Assistant, ToName: u.Name(), ToEmail: u.Email, Language: c.Languages.Choose(u.Language), Link: o.Link("/me/pin"), At: tx.Now}
		id, err := o.post(tx, company, n, "")
		if err != nil {
			return err
		}
		return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Company: company, Target: string(id)}, tx.Now)
	})
	if err == nil {
		o.woken()
	}
	return err
}

func (o *Office) deskOf(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID) (d anteroom.Desk, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Company(company)
		if err != nil {
			return err
		}
		u, err := tx.User(company, user)
		if err != nil {
			return err
		}
		n, err := tx.CountVoicemails(company, user)
		if err != nil {
			return err
		}
		d = anteroom.Desk{User: user, Language: u.Language, Languages: c.Languages, New: n.New, Stays: u.Options.AssistantStays}
		seen := store.ContactsOf{Company: company, User: user, Shared: u.Options.CompanyContacts}
		if d.Contacts, _, err = tx.Contacts(seen, anteroom.Find{Most: u.Options.Contacts + anteroom.MostCompanyContacts}); err != nil {
			return err
		}
		codes, err := tx.RecordingCodes(company)
		if err != nil {
			return err
		}
		d.Recording = len(codes) > 0
		_, _, err = tx.UserMail(company, user)
		if d.Mailbox = err == nil; anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		return err
	})
	return d, err
}

// mostTold are the messages of a list that the assistant goes through.
const mostTold = 100

func (o *Office) assist(ctx context.Context, who anteroom.Who, u anteroom.User, a anteroom.Assistance) (answer anteroom.Answer, err error) {
	company, user := u.Company, u.ID
	do := func(c Command) error {
		_, err := o.Do(ctx, who, c, Ask{})
		return err
	}
	one := func(id anteroom.RecordingID) []anteroom.RecordingID { return []anteroom.RecordingID{id} }
	switch r := a.Of.(type) {
	case anteroom.ReadVoice:
		answer.Voice, err = o.voiceByPhone(ctx, company, user)
	case anteroom.Hear:
		err = o.Heard(ctx, who, company, user, r.Message)
	case anteroom.Renew:
		err = do(MarkVoiceMessages{Company: company, User: user, Messages: one(r.Message)})
	case anteroom.Drop:
		err = do(RemoveVoiceMessages{Company: company, User: user, Messages: one(r.Message)})
	case anteroom.Keep:
		err = do(RecoverVoiceMessages{Company: company, User: user, Messages: one(r.Message)})
	case anteroom.SendVoice:
		err = o.sendVoice(ctx, who, r.To, a)
	case anteroom.PutStatus:
		err = do(SetStatus{Company: company, User: user, Status: r.Status})
	case anteroom.PutLanguage:
		err = do(EditSelf{Company: company, User: user, First: u.First, Last: u.Last, Email: u.Email, Language: r.Language})
	case anteroom.PutGreeting:
		err = o.putGreeting(ctx, who, r.Language, a)
	case anteroom.FindPrompt:
		var x anteroom.RecordingCode
		x, err = o.promptOf(ctx, who, company, user, r.Code)
		answer.Language, answer.Name = x.Language, x.Name
	case anteroom.PutPrompt:
		if a.Recording == nil {
			return answer, anteroom.Missing()
		}
		err = do(RecordPrompt{Company: company, User: user, Code: r.Code, File: a.Recording.WAV})
	case anteroom.Reach:
		answer, err = o.reachByPhone(ctx, company, user, r)
	default:
		return o.assistMail(ctx, who, u, a)
	}
	return answer, err
}

// voiceByPhone are the user's messages as the assistant tells of them: the new ones first, the oldest of them first.
func (o *Office) voiceByPhone(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID) (list []anteroom.Voicemail, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Voicemails(company, user, time.Time{}, "", mostTold)
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].Heard.IsZero() {
				list = append(list, all[i])
			}
		}
		for _, v := range all {
			if !v.Heard.IsZero() {
				list = append(list, v)
			}
		}
		return err
	})
	return list, err
}

// sendVoice leaves what the user has said for a colleague, who is told of it as of any message.
func (o *Office) sendVoice(ctx context.Context, who anteroom.Who, to anteroom.UserID, a anteroom.Assistance) error {
	if a.Recording == nil {
		return anteroom.Missing()
	}
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		u, err := tx.User(who.Company, to)
		if err = exists(err, u.Removed.IsZero() && u.Options.VoiceMessages > 0); err != nil {
			return err
		}
		from, err := tx.User(who.Company, who.User)
		if err != nil {
			return err
		}
		full, err := tx.FullMailboxes(who.Company)
		if err != nil {
			return err
		}
		for _, id := range full {
			if id == to {
				return anteroom.Fail(anteroom.Limit, "reason.mailbox_full")
			}
		}
		c := a.Call
		c.Caller, c.CallerName, c.Sender, c.User, c.Recording, c.Began = from.Extension, from.Name(), who.User, to, a.Recording, tx.Now
		if err := tx.BeginCall(a.Call); err != nil {
			return err
		}
		if err := o.keepMessage(tx, c); err != nil {
			return err
		}
		return o.tellUser(tx, c)
	})
	if err == nil {
		o.woken()
	}
	return err
}

// putGreeting makes what the user has said the greeting in a language, whatever the status.
func (o *Office) putGreeting(ctx context.Context, who anteroom.Who, l anteroom.Language, a anteroom.Assistance) error {
	if a.Recording == nil {
		return anteroom.Missing()
	}
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.BeginCall(a.Call); err != nil {
			return err
		}
		return tx.AddRecording(who.Company, a.Call.ID, *a.Recording)
	})
	if err != nil {
		return err
	}
	_, err = o.Do(ctx, who, SetGreeting{Company: who.Company, User: who.User, Language: l, recording: *a.Recording}, Ask{})
	return err
}

// reachByPhone asks the gate for a number that the user, who gave the PIN, wants to call by the assistant.
func (o *Office) reachByPhone(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID, r anteroom.Reach) (anteroom.Answer, error) {
	d, err := o.MayCall(ctx, anteroom.Outgoing{Company: company, User: user, Way: r.Way(), To: r.Number, PIN: true})
	switch {
	case err != nil, d.Why == anteroom.WhyInside:
		return anteroom.Answer{Wrong: true}, err
	case !d.May():
		return anteroom.Answer{Wrong: true, Refused: &d}, nil
	}
	return anteroom.Answer{To: anteroom.Callee{Number: anteroom.NumberID(d.Number), For: user, Way: r.Way(), Gate: &d}}, nil
}

// assistMail does what is about e-mail: each time the mailbox is opened, and closed again.
func (o *Office) assistMail(ctx context.Context, who anteroom.Who, u anteroom.User, a anteroom.Assistance) (answer anteroom.Answer, err error) {
	box, err := o.OpenMail(ctx, who, u.Company, u.ID)
	if err != nil {
		return answer, err
	}
	defer box.Close()
	spoken := anteroom.Languages{First: who.Lang}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Company(u.Company)
		spoken = c.Languages
		return err
	})
	if err != nil {
		return answer, err
	}
	switch r := a.Of.(type) {
	case anteroom.ReadMail:
		answer.Mail, err = box.List(min(u.Options.MailMessages, mostTold))
	case anteroom.ReadLetter:
		body, err := box.Read(r.Letter, spoken)
		if err != nil {
			return answer, err
		}
		answer.Text, answer.Language = strings.TrimSpace(body.Text), body.Language
		return answer, box.MarkSeen(r.Letter)
	case anteroom.DropLetters:
		for _, id := range r.Letters {
			if err := box.Delete(id); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
				return answer, err
			}
		}
	case anteroom.AnswerLetter:
		body, err := box.Read(r.Letter, spoken)
		if err != nil {
			return answer, err
		}
		return answer, o.answerLetter(ctx, u, body, a.Recording)
	}
	return answer, err
}

func (o *Office) answerLetter(ctx context.Context, u anteroom.User, to anteroom.MailBody, sound *anteroom.Recording) error {
	replies, ok := o.mail.(MailReplies)
	if !ok || sound == nil {
		return anteroom.Fail(anteroom.Invalid, "mail.error.none")
	}
	m, _, opener, err := o.openerFor(ctx, u.Company, u.ID)
	if err != nil {
		return err
	}
	email := u.Email
	if strings.Contains(m.UserName, "@") {
		email = m.UserName
	}
	now := time.Now()
	letter := anteroom.Message{ID: anteroom.NewID[anteroom.MessageID](now), Kind: anteroom.VoiceReply, FromName: u.Name(), FromEmail: email, Made: now}
	n := anteroom.Notice{Kind: anteroom.VoiceReply, Language: to.Language, Sender: anteroom.Assistant{Name: u.Name(), Email: email}}
	if _, letter.Text, letter.HTML, err = o.composer.Compose(n); err != nil {
		return err
	}
	return replies.ReplyMail(ctx, m.Outgoing, opener.secret(m.UserName), to, letter, sound)
}
