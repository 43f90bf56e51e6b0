package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"roster/apiclient"
	"roster/audit"
)

// How ending all sessions is cut up, so that whoever waits sees it going on: a batch is
// what one entry of the trail tells, and none is begun when endPatience is over.
const (
	endBatch    = 2 * parallelReads
	endPatience = 2 * time.Second
)

// stillOpen is what a person has open at Logto.
type stillOpen struct {
	sessions []apiclient.Session
	grants   []apiclient.Grant
}

func (o stillOpen) count() int { return len(o.sessions) + len(o.grants) }

// without leaves out what was ended a moment ago and is listed all the same.
func (o stillOpen) without(ended map[string]bool) stillOpen {
	return stillOpen{
		slices.DeleteFunc(o.sessions, func(s apiclient.Session) bool { return ended[s.Payload.UID] }),
		slices.DeleteFunc(o.grants, func(g apiclient.Grant) bool { return ended[g.ID] }),
	}
}

// next are those that the next batch ends: sessions, and where there is none any more
// what earlier ones permitted.
func (o stillOpen) next() stillOpen {
	if len(o.sessions) > 0 {
		return stillOpen{sessions: o.sessions[:min(len(o.sessions), endBatch)]}
	}
	return stillOpen{grants: o.grants[:min(len(o.grants), endBatch)]}
}

// openOf reads it (GET /users/:id/sessions and /grants), both at once.
func (d *Directory) openOf(ctx context.Context, id string) (stillOpen, error) {
	var o stillOpen
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { o.sessions, err = d.users.Sessions(ctx, id); return err })
	group.Go(func() (err error) { o.grants, err = d.users.Grants(ctx, id); return err })
	if err := group.Wait(); err != nil {
		return stillOpen{}, fmt.Errorf("directory: read a person's sessions: %w", err)
	}
	return o, nil
}

// endInBatches ends what is open, the sessions first, until nothing is left or the
// time is over. That there was nothing stands in the trail as well: the sessions of
// the portal end with it.
func (d *Directory) endInBatches(ctx context.Context, id string, event audit.Event, ended *Ended) error {
	begun, tried := d.now(), map[string]bool{}
	for first := true; ; first = false {
		now, err := d.openOf(ctx, id)
		now = now.without(tried)
		switch {
		case err != nil:
			return partlyEnded(err, ended)
		case first:
			ended.Open = now.count()
		case now.count() == 0:
			return nil
		case d.now().Sub(begun) >= endPatience:
			ended.Left = now.count()
			return nil
		}
		batch := now.next()
		if err := d.endBatch(ctx, id, event, now, batch, ended); err != nil {
			return partlyEnded(err, ended)
		}
		if now.count() == 0 {
			return nil
		}
		for _, s := range batch.sessions {
			tried[s.Payload.UID] = true
		}
		for _, g := range batch.grants {
			tried[g.ID] = true
		}
	}
}

// partlyEnded is the error of a batch: what ended before it has ended.
func partlyEnded(err error, ended *Ended) error {
	if _, partial := errors.AsType[*Partial](err); partial || ended.Sessions+ended.Grants == 0 {
		return err
	}
	return &Partial{Done: []string{AllSessions}, Failed: []string{AllSessions}, Err: err}
}

// endBatch ends what is in batch, and says in the trail how many there are and how
// many will be left.
func (d *Directory) endBatch(ctx context.Context, id string, event audit.Event, now, batch stillOpen, ended *Ended) error {
	does, before := d.endingSome(id, batch.sessions, ended), len(now.sessions)
	if len(batch.grants) > 0 {
		does, before = d.revokingSome(id, batch.grants, ended), len(now.grants)
	}
	event.Changes = append(slices.Clone(event.Changes), audit.Change{
		Field: does.fields[0], Before: audit.Text(strconv.Itoa(before)), After: audit.Text(strconv.Itoa(before - batch.count())),
	})
	return d.mutate(ctx, event, []step{does})
}

// endingSome is the step that ends some sessions, and counts them.
func (d *Directory) endingSome(id string, some []apiclient.Session, ended *Ended) step {
	left := func(ctx context.Context) ([]apiclient.Session, error) { return d.sessionsAmong(ctx, id, some) }
	return step{
		fields: []string{AllSessions},
		call: func(ctx context.Context) error {
			n, err := removeAll(some, func(s apiclient.Session) error { return d.users.EndSession(ctx, id, s.Payload.UID) },
				func() ([]apiclient.Session, error) { return left(ctx) })
			ended.Sessions += n
			return err
		},
		ask: noneLeft(left),
	}
}

// revokingSome is endingSome for what applications were permitted.
func (d *Directory) revokingSome(id string, some []apiclient.Grant, ended *Ended) step {
	left := func(ctx context.Context) ([]apiclient.Grant, error) { return d.grantsAmong(ctx, id, some) }
	return step{
		fields: []string{Grants},
		call: func(ctx context.Context) error {
			n, err := removeAll(some, func(g apiclient.Grant) error { return d.users.RevokeGrant(ctx, id, g.ID) },
				func() ([]apiclient.Grant, error) { return left(ctx) })
			ended.Grants += n
			return err
		},
		ask: noneLeft(left),
	}
}

func noneLeft[T any](left func(context.Context) ([]T, error)) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		still, err := left(ctx)
		return len(still) == 0, err
	}
}

// sessionsAmong are those of some sessions that are still there.
func (d *Directory) sessionsAmong(ctx context.Context, id string, some []apiclient.Session) ([]apiclient.Session, error) {
	left, err := d.users.Sessions(ctx, id)
	return slices.DeleteFunc(left, func(s apiclient.Session) bool { return !slices.ContainsFunc(some, isSession(s.Payload.UID)) }), err
}

// grantsAmong is sessionsAmong for permissions of applications.
func (d *Directory) grantsAmong(ctx context.Context, id string, some []apiclient.Grant) ([]apiclient.Grant, error) {
	left, err := d.users.Grants(ctx, id)
	return slices.DeleteFunc(left, func(g apiclient.Grant) bool {
		return !slices.ContainsFunc(some, func(one apiclient.Grant) bool { return one.ID == g.ID })
	}), err
}
