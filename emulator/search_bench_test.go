package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// crowd is a tenant with n people.
func crowd(tb testing.TB, n int) *tenant {
	tb.Helper()
	now := time.UnixMilli(1_795_000_000_000)
	t := newTenant(func() time.Time { return now })
	for i := range n {
		u := &user{
			id: fmt.Sprintf("%012x", i*7919), username: new(fmt.Sprintf("person_%d", i)), name: new(fmt.Sprintf("Person Number %d", i)),
			primaryEmail: new(fmt.Sprintf("Person.%d@roster.example", i)), primaryPhone: new(fmt.Sprintf("8210%08d", i)),
			customData: map[string]any{}, profile: map[string]any{}, identities: map[string]any{}, createdAt: 1_700_000_000_000 + int64(i), updatedAt: 1_700_000_000_000,
		}
		if i%10 == 0 {
			u.name = new(fmt.Sprintf("김철수 %d", i))
		}
		t.people.add(u)
	}
	return t
}

func asked(t *tenant, query string) *request {
	return &request{
		http: httptest.NewRequest(http.MethodGet, "/api/users?"+query, nil), tenant: t, query: parseQuery(query),
		body: map[string]any{}, params: map[string]string{},
	}
}

func benchmarkList(b *testing.B, query string) {
	r := asked(crowd(b, 100_000), query)
	for b.Loop() {
		res, err := listUsers(r)
		if err != nil {
			b.Fatal(err)
		}
		if len(marshal(res.body)) == 0 {
			b.Fatal("no answer")
		}
	}
}

func BenchmarkListUsers_contains(b *testing.B)     { benchmarkList(b, "search=%25umber+99%25") }
func BenchmarkListUsers_containsNone(b *testing.B) { benchmarkList(b, "search=%25nobody%25") }
func BenchmarkListUsers_korean(b *testing.B) {
	benchmarkList(b, "search.name=%25%EC%B2%A0%EC%88%98%25")
}

func BenchmarkListUsers_wholeAddress(b *testing.B) {
	benchmarkList(b, "search.primaryEmail=nobody%40x.example")
}

func BenchmarkListUsers_exactIDs(b *testing.B) {
	benchmarkList(b, "search.id=000000000000&search.id=x&mode.id=exact")
}
func BenchmarkListUsers_plainFirst(b *testing.B)    { benchmarkList(b, "") }
func BenchmarkListUsers_plainDeepPage(b *testing.B) { benchmarkList(b, "page=4000") }

// TestListUsers_plainPageDoesNotGrowWithTheTenant holds that a page without a search costs the same in
// a small and in a large tenant.
func TestListUsers_plainPageDoesNotGrowWithTheTenant(t *testing.T) {
	cost := func(n int) float64 {
		r := asked(crowd(t, n), "page=3")
		return testing.AllocsPerRun(20, func() {
			if _, err := listUsers(r); err != nil {
				t.Fatal(err)
			}
		})
	}
	if small, large := cost(100), cost(20_000); large > small+2 {
		t.Errorf("a page of 20,000 people allocates %v times, of 100 people %v times", large, small)
	}
}
