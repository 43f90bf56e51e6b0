package audit

import (
	"cmp"
	"context"
	"crypto/rand"
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
	// sealed is under whose key the values of the intent are, which belongs to nobody
	// when passing; made is whom the mutation brought into being, "" for nobody.
	sealed, made string
	passing      bool
	count        int64
}

// Count says how many lines of an export were written. It is called before the outcome.
func (p *Pending) Count(n int64) { p.count = n }

// About says that the mutation brought id into being: the intent could not name
// them yet. The outcome does, with the values sealed under their key, and the
// values of the intent, which stand under a key that belongs to nobody, are
// destroyed: what is known of a person is under one key, so that they can be
// forgotten. They are destroyed too when the mutation was refused, since then
// nobody is there to be forgotten. It is called before the outcome.
func (p *Pending) About(id string) { p.made = id }

// Intent records that a mutation is about to happen. When it returns an error
// nothing was recorded, and the mutation must be refused.
func (l *Log) Intent(ctx context.Context, e Event) (*Pending, error) {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	b := body{Request: clean(e.Actor.RequestID), Export: e.Export}
	if err := l.sealWho(ctx, &b, e.Actor); err != nil {
		return nil, err
	}
	sealed := cmp.Or(e.SealedFor, e.Target)
	passing := sealed == ""
	if passing {
		sealed = "new " + rand.Text()
	}
	if err := l.sealWhat(ctx, &b, sealed, e.Changes); err != nil {
		return nil, err
	}
	r, err := l.write(ctx, entry{string(e.Action), PhaseIntent, e.Actor.ID, e.Target, b})
	if err != nil {
		return nil, err
	}
	return &Pending{log: l, event: e, intent: r.Seq, sealed: sealed, passing: passing}, nil
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
	if e := p.event.Export; e != nil {
		b.Export = &Export{Format: e.Format, Filter: e.Filter, Count: p.count}
	}
	target := p.event.Target
	if p.made != "" {
		target = p.made
		// The outcome counts more than the values: without a key it is written bare.
		if err := p.log.sealWhat(ctx, &b, p.made, p.event.Changes); err != nil {
			p.log.logger.LogAttrs(ctx, slog.LevelError, "audit values not sealed", slog.Int64("intent", p.intent), slog.Any("error", err))
		}
	}
	_, err := p.log.write(ctx, entry{string(p.event.Action), phase, p.event.Actor.ID, target, b})
	if err != nil {
		p.log.logger.LogAttrs(ctx, slog.LevelError, "audit outcome not recorded",
			slog.Int64("intent", p.intent), slog.String("phase", phase), slog.Any("error", err))
		return err
	}
	if p.passing && (b.What != nil || phase == PhaseRefused) {
		if err := p.log.store.ForgetPerson(ctx, p.sealed); err != nil {
			p.log.logger.LogAttrs(ctx, slog.LevelError, "audit key of an intent not destroyed", slog.Int64("intent", p.intent), slog.Any("error", err))
		}
	}
	return nil
}

// sealWhat puts the changes into the body: the names of their fields in the
// clear, the values under the key of person.
func (l *Log) sealWhat(ctx context.Context, b *body, person string, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	b.Fields = nil
	values := make(what, len(changes))
	for _, c := range changes {
		b.Fields = append(b.Fields, c.Field)
		values[c.Field] = change{c.Before.of(c.Field), c.After.of(c.Field)}
	}
	box, err := l.seal(ctx, person, "what", values)
	if err != nil {
		return err
	}
	b.What = box
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
