package activity_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roster/activity"
	"roster/apiclient"
	"roster/store"
	"roster/store/storetest"
)

// now is a little after the deliveries were recorded.
var now = time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)

// kept is for longer than anything may be late.
var kept = activity.Retention{SignIns: 2000 * time.Hour, Changes: 2000 * time.Hour, Security: 2000 * time.Hour}

const key apiclient.Secret = "key"

func events(t *testing.T) (*store.DB, activity.Store) {
	t.Helper()
	db := storetest.SQLite(t)
	return db, db.Events()
}

func inbox(s activity.Store, change ...func(*activity.InboxOptions)) *activity.Inbox {
	o := activity.InboxOptions{Store: s, Configured: []apiclient.Secret{key}, Retention: kept, Now: func() time.Time { return now }}
	for _, c := range change {
		c(&o)
	}
	return activity.NewInbox(o)
}

// body is an event that happened so long before now, with members of its own.
func body(event string, ago time.Duration, members ...string) []byte {
	return fmt.Appendf(nil, `{"event":%q,"createdAt":%q,"hookId":"hook"%s}`, event, now.Add(-ago).Format(time.RFC3339Nano),
		strings.Join(append([]string{""}, members...), ","))
}

// about are the members of an event that a call of the Management API caused.
func about(person string, suspended bool) string {
	return fmt.Sprintf(`"userAgent":"console","path":"/users/%[1]s","method":"PATCH","matchedRoute":"/users/:userId","params":{"userId":%[1]q},"data":{"id":%[1]q,"isSuspended":%[2]v}`, person, suspended)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, s activity.Store) int {
	t.Helper()
	list, err := s.Find(t.Context(), activity.Filter{Limit: 1000})
	must(t, err)
	return len(list)
}

func receive(t *testing.T, in *activity.Inbox, b []byte) {
	t.Helper()
	must(t, in.Receive(t.Context(), b, sign(b, key)))
}

// recording is a delivery recorded from Logto 1.42.
type recording struct {
	RawBody    string
	Signature  string
	SigningKey apiclient.Secret
}

func recordings(t *testing.T) map[string]recording {
	t.Helper()
	files, err := filepath.Glob("../apiclient/testdata/webhooks/*.json")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d recordings: %v", len(files), err)
	}
	list := map[string]recording{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		must(t, err)
		var r recording
		must(t, json.Unmarshal(raw, &r))
		list[filepath.Base(file)] = r
	}
	return list
}

// broken is a store that cannot add.
type broken struct{ activity.Store }

var errDisk = errors.New("the disk is full")

func (broken) Add(context.Context, []activity.Event) ([]bool, error) { return nil, errDisk }

func bodies(list ...[]byte) func(context.Context, time.Time, time.Time) iter.Seq2[[]byte, error] {
	return func(context.Context, time.Time, time.Time) iter.Seq2[[]byte, error] {
		return func(yield func([]byte, error) bool) {
			for _, b := range list {
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}

// settle makes what was received visible.
func settle(t *testing.T, s activity.Store) {
	t.Helper()
	list, err := s.Unsettled(t.Context(), 1000)
	must(t, err)
	for i := range list {
		list[i].Origin = activity.ByThem
	}
	must(t, s.Settle(t.Context(), list))
}
