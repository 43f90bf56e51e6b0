package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
)

var (
	key   = []byte("an audit key of thirty-two bytes")
	agent = access.Actor{ID: "agent0000001", Name: "Agent Kim", IP: "192.0.2.7", RequestID: "req-1"}
	start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
)

// newLog returns a log whose clock goes on by a second with each entry.
func newLog(t *testing.T, store audit.Store) *audit.Log {
	t.Helper()
	at := start
	log, err := audit.New(store, key, audit.Options{
		Logger: slog.New(slog.DiscardHandler),
		Now:    func() time.Time { at = at.Add(time.Second); return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, log *audit.Log, target, from, to string) *audit.Pending {
	t.Helper()
	pending, err := log.Intent(t.Context(), audit.Event{
		Actor: agent, Action: access.UserUpdate, Target: target,
		Changes: []audit.Change{{Field: "name", Before: audit.Text(from), After: audit.Text(to)}},
	})
	must(t, err)
	return pending
}

// entries reads everything back.
func entries(t *testing.T, log *audit.Log, store *audittest.Memory) []audit.Entry {
	t.Helper()
	var list []audit.Entry
	for _, r := range store.All() {
		e, err := log.Entry(t.Context(), r)
		must(t, err)
		list = append(list, e)
	}
	return list
}

func TestLog_recordsIntentAndOutcome(t *testing.T) {
	t.Parallel()
	failure := audit.Failure{Code: "timeout", Done: []string{"name"}, Failed: []string{"profile.locale"}}
	outcomes := map[string]struct {
		settle func(context.Context, *audit.Pending) error
		want   audit.Entry
	}{
		"done":    {func(ctx context.Context, p *audit.Pending) error { return p.Done(ctx) }, audit.Entry{}},
		"refused": {func(ctx context.Context, p *audit.Pending) error { return p.Refused(ctx, "user.email_already_in_use") }, audit.Entry{Code: "user.email_already_in_use"}},
		"failed":  {func(ctx context.Context, p *audit.Pending) error { return p.Failed(ctx, failure) }, audit.Entry{Code: "timeout", Done: failure.Done, Failed: failure.Failed}},
		"unknown": {func(ctx context.Context, p *audit.Pending) error { return p.Unknown(ctx, failure, audit.NoEffect) }, audit.Entry{Code: "timeout", Done: failure.Done, Failed: failure.Failed, Effect: audit.NoEffect}},
	}
	for phase, tt := range outcomes {
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			store := audittest.NewMemory()
			log := newLog(t, store)
			must(t, tt.settle(t.Context(), rename(t, log, "target000001", "Ann", "Anne")))
			intent := audit.Entry{
				Seq: 1, At: start.Add(time.Second).Local(), Action: access.UserUpdate, Phase: audit.PhaseIntent,
				ActorID: agent.ID, TargetID: "target000001", RequestID: "req-1", Fields: []string{"name"},
				ActorName: "Agent Kim", ActorIP: "192.0.2.7",
				Values: map[string]audit.ChangedValue{"name": {Before: json.RawMessage(`"Ann"`), After: json.RawMessage(`"Anne"`)}},
			}
			outcome := tt.want
			outcome.Seq, outcome.At, outcome.Action, outcome.Phase = 2, start.Add(2*time.Second).Local(), access.UserUpdate, phase
			outcome.ActorID, outcome.TargetID, outcome.RequestID, outcome.Intent = agent.ID, "target000001", "req-1", 1
			if diff := cmp.Diff([]audit.Entry{intent, outcome}, entries(t, log, store)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIntent_failsWhenItCannotBeWritten(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	broken := errors.New("disk full")
	store.FailAppend(func(audit.Record) error { return broken })
	pending, err := newLog(t, store).Intent(t.Context(), audit.Event{Actor: agent, Action: access.UserUpdate, Target: "t"})
	if !errors.Is(err, broken) || pending != nil {
		t.Errorf("got %v, %v", pending, err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newLog(t, audittest.NewMemory()).Intent(cancelled, audit.Event{Actor: agent}); !errors.Is(err, context.Canceled) {
		t.Errorf("with nobody waiting: %v", err)
	}
}

func TestPending_isWrittenThoughTheRequestIsOver(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	pending := rename(t, log, "t", "a", "b")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, pending.Done(gone))
	must(t, log.Denied(gone, agent, access.UserDelete, "t", access.MissingCapability))
	if got := store.All(); len(got) != 3 || got[1].Phase != audit.PhaseDone || got[2].Phase != audit.PhaseDenied {
		t.Errorf("got %+v", got)
	}
}

func TestPending_takesOneOutcome(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	pending := rename(t, newLog(t, store), "t", "a", "b")
	must(t, pending.Done(t.Context()))
	if pending.Refused(t.Context(), "x") == nil || len(store.All()) != 2 {
		t.Error("a second outcome was recorded")
	}
}

func TestPending_saysWhenTheOutcomeCannotBeWritten(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	store := audittest.NewMemory()
	log, err := audit.New(store, key, audit.Options{Logger: slog.New(slog.NewTextHandler(&out, nil))})
	must(t, err)
	pending := rename(t, log, "t", "a", "b")
	store.FailAppend(func(audit.Record) error { return errors.New("disk full") })
	if pending.Done(t.Context()) == nil || !strings.Contains(out.String(), "audit outcome not recorded") {
		t.Errorf("log: %s", out.String())
	}
}

func TestLog_recordsSessions(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, log.SignedIn(t.Context(), agent))
	must(t, log.SignedOut(t.Context(), agent))
	must(t, log.SignInRefused(t.Context(), "access_denied", "192.0.2.9", "req-2"))
	must(t, log.SessionEnded(t.Context(), "target000001", "backchannel-logout"))
	must(t, log.Denied(t.Context(), agent, access.UserDelete, "target000001", access.TargetHasMore))
	type line struct{ Action, Phase, Actor, Target, IP, Code, Reason, Request string }
	var got []line
	for _, e := range entries(t, log, store) {
		got = append(got, line{string(e.Action), e.Phase, e.ActorID, e.TargetID, e.ActorIP, e.Code, string(e.Reason), e.RequestID})
	}
	want := []line{
		{"session.sign-in", "event", agent.ID, "", agent.IP, "", "", "req-1"},
		{"session.sign-out", "event", agent.ID, "", agent.IP, "", "", "req-1"},
		{"session.refused", "event", "", "", "192.0.2.9", "access_denied", "", "req-2"},
		{"session.ended", "event", "", "target000001", "", "backchannel-logout", "", ""},
		{"user.delete", "denied", agent.ID, "target000001", agent.IP, "", "target-has-more", "req-1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestForget_destroysTheValuesAndKeepsTheChain(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, rename(t, log, "gone00000001", "Ann", "Anne").Done(t.Context()))
	must(t, rename(t, log, "stays0000001", "Bo", "Bob").Done(t.Context()))
	must(t, log.Forget(t.Context(), agent, "gone00000001", "", nil))
	must(t, rename(t, log, "gone00000001", "C", "D").Done(t.Context())) // back under the same id
	list := entries(t, log, store)
	if e := list[0]; e.Values != nil || !e.Forgotten || e.ActorName != agent.Name {
		t.Errorf("the forgotten person: %+v", e)
	}
	if e := list[2]; string(e.Values["name"].After) != `"Bob"` || e.Forgotten {
		t.Errorf("somebody else: %+v", e)
	}
	if e := list[6]; string(e.Values["name"].After) != `"D"` {
		t.Errorf("recorded afterwards: %+v", e)
	}
	head, err := log.Head(t.Context())
	must(t, err)
	if _, err := audit.Verify(t.Context(), log.Records(t.Context(), 1), key, head); err != nil {
		t.Error(err)
	}
}

func TestLog_showsNothingPersonalInTheClear(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, rename(t, log, "t", "Ann Secretive", "Anne").Done(t.Context()))
	for _, r := range store.All() {
		for _, personal := range []string{"Ann", agent.Name, agent.IP} {
			if bytes.Contains(r.Body, []byte(personal)) {
				t.Errorf("entry %d shows %q", r.Seq, personal)
			}
		}
	}
}

func TestNew_refusesAShortKey(t *testing.T) {
	t.Parallel()
	if _, err := audit.New(audittest.NewMemory(), key[:31], audit.Options{}); err == nil {
		t.Error("31 bytes were taken")
	}
}

func TestLog_exportsTheHeadWithEveryEntry(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	store := audittest.NewMemory()
	log, err := audit.New(store, key, audit.Options{Logger: slog.New(slog.NewTextHandler(&out, nil))})
	must(t, err)
	must(t, log.SignedIn(t.Context(), agent))
	head, err := log.Head(t.Context())
	must(t, err)
	if !strings.Contains(out.String(), "head="+head.String()) {
		t.Errorf("%s is not in %s", head, out.String())
	}
	again, err := audit.ParseHead(head.String() + "\n")
	must(t, err)
	if again.Seq != 1 || !slices.Equal(again.MAC, head.MAC) {
		t.Errorf("read back as %s", again)
	}
	for _, bad := range []string{"", "1", "0:" + strings.Repeat("00", 32), "1:00", "x:" + strings.Repeat("00", 32), "1:zz"} {
		if _, err := audit.ParseHead(bad); err == nil {
			t.Errorf("%q was taken for a head", bad)
		}
	}
}

func TestCheckKey_refusesTheKeyOfAnotherTrail(t *testing.T) {
	t.Parallel()
	other, err := audit.New(audittest.NewMemory(), bytes.Repeat([]byte("o"), audit.MinKeySize), audit.Options{})
	must(t, err)
	must(t, other.CheckKey(t.Context())) // an empty trail takes any key

	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, log.SignedIn(t.Context(), agent))
	must(t, log.CheckKey(t.Context()))
	other, err = audit.New(store, bytes.Repeat([]byte("o"), audit.MinKeySize), audit.Options{})
	must(t, err)
	if err := other.CheckKey(t.Context()); !errors.Is(err, audit.ErrOtherKey) {
		t.Errorf("CheckKey = %v, want ErrOtherKey", err)
	}
}
