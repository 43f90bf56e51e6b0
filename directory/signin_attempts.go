package directory

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"roster/apiclient"
)

// The steps of an Attempt that are told apart; any other is "".
const (
	AttemptPassword = "password"
	AttemptMFA      = "mfa"
	AttemptCode     = "code"
)

// Attempt is one time that somebody tried to get in, as Logto's log has it.
type Attempt struct {
	At time.Time
	// Event is SignIn, Register or ForgotPassword, Step what failed within it; "" is
	// the whole.
	Event, Step string
	OK          bool
	// Code is Logto's, for what went wrong; "" when OK or when it gave none.
	Code string
	// Application is the id of where they wanted to go. IP is "" when the log has none.
	Application, IP string
}

// Attempts are the tries of a person in the last thirty days, the newest first: what
// the log has under their id, and failed passwords under what they sign in with.
func (c SignInCheck) Attempts(u *apiclient.User) []Attempt {
	var list []Attempt
	seen := map[string]bool{}
	add := func(e apiclient.LogEntry) {
		if a, ok := attemptOf(e); ok && !seen[e.ID] {
			seen[e.ID] = true
			list = append(list, a)
		}
	}
	for _, e := range c.own {
		add(e)
	}
	typed := typedForms(u)
	for _, e := range c.others {
		given := e.Payload.Submitted
		if given == nil || e.Payload.UserID != "" {
			continue
		}
		if slices.ContainsFunc(typed, func(form string) bool { return strings.EqualFold(form, given.Identifier.Value) }) {
			add(e)
		}
	}
	slices.SortStableFunc(list, func(a, b Attempt) int { return b.At.Compare(a.At) })
	return list
}

// attemptKey is what is an attempt: an event as a whole, or a step of it.
var attemptKey = regexp.MustCompile(`^Interaction\.(SignIn|Register|ForgotPassword)\.(?:(.+)\.)?Submit$`)

// Forms of what is shown of an entry. Whatever else stands there is left out.
var (
	logtoCode   = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	logtoID     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	maxCodeSize = 80
)

// attemptOf is an entry as an attempt. Of steps only those that failed count: the
// event they belong to has its own entry.
func attemptOf(e apiclient.LogEntry) (Attempt, bool) {
	parts := attemptKey.FindStringSubmatch(e.Key)
	if parts == nil {
		return Attempt{}, false
	}
	a := Attempt{At: e.CreatedAt.Time, Event: parts[1], Step: stepOf(parts[2]), OK: e.Payload.Result == "Success"}
	if a.OK && parts[2] != "" {
		return Attempt{}, false
	}
	if code := e.Payload.ErrorCode(); !a.OK && len(code) <= maxCodeSize && logtoCode.MatchString(code) {
		a.Code = code
	}
	if logtoID.MatchString(e.Payload.ApplicationID) {
		a.Application = e.Payload.ApplicationID
	}
	if ip, err := netip.ParseAddr(e.Payload.IP); err == nil && ip.Zone() == "" {
		a.IP = ip.String()
	}
	return a, true
}

func stepOf(key string) string {
	switch {
	case strings.Contains(key, "Password"):
		return AttemptPassword
	case strings.Contains(key, "VerificationCode"):
		return AttemptCode
	case strings.Contains(key, "Totp"), strings.Contains(key, "WebAuthn"), strings.Contains(key, "BackupCode"), strings.Contains(key, "Mfa"):
		return AttemptMFA
	}
	return ""
}

const tooManyAttempts = "session.verification_blocked_too_many_attempts"

// lockedUntil is when the newest lockout that the log knows of began and ends by
// itself; zero when it is over, was lifted here, or somebody has signed in since.
// The first refusal begins it: later ones do not make it longer.
func (c SignInCheck) lockedUntil(attempts []Attempt) (since, until time.Time) {
	lasts := time.Hour
	if c.settings != nil && c.settings.SentinelPolicy.LockoutDuration > 0 {
		lasts = time.Duration(c.settings.SentinelPolicy.LockoutDuration) * time.Minute
	}
	for _, a := range slices.Backward(attempts) {
		switch {
		case a.OK && a.Event != "Register":
			since = time.Time{}
		case a.Code != tooManyAttempts || !a.At.After(c.unlocked):
		case since.IsZero() || !a.At.Before(since.Add(lasts)):
			since = a.At
		}
	}
	if since.IsZero() || !c.now.Before(since.Add(lasts)) {
		return time.Time{}, time.Time{}
	}
	return since, since.Add(lasts)
}

// sinceSuccess are the failures after the last time that it worked, the newest first.
func sinceSuccess(attempts []Attempt) []Attempt {
	worked := slices.IndexFunc(attempts, func(a Attempt) bool { return a.OK })
	if worked < 0 {
		return attempts
	}
	return attempts[:worked]
}
