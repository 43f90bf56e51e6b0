package emulator

import (
	"errors"
	"fmt"
	"net/http"
)

// apiError is a refusal in Logto's envelope {message, code, data?, details?}. Message is filled from the code and the
// request's language when it is empty; a client must branch on code.
type apiError struct {
	status  int
	code    string
	message string
	data    any    // absent when nil
	details string // absent when empty
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.status, e.code) }

// fail makes a refusal with a code of Logto's.
func fail(status int, code string) *apiError { return &apiError{status: status, code: code} }

func (e *apiError) withData(data any) *apiError {
	e.data = data
	return e
}

func (e *apiError) withDetails(details string) *apiError {
	e.details = details
	return e
}

func (e *apiError) withMessage(message string) *apiError {
	e.message = message
	return e
}

// errInternal is what Logto says to anything it did not expect, a null byte in a string for example: a message without
// a code.
var errInternal = errors.New("internal server error")

// textAnswer is an error whose answer is Koa's plain text of the status (404 Not Found for a body over 1 MB).
type textAnswer int

func (t textAnswer) Error() string { return http.StatusText(int(t)) }

// badJSON is a body that does not parse: a message without a code, 400.
type badJSON struct{ text string }

func (b badJSON) Error() string { return b.text }

// errorResponse turns an error of a handler into its answer.
func errorResponse(err error, language string) response {
	if e, ok := errors.AsType[*apiError](err); ok {
		body := map[string]any{"code": e.code, "message": e.message}
		if e.message == "" {
			body["message"] = messageFor(e.code, language)
		}
		if e.data != nil {
			body["data"] = e.data
		}
		if e.details != "" {
			body["details"] = e.details
		}
		return response{status: e.status, body: body}
	}
	if t, ok := errors.AsType[textAnswer](err); ok {
		return textStatus(int(t))
	}
	if b, ok := errors.AsType[badJSON](err); ok {
		return response{status: http.StatusBadRequest, body: map[string]any{"message": b.text}}
	}
	return response{status: http.StatusInternalServerError, body: map[string]any{"message": "Internal server error."}}
}
