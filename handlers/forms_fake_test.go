package handlers

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"roster/views"
)

// signed adds the token that the page would have drawn into a form with bases.
func (p *portal) signed(a ask, body string) string {
	form, err := url.ParseQuery(body)
	if err != nil || form.Has(views.FieldToken) || !strings.HasPrefix(a.path, "/users/") && !strings.HasPrefix(a.path, "/invitations/") && !strings.HasPrefix(a.path, "/roles/") && !strings.HasPrefix(a.path, "/webhooks/") && !strings.HasPrefix(a.path, "/audit/people/") && !strings.HasPrefix(a.path, "/profile") {
		return body
	}
	path, _, _ := strings.Cut(a.path, "?")
	viewer := ""
	if who := players[a.as]; who != nil {
		viewer = who.ID
	}
	bases := map[string]string{}
	for name := range form {
		if field, is := strings.CutPrefix(name, views.BaseName("")); is {
			bases[field] = form.Get(name)
		}
	}
	tokens := formTokens{key: p.deps.FormKey, now: p.deps.Now}
	return body + "&" + views.FieldToken + "=" + tokens.issue(viewer, path, bases)
}

// fakeForms remembers in memory.
type fakeForms struct {
	mu     sync.Mutex
	used   map[string]time.Time // until when
	drafts map[string][]byte
	err    error
}

func (f *fakeForms) UseOnce(_ context.Context, key string, now, until time.Time) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fresh := !now.Before(f.used[key])
	if fresh {
		f.used[key] = until
	}
	return fresh, f.err
}

func (f *fakeForms) Release(_ context.Context, key string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.used, key)
	return f.err
}

func (f *fakeForms) KeepDraft(_ context.Context, id string, data []byte, _ time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drafts[id] = data
	return f.err
}

func (f *fakeForms) Draft(_ context.Context, id string, _ time.Time) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.drafts[id], f.err
}

func (f *fakeForms) DropDraft(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.drafts, id)
	return f.err
}
