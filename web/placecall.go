package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// placeCall is where a user has a call begun; the address may hold the number.
func (v *visit) placeCall() error {
	place, s, d, err := v.self("place.title", "my_calls")
	if err != nil {
		return err
	}
	page := placeForm(s, v.r.URL.Query().Get("number"))
	page.Version = place.Version // pressed twice, it is one call
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			return office.PlaceCall{Company: d.User.Company, User: d.User.ID, Number: f.text("number")}
		},
		done: atPlaced,
	})
}

func placeForm(s pages.Shell, number string) pages.Task {
	page := ringsFirst(s)
	page.Intro, page.Sections = s.T("place.intro"), []pages.Section{{Controls: []pages.Control{{Name: "number", Label: "place.number", Hint: "place.number.hint", Value: number, Type: "tel", Autocomplete: "off", Required: true}}}}
	return page
}

// ringsFirst is the page of a call for which one's own phones ring first.
func ringsFirst(s pages.Shell) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: "/me/calls", Text: s.T("calls.mine.title")}, Button: "place.button"}
}

func atPlaced(out office.Outcome) string { return "/me/calls/" + out.Made["call"] }

// callBack is where a user calls back whoever called.
func (v *visit) callBack() error {
	place, s, d, err := v.self("call_back.title", "my_calls")
	if err != nil {
		return err
	}
	call, err := v.Office.Call(v.r.Context(), v.who, d.User.Company, d.User.ID, anteroom.CallID(v.r.PathValue("call")))
	if err != nil {
		return err
	}
	page := backForm(s, call.Call)
	page.Version = place.Version
	return v.task(task{
		page: page,
		command: func(*form) office.Command {
			return office.CallBack{Company: d.User.Company, User: d.User.ID, Call: call.ID}
		},
		done: atPlaced,
	})
}

func backForm(s pages.Shell, c anteroom.Call) pages.Task {
	page := ringsFirst(s)
	page.Intro = s.T("call_back.intro")
	page.Before = pages.Parts([]pages.Part{{Facts: []pages.FactLine{{Label: s.T("calls.caller"), Value: pages.Words(pages.Call{Shell: s, Log: pages.Calls{Shell: s}, Call: c}.Who())},
		{Label: s.T("calls.time"), Value: pages.Words(s.Written(c.Began))}, {Label: s.T("calls.language"), Value: pages.Words(s.P.LanguageName(c.Language))}}}})
	return page
}
