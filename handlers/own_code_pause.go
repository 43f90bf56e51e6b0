package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"roster/account"
	"roster/apiclient"
)

// codePause is how long a code is waited for before another one can be sent.
const codePause = time.Minute

// errTooSoon: a code was sent moments ago.
type errTooSoon struct{ seconds int }

func (e *errTooSoon) Error() string { return "a code was sent moments ago" }

// tooSoon is errTooSoon for what can be done again in wait.
func tooSoon(wait time.Duration) error {
	return &errTooSoon{int((wait + time.Second - 1) / time.Second)}
}

// resendable refuses to send a code again that was sent moments ago.
func (a *app) resendable(c sentCode) error {
	if wait := c.again().Sub(a.Now()); wait > 0 {
		return tooSoon(wait)
	}
	return nil
}

// paced sends a code, unless one was sent to this address of the person moments ago,
// from whatever form and on whatever replica. One that was not sent does not count.
func (s ownStep) paced(ctx context.Context, in ownInput, to apiclient.Identifier, send func(context.Context) (account.Code, error)) (*sentCode, error) {
	key, began := s.pauseKey(in.who.ID, string(s.kind), to), s.Now()
	fresh, err := s.Forms.UseOnce(ctx, key, began, began.Add(codePause))
	if err != nil {
		return nil, err
	}
	if !fresh {
		return nil, s.stillPaused(ctx, key)
	}
	// When it began is kept for the message alone, which can do without.
	if err := s.Forms.KeepDraft(ctx, key, strconv.AppendInt(nil, began.UnixMilli(), 10), began.Add(codePause)); err != nil {
		s.Log.WarnContext(ctx, "when a code was sent is not remembered", "id", visitOf(in.r).id, "error", err)
	}
	code, err := send(ctx)
	if err != nil {
		if err := s.Forms.Release(context.WithoutCancel(ctx), key); err != nil {
			s.Log.WarnContext(ctx, "a code cannot be sent for a minute", "id", visitOf(in.r).id, "error", err)
		}
		return nil, err
	}
	return s.sentNow(code), nil
}

// stillPaused says how long the pause lasts, all of it where that is not known.
func (s ownStep) stillPaused(ctx context.Context, key string) error {
	wait := codePause
	if kept, err := s.Forms.Draft(ctx, key, s.Now()); err == nil {
		if ms, err := strconv.ParseInt(string(kept), 10, 64); err == nil {
			wait = min(max(time.UnixMilli(ms).Add(codePause).Sub(s.Now()), time.Second), codePause)
		}
	}
	return tooSoon(wait)
}

// pauseKey tells addresses apart without naming them, by what a code there is for. How people write an address makes
// no other one of it: of a number the last digits count, which the country code and the
// zero of a trunk call do not reach.
func (a *app) pauseKey(person, kind string, to apiclient.Identifier) string {
	const digits = 8
	address := strings.ToLower(strings.TrimSpace(to.Value))
	if to.Type == apiclient.IdentifierPhone {
		address = onlyDigits(address)
		address = address[max(len(address)-digits, 0):]
	}
	mac := hmac.New(sha256.New, a.FormKey)
	mac.Write([]byte("roster code\x00" + person + "\x00" + kind + "\x00" + to.Type + "\x00" + address))
	return "code " + hex.EncodeToString(mac.Sum(nil)[:16])
}
