package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// scenario is one recording.
type scenario struct {
	Scenario string
	About    string
	Needs    []string
	Steps    []step
}

// step is one step; exactly one kind of it is there.
type step struct {
	Name      string
	Request   *stepRequest
	Action    *stepAction
	Response  map[string]any
	Capture   map[string]string
	Unordered bool
	DelayMS   int64 `json:"delay_ms"`

	Decode string
	Header map[string]any
	Claims map[string]any

	Received         map[string]any
	Webhooks         []any
	DeliveryAttempts map[string]any
	Mail             map[string]any
	AdvanceClockMS   int64 `json:"advance_clock_ms"`

	kind string
}

type stepRequest struct {
	Method, Path string
	Query        [][2]string
	Headers      map[string]string
	Body         any
	Form         [][2]string
	Raw          *string
	Multipart    []stepPart
	Basic        []string
}

type stepAction struct {
	Type, Browser string
	Query         [][2]string
	Credentials   map[string]string
	OneTimeToken  map[string]string
	NewPassword   string
	Flow          string
}

// stepKinds are the members that make a step what it is.
var stepKinds = []string{"request", "action", "decode", "received", "webhooks", "deliveryAttempts", "mail", "advance_clock_ms"}

func (s *step) UnmarshalJSON(raw []byte) error {
	type plain step
	if err := decodeNumbers(raw, (*plain)(s)); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	for _, kind := range stepKinds {
		if members[kind] != nil {
			s.kind = kind
			return nil
		}
	}
	return fmt.Errorf("step %q is of no known kind", s.Name)
}

// decodeNumbers keeps numbers as they were written.
func decodeNumbers(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode(into)
}

// webhookTimeout is that of a server for this scenario, 0 for Logto's own. A receiver that is slow on purpose is given up
// at once: nobody waits ten seconds for a test.
func (s scenario) webhookTimeout() time.Duration {
	for _, one := range s.Steps {
		for path := range one.DeliveryAttempts {
			if strings.HasPrefix(path, "/slow/") {
				return 50 * time.Millisecond
			}
		}
	}
	return 0
}

// loadScenarios reads every recording under a directory.
func loadScenarios(t *testing.T, dir string) []scenario {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings under %s: %v", dir, err)
	}
	var all []scenario
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s scenario
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if want := strings.TrimSuffix(filepath.ToSlash(file), ".json"); !strings.HasSuffix(want, s.Scenario) {
			t.Fatalf("%s calls itself %q", file, s.Scenario)
		}
		all = append(all, s)
	}
	return all
}
