package apiclient

import (
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Bounds of Logto's paging (koa-pagination).
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
	// maxPage keeps page × size far from what the server's database refuses
	// (a page number of twenty digits is answered 422).
	maxPage = 10_000_000
)

// PageOptions asks for one page of a list. Page counts from 1 and PageSize
// goes up to [MaxPageSize]; values out of bounds are brought inside, zero
// means the first page of [DefaultPageSize].
type PageOptions struct {
	Page, PageSize int
}

func (o PageOptions) bounded() PageOptions {
	if o.PageSize <= 0 {
		o.PageSize = DefaultPageSize
	}
	return PageOptions{
		Page:     min(max(o.Page, 1), maxPage),
		PageSize: min(o.PageSize, MaxPageSize),
	}
}

func (o PageOptions) set(q url.Values) {
	q.Set("page", strconv.Itoa(o.Page))
	q.Set("page_size", strconv.Itoa(o.PageSize))
}

// Page is one page of a list. Total counts the items of all pages, as Logto's
// Total-Number header says; Number counts from 1; Size is the size asked for.
// A page past the end has no items and the right Total.
type Page[T any] struct {
	Items               []T
	Total, Number, Size int
	// Capped is set when Logto stopped counting: there are more than Total-1
	// items. Only the logs do that.
	Capped bool
}

// Pages is the number of pages, at least 1.
func (p Page[T]) Pages() int {
	if p.Size <= 0 || p.Total <= 0 {
		return 1
	}
	return (p.Total + p.Size - 1) / p.Size
}

// HasNext tells whether a page follows this one.
func (p Page[T]) HasNext() bool { return p.Number < p.Pages() }

// totals reads the paging headers. Link is never looked at: its addresses lack
// the /api prefix and name the host as Logto sees itself.
func totals(h http.Header) (total int, capped, ok bool) {
	n, err := strconv.Atoi(h.Get("Total-Number"))
	if err != nil || n < 0 {
		return 0, false, false
	}
	return n, h.Get("Total-Number-Is-Capped") == "true", true
}

// all walks a list page by page. A failure is yielded last, with the zero T.
// It stops when the consumer breaks, when the total is reached, and at an
// empty page. An item whose key was already yielded is passed over: people are
// created while a list is being read, and push others onto the next page.
func all[T any](
	opts PageOptions, key func(T) string, list func(PageOptions) (Page[T], error),
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		opts := opts.bounded()
		seen := make(map[string]struct{})
		for ; ; opts.Page++ {
			page, err := list(opts)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if _, twice := seen[key(item)]; twice {
					continue
				}
				seen[key(item)] = struct{}{}
				if !yield(item, nil) {
					return
				}
			}
			if len(page.Items) == 0 || (!page.Capped && !page.HasNext()) {
				return
			}
		}
	}
}
