package apiclient

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// check judges an answer and decodes it into k.out; the only place that does.
func check(k call, resp *http.Response, data []byte) error {
	status := resp.StatusCode
	if status >= 300 {
		return refusal(k, resp, data)
	}
	kind := mediaType(resp.Header)
	if k.out == nil {
		if kind == "text/html" { // whoever answers pages here is not Logto's API
			return malformed(k, resp, errors.New("a page instead of an answer"))
		}
		return nil
	}
	if kind != "application/json" {
		return malformed(k, resp, fmt.Errorf("content type %.40q instead of JSON", kind))
	}
	if err := json.Unmarshal(data, k.out); err != nil {
		return malformed(k, resp, describe(err))
	}
	return nil
}

// describe keeps the place and kind of a decoding failure, not the value.
func describe(err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %q is no %s", e.Field, e.Type)
	}
	return errors.New("not valid JSON")
}

func malformed(k call, resp *http.Response, cause error) *Unavailable {
	return &Unavailable{
		Kind: KindMalformed, Status: resp.StatusCode, Method: k.method, Path: k.path(), Sent: true, Err: cause,
		RetryAfter: retryAfter(resp.Header, time.Now()),
	}
}

// refusal turns a status of 300 and more into its error.
func refusal(k call, resp *http.Response, data []byte) error {
	e := &Error{
		Status: resp.StatusCode, Method: k.method, Path: k.path(),
		RetryAfter: retryAfter(resp.Header, time.Now()),
	}
	e.read(data)
	switch {
	case e.Status < 400:
		failed := malformed(k, resp, errRedirect)
		failed.Kind = KindRedirect
		return failed
	case e.Status == http.StatusNotImplemented && e.Code != "": // connector.not_found
		return e
	case e.Status >= 500:
		return &Unavailable{
			Kind: KindServer, Status: e.Status, Method: e.Method, Path: e.Path,
			RetryAfter: e.RetryAfter, Sent: true, Err: e.cause(),
		}
	case e.refusesCredential():
		return &CredentialError{At: "api", Err: e}
	case e.Code == "" && e.Status != http.StatusTooManyRequests && mediaType(resp.Header) == "text/html":
		return malformed(k, resp, errors.New("a page instead of an answer"))
	}
	return e
}

// cause is the error itself when Logto gave a code, else nothing to tell.
func (e *Error) cause() error {
	if e.Code == "" {
		return nil
	}
	return e
}

// refusesCredential tells a refusal of the token from the other meanings of 401
// and 403, which carry codes of their own (user.suspended,
// verification_record.permission_denied, role.internal_role_violation).
func (e *Error) refusesCredential() bool {
	if e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden {
		return false
	}
	return e.Code == "" || strings.HasPrefix(e.Code, "auth.") && e.Code != "auth.third_party_application_forbidden"
}

// envelope is Logto's error body, as far as it is safe to keep.
type envelope struct {
	Code   string          `json:"code"`
	Data   json.RawMessage `json:"data"`
	Issues json.RawMessage `json:"issues"` // of check-password, which has no code
}

// read takes the code and the field issues out of an error body. A body that is
// no envelope leaves them empty.
func (e *Error) read(data []byte) {
	var env envelope
	if json.Unmarshal(data, &env) != nil {
		return
	}
	if isCode(env.Code) {
		e.Code = env.Code
	}
	switch e.Code {
	case "":
		e.Issues = passwordIssues(env.Issues)
	case "guard.invalid_input":
		e.Issues = zodIssues(env.Data)
	case "password.rejected":
		e.Issues = passwordIssues(env.Data)
	case "hook.endpoint_responded_with_error":
		e.Answered = answered(env.Data)
	}
}

// answered is the status that the receiver of a webhook answered with. What it said is
// dropped.
func answered(data []byte) int {
	var d struct {
		Status int `json:"responseStatus"`
	}
	if json.Unmarshal(data, &d) != nil {
		return 0
	}
	return d.Status
}

// isCode tells a machine code from anything else a body may hold under "code".
func isCode(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '.' && r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// maxIssues bounds what one refusal may make us keep.
const maxIssues = 50

func zodIssues(data []byte) []Issue {
	var zod struct {
		Issues []struct {
			Code string `json:"code"`
			Path []any  `json:"path"`
		} `json:"issues"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if dec.Decode(&zod) != nil {
		return nil
	}
	var issues []Issue
	for _, z := range zod.Issues[:min(len(zod.Issues), maxIssues)] {
		if !isCode(z.Code) {
			continue
		}
		keys := make([]string, len(z.Path))
		for i, key := range z.Path {
			keys[i] = fmt.Sprint(key)
		}
		issues = append(issues, Issue{Path: oneLine(strings.Join(keys, ".")), Code: z.Code})
	}
	return issues
}

// oneLine makes a key path safe for a log: keys may be what somebody typed.
func oneLine(path string) string {
	path = strings.ToValidUTF8(path[:min(len(path), 200)], "")
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, path)
}

func passwordIssues(data []byte) []Issue {
	var rules []struct {
		Code          string `json:"code"`
		Interpolation struct {
			Min int `json:"min"`
			Max int `json:"max"`
		} `json:"interpolation"`
	}
	if json.Unmarshal(data, &rules) != nil {
		return nil
	}
	var issues []Issue
	for _, r := range rules[:min(len(rules), maxIssues)] {
		if isCode(r.Code) {
			issues = append(issues, Issue{Code: r.Code, Limit: max(r.Interpolation.Min, r.Interpolation.Max)})
		}
	}
	return issues
}

func mediaType(h http.Header) string {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// retryAfter reads the header in both of its forms (RFC 9110, 10.2.3).
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(time.Duration(seconds)*time.Second, 0)
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// isHandshake tells a TLS failure, after which no request was written.
func isHandshake(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[tls.RecordHeaderError](err)
	return ok
}
