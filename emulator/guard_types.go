package emulator

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
)

// stringSchema is z.string() with its rules, applied in order; every broken rule is an issue.
type stringSchema struct {
	rules []func(string, path, *report) bool
}

func str() stringSchema { return stringSchema{} }

func (s stringSchema) with(rule func(string, path, *report) bool) stringSchema {
	return stringSchema{append(slices.Clip(s.rules), rule)}
}

func (s stringSchema) check(v any, at path, r *report) (any, verdict) {
	text, ok := v.(string)
	if !ok {
		return wrongType("string", v, at, r)
	}
	status := valid
	for _, rule := range s.rules {
		if !rule(text, at, r) {
			status = dirty
		}
	}
	return text, status
}

func (s stringSchema) min(n int) stringSchema {
	return s.with(func(text string, at path, r *report) bool {
		ok := utf16Len(text) >= n
		if !ok {
			r.add("too_small", at, fmt.Sprintf("String must contain at least %d character(s)", n),
				issue{"minimum": n, "type": "string", "inclusive": true, "exact": false})
		}
		return ok
	})
}

func (s stringSchema) max(n int) stringSchema {
	return s.with(func(text string, at path, r *report) bool {
		ok := utf16Len(text) <= n
		if !ok {
			r.add("too_big", at, fmt.Sprintf("String must contain at most %d character(s)", n),
				issue{"maximum": n, "type": "string", "inclusive": true, "exact": false})
		}
		return ok
	})
}

// format adds a rule of zod's invalid_string family.
func (s stringSchema) format(validation, message string, ok func(string) bool) stringSchema {
	return s.with(func(text string, at path, r *report) bool {
		if ok(text) {
			return true
		}
		r.add("invalid_string", at, message, issue{"validation": validation})
		return false
	})
}

func (s stringSchema) regex(re *regexp.Regexp) stringSchema {
	return s.format("regex", "Invalid", re.MatchString)
}

func (s stringSchema) url() stringSchema { return s.format("url", "Invalid url", validURL) }

func (s stringSchema) email() stringSchema {
	return s.format("email", "Invalid email", zodEmail.MatchString)
}

// refine is z.refine(): a rule with a message of its own.
func (s stringSchema) refine(message string, ok func(string) bool) stringSchema {
	return s.with(func(text string, at path, r *report) bool {
		if ok(text) {
			return true
		}
		r.add("custom", at, message, nil)
		return false
	})
}

// numberSchema is z.number().
type numberSchema struct {
	integer  bool
	low, top float64
}

func num() numberSchema { return numberSchema{low: math.Inf(-1), top: math.Inf(1)} }

func (n numberSchema) int() numberSchema            { n.integer = true; return n }
func (n numberSchema) min(low float64) numberSchema { n.low = low; return n }
func (n numberSchema) max(top float64) numberSchema { n.top = top; return n }

func (n numberSchema) check(v any, at path, r *report) (any, verdict) {
	text, ok := v.(json.Number)
	if !ok {
		return wrongType("number", v, at, r)
	}
	f, err := text.Float64()
	if err != nil {
		return wrongType("number", v, at, r)
	}
	status := valid
	limit := func(code, key string, value float64, words string) {
		status = dirty
		r.add(code, at, fmt.Sprintf("Number must be %s than or equal to %s", words, number(value)),
			issue{key: value, "type": "number", "inclusive": true, "exact": false})
	}
	if n.integer && f != math.Trunc(f) {
		status = dirty
		r.add("invalid_type", at, "Expected integer, received float", issue{"expected": "integer", "received": "float"})
	}
	if f < n.low {
		limit("too_small", "minimum", n.low, "greater")
	}
	if f > n.top {
		limit("too_big", "maximum", n.top, "less")
	}
	return f, status
}

// boolSchema is z.boolean().
type boolSchema struct{}

func boolean() boolSchema { return boolSchema{} }

func (boolSchema) check(v any, at path, r *report) (any, verdict) {
	if b, ok := v.(bool); ok {
		return b, valid
	}
	return wrongType("boolean", v, at, r)
}

// enumSchema is z.enum() and z.nativeEnum(), which answer alike.
type enumSchema []string

func enum(options ...string) enumSchema { return options }

func (e enumSchema) check(v any, at path, r *report) (any, verdict) {
	text, ok := v.(string)
	if !ok {
		return wrongType(quoted(e), v, at, r)
	}
	if slices.Contains(e, text) {
		return text, valid
	}
	r.add("invalid_enum_value", at, fmt.Sprintf("Invalid enum value. Expected %s, received '%s'", quoted(e), text),
		issue{"received": text, "options": []string(e)})
	return nil, aborted
}

// literalSchema is z.literal() of a string or a boolean.
type literalSchema struct{ value any }

func literal(value any) literalSchema { return literalSchema{value} }

func (l literalSchema) check(v any, at path, r *report) (any, verdict) {
	if v == l.value {
		return v, valid
	}
	shown := fmt.Sprintf("%v", l.value)
	if text, ok := l.value.(string); ok {
		shown = `"` + text + `"`
	}
	more := issue{"expected": l.value}
	if _, missing := v.(absent); !missing {
		more["received"] = v // a missing value has no JSON form and is left out
	}
	r.add("invalid_literal", at, "Invalid literal value, expected "+shown, more)
	return nil, aborted
}
