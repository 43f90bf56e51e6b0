package emulator

import (
	"encoding/json"
	"fmt"
)

// key is one property of an object schema.
type key struct {
	name string
	of   schema
}

// objectSchema is z.object(): unknown keys are stripped, issues come in the order of the keys here.
type objectSchema []key

func obj(keys ...key) objectSchema { return keys }

// partial makes every key optional.
func (o objectSchema) partial() objectSchema {
	out := make(objectSchema, len(o))
	for i, k := range o {
		out[i] = key{k.name, opt(k.of)}
	}
	return out
}

func (o objectSchema) check(v any, at path, r *report) (any, verdict) {
	in, ok := v.(map[string]any)
	if !ok {
		return wrongType("object", v, at, r)
	}
	out := make(object, len(o))
	status := valid
	for _, k := range o {
		value, sent := in[k.name]
		if !sent {
			value = absent{}
		}
		left, got := k.of.check(value, at.add(k.name), r)
		status = max(status, got)
		if _, gone := left.(absent); !gone {
			out[k.name] = left
		}
	}
	return out, status
}

// recordSchema is Logto's jsonObject: an object with any keys and any JSON values.
type recordSchema struct{}

func jsonObject() recordSchema { return recordSchema{} }

func (recordSchema) check(v any, at path, r *report) (any, verdict) {
	if m, ok := v.(map[string]any); ok {
		return m, valid
	}
	return wrongType("object", v, at, r)
}

// mapSchema is z.record(of).
type mapSchema struct{ of schema }

func mapOf(of schema) mapSchema { return mapSchema{of} }

func (m mapSchema) check(v any, at path, r *report) (any, verdict) {
	in, ok := v.(map[string]any)
	if !ok {
		return wrongType("object", v, at, r)
	}
	out := make(map[string]any, len(in))
	status := valid
	for _, name := range sortedKeys(in) {
		left, got := m.of.check(in[name], at.add(name), r)
		status = max(status, got)
		out[name] = left
	}
	return out, status
}

// arraySchema is z.array(of), with an optional least length.
type arraySchema struct {
	of    schema
	least int
}

func arr(of schema) arraySchema { return arraySchema{of: of} }

func (a arraySchema) min(n int) arraySchema { a.least = n; return a }

func (a arraySchema) check(v any, at path, r *report) (any, verdict) {
	in, ok := v.([]any)
	if !ok {
		return wrongType("array", v, at, r)
	}
	status := valid
	if len(in) < a.least {
		status = dirty
		r.add("too_small", at, fmt.Sprintf("Array must contain at least %d element(s)", a.least),
			issue{"minimum": a.least, "type": "array", "inclusive": true, "exact": false})
	}
	out := make([]any, len(in))
	for i, item := range in {
		left, got := a.of.check(item, at.add(i), r)
		status = max(status, got)
		out[i] = left
	}
	return out, status
}

// optionalSchema lets a key be missing.
type optionalSchema struct{ of schema }

func opt(of schema) optionalSchema { return optionalSchema{of} }

func (o optionalSchema) check(v any, at path, r *report) (any, verdict) {
	if _, missing := v.(absent); missing {
		return v, valid
	}
	return o.of.check(v, at, r)
}

// defaultSchema puts a value where none was sent.
type defaultSchema struct {
	of    schema
	value func() any
}

func defaulted(of schema, value func() any) defaultSchema { return defaultSchema{of, value} }

func (d defaultSchema) check(v any, at path, r *report) (any, verdict) {
	if _, missing := v.(absent); missing {
		v = d.value()
	}
	return d.of.check(v, at, r)
}

// numeral is a default that is a number, as JSON spells it.
func numeral(text string) func() any { return func() any { return json.Number(text) } }

// nullableSchema lets a value be null.
type nullableSchema struct{ of schema }

func nullable(of schema) nullableSchema { return nullableSchema{of} }

func (n nullableSchema) check(v any, at path, r *report) (any, verdict) {
	if v == nil {
		return nil, valid
	}
	return n.of.check(v, at, r)
}

// unionSchema is z.union(): the first option that takes the value wins. When none does, a single
// dirty option speaks for all; otherwise the issues of all options are nested.
type unionSchema []schema

func union(options ...schema) unionSchema { return options }

func (u unionSchema) check(v any, at path, r *report) (any, verdict) {
	var spoiled *report
	var left any
	errs := make([]any, 0, len(u))
	for _, option := range u {
		own := &report{}
		value, got := option.check(v, at, own)
		switch {
		case got == valid:
			return value, valid
		case got == dirty && spoiled == nil:
			spoiled, left = own, value
		}
		errs = append(errs, own.zodError())
	}
	if spoiled != nil {
		r.issues = append(r.issues, spoiled.issues...)
		return left, dirty
	}
	r.add("invalid_union", at, "Invalid input", issue{"unionErrors": errs})
	return nil, aborted
}

// taggedSchema is z.discriminatedUnion(): the value of one key chooses the schema.
type taggedSchema struct {
	tag     string
	options []string
	of      map[string]schema
}

func (t taggedSchema) check(v any, at path, r *report) (any, verdict) {
	in, ok := v.(map[string]any)
	if !ok {
		return wrongType("object", v, at, r)
	}
	name, _ := in[t.tag].(string)
	if of, ok := t.of[name]; ok {
		return of.check(v, at, r)
	}
	r.add("invalid_union_discriminator", at.add(t.tag), "Invalid discriminator value. Expected "+quoted(t.options),
		issue{"options": t.options})
	return nil, aborted
}
