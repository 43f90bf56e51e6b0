package audit

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"roster/access"
)

// body is the part of an entry that is not a column. It encodes canonically:
// fields in this order, map keys sorted, no escaping that a JSON library might
// do differently. Nothing personal is in the clear but ids.
type body struct {
	Version int    `json:"v"`
	Request string `json:"request,omitempty"`
	// Intent is, in an outcome, the number of the entry it belongs to.
	Intent int64    `json:"intent,omitempty"`
	Fields []string `json:"fields,omitempty"`
	Code   string   `json:"code,omitempty"`
	Done   []string `json:"done,omitempty"`
	Failed []string `json:"failed,omitempty"`
	Effect Effect   `json:"effect,omitempty"`
	// Reason says why something was denied.
	Reason access.Reason `json:"reason,omitempty"`
	// Cut is, in an entry of pruning, the last entry that went.
	Cut *cut `json:"cut,omitempty"`
	// Export says, of an export, what was taken away.
	Export *Export `json:"export,omitempty"`
	// Who and What are sealed under the key of the actor and of the target.
	Who  *box `json:"who,omitempty"`
	What *box `json:"what,omitempty"`
}

// encode gives no bytes of invalid UTF-8: encoding/json replaces them.
func (b body) encode() ([]byte, error) {
	b.Version = 1
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// codeForm is what error codes look like. A message, a URL or a token does not.
var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]*([.-][a-z0-9_]+)*$`)

func cleanCode(code string) string {
	if code == "" {
		return ""
	}
	if len(code) > 80 || !codeForm.MatchString(code) {
		return "unlisted"
	}
	return code
}

// maxID is more than any id of Logto has.
const maxID = 128

// clean makes an id fit for a column and a log line: an id may come from the
// address bar. Control characters, which PostgreSQL or a terminal would choke
// on, and invalid UTF-8 become U+FFFD, and it is cut at 128 characters.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "�")
	runes := []rune(s)
	if len(runes) > maxID {
		runes = runes[:maxID]
	}
	for i, r := range runes {
		if unicode.IsControl(r) {
			runes[i] = '�'
		}
	}
	return string(runes)
}
