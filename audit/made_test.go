package audit_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
)

// making is an intent that cannot name its target yet.
func making(t *testing.T, log *audit.Log) *audit.Pending {
	t.Helper()
	pending, err := log.Intent(t.Context(), audit.Event{
		Actor: agent, Action: access.UserCreate,
		Changes: []audit.Change{{Field: "primaryEmail", After: audit.Text("mina@example.com")}},
	})
	must(t, err)
	return pending
}

func TestAbout_namesInTheOutcomeWhoWasMade(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	pending := making(t, log)
	if before := entries(t, log, store)[0]; string(before.Values["primaryEmail"].After) != `"mina@example.com"` {
		t.Errorf("until it is done, the intent says %v", before.Values)
	}
	pending.About("made00000001")
	must(t, pending.Done(t.Context()))
	all := entries(t, log, store)
	if intent := all[0]; intent.TargetID != "" || !intent.Forgotten || !slices.Equal(intent.Fields, []string{"primaryEmail"}) {
		t.Errorf("the intent: %+v", intent)
	}
	outcome := all[1]
	if outcome.TargetID != "made00000001" || outcome.Intent != 1 || outcome.Phase != audit.PhaseDone ||
		string(outcome.Values["primaryEmail"].After) != `"mina@example.com"` {
		t.Errorf("the outcome: %+v", outcome)
	}
	report, err := audit.Verify(t.Context(), log.Records(t.Context(), 1), key, audit.Head{})
	if err != nil || len(report.Open) > 0 || report.Entries != 2 {
		t.Errorf("the trail does not hold: %+v (%v)", report, err)
	}
}

func TestAbout_whoWasMadeCanBeForgotten(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	pending := making(t, log)
	pending.About("made00000001")
	must(t, pending.Done(t.Context()))
	must(t, log.Forget(t.Context(), agent, "made00000001", "", nil))
	for _, e := range entries(t, log, store) {
		if len(e.Values) > 0 {
			t.Errorf("still known: %+v", e)
		}
	}
}

func TestAbout_ofNobodyMadeNothingIsKept(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, making(t, log).Refused(t.Context(), "user.email_already_in_use"))
	must(t, making(t, log).Unknown(t.Context(), audit.Failure{Code: "timeout"}, audit.NotKnown))
	all := entries(t, log, store)
	if !all[0].Forgotten || all[1].Code != "user.email_already_in_use" {
		t.Errorf("refused: %+v, %+v", all[0], all[1])
	}
	if all[2].Forgotten {
		t.Errorf("somebody may be there, and who they are is lost: %+v", all[2])
	}
}

func TestAbout_anOutcomeIsWrittenAlsoWithoutAKey(t *testing.T) {
	t.Parallel()
	store := &keyless{Memory: audittest.NewMemory()}
	log := newLog(t, store)
	pending := making(t, log)
	store.broken = errors.New("no database")
	pending.About("made00000001")
	must(t, pending.Done(t.Context()))
	store.broken = nil
	outcome := entries(t, log, store.Memory)[1]
	if outcome.TargetID != "made00000001" || outcome.Values != nil {
		t.Errorf("the outcome: %+v", outcome)
	}
	if intent := entries(t, log, store.Memory)[0]; intent.Forgotten {
		t.Error("the values are lost altogether")
	}
}

func TestMadeBy_tellsWhoMadeSomebody(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	done, unknown, failed := making(t, log), making(t, log), making(t, log)
	done.About("made00000001")
	must(t, done.Done(t.Context()))
	unknown.About("made00000002")
	must(t, unknown.Unknown(t.Context(), audit.Failure{Code: "timeout"}, audit.TookEffect))
	failed.About("made00000003")
	must(t, failed.Failed(t.Context(), audit.Failure{Code: "timeout"}))
	must(t, log.Denied(t.Context(), agent, access.UserCreate, "made00000003", access.MissingCapability))
	for id, want := range map[string]bool{"made00000001": true, "made00000002": true, "made00000003": false, "": false} {
		e, made, err := log.MadeBy(t.Context(), id, access.UserCreate)
		must(t, err)
		if made != want || want && (e.ActorID != agent.ID || e.TargetID != id || e.At.IsZero()) {
			t.Errorf("%q: %v, %+v", id, made, e)
		}
	}
}

// keyless is a store whose keys are out of reach while it is broken.
type keyless struct {
	*audittest.Memory
	broken error
}

func (k *keyless) PersonKey(ctx context.Context, person string, fresh []byte) ([]byte, error) {
	if k.broken != nil {
		return nil, k.broken
	}
	return k.Memory.PersonKey(ctx, person, fresh)
}
