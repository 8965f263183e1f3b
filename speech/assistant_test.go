package speech

import (
	"time"

	"anteroom.dev/anteroom"
)

// conversations are those of users with the assistant, in every turn that they can take.
func conversations(tell func(anteroom.Prompt)) {
	people := []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}, {User: "u2", First: "Al", Last: "Blais", Extension: "202"}}
	for _, languages := range []anteroom.Languages{{First: "fr", Second: "en"}, {First: "en", Second: "fr"}} {
		p := anteroom.Plan{Languages: languages, People: people, To: "u1", Caller: anteroom.Caller{User: "u1"}, At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
		for voices := range 4 {
			for _, script := range []string{"*", "1", "1#", "1##", "1###", "1224", "13R", "1#3", "1##5", "2", "21", "22", "222*", "23R", "2####", "31", "32", "33", "34", "35", "4202#", "4202#NR", "4999#", "4514#N", "4514#A", "51R1", "52R2R*", "61#R1", "62#R1", "63#", "8"} {
				converse(p, languages.First, voices, script, tell)
			}
		}
		converse(p, languages.First, -1, "", tell)
		converse(p, languages.First, -1, "*", tell)
	}
}

func converse(p anteroom.Plan, l anteroom.Language, voices int, script string, tell func(anteroom.Prompt)) {
	state, actions := p.Step(anteroom.State{}, anteroom.Event{Kind: anteroom.Begin})
	var pending []anteroom.Event
	for _, k := range "4815#" + script {
		e := anteroom.Event{Kind: anteroom.Key, Key: byte(k)}
		switch k {
		case 'R':
			e = anteroom.Event{Kind: anteroom.Recorded, Length: time.Minute}
		case 'N':
			e = anteroom.Event{Kind: anteroom.UserAway}
		case 'A':
			e = anteroom.Event{Kind: anteroom.UserAnswer}
		}
		pending = append(pending, e)
	}
	for {
		for _, a := range actions {
			switch a := a.(type) {
			case anteroom.Say:
				for _, x := range a.Prompts {
					tell(x)
				}
			case anteroom.Ask:
				pending = append([]anteroom.Event{{Kind: anteroom.Told, Answer: answer(a, l, voices)}}, pending...)
			}
		}
		if len(pending) == 0 {
			return
		}
		state, actions = p.Step(state, pending[0])
		pending = pending[1:]
	}
}

// answer is what the house says; with less than no voice messages it is away, or has locked.
func answer(a anteroom.Ask, l anteroom.Language, voices int) *anteroom.Answer {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	out := &anteroom.Answer{N: a.N, Of: a.Of}
	switch r := a.Of.(type) {
	case anteroom.SignIn:
		out.Locked = voices < 0
		out.Desk = &anteroom.Desk{User: "u1", Language: l, Languages: anteroom.Languages{First: "fr", Second: "en"}, New: voices, Mailbox: voices > 0, Recording: true}
	case anteroom.ReadVoice:
		for i := range voices {
			m := anteroom.Voicemail{ID: "m", Sender: "u2", Received: now.AddDate(0, 0, -i)}
			if i > 0 {
				m.Sender, m.Caller = "", []string{"", "+14185550111", "anonymous"}[i]
			}
			out.Voice = append(out.Voice, m)
		}
	case anteroom.ReadMail:
		for range voices - 1 {
			out.Mail = append(out.Mail, anteroom.MailHead{ID: "l", From: "Al", Subject: "Roy"})
		}
	case anteroom.Reach:
		out.Wrong, out.To = r.Number == "999", anteroom.Callee{Number: "+15145550122"}
	case anteroom.FindPrompt:
		out.Wrong, out.Language = r.Code == "3", l
		if r.Code == "1" {
			out.Name = "Al"
		}
	case anteroom.PutStatus:
		out.Failed = voices == 3 && r.Status == anteroom.InMeeting
	}
	return out
}
