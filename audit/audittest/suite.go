package audittest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
)

// Run is what every audit.Store must pass. open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) audit.Store) {
	t.Run("gives back every byte", func(t *testing.T) { bytesSurvive(t, open(t)) })
	t.Run("starts empty", func(t *testing.T) { startsEmpty(t, open(t)) })
	t.Run("stores nothing when building fails", func(t *testing.T) { buildFails(t, open(t)) })
	t.Run("appends one at a time", func(t *testing.T) { oneAtATime(t, open(t)) })
	t.Run("starts reading where asked", func(t *testing.T) { readsFrom(t, open(t)) })
	t.Run("finds what was done to somebody", func(t *testing.T) { findsAbout(t, open(t)) })
	t.Run("finds what a filter selects", func(t *testing.T) { findsSelected(t, open(t)) })
	t.Run("prunes a beginning", func(t *testing.T) { prunes(t, open(t)) })
	t.Run("prunes whole or not at all", func(t *testing.T) { prunesWholeOrNot(t, open(t)) })
	t.Run("prunes once for all replicas", func(t *testing.T) { prunesOnce(t, open(t)) })
	t.Run("keeps the first key of a person", func(t *testing.T) { firstKey(t, open(t)) })
	t.Run("forgets a key for good", func(t *testing.T) { forgets(t, open(t)) })
}

// sample is a record with awkward content.
func sample(seq int64) audit.Record {
	return audit.Record{
		Seq: seq, At: 1_795_000_000_000 + seq, Action: "user.update", Phase: audit.PhaseIntent,
		ActorID: "actor", TargetID: "목표 'x'", Body: []byte(`{"b":1,  "a":"<한>\u0000"}`),
		Prev: bytes.Repeat([]byte{0, 0xff}, 16), MAC: fmt.Appendf(nil, "mac %d \x00\xfe", seq),
	}
}

func appendSample(ctx context.Context, s audit.Store) error {
	return s.Append(ctx, func(head audit.Record) (audit.Record, error) { return sample(head.Seq + 1), nil })
}

func read(t *testing.T, s audit.Store, from int64) []audit.Record {
	t.Helper()
	var list []audit.Record
	for r, err := range s.Records(t.Context(), from) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func bytesSurvive(t *testing.T, s audit.Store) {
	must(t, appendSample(t.Context(), s))
	want := []audit.Record{sample(1)}
	if diff := cmp.Diff(want, read(t, s, 1)); diff != "" {
		t.Error(diff)
	}
	head, err := s.Head(t.Context())
	must(t, err)
	if diff := cmp.Diff(want[0], head); diff != "" {
		t.Error(diff)
	}
}

func startsEmpty(t *testing.T, s audit.Store) {
	head, err := s.Head(t.Context())
	must(t, err)
	if diff := cmp.Diff(audit.Record{}, head); diff != "" {
		t.Error(diff)
	}
	if list := read(t, s, 0); len(list) != 0 {
		t.Errorf("%d records", len(list))
	}
	key, err := s.PersonKey(t.Context(), "nobody", nil)
	must(t, err)
	if key != nil {
		t.Errorf("a key out of nothing: %x", key)
	}
	must(t, s.ForgetPerson(t.Context(), "nobody"))
}

func buildFails(t *testing.T, s audit.Store) {
	refused := errors.New("refused")
	err := s.Append(t.Context(), func(audit.Record) (audit.Record, error) { return sample(1), refused })
	if !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if list := read(t, s, 0); len(list) != 0 {
		t.Errorf("%d records", len(list))
	}
	must(t, appendSample(t.Context(), s)) // and the lock is free again
}

func oneAtATime(t *testing.T, s audit.Store) {
	const writers, each = 8, 10
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				if err := appendSample(t.Context(), s); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	list := read(t, s, 1)
	if len(list) != writers*each {
		t.Errorf("%d records, want %d", len(list), writers*each)
	}
	for i, r := range list {
		if r.Seq != int64(i+1) {
			t.Fatalf("record %d has the number %d", i+1, r.Seq)
		}
	}
}

func readsFrom(t *testing.T, s audit.Store) {
	for range 5 {
		must(t, appendSample(t.Context(), s))
	}
	if diff := cmp.Diff([]audit.Record{sample(4), sample(5)}, read(t, s, 4)); diff != "" {
		t.Error(diff)
	}
	for range s.Records(t.Context(), 1) {
		break // leaving early is no error and holds no lock
	}
	must(t, appendSample(t.Context(), s))
}

func findsAbout(t *testing.T, s audit.Store) {
	const here, there = "목표 'x'", "목표"
	for i, r := range []audit.Record{
		{TargetID: here, Action: "a"},
		{TargetID: there, Action: "a"},
		{TargetID: here, Action: "b"},
		{TargetID: here, Action: "a"},
		{TargetID: here, Action: "A"},
		{TargetID: here, Action: "a"},
		{TargetID: "", Action: "a"},
	} {
		must(t, s.Append(t.Context(), func(head audit.Record) (audit.Record, error) {
			next := sample(head.Seq + 1)
			next.TargetID, next.Action = r.TargetID, r.Action
			if next.Seq != int64(i+1) {
				t.Errorf("record %d has the number %d", i+1, next.Seq)
			}
			return next, nil
		}))
	}
	for _, test := range []struct {
		target, action string
		limit          int
		want           []int64
	}{
		{here, "a", 10, []int64{6, 4, 1}},
		{here, "a", 2, []int64{6, 4}},
		{here, "b", 10, []int64{3}},
		{there, "a", 10, []int64{2}},
		{"nobody", "a", 10, nil},
		{"목표' OR 1=1 --", "a", 10, nil},
	} {
		list, err := s.About(t.Context(), test.target, test.action, test.limit)
		must(t, err)
		var got []int64
		for _, r := range list {
			got = append(got, r.Seq)
			want := sample(r.Seq)
			want.TargetID, want.Action = test.target, test.action
			if diff := cmp.Diff(want, r); diff != "" {
				t.Error(diff)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("about %q, %q, %d: %s", test.target, test.action, test.limit, diff)
		}
	}
}

func firstKey(t *testing.T, s audit.Store) {
	for _, fresh := range []string{"first \x00\xff", "second", ""} {
		var offered []byte
		if fresh != "" {
			offered = []byte(fresh)
		}
		key, err := s.PersonKey(t.Context(), "p", offered)
		must(t, err)
		if string(key) != "first \x00\xff" {
			t.Errorf("offered %q, got %q", fresh, key)
		}
	}
}

func forgets(t *testing.T, s audit.Store) {
	for _, person := range []string{"a", "b"} {
		_, err := s.PersonKey(t.Context(), person, []byte("key of "+person))
		must(t, err)
	}
	must(t, s.ForgetPerson(t.Context(), "a"))
	for person, want := range map[string]string{"a": "", "b": "key of b"} {
		key, err := s.PersonKey(t.Context(), person, nil)
		must(t, err)
		if string(key) != want {
			t.Errorf("%s has the key %q, want %q", person, key, want)
		}
	}
}
