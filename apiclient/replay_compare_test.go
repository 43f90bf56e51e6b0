package apiclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// comparison compares values along their types and notes which modelled fields
// the recordings have: a field that none of them has may be misspelt.
type comparison struct{ modelled, seen map[string]bool }

func newComparison() *comparison {
	return &comparison{modelled: map[string]bool{}, seen: map[string]bool{}}
}

// unseen lists the modelled fields that no recording has.
func (c *comparison) unseen() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.modelled)) {
		if !c.seen[name] {
			names = append(names, name)
		}
	}
	return names
}

// value encodes what was decoded and wants every field that the type models as
// it was recorded.
func (c *comparison) value(out any, recorded []byte) error {
	encoded, err := json.Marshal(out)
	if err != nil {
		return err
	}
	got, err := decodeExact(encoded)
	if err != nil {
		return err
	}
	want, err := decodeExact(recorded)
	if err != nil {
		return err
	}
	return c.fields(reflect.TypeOf(out), "$", got, want)
}

func decodeExact(data []byte) (v any, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	err = dec.Decode(&v)
	return v, err
}

// fields compares along a type: of a struct the fields it models, of
// everything else all there is. Null, "" and absent are the same.
func (c *comparison) fields(typ reflect.Type, at string, got, want any) error {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch {
	case empty(want) && empty(got), isSecret(typ) && got == redacted && !empty(want):
		return nil
	case typ.Kind() == reflect.Slice && typ != reflect.TypeFor[json.RawMessage]():
		return c.items(typ.Elem(), at, got, want)
	case typ.Kind() == reflect.Struct && typ != reflect.TypeFor[Millis]() && typ != reflect.TypeFor[time.Time]():
		return c.structure(typ, at, got, want)
	case typ.Kind() == reflect.Map && typ != reflect.TypeFor[CustomData]():
		return c.table(typ.Elem(), at, got, want)
	case !reflect.DeepEqual(got, want):
		return fmt.Errorf("%s is %v, recorded %v", at, got, want)
	}
	return nil
}

func (c *comparison) items(item reflect.Type, at string, got, want any) error {
	g, w := asList(got), asList(want)
	if len(g) != len(w) {
		return fmt.Errorf("%s has %d items, recorded %d", at, len(g), len(w))
	}
	for i := range w {
		if err := c.fields(item, fmt.Sprintf("%s[%d]", at, i), g[i], w[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) structure(typ reflect.Type, at string, got, want any) error {
	g, gok := got.(map[string]any)
	w, wok := want.(map[string]any)
	if !gok || !wok {
		return fmt.Errorf("%s is %v, recorded %v", at, got, want)
	}
	for _, f := range reflect.VisibleFields(typ) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		field := typ.String() + "." + name
		c.modelled[field] = true
		if _, ok := w[name]; ok {
			c.seen[field] = true
		}
		if err := c.fields(f.Type, at+"."+name, g[name], w[name]); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) table(item reflect.Type, at string, got, want any) error {
	g, _ := got.(map[string]any)
	w, _ := want.(map[string]any)
	for key := range w {
		if err := c.fields(item, at+"."+key, g[key], w[key]); err != nil {
			return err
		}
	}
	return nil
}

func isSecret(typ reflect.Type) bool {
	return typ == reflect.TypeFor[Secret]() || typ == reflect.TypeFor[SecretJSON]()
}

func asList(v any) []any { list, _ := v.([]any); return list }

// empty tells the values that mean "not set" to the types.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case json.Number:
		return v == "0"
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, inner := range v {
			if !empty(inner) {
				return false
			}
		}
		return true
	}
	return false
}
