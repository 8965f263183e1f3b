package api_test

import (
	"strings"
	"testing"
)

// Users leave as a table that can be imported, filtered as their list is; so do the template and the result of an import.
func TestTables(t *testing.T) {
	r := start(t)
	r.Furnish(t)
	for _, row := range []struct{ path, kind, holds, lacks string }{
		{"users/export", "text/csv", "Marc,Tremblay", ""},
		{"users/export?q=personne", "text/csv", "Identifiant de l’utilisateur,Prénom,Nom de famille", "Marc,Tremblay"},
		{"users/export?as=xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK", ""},
		{"import-template", "text/csv", "Prénom,Nom de famille,Courriel", "Identifiant"},
		{"imports/" + string(r.Mine.Import) + "/result", "text/csv", "luc.roy@new.example,prête", ""},
	} {
		got := r.get(t, row.path)
		if got.code != 200 || got.header.Get("Content-Type") != row.kind || !strings.Contains(got.body, row.holds) || row.lacks != "" && strings.Contains(got.body, row.lacks) {
			t.Errorf("%s: %d %s %.200s", row.path, got.code, got.header.Get("Content-Type"), got.body)
		}
	}
	for _, path := range []string{"users/export?as=pdf", "users/export?limit=3", "import-template?x=y"} {
		if got := r.get(t, path); got.code != 400 {
			t.Errorf("%s: %d", path, got.code)
		}
	}
}
