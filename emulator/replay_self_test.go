package emulator_test

import (
	"testing"
	"time"
)

// TestMatcher_seesDifferences holds the replayer itself: a comparison that cannot fail proves nothing.
func TestMatcher_seesDifferences(t *testing.T) {
	t.Parallel()
	vars := &variables{values: map[string]string{"u": "abc", "base": "http://h:1"}, now: time.Now}
	for name, tt := range map[string]struct {
		want, got string
		unordered bool
		same      bool
	}{
		"captured":                {`{"id":"{{u}}"}`, `{"id":"abc"}`, false, true},
		"captured, other":         {`{"id":"{{u}}"}`, `{"id":"abd"}`, false, false},
		"inside a text":           {`"<{{base}}/x>"`, `"<http://h:1/x>"`, false, true},
		"percent-encoded":         {`"iss={{base:url}}%2Foidc"`, `"iss=http%3A%2F%2Fh%3A1%2Foidc"`, false, true},
		"captured as a key":       {`{"{{u}}":1}`, `{"abc":1}`, false, true},
		"missing member":          {`{"a":1,"b":null}`, `{"a":1}`, false, false},
		"member too many":         {`{"a":1}`, `{"a":1,"b":2}`, false, false},
		"number":                  {`{"a":1}`, `{"a":2}`, false, false},
		"number for text":         {`{"a":"1"}`, `{"a":1}`, false, false},
		"null for false":          {`{"a":false}`, `{"a":null}`, false, false},
		"ms":                      {`{"a":"{{ms}}"}`, `{"a":1795000000000}`, false, true},
		"ms as text":              {`{"a":"{{ms}}"}`, `{"a":"1795000000000"}`, false, false},
		"ms for seconds":          {`{"a":"{{ms}}"}`, `{"a":1795000000}`, false, false},
		"id":                      {`"{{id:12}}"`, `"abcdefghij01"`, false, true},
		"id too short":            {`"{{id:12}}"`, `"abcdefghij0"`, false, false},
		"id with a capital":       {`"{{id:12}}"`, `"Abcdefghij01"`, false, false},
		"any":                     {`{"a":"{{any}}"}`, `{"a":[1,{"b":2}]}`, false, true},
		"other sentence":          {`{"message":"this"}`, `{"message":"that"}`, false, true},
		"no sentence":             {`{"message":"this"}`, `{"message":""}`, false, false},
		"sentence not there":      {`{"message":"this"}`, `{}`, false, false},
		"literal braces":          {`"{{=link}}"`, `"{{link}}"`, false, true},
		"order":                   {`[1,2]`, `[2,1]`, false, false},
		"no order":                {`[1,2]`, `[2,1]`, true, true},
		"no order, but all":       {`[1,2]`, `[2,2]`, true, false},
		"no order, needs a swap":  {`["{{any}}","x"]`, `["x","y"]`, true, true},
		"list shorter":            {`[1,2]`, `[1]`, false, false},
		"placeholder nobody made": {`"{{nobody}}"`, `"x"`, false, false},
	} {
		var want, got any
		if err := decodeNumbers([]byte(tt.want), &want); err != nil {
			t.Fatal(err)
		}
		if err := decodeNumbers([]byte(tt.got), &got); err != nil {
			t.Fatal(err)
		}
		m := &matcher{vars: vars, unordered: tt.unordered}
		if found := m.match("$", want, got); (len(found) == 0) != tt.same {
			t.Errorf("%s: differences %v, want the same: %t", name, found, tt.same)
		}
	}
}
