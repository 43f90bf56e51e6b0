package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"roster/apiclient"
)

// The portal's own share of a page: everything from the request to the last
// byte, with a directory and sessions that answer at once.
func benchmark(b *testing.B, path string) {
	p := newPortal(b)
	p.deps.Log = slog.New(slog.DiscardHandler)
	p.handler = Routes(p.deps)
	for range 19 {
		p.people.page.Items = append(p.people.page.Items, apiclient.User(anna))
	}
	r := httptest.NewRequest(http.MethodGet, testOrigin+path, nil)
	r.AddCookie(&http.Cookie{Name: asCookie, Value: "admin"})
	r.Header.Set("Accept-Encoding", "gzip")
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		p.handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		b.ReportMetric(float64(w.Body.Len()), "page-bytes")
	}
}

func BenchmarkUsersPage(b *testing.B)  { benchmark(b, "/users") }
func BenchmarkPersonPage(b *testing.B) { benchmark(b, annaPage) }
