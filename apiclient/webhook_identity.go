package apiclient

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// WebhookIdentity is what an event is known by: Logto gives deliveries no id. It is the
// SHA-256 of the body as canonical JSON, and so of the hook, the event, its time and all
// it says. Two deliveries of one event are the same bytes; Logto's log of deliveries
// keeps them with the keys in another order.
type WebhookIdentity [sha256.Size]byte

// IdentifyWebhook computes the identity of a body, which must be one JSON object.
func IdentifyWebhook(body []byte) (WebhookIdentity, error) {
	canonical, err := canonicalJSON(body)
	if err != nil {
		return WebhookIdentity{}, err
	}
	return sha256.Sum256(canonical), nil
}

// canonicalJSON writes an object with its keys sorted, no space between, and numbers in
// the shortest form of the double that they are: PostgreSQL's jsonb, which Logto keeps
// its log in, writes the same number with other digits (RFC 8785 has the same idea).
func canonicalJSON(body []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("apiclient: the body is no JSON object: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("apiclient: something follows the JSON object")
	}
	return json.Marshal(canonicalNumbers(value)) // sorts the keys of maps
}

func canonicalNumbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			v[key] = canonicalNumbers(member)
		}
	case []any:
		for i, element := range v {
			v[i] = canonicalNumbers(element)
		}
	case json.Number:
		if f, err := strconv.ParseFloat(string(v), 64); err == nil {
			return json.RawMessage(strconv.FormatFloat(f, 'g', -1, 64))
		}
	}
	return value
}
