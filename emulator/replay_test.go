package emulator_test

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
)

// required are the recordings that must be answered as recorded. The others are run as well and listed.
var required = []string{
	"token/*", "users/*", "roles/*", "organizations/*", "one-time-tokens/*", "oidc/*", "config/*",
	"dashboard/*", "logs/*", "misc/*", "hooks/*", "account/*",
}

type verdict string

const (
	passed     verdict = "passed"
	differing  verdict = "differing"
	notCovered verdict = "not covered"
)

// TestReplay runs every recording of a real Logto against a fresh emulator on a real listener.
func TestReplay(t *testing.T) {
	scenarios := loadScenarios(t, "testdata/contract")
	outcome := &report{verdicts: map[string]verdict{}}
	t.Run("recordings", func(t *testing.T) {
		for _, s := range scenarios {
			t.Run(s.Scenario, func(t *testing.T) {
				t.Parallel()
				v, notes := replay(t, s)
				outcome.add(s.Scenario, v)
				for _, note := range notes {
					if isRequired(s.Scenario) && v != passed {
						t.Error(note)
					} else {
						t.Log(note)
					}
				}
			})
		}
	})
	t.Log(outcome.String())
}

// replay stops at the first step that differs, because later steps need what it captures.
func replay(t *testing.T, s scenario) (verdict, []string) {
	t.Helper()
	r := newRunner(t, s)
	for i, one := range s.Steps {
		found, err := r.run(one)
		where := fmt.Sprintf("step %d of %d, %q: ", i+1, len(s.Steps), one.Name)
		if errors.Is(err, errNotCovered) {
			return notCovered, []string{where + "not covered " + strings.Join(found, " ")}
		}
		if err != nil {
			found = append(found, err.Error())
		}
		if len(found) > 0 {
			return differing, []string{where + strings.Join(found, "\n\t")}
		}
	}
	return passed, nil
}

func isRequired(scenario string) bool {
	return slices.ContainsFunc(required, func(pattern string) bool {
		ok, _ := path.Match(pattern, scenario)
		return ok
	})
}

// report collects the verdicts of parallel runs.
type report struct {
	mu       sync.Mutex
	verdicts map[string]verdict
}

func (r *report) add(scenario string, v verdict) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.verdicts[scenario] = v
}

// String lists each area, then the count of what is required.
func (r *report) String() string {
	areas := map[string]map[verdict][]string{}
	good, all, others := 0, 0, 0
	for scenario, v := range r.verdicts {
		area, name, _ := strings.Cut(scenario, "/")
		if areas[area] == nil {
			areas[area] = map[verdict][]string{}
		}
		if !isRequired(scenario) {
			name += " (not required)"
		}
		areas[area][v] = append(areas[area][v], name)
		switch {
		case isRequired(scenario):
			all++
			if v == passed {
				good++
			}
		case v == passed:
			others++
		}
	}
	var b strings.Builder
	for _, area := range sortedKeys(areas) {
		fmt.Fprintf(&b, "\n%s:", area)
		for _, v := range []verdict{passed, differing, notCovered} {
			names := areas[area][v]
			slices.Sort(names)
			fmt.Fprintf(&b, " %d %s", len(names), v)
			if len(names) > 0 {
				fmt.Fprintf(&b, " [%s]", strings.Join(names, ", "))
			}
		}
	}
	fmt.Fprintf(&b, "\nbesides what is required, %d more passed\n%d of %d", others, good, all)
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
