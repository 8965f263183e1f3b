package web

import (
	"bytes"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
)

// R49: a VAR gives its portal a name, a colour and a logo; its companies wear them from the next page on, a neighbour's
// not; a company's administrator neither sees the pages nor can send their forms in.
func TestBrandPages(t *testing.T) {
	w := newWorld(t)
	path := "/v/" + string(w.vendor) + "/brand"
	p := w.signedIn(t, vendor)
	wrong := p.post(t, path, p.get(t, path).form("colour", "red", "address", "phone"))
	wrong.is(t, 422, path)
	wrong.has(t, "Give a colour as # and six digits", "Give an address that begins with https://")
	review := p.post(t, path, wrong.form("name", "Nordik <b>x", "colour", "#FFEE00", "address", ""))
	review.has(t, "Contrast checked", "2 companies")
	review.holds(t, `href="/look/ffee00.css"`)
	done := p.post(t, path, review.form())
	done.is(t, 200, path+"?saved=")
	if sheet := w.fetch(t, "/look/ffee00.css"); !strings.Contains(sheet, "--brand: light-dark(#") || strings.Contains(sheet, "url") {
		t.Errorf("the sheet: %s", sheet)
	}

	chosen := p.upload(t, path+"/logo", officetest.Logo())
	chosen.has(t, "The logo as it will be shown", "2 companies")
	chosen.holds(t, `<img src="data:image/png;base64,`)
	before := p.get(t, path)
	saved := p.post(t, path+"/logo", chosen.form()).body
	if strings.Contains(before.body, "/logo/") {
		t.Error("a logo is there before it was confirmed")
	}
	logo := regexp.MustCompile(`/logo/[0-9a-f]{32}\.png`).FindString(saved)
	if logo == "" {
		t.Fatalf("no logo in\n%s", saved)
	}
	if i, err := png.Decode(strings.NewReader(w.fetch(t, logo))); err != nil || i.Bounds().Dx() != 448 {
		t.Errorf("the logo: %v", err)
	}
	mine := w.signedIn(t, email)
	mine.get(t, "/c/"+string(w.company)+"/profile").holds(t, `<img src="`+logo+`" alt="Nordik &lt;b&gt;x"`, `href="/look/ffee00.css"`, "- Nordik &lt;b&gt;x</title>")
	w.neighbours(t)
	if page := w.signedIn(t, otherVendor).get(t, "/"); strings.Contains(page.body, logo) || strings.Contains(page.body, "ffee00") {
		t.Error("another VAR wears it")
	}
	company := "/c/" + string(w.company) + "/brand"
	mine.get(t, company).is(t, 403, company)
	mine.post(t, company, url.Values{"name": {"Moi"}}).is(t, 403, company)
	mine.get(t, path).is(t, 404, path)
	w.do(t, program, office.SetCompanyBrand{Company: w.company, Name: "Boréal à elle"})
	mine.get(t, "/c/"+string(w.company)+"/profile").holds(t, `alt="Boréal à elle"`)
}

// Only what is a colour is a sheet, and only what is there a logo.
func TestNoLook(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/look/red.css", "/look/12345g.css", "/look/ABCDEF.css", "/look/abc.css", "/look/0b6b62", "/logo/x.png", "/logo/x", "/logo/..%2fx.png"} {
		r, err := http.Get(w.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, r.Status)
		}
	}
}

// fetch is what anybody gets at an address, to be kept for long.
func (w *world) fetch(t *testing.T, path string) string {
	t.Helper()
	r, err := http.Get(w.server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	raw, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
		t.Fatalf("%s: %s %v", path, r.Status, err)
	}
	return string(raw)
}

// upload sends a logo, and is the page that answers.
func (p *person) upload(t *testing.T, path string, file []byte) page {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("logo", "logo.png")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file) // into memory, always
	_ = form.Close()
	r, err := http.NewRequest(http.MethodPost, p.w.server.URL+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return p.send(t, r)
}

// holds tells whether the page's markup has them all.
func (pg page) holds(t *testing.T, markup ...string) {
	t.Helper()
	for _, s := range markup {
		if !strings.Contains(pg.body, s) {
			t.Errorf("%s (%d): %q is not in its markup", pg.path, pg.status, s)
		}
	}
}
