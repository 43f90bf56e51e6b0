package apiclient

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
)

// The verbs below are all that resource files need: each names the endpoint and
// gets back its type. Whether a call may be repeated is decided here.

// get reads one value.
func get[T any](ctx context.Context, c *Client, q url.Values, segments ...string) (*T, error) {
	return answer[T](ctx, c, call{method: http.MethodGet, segments: segments, query: q, idempotent: true})
}

// post sends a body once and reads the answer.
func post[T any](ctx context.Context, c *Client, body any, segments ...string) (*T, error) {
	return answer[T](ctx, c, call{method: http.MethodPost, segments: segments, body: body})
}

// patch sends a body once and reads the answer.
func patch[T any](ctx context.Context, c *Client, body any, segments ...string) (*T, error) {
	return answer[T](ctx, c, call{method: http.MethodPatch, segments: segments, body: body})
}

// put replaces something, repeatedly if need be, and reads the answer.
func put[T any](ctx context.Context, c *Client, body any, segments ...string) (*T, error) {
	return answer[T](ctx, c, call{method: http.MethodPut, segments: segments, body: body, idempotent: true})
}

func answer[T any](ctx context.Context, c *Client, k call) (*T, error) {
	out := new(T)
	k.out = out
	if _, err := c.do(ctx, k); err != nil {
		return nil, err
	}
	return out, nil
}

// tell sends a body once; the answer has nothing to read (204, or Koa's text
// "Created").
func tell(ctx context.Context, c *Client, method string, body any, segments ...string) error {
	_, err := c.do(ctx, call{method: method, segments: segments, body: body, idempotent: method == http.MethodPut})
	return err
}

// remove deletes something, repeatedly if need be.
func remove(ctx context.Context, c *Client, q url.Values, segments ...string) error {
	_, err := c.do(ctx, call{method: http.MethodDelete, segments: segments, query: q, idempotent: true})
	return err
}

// everything reads a list that Logto gives whole when no page is asked for. Should
// it give a page all the same, the other pages are read as well: what somebody
// may do is computed from such lists.
func everything[T any](ctx context.Context, c *Client, q url.Values, segments ...string) ([]T, error) {
	var items []T
	k := call{method: http.MethodGet, segments: segments, query: q, out: &items, idempotent: true}
	header, err := c.do(ctx, k)
	if err != nil {
		return nil, err
	}
	if items == nil {
		return nil, k.noList("null instead of a list")
	}
	if total, _, ok := totals(header); !ok || total <= len(items) {
		return items, nil
	}
	items = nil
	for number := 1; ; number++ {
		opts := PageOptions{Page: number, PageSize: MaxPageSize}
		page, err := listPage[T](ctx, c, opts, maps.Clone(q), segments...)
		if err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
		if len(page.Items) == 0 || !page.HasNext() {
			return items, nil
		}
	}
}

// listPage reads one page of a list.
func listPage[T any](ctx context.Context, c *Client, opts PageOptions, q url.Values, segments ...string) (Page[T], error) {
	opts = opts.bounded()
	if q == nil {
		q = url.Values{}
	}
	opts.set(q)
	page := Page[T]{Number: opts.Page, Size: opts.PageSize}
	k := call{method: http.MethodGet, segments: segments, query: q, out: &page.Items, idempotent: true}
	header, err := c.do(ctx, k)
	if err != nil {
		return Page[T]{}, err
	}
	total, capped, ok := totals(header)
	if !ok {
		return Page[T]{}, k.noList("a list without its total")
	}
	if page.Items == nil {
		return Page[T]{}, k.noList("null instead of a list")
	}
	page.Total, page.Capped = total, capped
	return page, nil
}

// noList refuses an answer that would pass for an empty list, such as that of a
// person without roles.
func (k call) noList(why string) error {
	return &Unavailable{
		Kind: KindMalformed, Status: http.StatusOK, Method: k.method, Path: k.path(), Sent: true, Err: errors.New(why),
	}
}

// value unwraps what is no struct.
func value[T any](v *T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return *v, nil
}

// setText adds a parameter that is not empty.
func setText(q url.Values, key, text string) {
	if text != "" {
		q.Set(key, text)
	}
}
