package emulator

import (
	"context"
	"net/http"
)

// Events that more than one place tells of.
const (
	userUpdated   = "User.Data.Updated"
	memberUpdated = "Organization.Membership.Updated"
	lockout       = "Identifier.Lockout"
)

// told are the deliveries that one request has caused. They begin once it was answered.
type told struct {
	courier *courier
	batch   []*delivery
}

type toldKey struct{}

// listen lets a request cause deliveries, unless nobody listens: then it costs nothing and told is nil.
func (s *Server) listen(r *http.Request) (*http.Request, *told) {
	if s.tenant.listeners.Load() == 0 {
		return r, nil
	}
	causes := &told{courier: s.courier}
	return r.WithContext(context.WithValue(r.Context(), toldKey{}, causes)), causes
}

func toldBy(r *http.Request) *told {
	causes, _ := r.Context().Value(toldKey{}).(*told)
	return causes
}

// tell tells the webhooks of an event that a request causes. body makes what stands between the event's name and the
// hook's id, of the state as it is now: the tenant is locked. It is not called when nobody listens.
func (t *tenant) tell(r *http.Request, event string, body func() members) {
	causes := toldBy(r)
	if causes == nil {
		return
	}
	var made members
	for _, h := range t.mgmt.hooks.rows {
		if !h.hears(event) {
			continue
		}
		if made == nil {
			made = append(members{{"event", event}}, body()...)
		}
		causes.batch = append(causes.batch, causes.courier.expect(&delivery{
			hookID: h.id, event: event, config: h.config, signingKey: h.signingKey,
			body: marshal(append(made[:len(made):len(made)], member{"hookId", h.id})),
		}))
	}
}

// hears tells whether a hook is to be told of an event.
func (h *hook) hears(event string) bool {
	if !h.enabled {
		return false
	}
	for _, one := range h.events {
		if one == event {
			return true
		}
	}
	return false
}

// recountListeners is called when webhooks have changed.
func (t *tenant) recountListeners() {
	n := int32(0)
	for _, h := range t.mgmt.hooks.rows {
		if h.enabled {
			n++
		}
	}
	t.listeners.Store(n)
}

// release sends what a request caused, after its answer.
func (causes *told) release(w http.ResponseWriter, broken bool) {
	if causes == nil || len(causes.batch) == 0 {
		return
	}
	if !broken {
		_ = http.NewResponseController(w).Flush() // the answer comes first; what cannot be flushed comes when it comes
	}
	causes.courier.send(causes.batch)
}
