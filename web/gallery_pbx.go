package web

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func pbxGallery(add func(page, title, here string, more ...specimen)) {
	of := func(status func(*sample) office.PhoneSystemStatus) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			return pages.PhoneSystemPage(pages.PhoneSystem{Shell: s.Shell, Status: status(s), Now: s.now, Support: "Nordik Télécom"})
		}
	}
	add("company-phone-system", "pbx.title", "phone_system",
		specimen{state: "empty", make: of(func(*sample) office.PhoneSystemStatus { return office.PhoneSystemStatus{} })},
		specimen{state: "usual", make: of((*sample).phoneSystemStatus)},
		specimen{state: "own", make: of(func(*sample) office.PhoneSystemStatus {
			return office.PhoneSystemStatus{System: anteroom.PhoneSystem{Name: "Anteroom", Kind: "builtin"}, Own: &office.OwnPhoneSystem{Lines: 24, Numbers: 6, Phones: 31, Configured: 19}}
		})},
		specimen{state: "error", make: of(func(s *sample) office.PhoneSystemStatus {
			status := s.phoneSystemStatus()
			problem := anteroom.T("pbx.problem.sign_in")
			status.Report.State.Way = anteroom.WayDown
			status.Report.Problem, status.Report.Failed, status.Report.Push.Ended = &problem, s.now, time.Time{}
			status.Report.Push.Steps[1].Problem, status.Report.Push.Steps[1].Done = &problem, false
			return status
		})})
}

func deviceGallery(add func(page, title, here string, more ...specimen)) {
	add("phones", "devices.title", "devices",
		specimen{state: "empty", make: func(s *sample) templ.Component {
			return pages.ListPage(deviceList(s.Shell, office.List[anteroom.Device]{}, nil))
		}},
		specimen{state: "usual", make: func(s *sample) templ.Component {
			device := func(name, user, extension string, h *anteroom.Handset) anteroom.Device {
				return anteroom.Device{Phone: anteroom.PhoneID(name), Name: name, User: "u1", UserName: user, Extension: extension, Handset: h}
			}
			return pages.ListPage(deviceList(s.Shell, office.List[anteroom.Device]{Rows: []anteroom.Device{
				device("06h0hfswn3e377d5304m", "Élise Tremblay-Côté", "201", &anteroom.Handset{Model: anteroom.Yealink, Fetched: s.now, Current: true}),
				device("06h0hfswn3e377d5305n", "Marc Gagnon", "202", &anteroom.Handset{Model: anteroom.Linphone, Fetched: s.now, Line: true}),
				device("06h0hfswn3e377d5306p", "Zoé Roy", "203", &anteroom.Handset{Model: anteroom.CiscoMPP}),
				device("06h0hfswn3e377d5307q", "Zoé Roy", "203", nil)}}, nil))
		}})
}

func pbxAddressGallery(add func(page, title, here string, more ...specimen)) {
	add("pbx-address", "pbx.address.title", "manage", specimen{state: "usual", make: func(s *sample) templ.Component {
		shell := s.managed()
		return pages.PBXAddressPage(pages.PBXAddress{Shell: shell, Above: pages.Link{Path: shell.At("/manage"), Text: shell.T("manage.title")}, Address: "https://portal.example/pbx/5a9aca745e4bab6e2fb8914e79cb0f1bbf5b7e77dfe571ae6989e06b77299fd7"})
	}})
}

func (s *sample) phoneSystemStatus() office.PhoneSystemStatus {
	line := func(extension, name string, ours bool) anteroom.PBXLine {
		return anteroom.PBXLine{Extension: extension, Name: name, Peer: "boreal-" + extension, Ours: ours}
	}
	wanted := anteroom.PBXState{Lines: []anteroom.PBXLine{line("201", "Élise Tremblay-Côté", true), line("202", "Marc Gagnon", true), line("203", "Zoé Roy", false)},
		Numbers: []anteroom.PBXNumber{{Number: "+14185550100"}}}
	found := anteroom.PBXState{Lines: []anteroom.PBXLine{line("201", "Élise Tremblay", true), line("203", "Zoé Leroy", false), line("204", "Salle de réunion", false)},
		Numbers: []anteroom.PBXNumber{{Number: "+14185550100", To: "201"}}}
	push := anteroom.PBXPush{Begun: s.now, Ended: s.now.Add(time.Second), By: "Chantal Létourneau"}
	for _, step := range anteroom.PlanPBX(wanted, found)[:2] {
		push.Steps = append(push.Steps, anteroom.PBXOutcome{PBXStep: step, Done: true})
	}
	plan := anteroom.LeavePBX(anteroom.PlanPBX(wanted, found), map[string]string{"line 202": "+"})
	return office.PhoneSystemStatus{System: anteroom.PhoneSystem{Name: "Asterisk du siège"}, AccountID: "boreal", Reached: true, Plan: plan,
		Lines: found.Lines[2:], Numbers: []anteroom.PBXNumber{{Number: "+14185550177"}}, Taken: []anteroom.PBXNumber{{Number: "+14185550188"}},
		Report: anteroom.PBXReport{Asked: s.now, Answered: s.now, Read: s.now.Add(time.Second), State: found, Drift: 3, Push: push}}
}

func handsetGallery(add func(page, title, here string, more ...specimen)) {
	usual := anteroom.Handset{Phone: "p1", Model: anteroom.Yealink, MAC: "001565a1b2c3", Agent: "Yealink SIP-T54W 96.86.0.100", Current: true}
	phone := anteroom.Phone{ID: "p1", Name: "06h0hfswn3e377d5304m"}
	add("phone", "phone.title", "users",
		specimen{state: "empty", make: func(s *sample) templ.Component {
			return pages.TaskPage(handsetForm(s.Shell, sampleUser(), phone, anteroom.Handset{}, "", 3))
		}},
		specimen{state: "usual", make: func(s *sample) templ.Component {
			usual.Fetched = s.now
			return pages.TaskPage(handsetForm(s.Shell, sampleUser(), phone, usual, "Asterisk du siège", 3))
		}})
	add("phone-configured", "phone.title", "users", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.HandsetMadePage(pages.HandsetMade{Shell: s.Shell, Above: userLink(s.Shell, sampleUser()), Address: "https://portal.example/p/5a9aca745e4bab6e2fb8914e79cb0f1bbf5b7e77dfe571ae6989e06b77299fd7/"})
	}})
}
