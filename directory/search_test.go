package directory_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// isContains tells a search that reads the whole table from a lookup by index.
func isContains(r *http.Request) bool { return r.URL.Query().Has("search") || r.URL.Query().Has("q") }

// slowSearch makes contains searches take d, and counts them: those begun, those
// under way, the most at once and those cut short.
type slowSearch struct{ begun, now, most, cut atomic.Int32 }

func (s *slowSearch) install(w *world, d time.Duration, fail error) {
	w.logto.mu.Lock()
	defer w.logto.mu.Unlock()
	w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
		if !isContains(r) {
			return nil, nil
		}
		s.begun.Add(1)
		s.most.Store(max(s.most.Load(), s.now.Add(1)))
		defer s.now.Add(-1)
		select {
		case <-time.After(d):
			return nil, fail
		case <-r.Context().Done():
			s.cut.Add(1)
			return nil, r.Context().Err()
		}
	}
}

func ids(list directory.UserList) (all []string) {
	for _, u := range list.Items {
		all = append(all, u.ID)
	}
	return all
}

// kims are people of whom "kim" names one and finds three.
func kims(w *world) {
	w.logto.add("kimkimkimkim", `{"username":"kim","primaryEmail":"kim@example.com","primaryPhone":"821012345678"}`, "staff")
	w.logto.add("kimlee000000", `{"username":"kimlee"}`, "staff")
	w.logto.add("mykim0000000", `{"name":"kim"}`)
}

func TestListUsers_showsWhoIsNamedExactlyWithoutTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		kims(w)
		var slow slowSearch
		slow.install(w, 3*time.Second, nil)
		q := directory.UserQuery{Search: "kim", PageSize: 20, Patience: 150 * time.Millisecond}
		begun := time.Now()
		first, err := w.ListUsers(t.Context(), w.as(admin), q)
		must(err)
		if took := time.Since(begun); took != q.Patience || first.Rest != directory.ErrSearching || !slices.Equal(ids(first), []string{"kimkimkimkim"}) || first.Exact != 1 {
			t.Errorf("after %v: %v, %d exact, rest %v", took, ids(first), first.Exact, first.Rest)
		}
		q.Patience = 0
		all, err := w.ListUsers(t.Context(), w.as(admin), q)
		must(err)
		if took := time.Since(begun); took != 3*time.Second || slow.begun.Load() != 1 {
			t.Errorf("the rest after %v and %d searches, want the search that was begun", took, slow.begun.Load())
		}
		if got := ids(all); len(got) != 3 || got[0] != "kimkimkimkim" || all.Exact != 1 || all.Rest != nil {
			t.Errorf("all: %v, %d exact, rest %v", got, all.Exact, all.Rest)
		}
		// It was handed over once; what is asked anew is read anew.
		again, err := w.ListUsers(t.Context(), w.as(admin), q)
		must(err)
		if len(again.Items) != 3 || slow.begun.Load() != 2 {
			t.Errorf("%d people after %d searches", len(again.Items), slow.begun.Load())
		}
	})
}

func TestListUsers_waitsWhenNobodyIsNamedExactly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		kims(w)
		var slow slowSearch
		slow.install(w, 3*time.Second, nil)
		list, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "iml", PageSize: 20, Patience: time.Millisecond})
		if err != nil || list.Rest != nil || len(list.Items) != 1 || list.Exact != 0 {
			t.Errorf("%v, %+v", err, list)
		}
	})
}

func TestListUsers_showsWhoIsNamedExactlyWhenTheSearchFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		kims(w)
		var slow slowSearch
		slow.install(w, time.Second, errors.New("connection reset"))
		list, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "kim", PageSize: 20})
		if err != nil || !apiclient.IsUnavailable(list.Rest) || !slices.Equal(ids(list), []string{"kimkimkimkim"}) || list.Total != 1 {
			t.Errorf("%v, %+v", err, list)
		}
		if _, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "nobody", PageSize: 20}); !apiclient.IsUnavailable(err) {
			t.Errorf("nobody found and Logto away: %v", err)
		}
		// The page's own limit comes before the search is through.
		slow.install(w, time.Hour, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		list, err = w.ListUsers(ctx, w.as(admin), directory.UserQuery{Search: "kim", PageSize: 20})
		if err != nil || !errors.Is(list.Rest, context.DeadlineExceeded) || len(list.Items) != 1 {
			t.Errorf("out of time: %v, %+v", err, list)
		}
	})
}

// A contains search reads the whole table: one person has one under way.
func TestListUsers_searchesOnceAtATimePerPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		kims(w)
		var slow slowSearch
		slow.install(w, time.Second, nil)
		for _, text := range []string{"kim", "kiml", "kim", "leek", "kimle"} {
			go func() { _, _ = w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: text, PageSize: 20}) }()
			synctest.Wait()
		}
		time.Sleep(10 * time.Second)
		if slow.most.Load() != 1 || slow.begun.Load() != 5 {
			t.Errorf("%d searches, %d at once", slow.begun.Load(), slow.most.Load())
		}
		go func() { _, _ = w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "kim", PageSize: 20}) }()
		go func() { _, _ = w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "kim", PageSize: 20}) }()
		go func() {
			_, _ = w.ListUsers(t.Context(), w.as(helpdesk), directory.UserQuery{Search: "kim", PageSize: 20})
		}()
		time.Sleep(10 * time.Second)
		if slow.most.Load() != 2 || slow.begun.Load() != 7 {
			t.Errorf("the same question is asked twice, or people wait for each other: %d searches, %d at once", slow.begun.Load(), slow.most.Load())
		}
	})
}

