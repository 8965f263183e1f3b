package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"github.com/google/go-cmp/cmp"
)

type line struct {
	N     int
	Cells []string
}

func readAll(t testing.TB, file []byte, f Form) []line {
	t.Helper()
	r, err := Open(file, f)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	var list []line
	for {
		n, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, line{n, append([]string{}, cells...)})
	}
}

func written(t testing.TB, f Form, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// How a file of each origin is recognised, and what is read from it.
func TestRecognise(t *testing.T) {
	utf16 := append([]byte{0xFF, 0xFE}, []byte("N\x00;\x00E\x00\r\x00\n\x00\xe9\x00;\x001\x00")...)
	for _, row := range []struct {
		name string
		file string
		form Form
		want []line
	}{
		{"commas", "Last,Ext\nRoy,201\n", Form{CSV, ",", "utf-8"}, []line{{1, []string{"Last", "Ext"}}, {2, []string{"Roy", "201"}}}},
		{"semicolons of a French Excel, with a mark", "\ufeffNom;Poste\r\nCôté;201\r\n", Form{CSV, ";", "utf-8"}, []line{{1, []string{"Nom", "Poste"}}, {2, []string{"Côté", "201"}}}},
		{"Windows-1252", "Nom;Poste\nC\xf4t\xe9;\x80\n", Form{CSV, ";", "windows-1252"}, []line{{1, []string{"Nom", "Poste"}}, {2, []string{"Côté", "€"}}}},
		{"UTF-16", string(utf16), Form{CSV, ";", "utf-16"}, []line{{1, []string{"N", "E"}}, {2, []string{"é", "1"}}}},
		{"tabs", "Last\tExt\nRoy, Marc\t201", Form{CSV, "\t", "utf-8"}, []line{{1, []string{"Last", "Ext"}}, {2, []string{"Roy, Marc", "201"}}}},
		{"a comma within quotes", "a;b\n\"x,y,z\";2\n", Form{CSV, ";", "utf-8"}, []line{{1, []string{"a", "b"}}, {2, []string{"x,y,z", "2"}}}},
		{"Excel says the delimiter", "sep=;\na,b;c\n", Form{CSV, ";", "utf-8"}, []line{{2, []string{"a,b", "c"}}}},
		{"one column", "Last\nRoy\n", Form{CSV, ",", "utf-8"}, []line{{1, []string{"Last"}}, {2, []string{"Roy"}}}},
		{"empty rows, and rows over two lines", "a,b\n\n,\n\"x\ny\",2\nz,3", Form{CSV, ",", "utf-8"}, []line{{1, []string{"a", "b"}}, {4, []string{"x\ny", "2"}}, {6, []string{"z", "3"}}}},
		{"a stray quote", "a,b\nO\"Neil,2\n", Form{CSV, ",", "utf-8"}, []line{{1, []string{"a", "b"}}, {2, []string{"O\"Neil", "2"}}}},
	} {
		form, err := Recognise([]byte(row.file))
		if err != nil || form != row.form {
			t.Errorf("%s: got %+v, %v", row.name, form, err)
			continue
		}
		if diff := cmp.Diff(row.want, readAll(t, []byte(row.file), form)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

// What is refused, and how it is told.
func TestRefused(t *testing.T) {
	zipped := func(name string, size int64) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, _ := z.Create("xl/workbook.xml")
		_, _ = io.WriteString(w, "<workbook/>")
		w, _ = z.Create(name)
		_, _ = io.CopyN(w, zeros{}, size)
		_ = z.Close()
		return b.String()
	}
	for _, row := range []struct{ name, file, want string }{
		{"nothing", "", "error.file.kind"},
		{"white space", " \r\n\t", "error.file.kind"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00", "error.file.kind"},
		{"a workbook of before 2007", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "error.file.old"},
		{"no workbook in the archive", strings.ReplaceAll(zipped("a", 1), "workbook", "workbonk"), "error.file.kind"},
		{"half an archive", zipped("a", 100)[:40], "error.file.broken"},
		{"a bomb of rows", zipped("xl/worksheets/sheet1.xml", mostUnpacked), "error.file.bomb"},
		{"a bomb of something else", zipped("xl/media/a.png", mostInMemory+1), "error.file.bomb"},
		{"too large", strings.Repeat("a", MostBytes+1), "error.file.large"},
	} {
		_, err := Recognise([]byte(row.file))
		if e, ok := errors.AsType[*anteroom.Error](err); !ok || e.Msg.Key != row.want {
			t.Errorf("%s: got %v, want %s", row.name, err, row.want)
		}
	}
	for name, file := range map[string]string{"error.file.columns": strings.Repeat(",", MostColumns), "error.file.cell": strings.Repeat("x", mostText+1)} {
		r, err := Open([]byte("a,b\nc"+file+"\n"), Form{CSV, ",", "utf-8"})
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = r.Next()
		if _, _, err = r.Next(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What begins like a formula leaves with an apostrophe, in both forms, and comes back as it was.
func TestFormulas(t *testing.T) {
	cells := []string{"=1+1", "+33 1", "-2", "@here", "'=x", "''@", "'tis", "O'Neil", "", "0123", "＝1", "a\nb"}
	for _, f := range []Form{{CSV, ",", "utf-8"}, {CSV, ";", "utf-8"}, {Kind: XLSX}} {
		file := written(t, f, cells, []string{"é", "Ωβ", "日本"})
		got := readAll(t, file, f)
		if diff := cmp.Diff([]line{{1, cells}, {got[1].N, []string{"é", "Ωβ", "日本"}}}, got); diff != "" {
			t.Errorf("%v: %s", f, diff)
		}
		if f.Kind == CSV && (bytes.Contains(file, []byte(f.Delimiter+"=")) || !bytes.Contains(file, []byte("'=1+1"))) {
			t.Errorf("%v: a formula left: %q", f, file)
		}
		recognised, err := Recognise(file)
		if err != nil || recognised != f {
			t.Errorf("%v is recognised as %v, %v", f, recognised, err)
		}
	}
}

// 50 000 rows of a spreadsheet are read and written without being in memory.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds of work (since it was written)")
	}
	f := Form{Kind: XLSX}
	rows := make([][]string, 50_000)
	for i := range rows {
		rows[i] = []string{"Marc", "Tremblay", "marc" + strconv.Itoa(i) + "@boreal.example", strconv.Itoa(i), "fr", "oui", "20", "500", "100", "", "oui", "non", "non"}
	}
	file := written(t, f, rows...)
	rows = nil
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := Open(file, f)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	n, most := 0, before.HeapInuse
	for ; ; n++ {
		_, _, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if n%5000 == 0 {
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapInuse)
		}
	}
	if n != 50_000 {
		t.Errorf("%d rows", n)
	}
	t.Logf("file %d kB, heap %d MB more at most", len(file)>>10, (most-before.HeapInuse)>>20)
	if most-before.HeapInuse > 100<<20 {
		t.Errorf("%d MB of memory", (most-before.HeapInuse)>>20)
	}
}

// Any bytes are read or refused, within the limits, without a panic.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("a;b\n1;2"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add(written(f, Form{Kind: XLSX}, []string{"a", "b"}, []string{"=1", "2"}))
	f.Fuzz(func(t *testing.T, file []byte) {
		form, err := Recognise(file)
		if err != nil {
			return
		}
		r, err := Open(file, form)
		if err != nil {
			return
		}
		defer func() { _ = r.Close() }()
		for last := 0; ; {
			n, cells, err := r.Next()
			if err != nil {
				return
			}
			if n <= last || len(cells) > MostColumns {
				t.Fatalf("line %d after %d, %d cells", n, last, len(cells))
			}
			last = n
		}
	})
}

// Guarding and taking the guard away are inverse to each other.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "'", "=", "'=", "''=", "a", "'a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := unguard(guard(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
		if g := guard(s); g != "" && strings.ContainsRune(dangerous, []rune(g)[0]) {
			t.Errorf("%q leaves as %q", s, g)
		}
	})
}
