package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// The lists are lines: a value, and after a tab what it means where that does not go without
// saying. zones.txt has UTC and the canonical time zones of the IANA database (zone1970.tab of
// tzdata 2025b), locales.txt common language tags (BCP 47) with the language's name for itself.
//
//go:embed css/app.css* css/happened.css* htmx.min.js* app.min.js* live.min.js* icons.svg* favicon.svg* zones.txt* locales.txt*
var files embed.FS

// Prefix is where Handler is mounted.
const Prefix = "/static/"

// policy is the content security policy of a file: opened by itself it loads and runs
// nothing, and no page frames it.
const policy = "default-src 'none'; frame-ancestors 'none'"

// ofPages are headers that only say something on a page, where they stay. On a first
// visit, with those of five files, they would weigh a tenth of all that is loaded.
var ofPages = []string{"Permissions-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options", "X-Permitted-Cross-Domain-Policies"}

// asset is one file in its three forms. br and gz are nil when not worth it.
type asset struct {
	contentType  string
	raw, br, gz  []byte
	hashedSuffix string
}

var (
	byName = load()
	byPath = index(byName)
)

// URL is the address of an embedded file, with the hash of its content:
// URL("css/app.css") = "/static/css/app.0123456789ab.css". It panics on a name
// that is not embedded, which a test finds.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no file " + strconv.Quote(name))
	}
	return Prefix + a.hashedSuffix
}

// Handler serves GET and HEAD under Prefix: the precompressed .br or .gz beside
// a file when the client takes it, cached for a year since the address changes
// with the content; 404 for everything else.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		body, encoding := a.encoded(r.Header.Get("Accept-Encoding"))
		h := w.Header()
		h.Set("Content-Type", a.contentType)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", policy)
		for _, name := range ofPages {
			h.Del(name)
		}
		h.Add("Vary", "Accept-Encoding")
		if encoding != "" {
			h.Set("Content-Encoding", encoding)
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the client went away; nothing is left to say
		}
	})
}

func (a asset) encoded(accept string) (body []byte, encoding string) {
	switch {
	case a.br != nil && accepts(accept, "br"):
		return a.br, "br"
	case a.gz != nil && accepts(accept, "gzip"):
		return a.gz, "gzip"
	default:
		return a.raw, ""
	}
}

// accepts says whether an Accept-Encoding header (RFC 9110 §12.5.3) names
// coding and does not refuse it with q=0.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, q, weighted := strings.Cut(strings.ReplaceAll(params, " ", ""), "q=")
		v, err := strconv.ParseFloat(q, 64)
		return !weighted || (err == nil && v > 0)
	}
	return false
}

// load reads the embedded files once. It panics on a file it cannot read: the
// program then lacks a part of itself.
func load() map[string]asset {
	m := map[string]asset{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		ext := path.Ext(name)
		if err != nil || d.IsDir() || ext == ".br" || ext == ".gz" {
			return err
		}
		raw, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		a := asset{contentType: contentType(ext), raw: raw}
		a.hashedSuffix = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.br, _ = files.ReadFile(name + ".br") // absent where it would save nothing
		a.gz, _ = files.ReadFile(name + ".gz")
		m[name] = a
		return nil
	})
	if err != nil {
		panic("static: " + err.Error())
	}
	return m
}

func index(m map[string]asset) map[string]asset {
	paths := map[string]asset{}
	for _, a := range m {
		paths[Prefix+a.hashedSuffix] = a
	}
	return paths
}

// contentType does not depend on the machine's mime tables for what we serve.
func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}
