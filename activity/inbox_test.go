package activity_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roster/activity"
	"roster/apiclient"
)

func sign(b []byte, key apiclient.Secret) string {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write(b)
	return hex.EncodeToString(mac.Sum(nil))
}

func TestReceive_takesEveryRecordingOnceAndNoneThatWasChanged(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	all := recordings(t)
	for name, r := range all {
		in := inbox(s, func(o *activity.InboxOptions) { o.Configured = []apiclient.Secret{"another", r.SigningKey} })
		b := []byte(r.RawBody)
		changed := []byte(strings.Replace(r.RawBody, "2026", "2027", 1))
		for what, err := range map[string]error{
			"one byte changed": in.Receive(t.Context(), changed, r.Signature),
			"a wrong key":      inbox(s).Receive(t.Context(), b, r.Signature),
			"no header":        in.Receive(t.Context(), b, ""),
		} {
			if !errors.Is(err, activity.ErrSignature) {
				t.Errorf("%s with %s: %v, want ErrSignature", name, what, err)
			}
		}
		for range 2 {
			must(t, in.Receive(t.Context(), b, r.Signature))
		}
	}
	if got := count(t, s); got != len(all) {
		t.Errorf("%d events, want %d", got, len(all))
	}
}

// Logto's log of deliveries keeps the keys in another order, and a number in other digits.
func TestReceive_knowsAnEventByWhatItSays(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	in := inbox(s)
	at := now.Format(time.RFC3339Nano)
	receive(t, in, []byte(`{"event":"A","createdAt":"`+at+`","n":1e2,"o":{"b":[1,2],"a":"<é"},"hookId":"hook"}`))
	receive(t, in, []byte(`{"hookId":"hook", "o":{"a":"\u003cé","b":[1,2.0]},"n":100,"event":"A","createdAt":"`+at+`"}`))
	if n := count(t, s); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
	for what, b := range map[string]string{
		"another value":   `{"event":"A","createdAt":"` + at + `","n":1e2,"o":{"b":[2,1],"a":"<é"},"hookId":"hook"}`,
		"another hook":    `{"event":"A","createdAt":"` + at + `","n":1e2,"o":{"b":[1,2],"a":"<é"},"hookId":"other"}`,
		"another time":    `{"event":"A","createdAt":"2026-11-22T22:00:00.001Z","n":1e2,"o":{"b":[1,2],"a":"<é"},"hookId":"hook"}`,
		"a member more":   `{"event":"A","createdAt":"` + at + `","n":1e2,"o":{"b":[1,2],"a":"<é"},"hookId":"hook","m":null}`,
		"text for number": `{"event":"A","createdAt":"` + at + `","n":"100","o":{"b":[1,2],"a":"<é"},"hookId":"hook"}`,
	} {
		before := count(t, s)
		receive(t, in, []byte(b))
		if count(t, s) != before+1 {
			t.Errorf("%s is taken for the same event", what)
		}
	}
}

func TestReceive_refusesWhatIsOutsideTheWindow(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	in := inbox(s, func(o *activity.InboxOptions) { o.Retention.Changes = time.Hour })
	for ago, want := range map[time.Duration]error{
		time.Hour: nil, time.Hour + time.Second: activity.ErrStale, -9 * time.Minute: nil, -11 * time.Minute: activity.ErrStale,
	} {
		b := body("User.Created", ago)
		if err := in.Receive(t.Context(), b, sign(b, key)); !errors.Is(err, want) {
			t.Errorf("%v ago: %v, want %v", ago, err, want)
		}
	}
	// Another kind is kept for longer, but nothing is taken in that is older than a month.
	for days, want := range map[int]error{29: nil, 31: activity.ErrStale} {
		b := body("Identifier.Lockout", time.Duration(days)*24*time.Hour)
		if err := in.Receive(t.Context(), b, sign(b, key)); !errors.Is(err, want) {
			t.Errorf("%d days ago: %v, want %v", days, err, want)
		}
	}
}

func TestReceive_refusesWhatIsNoEvent(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	for _, b := range []string{``, `[]`, `{"event":"A"}`, string(body("A", 0)) + `{}`} {
		if err := inbox(s).Receive(t.Context(), []byte(b), sign([]byte(b), key)); !errors.Is(err, activity.ErrMalformed) {
			t.Errorf("%q: %v, want ErrMalformed", b, err)
		}
	}
}

func TestReceive_keepsEventsItDoesNotKnow(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	b := body("Passkey.Stolen", 0, `"data":{"x":[1]}`)
	receive(t, inbox(s), b)
	e, err := s.Event(t.Context(), 1)
	must(t, err)
	if e.Name != "Passkey.Stolen" || string(e.Body) != string(b) {
		t.Errorf("kept as %q: %s", e.Name, e.Body)
	}
}

func TestReceive_saysSoWhenItIsNotStored(t *testing.T) {
	t.Parallel()
	b := body("A", 0)
	if err := inbox(broken{}).Receive(t.Context(), b, sign(b, key)); !errors.Is(err, errDisk) {
		t.Errorf("%v, want the store's error", err)
	}
}

func TestReceive_manyAtOnceAreEachStoredOnce(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	in := inbox(s)
	var senders sync.WaitGroup
	for i := range 200 {
		b := body("A", 0, fmt.Sprintf(`"n":%d`, i/2)) // each twice
		senders.Go(func() {
			if err := in.Receive(t.Context(), b, sign(b, key)); err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	if n := count(t, s); n != 100 {
		t.Errorf("%d events, want 100", n)
	}
}

// rotating is a Logto whose key is changed.
type rotating struct {
	key   apiclient.Secret
	err   error
	asked atomic.Int32
}

func (r *rotating) read(context.Context) ([]apiclient.Secret, error) {
	r.asked.Add(1)
	return []apiclient.Secret{r.key}, r.err
}

func TestReceive_findsAKeyThatWasRotatedAndStillTakesWhatWasUnderWay(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	clock := now
	logto := &rotating{key: "first"}
	in := inbox(s, func(o *activity.InboxOptions) {
		o.Configured, o.Read, o.Now = nil, logto.read, func() time.Time { return clock }
	})
	take := func(what string, key apiclient.Secret, want error) {
		t.Helper()
		b := body("A", 0, `"what":"`+what+`"`)
		if err := in.Receive(t.Context(), b, sign(b, key)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	take("a key that Logto has", "first", nil)
	logto.key = "second"
	clock = clock.Add(6 * time.Second)
	take("the new key", "second", nil)
	take("the old key, under way", "first", nil)
	clock = clock.Add(61 * time.Second)
	take("the old key, a minute later", "first", activity.ErrSignature)
	asked := logto.asked.Load()
	for range 20 {
		take("forged", "forged", activity.ErrSignature)
	}
	if more := logto.asked.Load() - asked; more > 5 {
		t.Errorf("20 forged deliveries asked Logto %d times", more)
	}
}

func TestReceive_cannotTellWithoutKeys(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	logto := &rotating{err: errors.New("Logto is away")}
	in := inbox(s, func(o *activity.InboxOptions) { o.Configured, o.Read = nil, logto.read })
	b := body("A", 0)
	if err := in.Receive(t.Context(), b, sign(b, "first")); !errors.Is(err, activity.ErrKeysUnknown) {
		t.Errorf("%v, want ErrKeysUnknown", err)
	}
}
