package handlers

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"sync"
	"time"

	"roster/access"
	"roster/activity"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// Feed is what is needed of package activity to tell what happens, as it does; its Feed
// documents it.
type Feed interface {
	Now(ctx context.Context) (activity.Cursor, error)
	Watch(ctx context.Context, actor access.Actor, from activity.Cursor) iter.Seq2[activity.Batch, error]
}

// Limits of a stream.
const (
	streamLife  = 25 * time.Minute // then the browser asks again: proxies and balancers end what is older
	streamCheck = 30 * time.Second // who watches is looked at again
	streamWrite = 15 * time.Second // for one write
	streamRows  = 100              // of one batch: after a long absence only the newest are sent
	// streamsEach are for one person, streamsAll for everybody: each is a look into the
	// database every other second.
	streamsEach, streamsAll = 5, 200
)

// Why a stream is over for good; the script on the page (static/live.js) knows the words.
const (
	streamEnded = "session"
	streamFull  = "full"
)

// Why a stream stops before the browser does.
var (
	errStreamEnded = errors.New("nobody is signed in any more who may watch")
	errStreamAgain = errors.New("the browser is to ask again")
)

// live sends rows as things happen (text/event-stream). Every batch has a cursor as its
// id, by which the browser goes on after it lost the connection.
func (a activityPages) live(w http.ResponseWriter, r *http.Request) error {
	from, err := a.from(r)
	if err != nil {
		return err
	}
	s := stream{w, http.NewResponseController(w)}
	s.open()
	id := person(r).ID
	if r.Method == http.MethodHead {
		return nil
	}
	if !a.streams.enter(id) {
		s.over(streamFull)
		return nil
	}
	defer a.streams.leave(id)
	ctx, cancel := context.WithCancelCause(r.Context())
	var guard sync.WaitGroup
	guard.Go(func() { cancel(a.guard(ctx, r)) })
	defer guard.Wait() // nothing outlives the request
	defer cancel(nil)
	a.watch(ctx, r, &s, from)
	if errors.Is(context.Cause(ctx), errStreamEnded) {
		s.over(streamEnded)
	}
	return nil
}

// watch sends until the feed, the guard or the browser ends it.
func (a activityPages) watch(ctx context.Context, r *http.Request, s *stream, from activity.Cursor) {
	if s.send(from, nil) != nil {
		return
	}
	query := readActivity(r)
	for batch, err := range a.Feed.Watch(ctx, actor(r), from) {
		if err != nil {
			a.Log.WarnContext(ctx, "live feed ended", "error", err)
			return
		}
		rows, err := a.rows(r, query, batch.Items)
		if err != nil {
			a.Log.ErrorContext(ctx, "live feed not drawn", "error", err)
			return
		}
		if s.send(batch.Cursor, rows) != nil {
			return
		}
	}
}

// guard waits until a stream must end, and says why. It asks again and again whether the
// person is still there with the same rights.
func (a activityPages) guard(ctx context.Context, r *http.Request) error {
	life := time.NewTimer(streamLife)
	defer life.Stop()
	check := time.NewTicker(streamCheck)
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-a.Stopping:
			return errStreamAgain
		case <-life.C:
			return errStreamAgain
		case <-check.C:
			if err := a.mayWatch(r.WithContext(ctx), person(r)); err != nil {
				return err
			}
		}
	}
}

// mayWatch asks who is there now. Who has other rights than at the beginning asks again,
// with those.
func (a activityPages) mayWatch(r *http.Request, before *auth.Person) error {
	now, err := a.Auth.Peek(r)
	switch {
	case err != nil:
		return errStreamAgain
	case now == nil || now.ID != before.ID || !now.Capabilities.Has(access.UsersRead):
		return errStreamEnded
	case len(now.Capabilities.Lacks(before.Capabilities))+len(before.Capabilities.Lacks(now.Capabilities)) > 0:
		return errStreamAgain
	}
	return nil
}

// rows are those of the items that the page's filters select, the newest first.
func (a activityPages) rows(r *http.Request, q paths.ActivityQuery, items []activity.Item) ([]byte, error) {
	ask := timelineQuery(q, a.Now())
	selected := slices.DeleteFunc(slices.Clone(items), func(i activity.Item) bool { return !ask.Selects(i) })
	selected = selected[max(0, len(selected)-streamRows):]
	slices.Reverse(selected)
	if len(selected) == 0 {
		return nil, nil
	}
	var rows bytes.Buffer
	err := views.Happenings(views.Shell{Now: a.Now()}, happened(selected, nil)).Render(r.Context(), &rows)
	return rows.Bytes(), err
}

// from is where the stream goes on: after what the browser has, or from now.
func (a activityPages) from(r *http.Request) (activity.Cursor, error) {
	for _, text := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get(paths.ParamAfter)} {
		if c, ok := activity.ParseCursor(text); ok {
			return c, nil
		}
	}
	return a.Feed.Now(r.Context())
}
