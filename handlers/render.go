package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"roster/views"
)

// render answers with a page, or with one region of it when that is what htmx
// asks for. regions are the fragments this page has, the one to send when the
// request names none of them first. It draws into a buffer: when drawing fails,
// nothing has been sent and the error door can still answer.
func (a *app) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component, regions ...string) error {
	buf := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(buf)
	buf.Reset()
	var err error
	if IsPartial(r) && len(regions) > 0 {
		err = templ.RenderFragments(r.Context(), buf, page, wanted(r, regions))
	} else {
		err = page.Render(r.Context(), buf)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err = w.Write(buf.Bytes())
	if err != nil {
		a.Log.DebugContext(r.Context(), "client went away", "error", err)
	}
	return nil
}

// pageBuffers are as long as pages have been: growing one anew for each page costs
// as much as a tenth of drawing it.
var pageBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// wanted is the region that htmx will put the answer into. HX-Target is
// "<tag>#<id>", with the id percent-encoded.
func wanted(r *http.Request, regions []string) string {
	_, id, _ := strings.Cut(r.Header.Get("HX-Target"), "#")
	if id, err := url.PathUnescape(id); err == nil && slices.Contains(regions, id) {
		return id
	}
	return regions[0]
}

// redirect answers a form that was done: to is an own path or Logto. The browser
// gets 303; htmx, whose fetch would follow that and swap the result somewhere, is
// told in a header to go there.
func (a *app) redirect(w http.ResponseWriter, r *http.Request, to string) error {
	if !isHTMX(r) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusSeeOther)
		return nil
	}
	if !strings.HasPrefix(to, "/") {
		w.Header().Set(hxRedirect, to)
	} else {
		w.Header().Set(hxLocation, location(r, to))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// leaveTo is redirect for what changes the frame of the page itself (language,
// theme): htmx is told to load the page anew.
func (a *app) leaveTo(w http.ResponseWriter, r *http.Request, to string) error {
	if !isHTMX(r) {
		return a.redirect(w, r, to)
	}
	w.Header().Set(hxRedirect, to)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// location is the value of HX-Location: the page that one is on already is
// replaced in the history instead of being added to it.
func location(r *http.Request, to string) string {
	current, err := url.Parse(r.Header.Get("HX-Current-URL"))
	if err != nil || current.RequestURI() != to {
		return to
	}
	value, err := json.Marshal(map[string]string{"path": to, "replace": "true"})
	if err != nil {
		return to
	}
	return string(value)
}

// download answers with a value as a JSON file of that name.
func (a *app) download(w http.ResponseWriter, r *http.Request, name string, value any) error {
	buf := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(buf)
	buf.Reset()
	enc := json.NewEncoder(buf)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if _, err := w.Write(buf.Bytes()); err != nil {
		a.Log.DebugContext(r.Context(), "client went away", "error", err)
	}
	return nil
}

// toast leaves a message for the page that redirect leads to.
func (a *app) toast(w http.ResponseWriter, t views.Toast) {
	a.flashes.set(w, flashOf(t))
}

// done is the usual end of a form in a region of the page at to: a message, and
// the way there. htmx draws the region anew and leaves the rest of the page, with
// what may have been typed into it.
func (a *app) done(w http.ResponseWriter, r *http.Request, to, region string, message views.Toast) error {
	a.toast(w, message)
	if !IsPartial(r) {
		return a.redirect(w, r, to)
	}
	w.Header().Set(hxLocation, views.Location(to, region))
	w.WriteHeader(http.StatusNoContent)
	return nil
}
