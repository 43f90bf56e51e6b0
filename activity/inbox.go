package activity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"roster/apiclient"
)

// Why a delivery is refused.
var (
	// ErrSignature: it carries no signature, or none that one of the keys gives.
	ErrSignature = errors.New("activity: the signature fits no key")
	// ErrKeysUnknown: no key fits, and Logto could not be asked whether there are others.
	ErrKeysUnknown = errors.New("activity: the signing keys could not be read")
	// ErrMalformed: the body is signed, and no event of Logto.
	ErrMalformed = errors.New("activity: the body is no event")
	// ErrStale: it happened longer ago than events are taken, or lies in the future.
	ErrStale = errors.New("activity: the time of the event is outside the window")
)

// ahead is how far Logto's clock may run before ours.
const ahead = 10 * time.Minute

// DefaultWindow is how old an event may be at most that comes in. A delivery that was recorded by
// somebody and sent again is known by its Identity for as long as the event is
// kept; the window closes the time after that, and is never longer.
const DefaultWindow = 30 * 24 * time.Hour

// InboxOptions are what NewInbox needs.
type InboxOptions struct {
	Store Store
	// Configured are signing keys that were given to the program, Read asks Logto for those
	// of the portal's own webhooks. It may be nil.
	Configured []apiclient.Secret
	Read       func(ctx context.Context) ([]apiclient.Secret, error)
	// Retention is for how long events are kept, and so how old they may be.
	Retention Retention
	// Stored is told when something new is in the store. It must not block.
	Stored func()
	Logger *slog.Logger     // nil is slog.Default()
	Now    func() time.Time // nil is time.Now
}

// Inbox takes deliveries in. It is safe for use by many goroutines.
type Inbox struct {
	keys   keyring
	writer writer
	keep   Retention
	logger *slog.Logger
	now    func() time.Time
}

// NewInbox returns an inbox.
func NewInbox(o InboxOptions) *Inbox {
	in := &Inbox{keep: o.Retention, logger: cmp.Or(o.Logger, slog.Default()), now: o.Now}
	if in.now == nil {
		in.now = time.Now
	}
	in.keys = keyring{configured: o.Configured, read: o.Read, now: in.now, logger: in.logger, limit: rate.NewLimiter(rate.Every(keysAgain), keysBurst)}
	in.writer = writer{store: o.Store, stored: o.Stored}
	return in
}

// Receive takes the raw body of one delivery and what its header
// [apiclient.WebhookSignature] says. When it returns nil the event is stored for good,
// or was before. Errors are ErrSignature, ErrKeysUnknown, ErrMalformed, ErrStale, and any
// other for a delivery that could not be stored, which Logto does not repeat: Backfill
// finds it again.
func (in *Inbox) Receive(ctx context.Context, body []byte, signature string) error {
	if err := in.keys.verify(ctx, body, signature); err != nil {
		return err
	}
	e, err := in.event(body)
	if err != nil {
		return err
	}
	if in.isOld(e) || e.At.After(in.now().Add(ahead)) {
		return fmt.Errorf("%w: %s of %s", ErrStale, e.Name, e.At.Format(time.RFC3339))
	}
	_, err = in.writer.add(ctx, e)
	return err
}

// BackFill takes a body that Logto's log of deliveries has, and tells whether it was
// new. Whoever calls it read the body from Logto, so there is no signature; events from
// before the window are left out.
func (in *Inbox) BackFill(ctx context.Context, body []byte) (isNew bool, err error) {
	e, err := in.event(body)
	if err != nil {
		return false, err
	}
	if in.isOld(e) {
		return false, nil
	}
	e.BackFilled = true
	return in.writer.add(ctx, e)
}

func (in *Inbox) isOld(e Event) bool { return e.At.Before(in.now().Add(-in.keep.window(e.Kind))) }

// event is what is stored of a body.
func (in *Inbox) event(body []byte) (Event, error) {
	w, err := apiclient.ParseWebhook(body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	identity, err := apiclient.IdentifyWebhook(body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	e := Event{
		Identity: identity, HookID: storable(w.HookID), Name: storable(w.Event), Kind: kindOf(w),
		At: w.CreatedAt.Truncate(time.Millisecond), Received: in.now().Truncate(time.Millisecond), Body: body,
	}
	for _, id := range w.UserIDs() {
		e.Persons = append(e.Persons, storable(id))
	}
	if !w.IsChange() {
		e.Origin = NoChange
	}
	return e, nil
}

// storable makes text fit for a column: PostgreSQL takes no NUL. What is cut is longer
// than any id or event of Logto.
func storable(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "�")
	if runes := []rune(s); len(runes) > 128 {
		s = string(runes[:128])
	}
	return s
}
