package emulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// member is one name and value of a JSON object.
type member struct {
	name  string
	value any
}

// members is a JSON object that is written in the order of the list. Answers need no order, but what is signed is read
// byte by byte, and Logto writes the same names in the same order every time.
type members []member

// MarshalJSON writes the object.
func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(marshal(one.name))
		b.WriteByte(':')
		b.Write(jsonText(one.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// jsonText is marshal, with null for nil.
func jsonText(v any) []byte {
	if v == nil {
		return []byte("null")
	}
	return marshal(v)
}

// ordered is a view of an entity with its columns in the order of names; others follow. Objects in columns come in the
// order in which the database keeps them.
func ordered(view map[string]any, names []string) members {
	out := make(members, 0, len(view))
	add := func(name string) {
		value := view[name]
		switch value.(type) {
		case map[string]any, []any:
			value = storedOrder(marshal(value))
		}
		out = append(out, member{name, value})
	}
	for _, name := range names {
		if _, has := view[name]; has {
			add(name)
		}
	}
	for _, name := range sortedKeys(view) {
		if !slices.Contains(names, name) {
			add(name)
		}
	}
	return out
}

// storedOrder is a JSON text as PostgreSQL's jsonb gives it back: shorter names first, those of one length by their
// bytes. The text must be valid.
func storedOrder(raw []byte) json.RawMessage {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return json.RawMessage("null")
	}
	var b bytes.Buffer
	writeStored(&b, v)
	return b.Bytes()
}

func writeStored(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case map[string]any:
		names := slices.SortedFunc(maps.Keys(v), func(x, y string) int {
			return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
		})
		b.WriteByte('{')
		for i, name := range names {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(marshal(name))
			b.WriteByte(':')
			writeStored(b, v[name])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeStored(b, item)
		}
		b.WriteByte(']')
	default:
		b.Write(jsonText(v))
	}
}
