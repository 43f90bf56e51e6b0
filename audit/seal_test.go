package audit_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"roster/audit/audittest"
)

// Who acted and what they changed are sealed under one key when people change
// themselves, and still cannot take each other's place.
func TestEntry_opensABoxForItsOwnPurposeOnly(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	rename(t, log, agent.ID, "Ann", "Anne")
	r := store.All()[0]
	var body map[string]json.RawMessage
	must(t, json.Unmarshal(r.Body, &body))
	r.Body = bytes.ReplaceAll(r.Body, body["what"], body["who"])
	e, err := log.Entry(t.Context(), r)
	must(t, err)
	if e.ActorName != agent.Name || !e.Forgotten || e.Values != nil {
		t.Errorf("the actor's box stands for the values: %+v", e)
	}
}

func TestEntry_opensABoxForItsOwnPersonOnly(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	rename(t, log, "one000000001", "Ann", "Anne")
	rename(t, log, "two000000002", "Bo", "Bob")
	r := store.All()[0]
	r.Body = bytes.ReplaceAll(r.Body, []byte("one000000001"), []byte("two000000002"))
	if e, err := log.Entry(t.Context(), r); err != nil || !e.Forgotten || e.Values != nil {
		t.Errorf("one's values open as the other's: %+v, %v", e, err)
	}
}
