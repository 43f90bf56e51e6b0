package apiclient

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// RetryPolicy bounds the repetition of a call that may be repeated.
type RetryPolicy struct {
	Tries int           // at most, the first one included
	Total time.Duration // of all tries and waits together
	Base  time.Duration // upper end of the first wait; doubles each time, and each wait is drawn from its upper half
	Max   time.Duration // of one wait, Retry-After aside
}

// DefaultRetryPolicy is what [New] uses.
var DefaultRetryPolicy = RetryPolicy{Tries: 4, Total: 30 * time.Second, Base: 250 * time.Millisecond, Max: 4 * time.Second}

// do sends a call, repeats it where that is allowed, and decodes the answer
// into k.out.
func (c *Client) do(ctx context.Context, k call) (http.Header, error) {
	body, err := k.encode()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.retry.Total)
	defer cancel()
	unsure := false // whether an earlier try may have done it
	for try := 1; ; try++ {
		header, err := c.authorized(ctx, k, body)
		if try > 1 && k.isGone(err) {
			return header, nil // an earlier try has deleted it
		}
		if err == nil {
			return header, nil
		}
		unsure = unsure || OutcomeUnknown(err)
		if !k.idempotent || try >= c.retry.Tries || !worthRetry(err) {
			return nil, k.doubt(err, unsure)
		}
		if sleep(ctx, c.wait(err, try)) {
			continue
		}
		if errors.Is(ctx.Err(), context.Canceled) {
			err = unsent(transportError(ctx, k.method, k.path(), ctx.Err()))
		}
		return nil, k.doubt(err, unsure)
	}
}

// isGone tells whether a DELETE found nothing to delete.
func (k call) isGone(err error) bool {
	return k.method == http.MethodDelete && (IsNotFound(err) || k.gone != "" && HasCode(err, k.gone))
}

// doubt keeps an earlier try from being forgotten: when the last one did not
// arrive, or was turned away for a reason that is not the change itself, a
// mutation may still have happened.
func (k call) doubt(err error, unsure bool) error {
	if !unsure || k.method == http.MethodGet {
		return err
	}
	if e, ok := errors.AsType[*Unavailable](err); ok {
		known := *e // the error may be shared: callers wait for one token fetch together
		known.Sent = true
		return &known
	}
	if IsRateLimited(err) || IsCredential(err) {
		return &Unavailable{
			Kind: KindCutOff, Method: k.method, Path: k.path(), RetryAfter: RetryAfter(err), Sent: true, Err: err,
		}
	}
	return err
}

// wait is how long to pause after a failed try: what Logto asked for, or a
// jittered, doubling time.
func (c *Client) wait(err error, try int) time.Duration {
	if after := RetryAfter(err); after > 0 {
		return after
	}
	upper := min(c.retry.Base<<(try-1), c.retry.Max)
	return upper/2 + rand.N(upper/2+1)
}

// RetryAfter is how long Logto asked to wait before the next call, zero when it
// did not say.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Unavailable](err); ok {
		return e.RetryAfter
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// worthRetry tells whether the same call may fare better a moment later.
func worthRetry(err error) bool {
	if e, ok := errors.AsType[*Unavailable](err); ok {
		switch e.Kind {
		case KindTimeout, KindRefused, KindCutOff, KindServer:
			return true
		case KindMalformed: // a proxy's error page, not a 200 that is wrong every time
			return e.Status >= 500
		case KindRedirect, KindCanceled:
			return false
		}
	}
	return IsRateLimited(err)
}

// sleep waits, and reports false when the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if until, ok := ctx.Deadline(); ok && time.Until(until) < d {
		return false // the context would end during the wait: answer now
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
