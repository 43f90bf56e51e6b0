package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"roster/views"
)

// maxDepth is how deep custom data may be nested: deeper is no data of people,
// and costs every reader.
const maxDepth = 32

// readObject reads the JSON object in text. Numbers stay digit for digit as
// they were typed. What is wrong comes back as a sentence with its line and
// column, both counted from 1 in characters.
func readObject(text string) (map[string]any, views.Message) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, jsonProblem(text, dec.InputOffset(), err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		line, column := position(text, dec.InputOffset())
		return nil, views.Say("problem.json.more", "line", line, "column", column)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, views.Say("problem.json.object")
	}
	if depth(object) > maxDepth {
		return nil, views.Say("problem.json.deep", "max", maxDepth)
	}
	return object, views.Message{}
}

func jsonProblem(text string, offset int64, err error) views.Message {
	if strings.TrimSpace(text) == "" {
		return views.Say("problem.json.object")
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = e.Offset - 1 // it counts the byte it stumbled over
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		offset = int64(len(text))
	}
	line, column := position(text, offset)
	return views.Say("problem.json.syntax", "line", line, "column", column)
}

func position(text string, offset int64) (line, column int) {
	before := text[:min(max(offset, 0), int64(len(text)))]
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return strings.Count(before, "\n") + 1, len([]rune(last)) + 1
}

func depth(value any) int {
	deepest := 0
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			deepest = max(deepest, depth(inner))
		}
	case []any:
		for _, inner := range v {
			deepest = max(deepest, depth(inner))
		}
	default:
		return 0
	}
	return deepest + 1
}

// writeObject is the JSON of an object as people edit it: indented, keys sorted,
// and < > & as they are.
func writeObject(object map[string]any) string {
	if len(object) == 0 {
		return "{}"
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(object); err != nil {
		return "{}" // only for values that did not come from JSON
	}
	return strings.TrimRight(b.String(), "\n")
}
