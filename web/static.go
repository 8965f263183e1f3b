package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"anteroom.dev/anteroom/web/pages"
)

//go:embed static
var own embed.FS

// vendored holds htmx, copied out of npm's package before the program is built; without it the pages do without
// previews while typing, and lose nothing else.
//
//go:embed all:vendor
var vendored embed.FS

// static are the files that never change under their address: the address holds a hash of the content.
type static struct {
	files   map[string]file
	assets  pages.Assets
	packers *sync.Pool
}

type file struct {
	kind          string
	plain, packed []byte
}

func loadStatic() (static, error) {
	s := static{files: map[string]file{}, packers: packers()}
	for _, a := range []struct {
		from  fs.FS
		path  string
		place *string
	}{
		{own, "static/portal.css", &s.assets.CSS}, {own, "static/portal.js", &s.assets.JS}, {own, "static/icon.svg", &s.assets.Icon}, {own, "static/try.js", &s.assets.Try},
		{vendored, "vendor/htmx.min.js", &s.assets.Htmx},
	} {
		content, err := fs.ReadFile(a.from, a.path)
		if errors.Is(err, fs.ErrNotExist) && a.place == &s.assets.Htmx {
			continue
		}
		if err != nil {
			return s, fmt.Errorf("web: %w", err)
		}
		if *a.place, err = s.add(path.Base(a.path), content); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s static) add(name string, content []byte) (address string, err error) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	packed, err := s.pack(content)
	if err != nil {
		return "", err
	}
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": mime.TypeByExtension(".svg")}
	s.files[hashed] = file{kind: kinds[ext], plain: content, packed: packed}
	return "/static/" + hashed, nil
}

func (s static) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // who asked has gone: nobody to tell
}

// write answers with a page, packed where the browser takes that and it is worth it.
func (s static) write(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	w.Header().Add("Vary", "Accept-Encoding")
	if takesGzip(r) && len(body) > 1400 { // one packet
		var err error
		if body, err = s.pack(body); err != nil {
			return err
		}
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // who asked has gone: nobody to tell
	return nil
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// packers are reused: one takes over a megabyte while it works.
func packers() *sync.Pool {
	return &sync.Pool{New: func() any { return gzip.NewWriter(nil) }}
}

// pack compresses what is sent.
func (s static) pack(content []byte) ([]byte, error) {
	z := s.packers.Get().(*gzip.Writer)
	defer s.packers.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
	if _, err := z.Write(content); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
