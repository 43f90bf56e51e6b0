package auth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// signHS256 signs with the client's secret, which is known to more than Logto.
func signHS256(_, claims map[string]any) string {
	key := make([]byte, 32)
	copy(key, secret)
	return compact(jose.SigningKey{Algorithm: jose.HS256, Key: key}, nil, claims)
}

func signByAnother(header, claims map[string]any) string {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return signES384(key, header, claims)
}

// failing answers one kind of call with an OAuth error.
func failing(call string, status int, code string) func(string, http.ResponseWriter, *http.Request) bool {
	return func(got string, w http.ResponseWriter, _ *http.Request) bool {
		if got != call {
			return false
		}
		oauthError(w, status, code)
		return true
	}
}

func jar(b *browser) []*http.Cookie {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Values(b.cookies))
}

// pause waits as a slow server does, and ends with the request.
func pause(r *http.Request, d time.Duration) {
	select {
	case <-r.Context().Done():
	case <-time.After(d):
	}
}

func contextWithCancel(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }
