package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// maxBody is the body parser's limit; above it Logto answers 404 with the text Not Found.
const maxBody = 1 << 20

// readBody reads what the body parser would make of a body: an object or array from JSON, an object from a form, the
// text itself for text/*, and an empty object when there is none or its type is not known.
func readBody(r *http.Request) (any, error) {
	switch r.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
	default:
		return map[string]any{}, nil
	}
	if isMultipart(r) { // files are for the route that wants them
		return map[string]any{}, nil
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, badJSON{"request aborted"}
	}
	if len(raw) > maxBody {
		// What is left is drained, so that a client that is still sending reads the answer.
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 16<<20))
		return nil, textAnswer(http.StatusNotFound)
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case media == "application/json" || strings.HasSuffix(media, "+json"):
		return parseJSON(raw)
	case media == "application/x-www-form-urlencoded":
		return parseForm(string(raw)), nil
	case strings.HasPrefix(media, "text/"):
		return string(raw), nil
	}
	return map[string]any{}, nil
}

// parseJSON is strict as the body parser is: an object, an array or nothing.
func parseJSON(raw []byte) (any, error) {
	text := bytes.TrimSpace(raw)
	if len(text) == 0 {
		return map[string]any{}, nil
	}
	if text[0] != '{' && text[0] != '[' {
		return nil, badJSON{"invalid JSON, only supports object and array"}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, badJSON{"Unexpected end of JSON input"}
		}
		return nil, badJSON{err.Error()}
	}
	if dec.More() {
		return nil, badJSON{"Unexpected non-whitespace character after JSON"}
	}
	return value, nil
}

// parseForm makes an object of a form; a repeated name becomes a list.
func parseForm(raw string) map[string]any {
	form := map[string]any{}
	for _, p := range parseQuery(raw) {
		switch have := form[p.name].(type) {
		case nil:
			form[p.name] = p.value
		case string:
			form[p.name] = []any{have, p.value}
		case []any:
			form[p.name] = append(have, p.value)
		}
	}
	return form
}
