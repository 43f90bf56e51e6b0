package emulator

import (
	"math/rand/v2"
	"time"
)

// Of a hundred generated people so many use the tenant on a day, for as many days as Logto's dashboard compares.
const (
	activeWorkdays = 5
	activeWeekends = 2
	activeBack     = 60
)

// history: one in twelve has never signed in, one in thirty is suspended.
func (g *generator) history(u *user) {
	if !g.chance(8) {
		at := u.createdAt + g.random.Int64N(max(1, g.now-u.createdAt))
		u.lastSignInAt, u.updatedAt = &at, at
		u.applicationID = &g.application
	}
	u.isSuspended = g.chance(3)
}

// active lets a generated person have used the tenant on some days before today. It draws from a source of its own, so
// that a seed gives the people it always gave.
func (g *generator) active(u *user, n int) {
	if u.lastSignInAt == nil || u.isSuspended {
		return
	}
	random := rand.New(rand.NewPCG(g.seed, uint64(n)))
	today := startOfDay(g.tenant.now())
	for back := 1; back <= activeBack; back++ {
		day := today.AddDate(0, 0, -back)
		chance := activeWorkdays
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			chance = activeWeekends
		}
		if random.IntN(100) < chance && day.UnixMilli() >= u.createdAt {
			g.tenant.markActiveOn(day, u.id)
		}
	}
}
