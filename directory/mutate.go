package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
	"roster/mail"
)

// step is one changing call of a mutation.
type step struct {
	fields []string
	call   func(context.Context) error
	// took tells from the person read back whether the call did its work. ask finds
	// it out in a way of its own. With neither it cannot be known.
	took func(*apiclient.User) bool
	ask  func(context.Context) (bool, error)
	// removes: the call did its work when there is no such person any more.
	removes bool
	// made is the id of what the call brought into being, once it has; nil for a call
	// that makes nothing.
	made func() string
}

// mutationTimeout bounds all calls of one mutation; reading back what became of those
// without an answer, however many, may take readBack more.
const mutationTimeout = 30 * time.Second

// mutate is the only way to change something: intent, calls in order, outcome.
// It stops at the first call that fails.
func (d *Directory) mutate(ctx context.Context, event audit.Event, steps []step) error {
	pending, err := d.audit.Intent(ctx, event)
	if err != nil {
		return fmt.Errorf("directory: nothing was changed, it cannot be recorded: %w", err)
	}
	// From here on the work is finished, whether or not the browser waits for it.
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), mutationTimeout+d.readBack)
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
			effect = d.look(whole, event.Target, s)
		} else if err != nil {
			effect = audit.NoEffect
		}
		if effect != audit.TookEffect {
			rest := outcome{done: done, failed: fieldsOf(steps[i:]), sent: s.fields, effect: effect, err: err}
			return d.failed(whole, pending, rest)
		}
		done = append(done, s.fields...)
		if s.made != nil {
			pending.About(s.made())
		}
	}
	if unanswered != nil {
		d.recorded(whole, pending.Unknown(whole, audit.Failure{Code: codeOf(unanswered), Done: done}, audit.TookEffect))
		return nil
	}
	d.recorded(whole, pending.Done(whole))
	return nil
}

// look reads the person back after a call without an answer.
func (d *Directory) look(ctx context.Context, id string, s step) audit.Effect {
	ctx, cancel := context.WithTimeout(ctx, d.readBack)
	defer cancel()
	if s.took == nil {
		return asked(ctx, s.ask)
	}
	now, err := d.users.Get(ctx, id)
	switch {
	case s.removes && apiclient.IsNotFound(err):
		return audit.TookEffect
	case err != nil:
		return audit.NotKnown
	case s.took(now):
		return audit.TookEffect
	}
	return audit.NoEffect
}

func asked(ctx context.Context, ask func(context.Context) (bool, error)) audit.Effect {
	if ask == nil {
		return audit.NotKnown
	}
	took, err := ask(ctx)
	switch {
	case err != nil:
		return audit.NotKnown
	case took:
		return audit.TookEffect
	}
	return audit.NoEffect
}

// outcome is how a mutation came to its end before it was done.
type outcome struct {
	done, failed []string
	sent         []string // the fields of the call that failed
	effect       audit.Effect
	err          error
}

// failed records the outcome and returns the error for it.
func (d *Directory) failed(ctx context.Context, pending *audit.Pending, o outcome) error {
	if _, half := errors.AsType[*someEnded](o.err); half {
		o.done = append(o.done, o.sent...)
	}
	failure := audit.Failure{Code: codeOf(o.err), Done: o.done, Failed: o.failed}
	_, refused := errors.AsType[*apiclient.Error](o.err)
	switch {
	case apiclient.OutcomeUnknown(o.err):
		d.recorded(ctx, pending.Unknown(ctx, failure, o.effect))
	case refused && len(o.done) == 0:
		d.recorded(ctx, pending.Refused(ctx, failure.Code))
	default:
		d.recorded(ctx, pending.Failed(ctx, failure))
	}
	err := refusal(o.err, o.sent)
	if o.effect == audit.NotKnown {
		err = fmt.Errorf("%w: %w", ErrUncertain, err)
	}
	if len(o.done) > 0 {
		return &Partial{Done: o.done, Failed: o.failed, Err: err}
	}
	return err
}

// recorded takes note of an outcome that could not be written. The change is
// made, and Verify shows its intent as one without an outcome.
func (d *Directory) recorded(ctx context.Context, err error) {
	if err != nil {
		d.logger.LogAttrs(ctx, slog.LevelError, "outcome of a change not recorded", slog.Any("error", err))
	}
}

// codeOf names an error for the trail.
func codeOf(err error) string {
	if e, ok := errors.AsType[*mail.SendError](err); ok {
		return "mail-" + string(e.Kind)
	}
	return attribute.CodeOf(err)
}

func fieldsOf(steps []step) []string {
	var list []string
	for _, s := range steps {
		list = append(list, s.fields...)
	}
	return list
}
