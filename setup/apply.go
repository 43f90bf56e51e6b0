package setup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// now is the clock of this computer.
var now = time.Now

// actor is who the trail says did it: nobody who signed in.
var actor = access.Actor{ID: "cli"}

// make writes an item down before it is made, and its id afterwards. A creation
// that was refused leaves nothing in the manifest; one without an answer leaves
// the intent, by which the next run knows the thing again if it is there.
func (s *Setup) make(item Item, create func() (id string, err error)) error {
	if err := s.Manifest.begin(item); err != nil {
		return fmt.Errorf("nothing was made, the manifest cannot be written: %w", err)
	}
	id, err := create()
	switch {
	case id != "":
		item.ID = id
		return errors.Join(err, s.Manifest.keep(item))
	case !apiclient.OutcomeUnknown(err):
		s.Manifest.drop(item)
		return errors.Join(err, s.Manifest.save())
	}
	return err
}

// Apply carries the plan out, each step with its intent and outcome in the
// trail, and stops at the first that fails. told hears of each before it begins.
func (s *Setup) Apply(ctx context.Context, p *Plan, trail *audit.Log, told func(Step)) error {
	if len(p.Blocked) > 0 {
		return ErrBlocked
	}
	for _, item := range p.kept {
		if err := s.Manifest.keep(item); err != nil {
			return err
		}
	}
	for _, step := range p.Steps {
		told(step)
		if err := recorded(ctx, trail, step); err != nil {
			return explain(err)
		}
	}
	for _, item := range p.dropped {
		s.Manifest.drop(item)
	}
	if len(p.dropped) > 0 {
		return s.Manifest.save()
	}
	return nil
}

// recorded runs a step between its two entries. A step whose intent cannot be
// written is not run.
func recorded(ctx context.Context, trail *audit.Log, step Step) error {
	pending, err := trail.Intent(ctx, audit.Event{
		Actor: actor, Action: step.action, Target: step.target(),
		Changes: []audit.Change{{Field: "tenant", After: audit.Text(step.Text)}},
	})
	if err != nil {
		return fmt.Errorf("nothing was changed, it cannot be recorded: %w", err)
	}
	err = step.run(ctx)
	refused, _ := errors.AsType[*apiclient.Error](err)
	switch {
	case err == nil:
		return pending.Done(ctx)
	case apiclient.OutcomeUnknown(err):
		return errors.Join(err, pending.Unknown(ctx, audit.Failure{Code: "no-answer"}, audit.NotKnown))
	case refused != nil:
		return errors.Join(err, pending.Refused(ctx, refused.Code))
	}
	return errors.Join(err, pending.Failed(ctx, audit.Failure{Code: "failed"}))
}

// explain adds what to do about an error of a step.
func explain(err error) error {
	switch {
	case apiclient.OutcomeUnknown(err):
		return fmt.Errorf("logto gave no answer, so this step may or may not have happened. Run setup again: it looks first. (%w)", err)
	case apiclient.IsConflict(err):
		return fmt.Errorf("somebody else made the same thing meanwhile, perhaps another roster setup. Run setup again when it has ended. (%w)", err)
	}
	return credential(err)
}

// Result is what the portal's configuration takes from the tenant.
type Result struct {
	AppID      string
	AppSecret  apiclient.Secret
	WebhookKey apiclient.Secret // "" without a webhook
}

// Result is known when the plan was carried out, or had no steps.
func (p *Plan) Result() Result {
	var r Result
	if p.found.application != nil {
		r.AppID, r.AppSecret = p.found.application.ID, p.found.secret
	}
	if p.found.hook != nil {
		r.WebhookKey = p.found.hook.SigningKey
	}
	return r
}
