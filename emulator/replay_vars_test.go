package emulator_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// placeholder matches {{…}}.
var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// variables are captured and built-in values.
type variables struct {
	values map[string]string
	now    func() time.Time
}

// fill replaces the placeholders of a request's value, at any depth.
func (v *variables) fill(value any) (any, error) {
	switch value := value.(type) {
	case string:
		if n, is := v.clockNumber(value); is {
			return n, nil
		}
		if value == "{{smtpPort}}" {
			return json.Number(v.values["smtpPort"]), nil
		}
		return v.text(value)
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			filled, err := v.fill(item)
			if err != nil {
				return nil, err
			}
			out[i] = filled
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(value))
		for key, item := range value {
			name, err := v.text(key)
			if err != nil {
				return nil, err
			}
			if out[name], err = v.fill(item); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return value, nil
}

// clockNumber is {{now}}, {{now+N}} or {{now-N}} as a whole string.
func (v *variables) clockNumber(text string) (json.Number, bool) {
	if !strings.HasPrefix(text, "{{now") || !strings.HasSuffix(text, "}}") {
		return "", false
	}
	ms, ok := v.clock(strings.TrimSuffix(strings.TrimPrefix(text, "{{"), "}}"))
	return json.Number(ms), ok
}

func (v *variables) clock(expression string) (string, bool) {
	offset := int64(0)
	if rest := strings.TrimPrefix(expression, "now"); rest != "" {
		n, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return "", false
		}
		offset = n
	}
	return strconv.FormatInt(v.now().UnixMilli()+offset, 10), true
}

// text replaces the placeholders inside a text.
func (v *variables) text(in string) (string, error) {
	var failed error
	out := placeholder.ReplaceAllStringFunc(in, func(match string) string {
		value, err := v.value(match[2 : len(match)-2])
		if err != nil {
			failed = err
		}
		return value
	})
	return out, failed
}

func (v *variables) value(name string) (string, error) {
	if literal, is := strings.CutPrefix(name, "="); is {
		return "{{" + literal + "}}", nil
	}
	if value, known := v.values[name]; known {
		return value, nil
	}
	if base, is := strings.CutSuffix(name, ":url"); is {
		if value, known := v.values[base]; known {
			return encodeComponent(value), nil
		}
	}
	if ms, is := v.clock(name); is && strings.HasPrefix(name, "now") {
		return ms, nil
	}
	switch kind, rest, _ := strings.Cut(name, ":"); kind {
	case "repeat":
		text, count, _ := cutLast(rest)
		n, err := strconv.Atoi(count)
		return strings.Repeat(text, n), err
	case "totp":
		return totp.GenerateCode(v.values[rest], v.now())
	case "totpOf":
		return totp.GenerateCode(rest, v.now())
	}
	return "", fmt.Errorf("nobody captured {{%s}}", name)
}

func cutLast(text string) (before, after string, found bool) {
	i := strings.LastIndex(text, ":")
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

// encodeComponent is encodeURIComponent.
func encodeComponent(text string) string {
	text = strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
	for _, keep := range []string{"!", "'", "(", ")", "*"} {
		text = strings.ReplaceAll(text, "%"+strings.ToUpper(hex.EncodeToString([]byte(keep))), keep)
	}
	return text
}

// decodeJWT is the header and the claims of a JWT, without looking at the signature.
func decodeJWT(token string) (header, claims any, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, nil, fmt.Errorf("not a JWT: %q", token)
	}
	for i, into := range []*any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			return nil, nil, fmt.Errorf("part %d of the JWT: %w", i, err)
		}
		if err := decodeNumbers(raw, into); err != nil {
			return nil, nil, fmt.Errorf("part %d of the JWT: %w", i, err)
		}
	}
	return header, claims, nil
}
