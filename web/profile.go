package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

func (v *visit) profile() error {
	data, s, err := v.about("profile.title", "profile")
	if err != nil {
		return err
	}
	page := v.profilePage(data, s, pages.Stored(data), data.Version)
	return v.show(http.StatusOK, pages.ProfilePage(page))
}

func (v *visit) profilePage(data office.Profile, s pages.Shell, typed office.SubmitProfile, version int64) pages.Profile {
	return pages.Profile{Shell: s, Data: data, Typed: typed, Bilingual: typed.Second != "", Version: version,
		Countries: v.countriesWith(typed.Country)}
}

// countriesWith is the list of countries, with the present one where it is no longer on it.
func (v *visit) countriesWith(code string) []pages.Option {
	list := v.countries[v.p.Language]
	if slices.ContainsFunc(list, func(o pages.Option) bool { return o.Value == code }) {
		return list
	}
	return append([]pages.Option{{Value: code, Text: v.p.CountryName(code)}}, list...)
}

// submission is a Company Profile that was sent in.
type submission struct {
	data   office.Profile
	shell  pages.Shell
	typed  office.SubmitProfile
	ask    office.Ask
	chosen map[string]string // of fields that both changed: which value is to stay, by control
	open   []string          // of these, those for which nothing was chosen
	since  int64             // version from which these were told; 0: none
}

