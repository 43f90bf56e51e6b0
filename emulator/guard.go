package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// schema checks one decoded JSON value the way zod does: it reports issues in the order of its own
// keys, not of the sender's, strips unknown keys, and returns what is left of the value.
type schema interface {
	check(v any, at path, r *report) (any, verdict)
}

// verdict is zod's ParseStatus. It decides what a union reports: a value that has the right type
// but fails a rule (dirty) speaks for the whole union, a wrong type (aborted) does not.
type verdict uint8

const (
	valid verdict = iota
	dirty
	aborted
)

// absent stands for JavaScript's undefined: a key that was not sent.
type absent struct{}

// path is the way to a value: strings for keys, ints for indexes.
type path []any

func (p path) add(step any) path {
	return append(slices.Clip(p), step)
}

// report collects the issues of one validation.
type report struct {
	issues []issue
}

// issue is one entry of a serialised ZodError; the keys differ by code.
type issue map[string]any

func (r *report) add(code string, at path, message string, more issue) {
	if at == nil {
		at = path{}
	}
	i := issue{"code": code, "path": []any(at), "message": message}
	maps.Copy(i, more)
	r.issues = append(r.issues, i)
}

// zodError is the `data` of guard.invalid_input.
func (r *report) zodError() map[string]any {
	return map[string]any{"issues": r.issues, "name": "ZodError"}
}

// details are the lines Logto puts into `details`, one for each issue.
func (r *report) details() string {
	lines := make([]string, len(r.issues))
	for n, i := range r.issues {
		steps := i["path"].([]any)
		keys := make([]string, len(steps))
		for k, s := range steps {
			keys[k] = fmt.Sprint(s)
		}
		tail := fmt.Sprint(i["message"])
		if i["code"] == "invalid_type" {
			tail = fmt.Sprintf("Expected %v but received %v.", i["expected"], i["received"])
		}
		lines[n] = fmt.Sprintf("Error in key path %q: (%v) %s", strings.Join(keys, "."), i["code"], tail)
	}
	return strings.Join(lines, "\n")
}

// typeName is zod's name of the type of v.
func typeName(v any) string {
	switch v.(type) {
	case absent:
		return "undefined"
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64, json.Number:
		return "number"
	case []any:
		return "array"
	default:
		return "object"
	}
}

// wrongType reports that v is not an `expected`.
func wrongType(expected string, v any, at path, r *report) (any, verdict) {
	got := typeName(v)
	message := fmt.Sprintf("Expected %s, received %s", expected, got)
	if got == "undefined" {
		message = "Required"
	}
	r.add("invalid_type", at, message, issue{"expected": expected, "received": got})
	return nil, aborted
}

// utf16Len is JavaScript's string length, by which zod counts.
func utf16Len(s string) int {
	n := 0
	for _, c := range s {
		n += max(1, utf16.RuneLen(c))
	}
	return n
}

// object is a JSON object after a guard: known keys only.
type object map[string]any

// has reports whether the key was sent, null included.
func (o object) has(key string) bool { _, ok := o[key]; return ok }

// str is the string at key, "" when it is missing or null.
func (o object) str(key string) string { s, _ := o[key].(string); return s }

// flag is the boolean at key, false when it is missing.
func (o object) flag(key string) bool { b, _ := o[key].(bool); return b }

// num is the number at key, 0 when it is missing or null.
func (o object) num(key string) float64 {
	if text, is := o[key].(json.Number); is { // inside an object that was taken as it came
		n, _ := text.Float64()
		return n
	}
	n, _ := o[key].(float64)
	return n
}

// obj is the object at key, nil when it is missing or null.
func (o object) obj(key string) object {
	switch m := o[key].(type) {
	case object:
		return m
	case map[string]any:
		return m
	default:
		return nil
	}
}

// strs are the strings of the array at key, nil when it is missing.
func (o object) strs(key string) []string {
	list, ok := o[key].([]any)
	if !ok {
		return nil
	}
	out := make([]string, 0, len(list))
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// quoted joins options as zod words them: 'a' | 'b'.
func quoted(options []string) string {
	return "'" + strings.Join(options, "' | '") + "'"
}

// number writes a limit as JavaScript would.
func number(f float64) string {
	return strconv.FormatFloat(f, 'f', -1, 64)
}
