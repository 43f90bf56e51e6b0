package apiclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// SecretJSON is a JSON value with credentials somewhere in it, such as the
// configuration of a connector. It is as hard to print as a [Secret]; "" is no
// value.
type SecretJSON string

// SealJSON encodes v as a SecretJSON. It fails on what JSON cannot hold.
func SealJSON(v any) (SecretJSON, error) {
	data, err := json.Marshal(v)
	return SecretJSON(data), err
}

// Reveal returns the JSON itself.
func (s SecretJSON) Reveal() json.RawMessage { return json.RawMessage(s) }

// UnmarshalJSON keeps the value as it is written; null is no value.
func (s *SecretJSON) UnmarshalJSON(data []byte) error {
	*s = SecretJSON(data)
	if bytes.Equal(data, []byte("null")) {
		*s = ""
	}
	return nil
}

// String implements [fmt.Stringer].
func (s SecretJSON) String() string { return redacted }

// GoString implements [fmt.GoStringer].
func (s SecretJSON) GoString() string { return redacted }

// Format implements [fmt.Formatter] for every verb.
func (s SecretJSON) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue implements [slog.LogValuer].
func (s SecretJSON) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON implements [encoding/json.Marshaler]. Nothing stays nothing.
func (s SecretJSON) MarshalJSON() ([]byte, error) { return Secret(s).MarshalJSON() }
