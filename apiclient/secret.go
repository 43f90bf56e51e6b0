package apiclient

import (
	"fmt"
	"io"
	"log/slog"
)

const redacted = "[redacted]"

// Secret is a value that must not reach a log, a page or a JSON document by
// accident: passwords, personal access token values, signing keys, client
// secrets, one-time tokens. Every way of printing or encoding it gives
// "[redacted]"; [Secret.Reveal] is the only way to the value.
//
// Two places are out of reach of these methods: an unexported struct field when
// the struct is printed (keep it behind a pointer or in a closure there) and
// the keys of a map that is encoded as JSON.
type Secret string

// Reveal returns the value itself.
func (s Secret) Reveal() string { return string(s) }

// String implements [fmt.Stringer].
func (s Secret) String() string { return redacted }

// GoString implements [fmt.GoStringer].
func (s Secret) GoString() string { return redacted }

// Format implements [fmt.Formatter] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler]. Nothing stays nothing.
func (s Secret) MarshalText() ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	return []byte(redacted), nil
}

// MarshalJSON implements [encoding/json.Marshaler]. Nothing stays nothing.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte(`""`), nil
	}
	return []byte(`"` + redacted + `"`), nil
}
