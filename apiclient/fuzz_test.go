package apiclient

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever a header says, a total is a number of items and a wait is no less
// than nothing.
func FuzzPagingHeaders(f *testing.F) {
	f.Add("45", "false", "7")
	f.Add("10001", "true", "Sun, 22 Nov 2026 03:05:05 GMT")
	f.Add("-1", "", "-7")
	f.Add("1e3", "TRUE", "99999999999999999999")
	f.Fuzz(func(t *testing.T, total, capped, after string) {
		h := http.Header{"Total-Number": {total}, "Total-Number-Is-Capped": {capped}, "Retry-After": {after}}
		n, _, ok := totals(h)
		if n < 0 || !ok && n != 0 {
			t.Errorf("total %q is %d, %v", total, n, ok)
		}
		page := Page[int]{Total: n, Number: 1, Size: DefaultPageSize}
		if page.Pages() < 1 || page.HasNext() != (n > DefaultPageSize) {
			t.Errorf("%d items are %d pages, next: %v", n, page.Pages(), page.HasNext())
		}
		if wait := retryAfter(h, time.Unix(0, 0)); wait < 0 {
			t.Errorf("Retry-After %q is %v", after, wait)
		}
	})
}

// Whatever a refusal's body says, it becomes an error that is short, printable
// and holds codes only.
func FuzzErrorBody(f *testing.F) {
	f.Add(400, []byte(`{"code":"guard.invalid_input","data":{"issues":[{"code":"too_small","path":["a",0]}]}}`))
	f.Add(401, []byte(`{"code":"auth.unauthorized","data":{"claims":{"sub":"x"}}}`))
	f.Add(422, []byte(`{"code":"password.rejected","data":[{"code":"password_rejected.too_short","interpolation":{"min":8}}]}`))
	f.Add(400, []byte(`{"result":false,"issues":[{"code":"password_rejected.too_short"}]}`))
	f.Add(500, []byte(`<html>`))
	f.Add(400, []byte(`{"code":"guard.invalid_input","data":{"issues":[{"code":"too_small","path":["a\n2026 forged line"]}]}}`))
	f.Add(404, []byte(`{"code":5,"data":null}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 300 || status > 599 {
			return
		}
		resp := &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}}
		err := check(call{method: "GET", segments: []string{"users"}}, resp, body)
		if err == nil {
			t.Fatal("a refusal is no error")
		}
		text := err.Error()
		if len(text) > 64<<10 && len(body) < 4<<10 {
			t.Errorf("%d bytes became a text of %d", len(body), len(text))
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\n\r") {
			t.Errorf("the text is %q", text)
		}
	})
}