func TestListUsers_endsASearchNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		kims(w)
		var slow slowSearch
		slow.install(w, time.Hour, nil)
		typed, abort := context.WithCancel(t.Context())
		go func() { _, _ = w.ListUsers(typed, w.as(admin), directory.UserQuery{Search: "kimle", PageSize: 20}) }()
		synctest.Wait()
		abort()
		synctest.Wait()
		if slow.cut.Load() != 1 {
			t.Error("the browser went away and the call goes on")
		}
		// Shown exactly, and nobody comes for the rest.
		_, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "kim", PageSize: 20, Patience: time.Millisecond})
		must(err)
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if slow.now.Load() != 1 {
			t.Error("the search was not kept for the request that comes for it")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if slow.now.Load() != 0 || slow.cut.Load() != 2 {
			t.Error("the search was kept for ever")
		}
		// Another question supersedes one that is only kept.
		_, err = w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "kim", PageSize: 20, Patience: time.Millisecond})
		must(err)
		slow.install(w, 0, nil)
		begun := time.Now()
		_, err = w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "lee", PageSize: 20})
		must(err)
		if time.Since(begun) > time.Second || slow.cut.Load() != 3 {
			t.Errorf("it took %v, %d searches were cut short", time.Since(begun), slow.cut.Load())
		}
	})
}

func TestFindUser_isTheOneWhoIsMeant(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]struct {
		id       string
		contains int32
	}{
		"kim": {"kimkimkimkim", 0}, "kimkimkimkim": {"kimkimkimkim", 0}, "kim@example.com": {"kimkimkimkim", 0}, "010-1234-5678": {"kimkimkimkim", 0},
		"+82 10-1234-5678": {"kimkimkimkim", 0}, "imle": {"kimlee000000", 1}, "im": {"", 1}, "nobody here": {"", 1}, "": {"", 0}, "  ": {"", 0},
	} {
		w := newWorld(t)
		kims(w)
		var searches slowSearch
		searches.install(w, 0, nil)
		got, err := w.FindUser(t.Context(), w.as(admin), typed)
		if err != nil || got != want.id || searches.begun.Load() != want.contains {
			t.Errorf("%q is %q after %d searches (%v), want %q after %d", typed, got, searches.begun.Load(), err, want.id, want.contains)
		}
	}
}

func TestFindUser_leavesItsSearchToTheListItLeadsTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	kims(w)
	var searches slowSearch
	searches.install(w, 0, nil)
	_, err := w.FindUser(t.Context(), w.as(admin), "im")
	must(err)
	list, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "im", Page: 1, PageSize: 20})
	must(err)
	if len(list.Items) != 3 || searches.begun.Load() != 1 {
		t.Errorf("%d people after %d searches", len(list.Items), searches.begun.Load())
	}
}

func TestUsersByID_keepsTheOrderAndDropsWhoIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
		if got := r.URL.Query()["search.id"]; !slices.Equal(got, []string{"b", "gone", "a"}) || r.URL.Query().Get("isCaseSensitive") != "true" {
			t.Errorf("asked for %v", r.URL.Query())
		}
		return list([]map[string]string{{"id": "a"}, {"id": "b"}}), nil
	}
	found, err := w.UsersByID(t.Context(), w.as(admin), []string{"b", "gone", "a", "b"})
	if err != nil || len(found) != 2 || found[0].ID != "b" || found[1].ID != "a" || len(w.logto.made()) != 1 {
		t.Errorf("%v, %v by %v", err, found, w.logto.made())
	}
	none, err := w.UsersByID(t.Context(), w.as(admin), nil)
	if err != nil || len(none) > 0 || len(w.logto.made()) != 1 {
		t.Error("nobody asked for, and yet a call")
	}
}

func TestListUsers_deniedSearchesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, q := range []directory.UserQuery{
		{Search: "kim"}, {Filter: directory.UserFilter{Role: "staff"}}, {Filter: directory.UserFilter{Organization: "o"}, Search: "kim"},
	} {
		_, err := w.ListUsers(t.Context(), w.as(ordinary), q)
		if denied := as[*access.Denied](t, err); denied.Action != access.UserList || len(w.logto.made()) > 0 {
			t.Errorf("%+v: %v after %v", q, denied, w.logto.made())
		}
	}
}

func TestListUsers_findsANumberHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"010-1234-5678":      "1012345678", // within 821012345678
		"01012345678":        "1012345678",
		"010-1234":           "101234",
		"+82 10-1234-5678":   "821012345678",
		"+44 (0)7700 900101": "447700900101",
		"(02) 312.3456":      "23123456",
		"1234-5678":          "12345678",
		"821012345678":       "821012345678",
		// Not numbers: looked for as they are.
		"2026-01": "2026-01", "kim": "kim", "010-1234@x.example": "010-1234@x.example",
		"0": "0", "+": "+", "12-3": "12-3", "%": `\%`, "u0100": "u0100",
	} {
		w := newWorld(t)
		var got string
		w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
			if isContains(r) {
				got = r.URL.Query().Get("search")
			}
			return nil, nil
		}
		_, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: typed})
		must(err)
		if got != "%"+want+"%" {
			t.Errorf("%q is looked for as %q, want %q", typed, got, want)
		}
	}
}
