package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"roster/views"
)

// maxDepth is how deep custom data may be nested: deeper is no data of people,
// and costs every reader.
const maxDepth = 32

// readObject reads the JSON object in text. Numbers stay digit for digit as
// they were typed. What is wrong comes back as a sentence with its line and
// column, both counted from 1 in characters. A key that is there twice is wrong:
// which of the two was meant is not for a program to guess.
func readObject(text string) (map[string]any, views.Message) {
	if strings.TrimSpace(text) == "" {
		return nil, views.Say("problem.json.object")
	}
	dec := json.NewDecoder(strings.NewReader(text))
	if err := dec.Decode(new(json.RawMessage)); err != nil {
		return nil, syntaxProblem(text)
	}
	if rest := strings.TrimLeft(text[dec.InputOffset():], " \t\r\n"); rest != "" {
		return nil, messageAt("problem.json.more", text, len(text)-len(rest))
	}
	reader := &objectReader{text: text, dec: json.NewDecoder(strings.NewReader(text))}
	reader.dec.UseNumber()
	if token, err := reader.dec.Token(); err != nil || token != json.Delim('{') {
		return nil, views.Say("problem.json.object")
	}
	object, err := reader.object(1)
	if err != nil {
		return nil, reader.problem(err)
	}
	return object, views.Message{}
}

// syntaxProblem says where text, which is not JSON, stops being JSON.
func syntaxProblem(text string) views.Message {
	offset := len(text)
	if e, ok := errors.AsType[*json.SyntaxError](json.Unmarshal([]byte(text), new(json.RawMessage))); ok && e.Offset < int64(len(text)) {
		offset = int(e.Offset) - 1 // it counts the byte it stumbled over
	} else if ok && !strings.HasPrefix(e.Error(), "unexpected end") {
		offset = len(text) - 1
	}
	return messageAt("problem.json.syntax", text, offset)
}

// messageAt is a message with the line and column of an offset in text.
func messageAt(key, text string, offset int) views.Message {
	before := text[:max(offset, 0)]
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return views.Say(key, "line", strings.Count(before, "\n")+1, "column", len([]rune(last))+1)
}

// objectReader reads JSON token by token, which is how a doubled key is noticed.
type objectReader struct {
	text string
	dec  *json.Decoder
}

var errTooDeep = errors.New("too deep")

// doubledKey is a key that its object has already.
type doubledKey struct {
	key    string
	offset int // of its first quote
}

func (e *doubledKey) Error() string { return "doubled key" }

func (o *objectReader) object(depth int) (map[string]any, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	object := map[string]any{}
	for o.dec.More() {
		before := int(o.dec.InputOffset())
		token, err := o.dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // the decoder lets nothing else be a key
		if _, twice := object[key]; twice {
			return nil, &doubledKey{key, before + strings.IndexByte(o.text[before:], '"')}
		}
		if object[key], err = o.value(depth); err != nil {
			return nil, err
		}
	}
	return object, o.close()
}

func (o *objectReader) list(depth int) ([]any, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	list := []any{}
	for o.dec.More() {
		value, err := o.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, o.close()
}

func (o *objectReader) value(depth int) (any, error) {
	token, err := o.dec.Token()
	switch {
	case err != nil:
		return nil, err
	case token == json.Delim('{'):
		return o.object(depth + 1)
	case token == json.Delim('['):
		return o.list(depth + 1)
	default:
		return token, nil
	}
}

// close reads the bracket that ends an object or a list.
func (o *objectReader) close() error {
	_, err := o.dec.Token()
	return err
}

func (o *objectReader) problem(err error) views.Message {
	if errors.Is(err, errTooDeep) {
		return views.Say("problem.json.deep")
	}
	if e, ok := errors.AsType[*doubledKey](err); ok {
		m := messageAt("problem.json.double", o.text, e.offset)
		m.Args = append(m.Args, "key", e.key)
		return m
	}
	return messageAt("problem.json.syntax", o.text, int(o.dec.InputOffset()))
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
