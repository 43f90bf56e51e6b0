package emulator

import (
	"math"
	"net/http"
	"strconv"
	"strings"
)

const (
	defaultPageSize = 20
	maxPageSize     = 100
)

// paging is a page of a list that was asked for; total is filled by listPage. offset and limit are rows. capped says
// that not all rows were counted.
type paging struct {
	offset, limit int
	total         int
	capped        bool
	request       *request
}

// page reads page (from 1) and page_size (1 to 100, 20 when absent). An empty value counts as absent, a fraction is
// let through, anything else is 400 guard.invalid_pagination. A row number PostgreSQL would not take is 422.
func (r *request) page() (*paging, error) {
	number, err := r.pageNumber("page", 1, math.MaxFloat64)
	if err != nil {
		return nil, err
	}
	size, err := r.pageNumber("page_size", defaultPageSize, maxPageSize)
	if err != nil {
		return nil, err
	}
	offset := (number - 1) * size
	if offset != math.Trunc(offset) || size != math.Trunc(size) || offset >= 1e18 {
		return nil, fail(http.StatusUnprocessableEntity, "entity.invalid_input")
	}
	if offset < 0 {
		return nil, errInternal
	}
	return &paging{offset: int(offset), limit: int(size), request: r}, nil
}

// optionalPage is page for lists that are given whole, without headers, when neither parameter is there (nil, nil).
func (r *request) optionalPage() (*paging, error) {
	if r.query.get("page") == "" && r.query.get("page_size") == "" {
		return nil, nil
	}
	return r.page()
}

func (r *request) pageNumber(name string, absent, highest float64) (float64, error) {
	values := r.query.all(name)
	if len(values) == 0 || (len(values) == 1 && values[0] == "") {
		return absent, nil
	}
	number, ok := jsNumber(values[0])
	if len(values) > 1 || !ok || number <= 0 || number > highest {
		return 0, fail(http.StatusBadRequest, "guard.invalid_pagination")
	}
	return number, nil
}

// jsNumber reads a finite number as JavaScript's Number() does: surrounding blanks, exponents, 0x, and "" is 0.
func jsNumber(text string) (float64, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	if strings.ContainsAny(text, "_pPiInN") {
		return 0, false // Go's digit separators, hexadecimal floats, Inf and NaN
	}
	if n, err := strconv.ParseUint(text, 0, 53); err == nil && len(text) > 1 && text[0] == '0' && strings.ContainsAny(text[1:2], "xXoObB") {
		return float64(n), true
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}

// slice cuts the page out of a whole list. A nil paging is the whole list.
func pageOf[T any](items []T, p *paging) []T {
	if p == nil {
		return items
	}
	from := min(p.offset, len(items))
	return items[from:min(from+p.limit, len(items))]
}

// writeHeaders adds Total-Number and Link. The links lack /api because Logto mounts the API there and builds them from
// the path below the mount; they always repeat the query as it came, with page replaced.
func (p *paging) writeHeaders(h http.Header, base string) {
	current := p.offset/p.limit + 1
	if p.capped {
		p.total = logCap + 1
		h.Set("Total-Number-Is-Capped", "true")
	}
	last := max(1, (p.total+p.limit-1)/p.limit)
	h.Set("Total-Number", strconv.Itoa(p.total))
	path := strings.TrimPrefix(p.request.http.URL.EscapedPath(), apiPrefix)
	link := func(page int, rel string) {
		query := p.request.query.joined().set("page", strconv.Itoa(page)).encode()
		h.Add("Link", "<"+base+path+"?"+query+`>; rel="`+rel+`"`)
	}
	link(1, "first")
	if current > 1 {
		prev := current - 1
		link(prev, "prev")
	}
	if p.capped {
		return
	}
	link(last, "last")
	if current < last {
		link(current+1, "next")
	}
}
