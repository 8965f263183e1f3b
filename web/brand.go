package web

import (
	"fmt"
	"net/http"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// wear puts a look on the pages of this visit.
func (v *visit) wear(b anteroom.Brand) { v.look = lookOf(b) }

// lookOf is a look as pages wear it.
func lookOf(b anteroom.Brand) pages.Look {
	l := pages.Look{Name: b.Name}
	if b.Colour.Is() {
		l.CSS = "/look/" + strings.TrimPrefix(string(b.Colour), "#") + ".css"
	}
	if b.Logo != "" {
		l.Logo = "/logo/" + string(b.Logo) + ".png"
	}
	return l
}

// dress finds how the portal looks to who makes the visit. Without an answer it looks as it does by itself: no page is
// refused for want of a colour.
func (v *visit) dress() {
	if v.Office == nil { // a gallery with nothing behind it
		return
	}
	b, err := v.Office.Look(v.r.Context(), v.who, strings.ToLower(v.r.Host))
	if err != nil {
		v.Log.Warn("look not found", "reference", v.reference, "error", err)
		return
	}
	v.wear(b)
}

// wearOf puts on the look of a company, for people who are not of it yet.
func (v *visit) wearOf(id anteroom.CompanyID) {
	if b, err := v.Office.LookOf(v.r.Context(), id); err == nil {
		v.wear(b)
	}
}

// lookFile is the style sheet that one colour is made into: nothing but colours, so that anybody may ask for any.
func (v *visit) lookFile() error {
	name, css := strings.CutSuffix(v.r.PathValue("file"), ".css")
	c := anteroom.Colour("#" + name)
	if !css || !c.Is() || c != anteroom.ParseColour(name) {
		return anteroom.Missing()
	}
	return v.lasting("text/css; charset=utf-8", []byte(lookCSS(c.Palette())))
}

func lookCSS(p anteroom.Palette) string {
	return fmt.Sprintf(":root { --brand: light-dark(%s, %s); --brand-strong: light-dark(%s, %s); --on-brand: light-dark(%s, %s); --brand-soft: light-dark(%s, %s); --top: %s; --on-top: %s; --on-top-line: %s; }\n",
		p.Light.Brand, p.Dark.Brand, p.Light.Strong, p.Dark.Strong, p.Light.On, p.Dark.On, p.Light.Soft, p.Dark.Soft, p.Top, p.OnTop, p.OnTop)
}

// logoFile is a logo, which never changes under its address.
func (v *visit) logoFile() error {
	name, png := strings.CutSuffix(v.r.PathValue("file"), ".png")
	if !png {
		return anteroom.Missing()
	}
	l, err := v.Office.Logo(v.r.Context(), anteroom.LogoID(name))
	if err != nil {
		return err
	}
	return v.lasting("image/png", l.PNG)
}

// lasting answers with what never changes under its address.
func (v *visit) lasting(kind string, content []byte) error {
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = v.w.Write(content) // who asked has gone: nobody to tell
	return nil
}

// branded is whose look a page is about.
type branded struct {
	pages.Shell
	of        anteroom.Target
	path      string
	own, look anteroom.Brand
	version   int64
}

func (v *visit) branded(title string) (b branded, err error) {
	place, s, err := v.in(title, "brand", anteroom.Target{VAR: v.varID(), Company: v.companyID()})
	if err != nil {
		return b, err
	}
	b = branded{Shell: s, of: anteroom.Target{VAR: place.VAR.ID, Company: place.Company.ID}, path: strings.TrimSuffix(v.r.URL.Path, "/logo"), version: place.Version}
	b.own, b.look, err = v.Office.BrandOf(v.r.Context(), v.who, b.of)
	return b, err
}

// brand gives the portal, messages and bills their look. While it is reviewed, the page wears it.
func (v *visit) brand() error {
	b, err := v.branded("brand.title")
	if err != nil {
		return err
	}
	if c := anteroom.ParseColour(v.r.PostFormValue("colour")); c != "" {
		b.Look.CSS = lookOf(anteroom.Brand{Colour: c}).CSS
	}
	return v.task(task{
		page: brandForm(b),
		command: func(f *form) office.Command {
			name, colour, address := f.text("name"), anteroom.Colour(f.text("colour")), f.text("address")
			if b.Company != "" {
				return office.SetCompanyBrand{Company: b.Company, Name: name, Colour: colour, Address: address}
			}
			return office.SetBrand{VAR: b.of.VAR, Name: name, Colour: colour, Address: address}
		},
		done: func(office.Outcome) string { return b.path },
	})
}

func brandForm(b branded) pages.Task {
	s := b.Shell
	return pages.Task{Shell: s, Action: b.path, Version: b.version, Intro: s.T("brand.intro." + string(b.of.Level())),
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "name", Label: "field.brand.name", Hint: "brand.name.hint", Value: b.own.Name},
			{Name: "colour", Label: "field.brand.colour", Hint: "brand.colour.hint", Value: string(b.own.Colour)},
			{Name: "address", Label: "field.brand.address", Hint: "brand.address.hint", Type: "url", Value: b.own.Address}}}},
		After: pages.BrandSample(pages.Brand{Shell: s, Path: b.path, Look: lookOf(b.look), Own: b.own.Logo != ""})}
}

// noLogo stands in the review's form in the place of an image, where the present one is taken away.
const noLogo = "none"

// brandLogo takes an image, or takes the present one away. The review shows the image as it is made, and holds it.
func (v *visit) brandLogo() error {
	b, err := v.branded("brand.logo.title")
	if err != nil {
		return err
	}
	t := task{page: logoForm(b), done: func(office.Outcome) string { return b.path }, command: func(f *form) office.Command {
		var image []byte
		if f.Get("made") != noLogo {
			image = f.made()
		}
		if b.Company != "" {
			return office.SetCompanyLogo{Company: b.Company, Logo: image}
		}
		return office.SetLogo{VAR: b.of.VAR, Logo: image}
	}}
	if v.r.Method == http.MethodPost {
		if err := v.takeLogo(); err != nil {
			return v.taskFailed(t, nil, err)
		}
		if v.r.PostForm.Get("made") != noLogo {
			t.page.Shown = pages.LogoMade(b.Shell, v.showMade("image/png", "img-src"))
		}
	}
	return v.task(t)
}

// takeLogo puts the logo that is made of the file that was sent into the form, or that there is to be none.
func (v *visit) takeLogo() error {
	if v.r.PostForm.Has("remove") {
		v.r.PostForm.Set("made", noLogo)
	}
	return v.takeMade("logo", func(file []byte) ([]byte, error) {
		l, err := office.LogoFrom(file)
		return l.PNG, err
	})
}

func logoForm(b branded) pages.Task {
	s := b.Shell
	section := pages.Section{About: s.T("brand.logo.about", "size", office.MostLogo>>20), Controls: []pages.Control{
		{Name: "logo", Label: "brand.logo.file", Kind: pages.File, Read: true, Type: "image/png,image/jpeg"}, {Name: "made", Kind: pages.Hidden}}}
	if b.own.Logo != "" {
		section.Extra = pages.Button{Name: "remove", Text: s.T("brand.logo.remove")}
	}
	return pages.Task{Shell: s, Action: b.path + "/logo", Upload: true, Button: "brand.logo.save", Above: pages.Link{Path: b.path, Text: s.T("brand.title")}, Sections: []pages.Section{section}}
}
