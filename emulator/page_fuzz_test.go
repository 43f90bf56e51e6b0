package emulator

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// FuzzPaging holds that any paging query is either refused as Logto refuses or makes headers whose links name pages
// that exist, with the rest of the query unchanged.
func FuzzPaging(f *testing.F) {
	for _, seed := range []string{
		"", "page=2&page_size=2", "page=&page_size=", "page=0", "page=-1", "page=1.5&page_size=2", "page=1e1", "page=+1+&page_size=3",
		"page=99999999999999999999", "page=1&page=2", "page_size=101", "foo=bar+baz&page=2", "page=0x2", "page=Infinity", "page_size=0.5",
	} {
		f.Add(seed, 5)
	}
	f.Fuzz(func(t *testing.T, raw string, total int) {
		if total < 0 || strings.ContainsAny(raw, " \x00#") {
			return // the server never has such a total or query
		}
		target := &url.URL{Path: "/api/users", RawQuery: raw}
		r := &request{http: &http.Request{Method: http.MethodGet, URL: target}, query: parseQuery(raw)}
		p, err := r.page()
		if err != nil {
			refusal, is := errors.AsType[*apiError](err)
			if !errors.Is(err, errInternal) && (!is || !slices.Contains([]string{"guard.invalid_pagination", "entity.invalid_input"}, refusal.code)) {
				t.Fatalf("%q: refused with %v", raw, err)
			}
			return
		}
		if p.limit < 1 || p.limit > maxPageSize || p.offset < 0 {
			t.Fatalf("%q: offset %d, limit %d", raw, p.offset, p.limit)
		}
		p.total = total
		h := http.Header{}
		p.writeHeaders(h, "http://logto.example")
		checkLinks(t, h, raw, max(1, (total+p.limit-1)/p.limit))
	})
}

func checkLinks(t *testing.T, h http.Header, raw string, last int) {
	t.Helper()
	links := h.Values("Link")
	if len(links) < 2 || len(links) > 4 {
		t.Fatalf("%q: links %q", raw, links)
	}
	for _, link := range links {
		address, rel, _ := strings.Cut(strings.TrimPrefix(link, "<"), `>; rel="`)
		u, err := url.Parse(address)
		if err != nil || u.Path != "/users" {
			t.Fatalf("%q: link %q: %v", raw, link, err)
		}
		page, err := strconv.Atoi(parseQuery(u.RawQuery).get("page"))
		if err != nil || page < 1 {
			t.Fatalf("%q: link %q names no page", raw, link)
		}
		if rel = strings.TrimSuffix(rel, `"`); (rel == "last" && page != last) || (rel == "first" && page != 1) || (rel == "next" && page > last) {
			t.Fatalf("%q: link %q, the last page is %d", raw, link, last)
		}
	}
}
