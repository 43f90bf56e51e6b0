package apiclient

import (
	"context"
	"net/url"
	"time"
)

// DashboardService is the tenant's counts (/api/dashboard). Days begin at the
// server's local midnight.
type DashboardService service

// Count is a number and its difference to the period before.
type Count struct {
	Count int `json:"count"`
	Delta int `json:"delta"`
}

// NewUsers counts the people who were created.
type NewUsers struct {
	Today     Count `json:"today"`
	Last7Days Count `json:"last7Days"`
}

// ActiveUsers counts the people who used Logto, by day, week and 30 days.
type ActiveUsers struct {
	Daily  []DayCount `json:"dauCurve"` // 30 days
	Day    Count      `json:"dau"`
	Week   Count      `json:"wau"`
	Days30 Count      `json:"mau"`
}

// DayCount is the number of one day.
type DayCount struct {
	Date  string `json:"date"` // YYYY-MM-DD
	Count int    `json:"count"`
}

type totalUsers struct {
	Total int `json:"totalUserCount"`
}

// TotalUsers counts everybody (GET /dashboard/users/total).
func (s *DashboardService) TotalUsers(ctx context.Context) (int, error) {
	total, err := value(get[totalUsers](ctx, s.client, nil, "dashboard", "users", "total"))
	return total.Total, err
}

// NewUsers counts newcomers (GET /dashboard/users/new).
func (s *DashboardService) NewUsers(ctx context.Context) (*NewUsers, error) {
	return get[NewUsers](ctx, s.client, nil, "dashboard", "users", "new")
}

// ActiveUsers counts the active up to a day, today when zero
// (GET /dashboard/users/active).
func (s *DashboardService) ActiveUsers(ctx context.Context, day time.Time) (*ActiveUsers, error) {
	q := url.Values{}
	if !day.IsZero() {
		q.Set("date", day.Format(time.DateOnly))
	}
	return get[ActiveUsers](ctx, s.client, q, "dashboard", "users", "active")
}
