package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// step is one changing call.
type step struct {
	fields []string // what it changes
	// took tells from the account read back whether the call did its work; nil where
	// that does not show.
	took func(now *apiclient.Account) bool
	// ask tells the same of what the account does not show; nil where took does.
	ask  func(context.Context) (bool, error)
	call func(context.Context) error
}

// mutationTimeout bounds all calls of one change.
const mutationTimeout = 30 * time.Second

// mutate makes a change: intent, calls in order, outcome. It stops at the first call
// that fails.
func (a *Accounts) mutate(ctx context.Context, event audit.Event, tokens apiclient.TokenSource, steps []step) error {
	pending, err := a.audit.Intent(ctx, event)
	if err != nil {
		return fmt.Errorf("account: nothing was changed, it cannot be recorded: %w", err)
	}
	// From here on the work is finished, whether or not the browser waits for it.
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), mutationTimeout+a.readBack)
	defer cancel()
	ctx, stop := context.WithTimeout(whole, mutationTimeout)
	defer stop()
	var done []string
	var unanswered error
	for i, s := range steps {
		err := s.call(ctx)
		effect := audit.TookEffect
		if apiclient.OutcomeUnknown(err) {
			unanswered = err
			effect = a.look(whole, tokens, s)
		} else if err != nil {
			effect = audit.NoEffect
		}
		if effect != audit.TookEffect {
			return a.failed(whole, pending, outcome{done: done, steps: steps[i:], effect: effect, err: err})
		}
		done = append(done, s.fields...)
	}
	if unanswered != nil {
		a.recorded(whole, pending.Unknown(whole, audit.Failure{Code: attribute.CodeOf(unanswered), Done: done}, audit.TookEffect))
		return nil
	}
	a.recorded(whole, pending.Done(whole))
	return nil
}

// look reads the account back after a call without an answer.
func (a *Accounts) look(ctx context.Context, tokens apiclient.TokenSource, s step) audit.Effect {
	ask := s.ask
	if ask == nil && s.took != nil {
		ask = func(ctx context.Context) (bool, error) {
			now, err := a.logto.Get(ctx, tokens)
			return err == nil && s.took(now), err
		}
	}
	if ask == nil {
		return audit.NotKnown
	}
	ctx, cancel := context.WithTimeout(ctx, a.readBack)
	defer cancel()
	took, err := ask(ctx)
	switch {
	case err != nil:
		return audit.NotKnown
	case took:
		return audit.TookEffect
	}
	return audit.NoEffect
}

// outcome is how a change came to its end before it was done.
type outcome struct {
	done   []string
	steps  []step // the one that failed, and those after it
	effect audit.Effect
	err    error
}

// failed records the outcome and returns the error for it.
func (a *Accounts) failed(ctx context.Context, pending *audit.Pending, o outcome) error {
	var failed []string
	for _, s := range o.steps {
		failed = append(failed, s.fields...)
	}
	failure := audit.Failure{Code: attribute.CodeOf(o.err), Done: o.done, Failed: failed}
	_, refused := errors.AsType[*apiclient.Error](o.err)
	switch {
	case apiclient.OutcomeUnknown(o.err):
		a.recorded(ctx, pending.Unknown(ctx, failure, o.effect))
	case refused && len(o.done) == 0:
		a.recorded(ctx, pending.Refused(ctx, failure.Code))
	default:
		a.recorded(ctx, pending.Failed(ctx, failure))
	}
	err := refusal(o.err, o.steps[0].fields)
	if o.effect == audit.NotKnown {
		err = fmt.Errorf("%w: %w", attribute.ErrUncertain, err)
	}
	if len(o.done) > 0 {
		return &attribute.Partial{Done: o.done, Failed: failed, Err: err}
	}
	return err
}

// saidOfInput are codes whose status alone would not tell that they are about what was
// asked for, and that asking the same again helps nobody.
var saidOfInput = []string{"request.message_rate_limited", "connector.not_found", "user.suspended"}

// refusal is the error of a call that Logto did not take.
func refusal(err error, fields []string) error {
	for _, code := range saidOfInput {
		if e, ok := errors.AsType[*apiclient.Error](err); ok && e.Code == code {
			return &attribute.Refused{Fields: map[string]string{fields[0]: code}, Err: e}
		}
	}
	if apiclient.HasCode(err, needProof) {
		return ErrProof
	}
	if refused := attribute.Refusal(err, fields); refused != nil {
		return refused
	}
	return wrap("change the account", err)
}

// recorded takes note of an outcome that could not be written. The change is made,
// and audit's Verify shows its intent as one without an outcome.
func (a *Accounts) recorded(ctx context.Context, err error) {
	if err != nil {
		a.logger.LogAttrs(ctx, slog.LevelError, "outcome of a change not recorded", slog.Any("error", err))
	}
}
