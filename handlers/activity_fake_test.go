package handlers

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"sync"
	"time"

	"roster/access"
	"roster/activity"
	"roster/apiclient"
	"roster/audit"
	"roster/auth"
)

// fakeTimeline answers what it holds, and keeps what it was asked.
type fakeTimeline struct {
	mu   sync.Mutex
	page activity.Page
	asks []activity.Query
	err  error
	raw  string // of the entry of Logto's log
}

func (f *fakeTimeline) Page(_ context.Context, _ access.Actor, q activity.Query) (activity.Page, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asks = append(f.asks, q)
	return f.page, f.err
}

func (f *fakeTimeline) asked() activity.Query {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.asks) == 0 {
		return activity.Query{}
	}
	return f.asks[len(f.asks)-1]
}

func (f *fakeTimeline) Event(_ context.Context, _ access.Actor, seq int64) (activity.Item, error) {
	for _, i := range f.page.Items {
		if i.Event != nil && i.Event.Seq == seq {
			return i, f.err
		}
	}
	return activity.Item{}, activity.ErrNoEvent
}

func (f *fakeTimeline) LogEntry(_ context.Context, _ access.Actor, id string) (activity.Item, []byte, error) {
	for _, i := range f.page.Items {
		if i.Log != nil && i.Log.ID == id {
			return i, []byte(f.raw), f.err
		}
	}
	return activity.Item{}, nil, activity.ErrNoEvent
}

// fakeFeed sends what comes over the channel, and ends with it or with the context.
type fakeFeed struct {
	batches chan activity.Batch
	from    chan activity.Cursor // what each watcher began with
	err     error
}

func (f *fakeFeed) Now(context.Context) (activity.Cursor, error) {
	return activity.Cursor{Event: 7, Act: 3, Log: now}, f.err
}

func (f *fakeFeed) Watch(ctx context.Context, _ access.Actor, from activity.Cursor) iter.Seq2[activity.Batch, error] {
	return func(yield func(activity.Batch, error) bool) {
		if f.from != nil {
			f.from <- from
		}
		for {
			select {
			case <-ctx.Done():
				return
			case b, ok := <-f.batches:
				if !ok || !yield(b, nil) {
					return
				}
			}
		}
	}
}

// overFeed is a feed that ends at once.
func overFeed() *fakeFeed {
	f := &fakeFeed{batches: make(chan activity.Batch)}
	close(f.batches)
	return f
}

func (f *fakeAuth) Peek(r *http.Request) (*auth.Person, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.peeks++
	if f.peeked != nil {
		return f.peeked(f.peeks)
	}
	c, err := r.Cookie(asCookie)
	if err != nil {
		return nil, nil
	}
	return players[c.Value], nil
}

// eventOf is a webhook event as it is stored.
func eventOf(seq int64, origin activity.Origin, body string) activity.Item {
	w, err := apiclient.ParseWebhook([]byte(body))
	if err != nil {
		panic(err)
	}
	kind := activity.Changes
	switch w.Detail.(type) {
	case *apiclient.LockoutDetail:
		kind = activity.Security
	case *apiclient.InteractionDetail:
		kind = activity.SignIns
	}
	return activity.Item{At: w.CreatedAt, Webhook: w, Event: &activity.Event{
		Seq: seq, HookID: w.HookID, Name: w.Event, Kind: kind, At: w.CreatedAt, Received: w.CreatedAt.Add(time.Second), Persons: w.UserIDs(), Origin: origin, Body: []byte(body),
	}}
}

const (
	aSuspension = `{"event":"User.SuspensionStatus.Updated","createdAt":"2026-11-22T08:57:00.000Z","userAgent":"node","ip":"203.0.113.7","path":"/users/anna00000001/is-suspended","method":"PATCH","status":200,"params":{"userId":"anna00000001"},"matchedRoute":"/users/:userId/is-suspended","data":{"id":"anna00000001","name":"Anna <b>Kim</b>","isSuspended":true,"customData":{"apiToken":"SECRET-token"}},"hookId":"h1"}`
	aLockout    = `{"event":"Identifier.Lockout","createdAt":"2026-11-22T08:50:00.000Z","type":"email","value":"bea@example.com","ip":"198.51.100.4","hookId":"h1"}`
	anUnknown   = `{"event":"Planet.Discovered","createdAt":"2026-11-22T08:40:00.000Z","hookId":"h1"}`
)

func anEntry(id, key, result, person string) activity.Item {
	return activity.Item{At: now.Add(-20 * time.Minute), Log: &apiclient.LogEntry{
		ID: id, Key: key, CreatedAt: apiclient.At(now.Add(-20 * time.Minute)),
		Payload: apiclient.LogPayload{Result: result, UserID: person, IP: "192.0.2.9", ApplicationID: "app1", Error: json.RawMessage(`{"code":"session.invalid_credentials","message":"SECRET message"}`)},
	}}
}

// aTimeline has an item of each kind.
func aTimeline() *fakeTimeline {
	refused := anEntry("log2", "Interaction.SignIn.Verification.Password.Submit", "Error", "")
	refused.Log.Payload.Submitted = &apiclient.LogSubmitted{Identifier: apiclient.LogIdentifier{Type: "email", Value: "cho@example.com"}}
	act := activity.Item{At: now.Add(-time.Hour), Act: &audit.Act{Outcome: audit.PhaseDone, Entry: audit.Entry{
		Seq: 5, At: now.Add(-time.Hour), Action: access.UserUnlock, ActorID: "id-of-admin", ActorName: "Mina Admin", TargetID: annaID,
	}}}
	return &fakeTimeline{
		page: activity.Page{Items: []activity.Item{
			eventOf(12, activity.Outside, aSuspension), eventOf(11, activity.NoChange, aLockout), eventOf(10, activity.NoChange, anUnknown),
			anEntry("log1", "Interaction.SignIn.Submit", "Success", annaID), refused, act,
		}},
		raw: `{"id":"log1","payload":{"params":{"code":"SECRET-code","code_verifier":"SECRET-verifier"}}}`,
	}
}
