package audit_test

import (
	"context"
	"errors"
	"testing"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
)

func TestLastChanges_areTheNewestThatTookEffect(t *testing.T) {
	t.Parallel()
	log := newLog(t, audittest.NewMemory())
	change := func(target string, action access.Action, end func(*audit.Pending) error, values ...string) {
		t.Helper()
		e := audit.Event{Actor: agent, Action: action, Target: target}
		for i := 0; i < len(values); i += 2 {
			e.Changes = append(e.Changes, audit.Change{Field: values[i], After: audit.Text(values[i+1])})
		}
		pending, err := log.Intent(t.Context(), e)
		must(t, err)
		if end != nil {
			must(t, end(pending))
		}
	}
	ctx := t.Context()
	done := func(p *audit.Pending) error { return p.Done(ctx) }
	const address = access.UserUpdateAddress
	change("u", address, done, "primaryEmail", "first")
	change("u", address, done, "primaryPhone", "82", "name", "N")
	change("u", address, done, "primaryEmail", "second")
	change("u", address, func(p *audit.Pending) error { return p.Refused(ctx, "user.email_already_in_use") }, "primaryEmail", "refused")
	change("u", address, func(p *audit.Pending) error {
		return p.Failed(ctx, audit.Failure{Done: []string{"username"}, Failed: []string{"primaryEmail"}})
	}, "primaryEmail", "failed", "username", "partly")
	change("u", address, func(p *audit.Pending) error { return p.Unknown(ctx, audit.Failure{}, audit.NotKnown) }, "primaryEmail", "not known")
	change("u", address, nil, "primaryEmail", "never ended")
	change("u", access.UserUpdate, done, "primaryEmail", "another action")
	change("other", address, done, "primaryEmail", "another person")
	must(t, log.Denied(ctx, agent, address, "u", access.MissingCapability))
	last := func(field string) string {
		t.Helper()
		found, err := log.LastChanges(ctx, "u", address, "primaryEmail", "primaryPhone", "username", "avatar")
		must(t, err)
		e, ok := found[field]
		if !ok {
			return ""
		}
		if e.ActorName != agent.Name || e.At.IsZero() {
			t.Errorf("%s: %+v", field, e)
		}
		return string(e.Values[field].After)
	}
	for field, want := range map[string]string{"primaryEmail": `"second"`, "primaryPhone": `"82"`, "username": `"partly"`, "avatar": ""} {
		if got := last(field); got != want {
			t.Errorf("%s was last %s, want %s", field, got, want)
		}
	}
	change("u", address, func(p *audit.Pending) error { return p.Unknown(ctx, audit.Failure{}, audit.TookEffect) }, "primaryEmail", "read back")
	if got := last("primaryEmail"); got != `"read back"` {
		t.Errorf("a change that was read back is not the last: %s", got)
	}
}

func TestLastChanges_sayWhenTheTrailCannotBeRead(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newLog(t, audittest.NewMemory()).LastChanges(ctx, "u", access.UserUpdateAddress, "primaryEmail")
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