// submission reads the form. What a form does not hold stays as it is stored: a browser sends every field.
func (v *visit) submission() (submission, error) {
	data, s, err := v.about("profile.title", "profile")
	if err != nil {
		return submission{}, err
	}
	form := v.r.PostForm
	sub := submission{data: data, shell: s, typed: pages.Stored(data), chosen: map[string]string{}}
	for _, name := range pages.FormOrder() {
		if form.Has(name) && name != "second" {
			pages.SetValue(&sub.typed, name, form.Get(name))
		}
	}
	sub.typed.Second = second(form, data)
	sub.ask = office.Ask{Version: number(form.Get("version")), Digest: form.Get("digest")}
	sub.since = number(form.Get("since"))
	sub.choose(form)
	return sub, nil
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// second is the second language that a form asks for. With two languages in the system the ticked box means the one
// that is not first; with more, a list names it, and choosing the second as first swaps the two. A forged second
// language is handed on as it is, to be refused by the command.
func second(form url.Values, p office.Profile) anteroom.Language {
	first, list, ticked := anteroom.Language(form.Get("first")), anteroom.Language(form.Get("second")), form.Has("bilingual")
	was := p.Company.Languages
	switch {
	case !form.Has("first") && list == "" && !ticked:
		return was.Second
	case len(p.System) > 2:
		if ticked && first == was.Second && list == was.Second && first != "" {
			return was.First
		}
		if !ticked {
			return ""
		}
		return list
	case list != "":
		return list
	case !ticked:
		return ""
	}
	for _, l := range p.System {
		if l != first {
			return l
		}
	}
	return first
}

// choose takes, of each field that both changed, the value that the person chose.
func (sub *submission) choose(form url.Values) {
	stored := pages.Stored(sub.data)
	for _, name := range form["clash"] {
		sub.chosen[name] = form.Get("choice_" + name)
		switch sub.chosen[name] {
		case "theirs":
			pages.SetValue(&sub.typed, name, pages.ValueOf(stored, name))
		case "mine":
		default:
			sub.open = append(sub.open, name)
		}
	}
	if len(sub.open) > 0 { // told again as it was told
		sub.ask.Version, sub.ask.Digest = sub.since, ""
	}
}

// submitProfile stores the page, all of it or nothing. A change with reach is first shown: where the page could show
// it while it was typed, the form holds the digest of what was shown; else one more step shows it (R9).
func (v *visit) submitProfile() error {
	sub, err := v.submission()
	if err != nil {
		return err
	}
	if wrong, err := v.passwordAgain(); err != nil || len(wrong) > 0 {
		return v.submitFailed(sub, errors.Join(err, wrong.Err()))
	}
	if v.r.PostForm.Has("back") {
		return v.show(http.StatusOK, pages.ProfilePage(v.profilePage(sub.data, sub.shell, sub.typed, sub.ask.Version)))
	}
	if sub.ask.Digest == "" {
		out, err := v.preview(sub)
		switch {
		case err != nil:
			return v.submitFailed(sub, err)
		case len(out.Items) == 0:
			return v.redirect(sub.shell.At("/profile?saved=nothing"))
		case out.Reach():
			return v.review(sub, out, false)
		}
		sub.ask.Digest = out.Digest
	}
	out, err := v.Office.Do(v.r.Context(), v.who, sub.typed, sub.ask)
	if err != nil {
		return v.submitFailed(sub, err)
	}
	if out.Change == "" {
		return v.redirect(sub.shell.At("/profile?saved=nothing"))
	}
	return v.redirect(sub.shell.At("/profile?saved=" + string(out.Change)))
}

func (v *visit) preview(sub submission) (office.Outcome, error) {
	return v.Office.Do(v.r.Context(), v.who, sub.typed, office.Ask{Preview: true, Version: sub.ask.Version})
}

func (v *visit) review(sub submission, out office.Outcome, again bool) error {
	s := sub.shell
	s.Title = "review.title"
	status := http.StatusOK
	if again {
		status = http.StatusConflict
	}
	return v.show(status, pages.ReviewPage(pages.Review{Shell: s, Typed: sub.typed, Version: sub.ask.Version, Digest: out.Digest,
		Lines: s.Lines(out.Items), Effects: out.Effects, Again: again}))
}

// submitFailed shows the form again with all that was typed, and what stands in the way.
func (v *visit) submitFailed(sub submission, err error) error {
	e, ok := errors.AsType[*anteroom.Error](err)
	switch {
	case ok && e.Kind == anteroom.Conflict && e.Msg.Key == "error.digest":
		out, err := v.preview(sub)
		if err != nil {
			return v.submitFailed(sub, err)
		}
		if len(out.Items) == 0 { // sent twice
			return v.redirect(sub.shell.At("/profile?saved=nothing"))
		}
		return v.review(sub, out, true)
	case ok && e.Stale != nil:
		return v.outdated(sub, *e.Stale)
	case ok && e.Kind == anteroom.Invalid:
		page := v.profilePage(sub.data, sub.shell, sub.typed, sub.ask.Version)
		page.Wrong, page.Problems = true, pages.Problems(e, pages.FormOrder(), "")
		page.Bilingual = page.Bilingual || v.r.PostForm.Has("bilingual")
		return v.show(http.StatusUnprocessableEntity, pages.ProfilePage(page))
	}
	return err
}

// outdated shows what others changed since the page was shown (R8): fields that only they changed have their value, of
// fields that both changed the person is asked which is to stay.
func (v *visit) outdated(sub submission, stale anteroom.Stale) error {
	page := v.profilePage(sub.data, sub.shell, sub.typed, stale.Version)
	page.Wrong, page.Since = true, sub.ask.Version
	page.Notes, page.Clashes = map[string]pages.News{}, map[string]pages.Clash{}
	for _, f := range stale.Fields {
		news := sub.shell.NewsOf(f)
		if news.Label == "" {
			continue
		}
		page.Others = append(page.Others, news)
		name := pages.ControlOf(f.Noun, f.Field)
		if name == "" {
			continue
		}
		switch mine, was, now := pages.ValueOf(sub.typed, name), text(f.Before), text(f.Now); {
		case mine == now && sub.chosen[name] == "":
		case mine == was:
			pages.SetValue(&page.Typed, name, now)
			page.Notes[name] = news
		default:
			page.Clashes[name] = pages.Clash{News: news, Chosen: sub.chosen[name]}
		}
	}
	page.Bilingual = page.Typed.Second != ""
	for _, name := range sub.open {
		page.Problems = append(page.Problems, pages.ProblemAt(name, "-mine", "conflict.unchosen"))
	}
	return v.show(http.StatusConflict, pages.ProfilePage(page))
}

// text is a stored value as a control holds it.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// previewProfile is the part of the page that says what Submit would do, while the person types.
func (v *visit) previewProfile() error {
	sub, err := v.submission()
	if err != nil {
		return err
	}
	part := pages.Effects{Shell: sub.shell}
	out, err := v.preview(sub)
	switch kind := anteroom.KindOf(err); {
	case err == nil && len(out.Items) > 0:
		part.Digest, part.Effects = out.Digest, out.Effects
	case err == nil:
	case kind == anteroom.Invalid, kind == anteroom.Conflict:
		part.Unclear = true
	default:
		return err
	}
	return v.show(http.StatusOK, pages.EffectsPart(part))
}
