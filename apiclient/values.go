package apiclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Millis is a time as Logto writes it: Unix epoch milliseconds, null for
// never. The zero Millis is null.
type Millis struct{ time.Time }

// At returns t as a Millis.
func At(t time.Time) Millis { return Millis{t} }

// UnmarshalJSON reads a number of milliseconds or null.
func (m *Millis) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		m.Time = time.Time{}
		return nil
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f, ferr := strconv.ParseFloat(text, 64)
		if ferr != nil || f != f || f > 1<<53 || f < -(1<<53) {
			return fmt.Errorf("apiclient: %.40q is no time in milliseconds", text)
		}
		ms = int64(f)
	}
	m.Time = time.UnixMilli(ms).UTC()
	return nil
}

// MarshalJSON writes a number of milliseconds, or null for the zero time.
func (m Millis) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, m.UnixMilli(), 10), nil
}

// CustomData is a free JSON object of the tenant. Numbers in it are
// [json.Number], so that what is read can be written back digit for digit.
type CustomData map[string]any

// UnmarshalJSON reads an object; null becomes nil.
func (c *CustomData) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var m map[string]any
	if err := dec.Decode(&m); err != nil {
		return err
	}
	*c = m
	return nil
}

// NamedRef is how Logto refers to an entity inside another one.
type NamedRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
