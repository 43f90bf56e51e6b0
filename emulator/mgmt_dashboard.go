package emulator

import (
	"net/http"
	"time"
)

// dashboardRoutes are the counts of the console's first page.
func dashboardRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/dashboard/users/total", handler: countUsers},
		{method: http.MethodGet, path: "/dashboard/users/new", handler: countNewUsers},
		{method: http.MethodGet, path: "/dashboard/users/active", handler: countActiveUsers},
	}
}

const dayFormat = "2006-01-02"

func countUsers(r *request) (response, error) {
	return ok(map[string]any{"totalUserCount": r.tenant.people.len()})
}

// counted is a number and how much more it is than the one before.
func counted(now, before int) map[string]any {
	return map[string]any{"count": now, "delta": now - before}
}

// countNewUsers compares today with yesterday and the last seven days with the seven before; a day is
// the server's own.
func countNewUsers(r *request) (response, error) {
	today := startOfDay(r.tenant.now())
	perDay := make([]int, 14) // today first
	for u := range r.tenant.people.newestFirst() {
		day := startOfDay(time.UnixMilli(u.createdAt).In(today.Location()))
		age := int(today.Sub(day).Hours()+12) / 24 // half a day of slack for changes of the clock
		if age >= len(perDay) {
			break
		}
		if age >= 0 {
			perDay[age]++
		}
	}
	return ok(map[string]any{
		"today":     counted(perDay[0], perDay[1]),
		"last7Days": counted(sum(perDay[:7]), sum(perDay[7:])),
	})
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// countActiveUsers counts the people who used the tenant on a day, in its week and in its 30 days.
func countActiveUsers(r *request) (response, error) {
	q, err := r.guardQuery(obj(key{"date", str().regex(datePattern)}).partial())
	if err != nil {
		return response{}, err
	}
	last := startOfDay(r.tenant.now())
	if q.has("date") {
		if last, err = time.ParseInLocation(dayFormat, q.str("date"), last.Location()); err != nil {
			return response{}, errInternal // 2026-02-31 looks like a date and is none
		}
	}
	curve := []map[string]any{}
	for back := 29; back >= 0; back-- {
		day := last.AddDate(0, 0, -back).Format(dayFormat)
		curve = append(curve, map[string]any{"date": day, "count": len(r.tenant.mgmt.activeDays[day])})
	}
	window := func(days int) map[string]any {
		return counted(r.tenant.activeIn(last, days), r.tenant.activeIn(last.AddDate(0, 0, -days), days))
	}
	return ok(map[string]any{"dauCurve": curve, "dau": window(1), "wau": window(7), "mau": window(30)})
}

// activeIn is how many different people were active in the days that end with last.
func (t *tenant) activeIn(last time.Time, days int) int {
	seen := map[string]struct{}{}
	for back := range days {
		for id := range t.mgmt.activeDays[last.AddDate(0, 0, -back).Format(dayFormat)] {
			seen[id] = struct{}{}
		}
	}
	return len(seen)
}
