package directory

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// The bounds of custom data that this portal writes.
const (
	maxCustomData = 64 << 10 // bytes as JSON
	maxDataKey    = 128      // characters
)

// customDataField is the name of custom data as a whole in errors and in the trail.
const customDataField = attribute.CustomData

// UpdateCustomData changes the top-level keys of a person's custom data that
// differ between base, what the form showed, and value, what is wanted: keys are
// added, replaced and, when value lacks them, removed. Needs
// access.UserUpdateCustomData on the person.
//
// The rules are those of UpdateUser, per key: *Conflict names the keys, with
// their values as JSON. *Invalid names a key, or "customData" for the whole.
func (d *Directory) UpdateCustomData(ctx context.Context, actor access.Actor, id string, base, value map[string]any) error {
	if err := d.permitOn(ctx, actor, id, access.UserUpdateCustomData); err != nil {
		return err
	}
	shown, want, keys, err := customDataChange(base, value)
	if err != nil || len(keys) == 0 {
		return err
	}
	current, err := d.users.Get(ctx, id)
	if err != nil {
		return fmt.Errorf("directory: read the person to change: %w", err)
	}
	keys, err = keysAgainst(current.CustomData, shown, want, keys)
	if err != nil || len(keys) == 0 {
		return err
	}
	event := audit.Event{
		Actor: actor, Action: access.UserUpdateCustomData, Target: id,
		Changes: []audit.Change{{
			Field:  customDataField,
			Before: audit.Object(only(current.CustomData, keys)), After: audit.Object(only(want, keys)),
		}},
	}
	return d.mutate(ctx, event, []step{d.customDataStep(current, want, keys)})
}

// KeyChange is a top-level key of custom data that a change is about. Before and
// After are its values as JSON; "" is absent.
type KeyChange struct{ Key, Before, After string }

// CustomDataChanges is what UpdateCustomData would change, by key, for looking at
// before. *Invalid as there.
func CustomDataChanges(base, value map[string]any) ([]KeyChange, error) {
	shown, want, keys, err := customDataChange(base, value)
	if err != nil {
		return nil, err
	}
	var changes []KeyChange
	for _, k := range keys {
		changes = append(changes, KeyChange{k, KeyJSON(shown, k), KeyJSON(want, k)})
	}
	return changes, nil
}

// customDataChange brings both sides into the form they are compared in and
// returns the keys that are not the same.
func customDataChange(base, value map[string]any) (shown, want map[string]any, keys []string, err error) {
	want, problem := plain(value)
	shown, broken := plain(base)
	if problem = cmp.Or(problem, broken); problem != "" {
		return nil, nil, nil, &Invalid{Fields: map[string]string{customDataField: problem}}
	}
	keys = differing(shown, want)
	return shown, want, keys, checkKeys(keys, want)
}

// customDataStep is the one call that makes the change. Additions and
// replacements are merged, so that keys changed by others at the same moment
// survive; a merge cannot remove a key, then the object just read is sent whole.
func (d *Directory) customDataStep(current *apiclient.User, want map[string]any, keys []string) step {
	set := only(want, keys)
	whole := maps.Clone(map[string]any(current.CustomData))
	maps.Copy(whole, set)
	s := step{fields: []string{customDataField}}
	s.took = func(now *apiclient.User) bool {
		return !slices.ContainsFunc(keys, func(k string) bool { return !sameKey(now.CustomData, want, k) })
	}
	s.call = func(ctx context.Context) error {
		_, err := d.users.UpdateCustomData(ctx, current.ID, set)
		return err
	}
	if len(set) < len(keys) {
		maps.DeleteFunc(whole, func(k string, _ any) bool {
			_, kept := set[k]
			return !kept && slices.Contains(keys, k)
		})
		s.call = func(ctx context.Context) error {
			_, err := d.users.Update(ctx, current.ID, apiclient.UserPatch{CustomData: whole})
			return err
		}
	}
	return s
}

// keysAgainst compares the keys to be changed with what is stored now.
func keysAgainst(current, shown, want map[string]any, keys []string) ([]string, error) {
	var open []string
	var conflicts []FieldConflict
	for _, k := range keys {
		switch {
		case sameKey(current, want, k):
		case sameKey(current, shown, k):
			open = append(open, k)
		default:
			conflicts = append(conflicts, FieldConflict{k, KeyJSON(shown, k), KeyJSON(current, k), KeyJSON(want, k)})
		}
	}
	if len(conflicts) > 0 {
		return nil, &Conflict{conflicts}
	}
	return open, nil
}

// differing returns the keys that are not the same in both, sorted.
func differing(a, b map[string]any) []string {
	keys := map[string]bool{}
	for _, m := range []map[string]any{a, b} {
		for k := range m {
			if !sameKey(a, b, k) {
				keys[k] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// checkKeys looks at the keys that are written, not at those only removed.
func checkKeys(keys []string, want map[string]any) error {
	problems := map[string]string{}
	for _, k := range keys {
		if _, written := want[k]; !written {
			continue
		}
		if strings.TrimSpace(k) == "" || utf8.RuneCountInString(k) > maxDataKey {
			problems[k] = InvalidKey
		}
	}
	if len(problems) > 0 {
		return &Invalid{Fields: problems}
	}
	return nil
}

// plain turns custom data into what JSON decodes to, with json.Number, and says
// what is wrong with it.
func plain(m map[string]any) (data map[string]any, problem string) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, InvalidJSON
	}
	if len(raw) > maxCustomData {
		return nil, TooLong
	}
	if bytes.Contains(raw, []byte(`\u0000`)) { // Logto answers it with 500
		return nil, InvalidCharacters
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&data); err != nil {
		return nil, InvalidJSON
	}
	return data, ""
}

func sameKey(a, b map[string]any, key string) bool {
	x, inA := a[key]
	y, inB := b[key]
	return inA == inB && sameJSON(x, y)
}

// sameJSON compares decoded JSON. Numbers are compared by value: 1.0 comes back
// from PostgreSQL as it was sent, from other hands as 1.
func sameJSON(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, sameJSON)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameJSON)
	case json.Number:
		y, ok := b.(json.Number)
		return ok && sameNumber(x, y)
	}
	return a == b
}

func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, errX := a.Float64()
	y, errY := b.Float64()
	// Beyond 2^53 a float64 does not tell neighbours apart.
	return errX == nil && errY == nil && x == y && math.Abs(x) < 1<<53 && len(a) < 16 && len(b) < 16
}

func only(m map[string]any, keys []string) map[string]any {
	out := map[string]any{}
	for _, k := range keys {
		if v, ok := m[k]; ok {
			out[k] = v
		}
	}
	return out
}

// KeyJSON is the value of a key as JSON, for people to compare; "" when it is absent.
func KeyJSON(m map[string]any, key string) string {
	v, ok := m[key]
	if !ok {
		return ""
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}
