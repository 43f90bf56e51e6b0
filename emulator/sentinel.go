package emulator

import (
	"cmp"
	"net/http"
	"slices"
)

// What Logto does about guessing when the tenant says nothing else. Durations in ms.
const (
	defaultMaxAttempts  = 100
	defaultLockout      = 60 // minutes
	attemptWindow       = 3600_000
	minuteMilliseconds  = 60_000
	tooManyAttemptsCode = "session.verification_blocked_too_many_attempts"
)

// attempt is a verification that failed or was refused; lockedUntil is 0 unless it locked its target.
type attempt struct{ at, lockedUntil int64 }

// watched runs after a verification of a target (a typed identifier, or a person's id) that ended with err. It counts
// failures and answers 400 instead while the target is locked, also when the verification was right. The attempt that
// reaches the limit is the first to be told so.
func (t *tenant) watched(target string, err error) error {
	now := t.ms()
	if t.lockedUntil(target) > now {
		return fail(http.StatusBadRequest, tooManyAttemptsCode)
	}
	failures := 0
	for _, a := range t.attempts[target] {
		if a.lockedUntil == 0 && a.at > now-attemptWindow {
			failures++
		}
	}
	if err != nil {
		failures++
	}
	policy := object(t.settings.signInExperience).obj("sentinelPolicy")
	if failures >= int(cmp.Or(policy.num("maxAttempts"), defaultMaxAttempts)) {
		minutes := cmp.Or(policy.num("lockoutDuration"), defaultLockout)
		t.attempts[target] = append(t.attempts[target], attempt{now, now + int64(minutes*minuteMilliseconds)})
		return fail(http.StatusBadRequest, tooManyAttemptsCode)
	}
	if err != nil {
		t.attempts[target] = append(t.attempts[target], attempt{at: now})
	}
	return err
}

// lockedUntil is when the newest lock of a target ends, in ms.
func (t *tenant) lockedUntil(target string) int64 {
	until := int64(0)
	for _, a := range t.attempts[target] {
		until = max(until, a.lockedUntil)
	}
	return until
}

// forgetAttempts drops what no longer counts.
func (t *tenant) forgetAttempts() {
	now := t.ms()
	for target, list := range t.attempts {
		list = slices.DeleteFunc(list, func(a attempt) bool { return a.at <= now-attemptWindow && a.lockedUntil <= now })
		if t.attempts[target] = list; len(list) == 0 {
			delete(t.attempts, target)
		}
	}
}

// unlock lifts the locks of targets, each an identifier as it was typed or a person's id. A target that is not locked
// is no error.
func unlock(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"targetType", enum("User", "App")}, key{"targets", arr(str())}))
	if err != nil {
		return response{}, err
	}
	if o.str("targetType") == "User" {
		for _, target := range o.strs("targets") {
			delete(r.tenant.attempts, target)
		}
	}
	return noContent()
}
