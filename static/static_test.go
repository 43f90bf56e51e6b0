package static

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

func get(t *testing.T, method, path, acceptEncoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if acceptEncoding != "" {
		r.Header.Set("Accept-Encoding", acceptEncoding)
	}
	rec := httptest.NewRecorder()
	Handler().ServeHTTP(rec, r)
	return rec.Result()
}

func TestURL_carriesTheHashOfTheContent(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^/static/css/app\.[0-9a-f]{12}\.css$`)
	if got := URL("css/app.css"); !form.MatchString(got) {
		t.Errorf("URL = %q", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a file that is not there has an address")
		}
	}()
	URL("nothing.css")
}

func TestHandler_servesEachFileInTheFormAsked(t *testing.T) {
	t.Parallel()
	for name, a := range byName {
		for accept, want := range map[string]string{
			"": "", "identity": "", "gzip": "gzip", "gzip, deflate, br, zstd": "br", "br;q=0, gzip;q=0.5": "gzip", "br;q=0": "", "BR": "br", "br;q=x": "",
		} {
			res := get(t, "GET", URL(name), accept)
			if got := res.Header.Get("Content-Encoding"); res.StatusCode != 200 || got != want {
				t.Errorf("%s for %q: %d, encoding %q, want %q", name, accept, res.StatusCode, got, want)
			}
			if body := decode(t, res); !bytes.Equal(body, a.raw) {
				t.Errorf("%s for %q is stale: build the assets anew", name, accept)
			}
		}
	}
}

func decode(t *testing.T, res *http.Response) []byte {
	t.Helper()
	var r io.Reader = res.Body
	switch res.Header.Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestHandler_headers(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"css/app.css": "text/css; charset=utf-8", "app.min.js": "text/javascript; charset=utf-8", "zones.txt": "text/plain; charset=utf-8",
		"htmx.min.js": "text/javascript; charset=utf-8", "icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml",
	} {
		res := get(t, "HEAD", URL(name), "br")
		h := res.Header
		if h.Get("Content-Type") != want || h.Get("Vary") != "Accept-Encoding" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", name, h)
		}
		if h.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: cached as %q", name, h.Get("Cache-Control"))
		}
		if h.Get("Content-Security-Policy") != "default-src 'none'; frame-ancestors 'none'" {
			t.Errorf("%s: content security policy %q", name, h.Get("Content-Security-Policy"))
		}
		if body, err := io.ReadAll(res.Body); err != nil || len(body) != 0 {
			t.Errorf("%s: HEAD answers %d bytes, %v", name, len(body), err)
		}
	}
}

func TestHandler_knowsNothingElse(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/static/", "/static/app.js", "/static/app.min.js", "/static/css/app.css", "/static/css/app.000000000000.css", "/static/static.go",
		URL("app.min.js") + ".br", URL("app.min.js") + "/", "/static/../go.mod", "/static/%2e%2e/go.mod", "/static/src/app.css",
	} {
		if res := get(t, "GET", path, "br"); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, res.StatusCode)
		}
	}
}

// TestAssets_fitTheBudget leaves room for the HTML and the headers in one's own page
// of 40 kB. Lists come when a field asks for them.
func TestAssets_fitTheBudget(t *testing.T) {
	t.Parallel()
	if want := []string{"app.min.js", "css/app.css", "css/happened.css", "favicon.svg", "htmx.min.js", "icons.svg", "live.min.js", "locales.txt", "zones.txt"}; !slices.Equal(slices.Sorted(maps.Keys(byName)), want) {
		t.Errorf("files %v, want %v", slices.Sorted(maps.Keys(byName)), want)
	}
	total, script := 0, 0
	for name, a := range byName {
		if name == "live.min.js" || name == "css/happened.css" { // few pages load them
			continue
		}
		if !strings.HasSuffix(name, ".txt") {
			total += len(a.br) // what every browser takes
		}
		if strings.HasSuffix(name, ".js") {
			script += len(a.gz) // the larger of the two
		}
	}
	if total > 30_000 || script > 20_000 || len(byName["app.min.js"].gz) > 4_000 || len(byName["live.min.js"].gz) > 4_000 {
		t.Errorf("assets weigh %d bytes, %d of them script", total, script)
	}
}

// TestAssets_obeyTheContentSecurityPolicy: no data: images, no other host, no
// evaluated text.
func TestAssets_obeyTheContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	if found := regexp.MustCompile(`(url|image-set)\([^)]{0,40}|@import|@font-face`).Find(slices.Concat(byName["css/app.css"].raw, byName["css/happened.css"].raw)); found != nil {
		t.Errorf("the stylesheet loads %s", found)
	}
	if found := regexp.MustCompile(`eval\(|new Function|innerHTML|outerHTML|document\.write|https?:|\.style\b`).Find(byName["app.min.js"].raw); found != nil {
		t.Errorf("the script uses %s", found)
	}
	if found := regexp.MustCompile(`<script|<style|\bon[a-z]+=|href=|data:`).Find(byName["icons.svg"].raw); found != nil {
		t.Errorf("the sprite has %s", found)
	}
}
