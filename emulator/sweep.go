package emulator

import (
	"maps"
	"slices"
)

// sweepEvery is the least time between two sweeps, in seconds; keepDays is how long the days of activity are counted.
const (
	sweepEvery = 60
	keepDays   = 366
)

// sweep forgets what has expired, so that a server that runs for long does not grow. It runs with the sign-ins and
// token requests that make it grow.
func (t *tenant) sweep() {
	now := t.seconds()
	if now-t.sweptAt < sweepEvery {
		return
	}
	t.sweptAt = now
	o := &t.oidc
	maps.DeleteFunc(o.sessions, func(_ string, s *session) bool { return s.expiresAt <= now })
	maps.DeleteFunc(o.interactions, func(_ string, in *interaction) bool { return in.expiresAt <= now })
	maps.DeleteFunc(o.codes, func(_ string, c *authorizationCode) bool { return c.expiresAt <= now })
	maps.DeleteFunc(o.access, func(_ string, a *accessToken) bool { return a.expiresAt <= now })
	maps.DeleteFunc(o.refresh, func(_ string, r *refreshToken) bool { return r.expiresAt <= now })
	maps.DeleteFunc(o.logouts, func(_ string, l *logoutRequest) bool { return l.expiresAt <= now })
	o.grants = slices.DeleteFunc(o.grants, func(g *grant) bool { return g.expiresAt <= now })
	oldest := t.now().AddDate(0, 0, -keepDays).Format(dayFormat)
	maps.DeleteFunc(t.mgmt.activeDays, func(day string, _ map[string]struct{}) bool { return day < oldest })
	maps.DeleteFunc(t.records, func(_ string, rec *verificationRecord) bool { return rec.expiresAt+recordMemory < t.ms() })
	maps.DeleteFunc(t.socialCodes, func(_ string, c *socialCode) bool { return c.expiresAt < t.ms() })
	t.forgetAttempts()
}
