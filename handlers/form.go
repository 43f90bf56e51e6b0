package handlers

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster/views"
)

// parseForm reads the fields of a form of ours. Anything that no page of ours
// sends is refused, not guessed at (ASVS 5.0, 2.2 and 15.3.7): another content
// type, a field twice, a field the form does not have, text that is not UTF-8,
// control characters. Fields that are absent (a browser does not send what this
// viewer may not change) are absent from the result. Line ends become "\n": that
// is what is stored, whatever the browser sends.
func parseForm(r *http.Request, fields ...string) (map[string]string, error) {
	return parseFormBy(r, func(name string) bool { return slices.Contains(fields, name) })
}

// parseAnyForm is parseForm for a form whose fields its signature vouches for.
func parseAnyForm(r *http.Request) (map[string]string, error) {
	return parseFormBy(r, func(string) bool { return true })
}

func parseFormBy(r *http.Request, has func(name string) bool) (map[string]string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &refused{status: http.StatusBadRequest, reason: "content type " + kind}
	}
	if err := r.ParseForm(); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, err
		}
		return nil, &refused{status: http.StatusBadRequest, reason: "form: malformed"}
	}
	form := make(map[string]string, len(r.PostForm))
	for name, values := range r.PostForm {
		switch {
		case !has(name):
			return nil, &refused{status: http.StatusBadRequest, reason: fmt.Sprintf("form: unknown field %.40q", name)}
		case len(values) != 1:
			return nil, &refused{status: http.StatusBadRequest, reason: fmt.Sprintf("form: field %.40q is doubled", name)}
		case !isText(values[0]) && !isStored(r.PostForm, name):
			return nil, &refused{status: http.StatusBadRequest, reason: fmt.Sprintf("form: field %.40q is no text", name)}
		}
		form[name] = lineEnds.Replace(values[0])
	}
	return form, nil
}

// isStored: the field shows what came from elsewhere, unchanged. Logto keeps
// control characters, all but the null byte; that must not stand in the way of
// changing other fields.
func isStored(form url.Values, name string) bool {
	field := strings.TrimPrefix(name, views.BaseName(""))
	return utf8.ValidString(form.Get(name)) && !strings.Contains(form.Get(name), "\x00") && form.Has(views.BaseName(field)) && form.Get(field) == form.Get(views.BaseName(field))
}

// lineEnds makes every line end a "\n", as HTML does (WHATWG Infra, "normalize newlines").
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// isText: UTF-8 without control characters, line ends and tabs aside.
func isText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool {
		return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t'
	})
}

// errHalfField: a field without the hidden one beside it, or with a broken one.
func errHalfField(name string) error {
	return &refused{status: http.StatusBadRequest, reason: fmt.Sprintf("form: field %.40q is incomplete", name)}
}
