package store_test

import (
	"database/sql"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// takesStatements prepares all there are: whoever is first to need one must not be who learns that the engine does not take it.
func takesStatements(t *testing.T, raw *sql.DB) {
	t.Helper()
	files, err := filepath.Glob("db/*.sql.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(source, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if !ok || !strings.HasPrefix(text.Value, "`-- name:") {
				return true
			}
			s, err := raw.Prepare(strings.Trim(text.Value, "`"))
			if err != nil {
				t.Errorf("%s: %v", text.Value, err)
				return true
			}
			_ = s.Close()
			return true
		})
	}
}
