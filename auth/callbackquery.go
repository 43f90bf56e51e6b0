package auth

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
)

// callbackQuery are the parameters of a callback that count.
type callbackQuery struct{ state, code, err, iss string }

// maxParameter is far above what Logto sends.
const maxParameter = 2048

// readCallback takes every parameter at most once (RFC 6749 3.1) and either a code or an error.
func readCallback(raw string) (callbackQuery, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return callbackQuery{}, errors.New("the parameters cannot be read")
	}
	var c callbackQuery
	for name, into := range map[string]*string{"state": &c.state, "code": &c.code, "error": &c.err, "iss": &c.iss} {
		switch values := q[name]; {
		case len(values) > 1:
			return callbackQuery{}, fmt.Errorf("%s is given more than once", name)
		case len(values) == 1 && len(values[0]) > maxParameter:
			return callbackQuery{}, fmt.Errorf("%s is too long", name)
		case len(values) == 1:
			*into = values[0]
		}
	}
	switch {
	case c.state == "":
		return callbackQuery{}, errors.New("state is missing")
	case (c.code == "") == (c.err == ""):
		return callbackQuery{}, errors.New("neither, or both, of code and error are given")
	case c.err != "" && cleanCode(c.err) == "":
		return callbackQuery{}, errors.New("error is no error code")
	}
	return c, nil
}

var errorCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// cleanCode returns an OAuth error code and "" for what does not look like one: it ends in logs and pages.
func cleanCode(s string) string {
	if errorCode.MatchString(s) {
		return s
	}
	return ""
}
