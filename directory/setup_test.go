package directory_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/audit/audittest"
	"roster/directory"
)

// world is a directory, the Logto behind it and the trail it writes.
type world struct {
	*directory.Directory
	logto *logto
	trail *audittest.Memory
	log   *audit.Log
	locks directory.Locks
	links *memoryLinks
	notes *memoryNotes
	post  *postbox

	mu    sync.Mutex
	ended []string // whose sessions of the portal were ended
	lost  error    // what ending them answers
}

// newWorld has one person of each kind, and roles as set-up makes them, plus a
// senior helpdesk that may set passwords, invite, delete and keep tokens, but not suspend.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{logto: newLogto(), trail: audittest.NewMemory(), locks: &memoryLocks{}, links: &memoryLinks{}, notes: &memoryNotes{}, post: &postbox{}}
	for _, r := range access.Roles() {
		for _, c := range r.Capabilities {
			w.logto.scopes[r.Name] = append(w.logto.scopes[r.Name], string(c))
		}
	}
	w.logto.scopes["senior"] = []string{
		"users:read", "users:update", "users:set-password", "users:delete", "users:invite", "organizations:assign", "users:mfa", "users:tokens",
	}
	for id, role := range map[string]string{
		"t0ordinary00": "", "t0helpdesk00": access.RoleHelpdesk, "t0admin00000": access.RoleAdmin,
		"admin0000000": access.RoleAdmin, "helpdesk0000": access.RoleHelpdesk, "auditor00000": access.RoleAuditor,
		"senior000000": "senior", "ordinary0000": "",
	} {
		var roles []string
		if role != "" {
			roles = []string{role}
		}
		w.logto.add(id, `{"name":"Ann","primaryEmail":"`+id+`@example.com","profile":{"nickname":"A"},"customData":{"team":"red"}}`, roles...)
	}
	var err error
	w.log, err = audit.New(w.trail, []byte("an audit key of thirty-two bytes"), audit.Options{Logger: slog.New(slog.DiscardHandler)})
	must(err)
	w.Directory = w.replica(t)
	return w
}

// replica is one more directory on the same Logto, trail and locks.
func (w *world) replica(t *testing.T) *directory.Directory {
	t.Helper()
	return w.replicaWith(t, func(*directory.Options) {})
}

func (w *world) replicaWith(t *testing.T, change func(*directory.Options)) *directory.Directory {
	t.Helper()
	o := directory.Options{
		Logto: w.logto.client(t), Audit: w.log, Resource: resource, PhoneRegion: "KR",
		Logger: slog.New(slog.DiscardHandler), Locks: w.locks, Links: w.links, Notes: w.notes, Mail: w.post,
		LinkURL: func(code string) string { return "https://roster.example/invite/" + code },
		EndSessions: func(_ context.Context, person string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.ended = append(w.ended, person)
			return w.lost
		},
		EndSession: func(_ context.Context, person, sid string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.ended = append(w.ended, person+" "+sid)
			return w.lost
		},
		TOTPIssuer: "auth.example.com", ReceiverURL: receiverURL, ReceiverKeys: []apiclient.Secret{"old-key", givenKey},
	}
	change(&o)
	d, err := directory.New(o)
	must(err)
	return d
}

// memoryLocks are locks without a database.
type memoryLocks struct {
	mu   sync.Mutex
	held map[string]lease
	err  error
}

type lease struct {
	holder string
	until  time.Time
}

func (l *memoryLocks) Lock(_ context.Context, name, holder string, now, until time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if by, taken := l.held[name]; l.err != nil || taken && by.until.After(now) {
		return false, l.err
	}
	if l.held == nil {
		l.held = map[string]lease{}
	}
	l.held[name] = lease{holder, until}
	return true, nil
}

func (l *memoryLocks) Unlock(_ context.Context, name, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[name].holder == holder {
		delete(l.held, name)
	}
	return nil
}

// names are the locks that are held.
func (l *memoryLocks) names() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(slices.Sorted(maps.Keys(l.held)), ", ")
}

// as is an actor with the capabilities of a role, signed in a minute ago.
func (w *world) as(id string) access.Actor {
	var caps []access.Capability
	for _, role := range w.logto.roles[id] {
		for _, name := range w.logto.scopes[role] {
			caps = append(caps, access.Capability(name))
		}
	}
	return access.Actor{
		ID: id, Name: "Name of " + id, Capabilities: access.NewSet(caps...),
		AuthTime: time.Now().Add(-time.Minute), IP: "192.0.2.1", RequestID: "req",
	}
}

// entry is what the tests look at in the trail.
type entry struct{ Action, Phase, Actor, Target, Code, Reason, Effect string }

// entries reads the trail back and checks that it holds.
func (w *world) entries(t *testing.T) []entry {
	t.Helper()
	var list []entry
	for _, e := range w.decoded(t) {
		list = append(list, entry{string(e.Action), e.Phase, e.ActorID, e.TargetID, e.Code, string(e.Reason), string(e.Effect)})
	}
	return list
}

func (w *world) decoded(t *testing.T) []audit.Entry {
	t.Helper()
	var list []audit.Entry
	for _, r := range w.trail.All() {
		e, err := w.log.Entry(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// name is an edit of the name, from what newWorld gives.
func name(value string) directory.UserEdit {
	return directory.UserEdit{directory.Name: {Base: "Ann", Value: value}}
}

// stored decodes a person of the fake.
func (w *world) stored(t *testing.T, id string) apiclient.User {
	t.Helper()
	var u apiclient.User
	if err := json.Unmarshal([]byte(w.logto.get(id)), &u); err != nil {
		t.Fatal(err)
	}
	return u
}

func as[E error](t *testing.T, err error) E {
	t.Helper()
	e, ok := errors.AsType[E](err)
	if !ok {
		t.Fatalf("got %v (%T), want %T", err, err, e)
	}
	return e
}
