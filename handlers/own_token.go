package handlers

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"roster/apiclient"
	"roster/auth"
)

// ownTokens is the access token of whoever is signed in, for all calls of one request.
type ownTokens struct {
	mu   sync.Mutex
	have apiclient.Secret
}

// ownToken is the access token of whoever is signed in, which alone decides whose
// account is meant. The calls of one page are made at once, and a session is read from
// a request by one at a time.
func (a *app) ownToken(r *http.Request) apiclient.TokenSource {
	t := &visitOf(r).tokens
	return apiclient.TokenFunc(func(ctx context.Context, refused apiclient.Secret) (apiclient.Secret, error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.have != "" && t.have != refused {
			return t.have, nil
		}
		token, err := a.Auth.AccessToken(r.WithContext(ctx), refused.Reveal())
		if errors.Is(err, auth.ErrNoSession) {
			return "", errSignIn
		}
		if err != nil {
			return "", err
		}
		t.have = apiclient.Secret(token)
		return t.have, nil
	})
}
