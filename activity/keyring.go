package activity

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"roster/apiclient"
)

// How often Logto is asked for keys.
const (
	keysAgain  = 5 * time.Second // on the average: a flood of forged deliveries is no flood of calls
	keysBurst  = 5               // at once: whoever rotates a key tries it out
	keysOld    = 5 * time.Minute // then they are read anew behind a delivery that they fit
	keysLast   = time.Minute     // how long a key that was replaced still counts: deliveries are under way
	keysWithin = 4 * time.Second // for one reading
)

// keyring knows the signing keys. Those of Logto are kept in memory alone: a key that was
// rotated there is found when the first delivery under it fits none.
type keyring struct {
	configured []apiclient.Secret
	read       func(ctx context.Context) ([]apiclient.Secret, error)
	now        func() time.Time
	logger     *slog.Logger

	mu       sync.Mutex
	current  []apiclient.Secret
	previous []apiclient.Secret
	replaced time.Time // when current took the place of previous
	asked    time.Time // when Logto was last asked
	limit    *rate.Limiter
	known    bool          // it has answered
	asking   chan struct{} // closed when the reading under way is over; nil when none is
}

// verify checks the signature of a body.
func (k *keyring) verify(ctx context.Context, body []byte, signature string) error {
	if signature == "" {
		return ErrSignature
	}
	if apiclient.VerifyWebhook(body, signature, k.keys()...) {
		if k.old() {
			go k.refresh(context.WithoutCancel(ctx))
		}
		return nil
	}
	if k.read == nil {
		return ErrSignature
	}
	k.refresh(ctx)
	if apiclient.VerifyWebhook(body, signature, k.keys()...) {
		return nil
	}
	if !k.isKnown() {
		return ErrKeysUnknown
	}
	return ErrSignature
}

// keys are those that count now.
func (k *keyring) keys() []apiclient.Secret {
	k.mu.Lock()
	defer k.mu.Unlock()
	keys := slices.Concat(k.configured, k.current)
	if k.now().Before(k.replaced.Add(keysLast)) {
		keys = append(keys, k.previous...)
	}
	return keys
}

func (k *keyring) old() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.read != nil && k.now().After(k.asked.Add(keysOld))
}

func (k *keyring) isKnown() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known
}

// refresh reads the keys unless that was just done, and waits for a reading that is
// under way.
func (k *keyring) refresh(ctx context.Context) {
	k.mu.Lock()
	if wait := k.asking; wait != nil {
		k.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
		}
		return
	}
	if !k.limit.AllowN(k.now(), 1) {
		k.mu.Unlock()
		return
	}
	k.asked, k.asking = k.now(), make(chan struct{})
	k.mu.Unlock()

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keysWithin)
	defer cancel()
	fresh, err := k.read(ctx)

	k.mu.Lock()
	defer k.mu.Unlock()
	close(k.asking)
	k.asking = nil
	if err != nil {
		k.logger.WarnContext(ctx, "signing keys of webhooks not read", "error", err)
		return
	}
	if k.known && !slices.Equal(fresh, k.current) {
		k.previous, k.replaced = k.current, k.now()
	}
	k.current, k.known = fresh, true
}
