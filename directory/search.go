package directory

import (
	"context"
	"fmt"
	"sync"
	"time"

	"roster/access"
	"roster/apiclient"
)

const (
	// handOver is how long a search that nobody waits for any more is kept for the
	// request that comes for it.
	handOver = 5 * time.Second
	// searchLimit bounds a search whose first asker has an answer already.
	searchLimit = 25 * time.Second
)

// searches lets each person have one contains search under way: it reads the
// whole table in Logto, and typing fast must not start many. The same question
// joins the search that is under way; another one waits its turn, and ends a
// search that nobody waits for.
type searches struct {
	mu     sync.Mutex
	latest map[string]*search // by who asked
}

// search is one contains search and those who wait for it.
type search struct {
	of       *searches
	who, key string
	cancel   context.CancelFunc
	done     chan struct{}
	// page and err are there when done is closed.
	page apiclient.Page[apiclient.User]
	err  error

	waiting int         // guarded by of.mu, as are the following
	kept    *time.Timer // ends the search that is kept for somebody to come
	over    bool        // cannot be joined any more
}

// search begins to look for text anywhere, or joins who does already. It is to
// be left.
func (d *Directory) search(ctx context.Context, actor access.Actor, f UserFilter, page apiclient.PageOptions, typed string) *search {
	text := anywhere(typed)
	key := fmt.Sprintf("%q %q %v", text, f, page)
	return d.searches.join(ctx, actor.ID, key, func(ctx context.Context) (apiclient.Page[apiclient.User], error) {
		return d.contains(ctx, f, page, text)
	})
}

func (s *searches) join(
	ctx context.Context, who, key string, call func(context.Context) (apiclient.Page[apiclient.User], error),
) *search {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.latest[who]
	if before != nil && before.key == key && !before.over {
		before.waiting++
		before.kept.Stop()
		return before
	}
	if before != nil && before.waiting == 0 {
		before.end()
	}
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), searchLimit)
	next := &search{of: s, who: who, key: key, cancel: cancel, done: make(chan struct{}), waiting: 1}
	next.kept = time.AfterFunc(searchLimit+handOver, next.drop)
	next.kept.Stop()
	if s.latest == nil {
		s.latest = map[string]*search{}
	}
	s.latest[who] = next
	go next.run(own, before, call)
	return next
}

// run waits for the search before this one, also when nobody needs this one any
// more: whoever comes next waits for this.
func (f *search) run(
	ctx context.Context, before *search, call func(context.Context) (apiclient.Page[apiclient.User], error),
) {
	defer f.cancel()
	if before != nil {
		<-before.done
	}
	if f.err = ctx.Err(); f.err == nil {
		f.page, f.err = call(ctx)
	}
	close(f.done)
	f.of.mu.Lock()
	defer f.of.mu.Unlock()
	if f.over {
		f.forget()
	}
}

// leave says that one of those who waited does not any more. The last one ends
// the search, unless it is to be kept for somebody who comes for it.
func (f *search) leave(keep bool) {
	f.of.mu.Lock()
	defer f.of.mu.Unlock()
	if f.waiting--; f.waiting > 0 || f.over {
		return
	}
	if keep && !f.failed() {
		f.kept.Reset(handOver)
		return
	}
	f.end()
}

// failed tells of a search that is through whether it failed.
func (f *search) failed() bool {
	select {
	case <-f.done:
		return f.err != nil
	default:
		return false
	}
}

// drop ends a search that was kept and that nobody came for.
func (f *search) drop() {
	f.of.mu.Lock()
	defer f.of.mu.Unlock()
	if f.waiting == 0 {
		f.end()
	}
}

func (f *search) end() {
	f.over = true
	f.kept.Stop()
	f.cancel()
	select {
	case <-f.done:
		f.forget()
	default: // run does it
	}
}

func (f *search) forget() {
	if f.of.latest[f.who] == f {
		delete(f.of.latest, f.who)
	}
}
