package directory_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/directory"
)

type data = map[string]any

func TestUpdateCustomData_sendsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	const before = `{"customData":{"team":"red","level":3,"tags":["a"],"big":12345678901234567890}}`
	shown := data{"team": "red", "level": 3, "tags": []any{"a"}, "big": json.Number("12345678901234567890")}
	with := func(change data, without ...string) data {
		m := maps.Clone(shown)
		maps.Copy(m, change)
		for _, k := range without {
			delete(m, k)
		}
		return m
	}
	tests := map[string]struct {
		value data
		sent  string
	}{
		"nothing":             {with(nil), ""},
		"the same number":     {with(data{"level": 3.0}), ""},
		"a key replaced":      {with(data{"team": "blue"}), `/custom-data {"customData":{"team":"blue"}}`},
		"a key added":         {with(data{"new": data{"x": nil}}), `/custom-data {"customData":{"new":{"x":null}}}`},
		"a list":              {with(data{"tags": []any{"a", "b"}}), `/custom-data {"customData":{"tags":["a","b"]}}`},
		"a key removed":       {with(nil, "team"), ` {"customData":{"big":12345678901234567890,"level":3,"tags":["a"]}}`},
		"removed and changed": {with(data{"level": 4}, "team", "big"), ` {"customData":{"level":4,"tags":["a"]}}`},
		"every key removed":   {data{}, ` {"customData":{}}`},
		"a digit of many":     {with(data{"big": json.Number("12345678901234567891")}), `/custom-data {"customData":{"big":12345678901234567891}}`},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.add(target, before)
			err := w.UpdateCustomData(t.Context(), w.as(admin), target, shown, tt.value)
			var got strings.Builder
			for i, call := range w.logto.changing() {
				got.WriteString(strings.TrimPrefix(call, "PATCH /users/"+target) + " " + w.logto.bodies[i])
			}
			if diff := cmp.Diff(tt.sent, got.String()); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
}

func TestUpdateCustomData_refusesWhatOthersChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"customData":{"team":"green","size":"L","gone":1,"same":2}}`)
	err := w.UpdateCustomData(t.Context(), w.as(admin), target,
		data{"team": "red", "size": "L", "same": 1}, data{"team": "blue", "size": "XL", "same": 2, "gone": 5})
	want := []directory.FieldConflict{
		{Name: "gone", Base: "", Theirs: "1", Mine: "5"},
		{Name: "team", Base: `"red"`, Theirs: `"green"`, Mine: `"blue"`},
	}
	if diff := cmp.Diff(want, as[*directory.Conflict](t, err).Fields); diff != "" {
		t.Error(diff)
	}
	if sent := w.logto.changing(); len(sent) > 0 || len(w.trail.All()) > 0 {
		t.Errorf("and yet it sent %v", sent)
	}
}

func TestUpdateCustomData_keepsWhatOthersAdded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"customData":{"team":"red","added":"meanwhile"}}`)
	for _, value := range []data{{"team": "blue"}, {}} { // replaced, then removed
		base := data{"team": w.stored(t, target).CustomData["team"]}
		if err := w.UpdateCustomData(t.Context(), w.as(admin), target, base, value); err != nil {
			t.Fatal(err)
		}
		if got := w.stored(t, target).CustomData; got["added"] != "meanwhile" || got["team"] != value["team"] {
			t.Errorf("after %v: %v", value, got)
		}
	}
}

func TestUpdateCustomData_refusesBadInput(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value data
		want  map[string]string
	}{
		"size":       {data{"a": strings.Repeat("x", 70000)}, map[string]string{"customData": directory.TooLong}},
		"null byte":  {data{"a": "x\x00"}, map[string]string{"customData": directory.InvalidCharacters}},
		"no JSON":    {data{"a": func() {}}, map[string]string{"customData": directory.InvalidJSON}},
		"empty key":  {data{" ": 1}, map[string]string{" ": directory.InvalidKey}},
		"a long key": {data{strings.Repeat("k", 129): 1}, map[string]string{strings.Repeat("k", 129): directory.InvalidKey}},
	}
	for what, tt := range tests {
		w := newWorld(t)
		err := w.UpdateCustomData(t.Context(), w.as(admin), target, data{}, tt.value)
		if diff := cmp.Diff(tt.want, as[*directory.Invalid](t, err).Fields); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
		if len(w.logto.changing()) > 0 {
			t.Errorf("%s: and yet it was sent", what)
		}
	}
}

func TestUpdateCustomData_recordsNoSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(w.UpdateCustomData(t.Context(), w.as(admin), target, data{}, data{"apiToken": "hunter2", "color": "red"}))
	if got := string(w.decoded(t)[0].Values["customData"].After); got != `{"apiToken":"[redacted]","color":"red"}` {
		t.Errorf("got %s", got)
	}
}
