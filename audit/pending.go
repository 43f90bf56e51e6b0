package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"roster/access"
)

// Pending is a mutation whose intent is written and whose outcome is not. One
// of its methods is called exactly once; a second outcome is an error. All of
// them write also when ctx is cancelled, within a timeout of their own, and
// report what could not be written to the log of the program as well: by then
// the mutation has happened and cannot be refused any more.
type Pending struct {
	log     *Log
	event   Event
	intent  int64
	settled atomic.Bool
}

// Intent records that a mutation is about to happen. When it returns an error
// nothing was recorded, and the mutation must be refused.
func (l *Log) Intent(ctx context.Context, e Event) (*Pending, error) {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	b := body{Request: clean(e.Actor.RequestID)}
	values := make(what, len(e.Changes))
	for _, c := range e.Changes {
		b.Fields = append(b.Fields, c.Field)
		values[c.Field] = change{c.Before.of(c.Field), c.After.of(c.Field)}
	}
	if err := l.sealWho(ctx, &b, e.Actor); err != nil {
		return nil, err
	}
	if len(values) > 0 {
		box, err := l.seal(ctx, e.Target, "what", values)
		if err != nil {
			return nil, err
		}
		b.What = box
	}
	r, err := l.write(ctx, entry{string(e.Action), PhaseIntent, e.Actor.ID, e.Target, b})
	if err != nil {
		return nil, err
	}
	return &Pending{log: l, event: e, intent: r.Seq}, nil
}

// Done records that Logto confirmed the mutation.
func (p *Pending) Done(ctx context.Context) error { return p.settle(ctx, PhaseDone, body{}) }

// Refused records that the mutation was turned down and nothing changed. code
// is the code of Logto or a word of the program, see Failure.
func (p *Pending) Refused(ctx context.Context, code string) error {
	return p.settle(ctx, PhaseRefused, body{Code: cleanCode(code)})
}

// Failed records that the mutation did not work, and what of it did.
func (p *Pending) Failed(ctx context.Context, f Failure) error {
	return p.settle(ctx, PhaseFailed, body{Code: cleanCode(f.Code), Done: f.Done, Failed: f.Failed})
}

// Unknown records that no answer came, and what reading back found.
func (p *Pending) Unknown(ctx context.Context, f Failure, effect Effect) error {
	return p.settle(ctx, PhaseUnknown, body{Code: cleanCode(f.Code), Done: f.Done, Failed: f.Failed, Effect: effect})
}

func (p *Pending) settle(ctx context.Context, phase string, b body) error {
	if p.settled.Swap(true) {
		return errors.New("audit: the outcome is already recorded")
	}
	ctx, cancel := p.log.detached(ctx)
	defer cancel()
	b.Intent, b.Request = p.intent, clean(p.event.Actor.RequestID)
	_, err := p.log.write(ctx, entry{string(p.event.Action), phase, p.event.Actor.ID, p.event.Target, b})
	if err != nil {
		p.log.logger.LogAttrs(ctx, slog.LevelError, "audit outcome not recorded",
			slog.Int64("intent", p.intent), slog.String("phase", phase), slog.Any("error", err))
		return err
	}
	return nil
}

// sealWho puts the actor's name and address into the body, if there are any.
func (l *Log) sealWho(ctx context.Context, b *body, actor access.Actor) error {
	if actor.Name == "" && actor.IP == "" {
		return nil
	}
	box, err := l.seal(ctx, actor.ID, "who", who{clean(actor.Name), clean(actor.IP)})
	if err != nil {
		return fmt.Errorf("audit: seal actor: %w", err)
	}
	b.Who = box
	return nil
}
