package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// brings uploads a file for the company and has it checked, as the runner does.
func (w *world) brings(t *testing.T, file string) anteroom.ImportID {
	t.Helper()
	id := w.do(t, program, office.UploadUsers{Company: w.company, Name: "users.csv", File: []byte(file)}).Made["import"]
	w.checked(t, id)
	return anteroom.ImportID(id)
}

func (w *world) checked(t *testing.T, id string) {
	t.Helper()
	if err := w.CheckImport(t.Context(), anteroom.Job{Company: w.company, Target: id}); err != nil {
		t.Fatal(err)
	}
}

// sends posts a file as a browser does, and follows where that leads.
func (p *person) sends(t *testing.T, path, name string, file []byte) page {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = m.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.w.server.URL+path, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept-Language", "en")
	resp, err := p.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{status: resp.StatusCode, path: resp.Request.URL.RequestURI(), body: string(raw)}
}

// A file through the pages, without script: brought, checked, its columns named anew, imported after what that does was
// shown, its result and the users taken away again as files that can be imported.
func TestImportPages(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	path := w.at("/import")
	p.get(t, path).has(t, "Import users", "No file was uploaded yet.", "Template as CSV")
	for name, file := range map[string]string{"nothing": "", "a picture": "\x89PNG\x00"} {
		wrong := p.sends(t, path, "x.png", []byte(file))
		if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, "no table that can be read") {
			t.Errorf("%s: %d", name, wrong.status)
		}
	}
	file := "Surname;E-mail;Ext.;Note\nRoy;roy@x.example;301;=1+1\nCôté;cote@x.example;299999999;\n"
	checking := p.sends(t, path, "gens.csv", []byte(file))
	if checking.status != http.StatusOK || !strings.Contains(checking.body, "0 of 3 rows checked") {
		t.Fatalf("%d %s", checking.status, checking.body)
	}
	one := checking.path
	w.checked(t, one[strings.LastIndex(one, "/")+1:])
	done := p.get(t, one)
	done.has(t, "1 row is ready", "1 row has something wrong", "3 Extension 299999999", "not imported", "Column C — Ext.")
	without := p.post(t, one+"/confirm", p.get(t, one+"/confirm").form())
	without.is(t, 422, one+"/confirm")
	without.has(t, "Something is wrong in 1 row")
	p.confirmed(t, one+"/confirm", without.form("ready", "on"), "1 user is made of the file gens.csv").is(t, 200, one+"?saved=")
	p.get(t, one).has(t, "1 user was imported.")
	result := p.get(t, one+"/result?as=csv").body
	for _, want := range []string{"Surname,E-mail,Ext.,Note,Outcome,User ID,Reason", "Roy,roy@x.example,301,'=1+1,imported,", "Côté,cote@x.example,299999999,,not imported,,Extension:"} {
		if !strings.Contains(result, want) {
			t.Errorf("no %q in %s", want, result)
		}
	}
	export := p.get(t, w.at("/users/export?as=csv&q=roy")).body
	if !strings.Contains(export, "User ID,First name,Last name,E-mail,Extension") || !strings.Contains(export, ",Roy,roy@x.example,301,") {
		t.Error(export)
	}
	if book := p.get(t, w.at("/users/export?as=xlsx")).body; !strings.HasPrefix(book, "PK") {
		t.Errorf("%.40q", book)
	}
}
