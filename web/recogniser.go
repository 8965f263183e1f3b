package web

import (
	"net/http"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

const recogniserPath = "/system/recogniser"

// recogniserTime is how long a test of the recogniser may take, from the press to the page.
const recogniserTime = 40 * time.Second

// recogniser says which server writes down what is said.
func (v *visit) recogniser() error {
	place, s, err := v.inSystem("recogniser.title", "recogniser")
	if err != nil {
		return err
	}
	x, err := v.Office.Recogniser(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.task(task{
		page: recogniserForm(s, x, place.Version),
		command: func(f *form) office.Command {
			return office.SetRecogniser{Address: f.text("address"), Model: f.text("model"), Seconds: f.number("seconds"), Key: f.Get("key")}
		},
		done: func(office.Outcome) string { return recogniserPath },
	})
}

func recogniserForm(s pages.Shell, x anteroom.Recogniser, version int64) pages.Task {
	if !x.Is() {
		x.Model, x.Seconds = anteroom.UsualRecogniser, anteroom.UsualRecognising
	}
	key := "recogniser.key.hint"
	if x.KeySet {
		key = "recogniser.key.set"
	}
	page := pages.Task{Shell: s, Intro: s.T("recogniser.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "address", Label: "field.recogniser.address", Hint: "recogniser.address.hint", Type: "url", Value: x.Address},
		{Name: "model", Label: "field.recogniser.model", Hint: "recogniser.model.hint", Value: x.Model},
		{Name: "seconds", Label: "field.recogniser.seconds", Hint: "recogniser.seconds.hint", Type: "number", Value: strconv.Itoa(x.Seconds)},
		{Name: "key", Label: "field.recogniser.key_changed", Hint: key, Kind: pages.SecretLine}}}}}
	if x.Address != "" {
		page.After = pages.Parts([]pages.Part{{Title: s.T("recogniser.test"), Facts: []pages.FactLine{{Label: s.T("recogniser.test.what"), Value: pages.Words(s.T("recogniser.test.about"))}},
			Posts: []pages.Link{{Path: recogniserPath + "/test", Text: s.T("recogniser.test.do")}}}})
	}
	return page
}

// testRecogniser speaks to the recogniser, and shows what it understood.
func (v *visit) testRecogniser() error {
	_, s, err := v.inSystem("recogniser.test", "recogniser")
	if err != nil {
		return err
	}
	list, err := v.Office.TestRecogniser(v.r.Context(), v.who)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return v.redirect(recogniserPath) // taken away meanwhile
	}
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.SheetPage(understoodSheet(s, list)))
}

func understoodSheet(s pages.Shell, list []office.Understood) pages.Sheet {
	sheet := pages.Sheet{Shell: s, Above: pages.Link{Path: recogniserPath, Text: s.T("recogniser.title")}, Intro: s.T("recogniser.test.intro")}
	for _, u := range list {
		part := pages.Part{Title: s.P.LanguageName(u.Language), Facts: []pages.FactLine{{Label: s.T("table.status"), Value: understoodPill(s, u)}}}
		if u.Said != "" {
			part.Facts = append(part.Facts, pages.FactLine{Label: s.T("recogniser.said"), Value: pages.Words(u.Said)})
		}
		if u.Problem == nil {
			heard := u.Heard
			if heard == "" {
				heard = s.T("recogniser.heard.nothing")
			}
			part.Facts = append(part.Facts, pages.FactLine{Label: s.T("recogniser.heard"), Value: pages.Words(heard)},
				pages.FactLine{Label: s.T("recogniser.took"), Value: pages.Words(s.T("recogniser.seconds", "count", s.P.Decimal(u.Took.Seconds(), 1)))})
		}
		sheet.Parts = append(sheet.Parts, part)
	}
	sheet.Parts[len(sheet.Parts)-1].Posts = []pages.Link{{Path: recogniserPath + "/test", Text: s.T("recogniser.test.again")}}
	return sheet
}

func understoodPill(s pages.Shell, u office.Understood) templ.Component {
	if u.Problem != nil {
		return pages.Components(pages.Pill("bad", "wrong", s.T("recogniser.failed")), pages.Words(" "+s.P.Text(*u.Problem)))
	}
	return pages.Pill("good", "yes", s.T("recogniser.answered"))
}
