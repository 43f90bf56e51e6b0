package emulator

import (
	"context"
	"net/http"
)

// response is what a handler answers. body is marshalled as JSON; text is sent as text/plain instead when it is set.
type response struct {
	status int
	body   any
	text   string
	header http.Header
	// paging, when set, becomes Total-Number and Link.
	paging *paging
	// later, when set, makes the answer once the tenant's lock has been given back: a mail server must not hold up
	// everybody else. It takes the lock itself for what it changes.
	later func(context.Context) (response, error)
}

// ok is 200 with a JSON body.
func ok(body any) (response, error) { return response{status: http.StatusOK, body: body}, nil }

// created is 201 with a JSON body.
func created(body any) (response, error) {
	return response{status: http.StatusCreated, body: body}, nil
}

// noContent is 204.
func noContent() (response, error) { return response{status: http.StatusNoContent}, nil }

// textStatus is Koa's answer to a route that sets only a status: its text ("Created", "OK", "Not Found").
func textStatus(status int) response {
	return response{status: status, text: http.StatusText(status)}
}

// listPage is 200 with one page of a list; p comes from request.page.
func listPage(items any, p *paging, total int) (response, error) {
	p.total = total
	return response{status: http.StatusOK, body: items, paging: p}, nil
}
