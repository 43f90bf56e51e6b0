package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// captureFrom finds what a capture path names: $.a[0].b, $.list[?field=true].x, header:name, form.x.
func captureFrom(path string, body any, header http.Header, form map[string]any) (string, error) {
	if name, is := strings.CutPrefix(path, "header:"); is {
		return header.Get(name), nil
	}
	if name, is := strings.CutPrefix(path, "form."); is {
		return asText(form[name])
	}
	rest, is := strings.CutPrefix(path, "$")
	if !is {
		return "", fmt.Errorf("capture path %q", path)
	}
	value, err := walk(body, rest)
	if err != nil {
		return "", fmt.Errorf("capture %s: %w", path, err)
	}
	return asText(value)
}

func asText(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case json.Number:
		return value.String(), nil
	case bool:
		return strconv.FormatBool(value), nil
	}
	return "", fmt.Errorf("a %T cannot be captured", value)
}

// walk follows .name, [n] and [?field=value].
func walk(value any, path string) (any, error) {
	for path != "" {
		if strings.HasPrefix(path, "[") {
			inside, rest, _ := strings.Cut(path[1:], "]")
			list, is := value.([]any)
			if !is {
				return nil, fmt.Errorf("no list at %q", path)
			}
			item, err := pick(list, inside)
			if err != nil {
				return nil, err
			}
			value, path = item, rest
			continue
		}
		path = strings.TrimPrefix(path, ".")
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		object, is := value.(map[string]any)
		if !is {
			return nil, fmt.Errorf("no object at %q", path)
		}
		value, path = object[path[:end]], path[end:]
	}
	return value, nil
}

func pick(list []any, selector string) (any, error) {
	if condition, is := strings.CutPrefix(selector, "?"); is {
		field, want, _ := strings.Cut(condition, "=")
		for _, item := range list {
			object, _ := item.(map[string]any)
			if text, err := asText(object[field]); err == nil && text == want {
				return item, nil
			}
		}
		return nil, fmt.Errorf("no item with %s", condition)
	}
	i, err := strconv.Atoi(selector)
	if err != nil || i < 0 || i >= len(list) {
		return nil, fmt.Errorf("no item %s in a list of %d", selector, len(list))
	}
	return list[i], nil
}
