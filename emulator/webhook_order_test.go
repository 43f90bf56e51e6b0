package emulator_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// recordedDelivery is a delivery of a real Logto, in testdata/webhooks.
type recordedDelivery struct {
	Event, RawBody, SigningKey, Signature string
	Headers                               map[string]string
}

func recordedDeliveries(t *testing.T) map[string]recordedDelivery {
	t.Helper()
	files, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded deliveries: %v", err)
	}
	all := map[string]recordedDelivery{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var one recordedDelivery
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = one
	}
	return all
}

// anyText is a JSON text that is a value, and any number.
var anyText, anyNumber = regexp.MustCompile(`:"(?:[^"\\]|\\.)*"`), regexp.MustCompile(`:\d+`)

// shapeOf is a body without what differs from one run to the next: names in their order, and kinds of values. Lists of
// ids are as long as they are.
func shapeOf(body string) string {
	event := regexp.MustCompile(`^\{"event":"[^"]*"`).FindString(body)
	rest := anyNumber.ReplaceAllString(anyText.ReplaceAllString(strings.TrimPrefix(body, event), `:""`), ":0")
	rest = regexp.MustCompile(`\["[^"]*"\]`).ReplaceAllString(rest, `[""]`)
	return event + rest
}

// Whoever compares, stores or hashes bodies sees what Logto would have sent: every recorded delivery has one here with
// the same names in the same order.
func TestDeliveries_areWrittenInLogtosOrder(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range loadScenarios(t, "testdata/contract") {
		if !strings.HasPrefix(s.Scenario, "hooks/") {
			continue
		}
		r := newRunner(t, s)
		for _, one := range s.Steps {
			if found, err := r.run(one); err != nil || len(found) > 0 {
				t.Fatalf("%s, %q: %v %v", s.Scenario, one.Name, found, err)
			}
		}
		for _, one := range r.sink.on("/hook", 0) {
			got = append(got, shapeOf(string(one.body)))
		}
	}
	for name, recorded := range recordedDeliveries(t) {
		want := shapeOf(recorded.RawBody)
		if slices.Contains(got, want) {
			continue
		}
		event, _, _ := strings.Cut(want, ",")
		alike := slices.DeleteFunc(slices.Clone(got), func(shape string) bool { return !strings.HasPrefix(shape, event) })
		t.Errorf("%s: recorded\n%s\ngot\n%s", name, want, strings.Join(alike, "\n"))
	}
}
