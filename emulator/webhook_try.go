package emulator

import (
	"context"
	"net/http"
	"strings"
	"sync"
)

// tryHook sends one made-up delivery of each event that is named, signed with the webhook's key, to an address that need
// not be the webhook's own yet. Nothing of it is logged.
func tryHook(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"events", arr(enum(hookEvents...)).min(1)}, key{"config", hookConfigSchema()}))
	if err != nil {
		return response{}, err
	}
	have, err := row(&r.tenant.mgmt.hooks, r.param("id"))
	if err != nil {
		return response{}, err
	}
	key, events, config := have.signingKey, o.strs("events"), o.obj("config")
	bodies := make([][]byte, len(events))
	for i, event := range events {
		bodies[i] = marshal(r.tenant.madeUp(have.id, event))
	}
	return response{later: func(ctx context.Context) (response, error) {
		return r.server.courier.try(ctx, config, key, bodies)
	}}, nil
}

// try sends all at once and answers the first failure.
func (c *courier) try(ctx context.Context, config map[string]any, key string, bodies [][]byte) (response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	results := make([]hookResult, len(bodies))
	var all sync.WaitGroup
	for i, body := range bodies {
		all.Go(func() { results[i] = c.transmit(ctx, config, key, body) })
	}
	all.Wait()
	for _, result := range results {
		switch {
		case result.name == "HTTPError":
			return response{}, fail(http.StatusUnprocessableEntity, "hook.endpoint_responded_with_error").
				withData(map[string]any{"responseStatus": result.status, "responseBody": result.body})
		case result.name != "":
			return response{}, fail(http.StatusUnprocessableEntity, "hook.send_test_payload_failed").
				withMessage(result.name + ": " + result.message)
		}
	}
	return noContent()
}

// madeUp is a delivery about nobody. Events of sign-ins are about a person, all others about a request.
func (t *tenant) madeUp(hookID, event string) members {
	now := t.now()
	body := members{
		{"event", event}, {"hookId", hookID}, {"createdAt", now.UTC().Format(isoFormat)}, {"userAgent", "fake-user-agent"},
	}
	if strings.Contains(event, ".") {
		return append(body, members{
			{"path", "/fake-path/:id"},
			{"method", http.MethodPost},
			{"status", http.StatusOK},
			{"params", members{{"id", "fake-id"}}},
			{"data", members{{"result", "success"}}},
		}...)
	}
	return append(body, members{
		{"sessionId", "fake-session-id"},
		{"userIp", "fake-user-ip"},
		{"userId", "fake-id"},
		{"user", nobody(now.UnixMilli())},
		{"application", members{
			{"id", "fake-spa-application-id"},
			{"type", "SPA"},
			{"name", "Fake Application"},
			{"description", "Fake application data for testing"},
		}},
	}...)
}

// nobody is a person, at a time in ms.
func nobody(at int64) members {
	return members{
		{"id", "fake-id"},
		{"username", "fake-user"},
		{"primaryEmail", "fake-user@fake-service.com"},
		{"primaryPhone", "1234567890"},
		{"name", "Fake User"},
		{"avatar", "https://fake-service.com/avatars/fake-user.png"},
		{"customData", members{{"theme", "light"}}},
		{"identities", members{{"google", members{{"userId", "fake-google-user-id"}}}}},
		{"profile", members{}},
		{"applicationId", "fake-application-id"},
		{"cimdClientId", nil},
		{"isSuspended", false},
		{"lastSignInAt", at},
		{"createdAt", at},
		{"updatedAt", at},
	}
}
