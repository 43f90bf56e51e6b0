package i18n

import (
	"context"
	"strconv"
	"time"
)

// Number writes n with its thousands apart, 1,284: both languages use a comma.
func Number(_ context.Context, n int) string {
	s := strconv.Itoa(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(s) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Date writes the day of t in UTC: 12 Mar 2026, or 2026. 3. 12. in Korean.
func Date(ctx context.Context, t time.Time) string {
	if LocaleFrom(ctx) == Korean {
		return t.UTC().Format("2006. 1. 2.")
	}
	return t.UTC().Format("2 Jan 2006")
}

// DateTime writes day, minute and zone of t, always in UTC and saying so; the
// browser adds its own zone where it can run the portal's script.
func DateTime(ctx context.Context, t time.Time) string {
	if LocaleFrom(ctx) == Korean {
		return t.UTC().Format("2006. 1. 2. 15:04 UTC")
	}
	return t.UTC().Format("2 Jan 2006, 15:04 UTC")
}

// Relative writes how long before now t was, in the largest whole unit. A t in
// the future (clocks differ) is "just now" within a minute and a date beyond.
func Relative(ctx context.Context, t, now time.Time) string {
	const day = 24 * time.Hour
	switch d := now.Sub(t); {
	case d < -time.Minute:
		return DateTime(ctx, t)
	case d < time.Minute:
		return T(ctx, "time.now")
	case d < time.Hour:
		return N(ctx, "time.minutes", int(d/time.Minute))
	case d < day:
		return N(ctx, "time.hours", int(d/time.Hour))
	case d < 14*day:
		return N(ctx, "time.days", int(d/day))
	case d < 60*day:
		return N(ctx, "time.weeks", int(d/(7*day)))
	case d < 730*day:
		return N(ctx, "time.months", int(d/(30*day)))
	default:
		return N(ctx, "time.years", int(d/(365*day)))
	}
}
