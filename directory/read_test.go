package directory_test

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

func TestListUsers_putsWhoIsNamedExactlyOnTop(t *testing.T) {
	t.Parallel()
	for search, want := range map[string]string{
		"t0admin00000": "t0admin00000", "kim": "kimkimkimkim", "  kim@example.com ": "kimkimkimkim", "010-1234-5678": "kimkimkimkim",
	} {
		w := newWorld(t)
		w.logto.add("kimkimkimkim", `{"username":"kim","primaryEmail":"kim@example.com","primaryPhone":"821012345678"}`)
		w.logto.add("kimlee000000", `{"username":"kimlee","primaryEmail":"mykim@example.com"}`)
		w.logto.add("mykim0000000", `{"name":"t0admin00000 kim kim@example.com 1012345678"}`)
		page, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: search, Page: 1, PageSize: 20})
		must(err)
		var ids []string
		for _, u := range page.Items {
			ids = append(ids, u.ID)
		}
		if len(ids) < 2 || ids[0] != want || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
			t.Errorf("%q finds %v, want %s first and each once", search, ids, want)
		}
	}
}

func TestListUsers_asksOnceWhereNobodyIsNamed(t *testing.T) {
	t.Parallel()
	for _, q := range []directory.UserQuery{{}, {Search: "two words"}, {Search: "kim", Page: 2}} {
		w := newWorld(t)
		_, err := w.ListUsers(t.Context(), w.as(admin), q)
		must(err)
		if calls := w.logto.made(); len(calls) != 1 {
			t.Errorf("%+v: %v", q, calls)
		}
	}
}

func TestListUsers_escapesAndBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var got []string
	w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
		got = append(got, r.URL.Query().Get("search")+" "+r.URL.Query().Get("page")+" "+r.URL.Query().Get("page_size"))
		return nil, nil
	}
	for _, q := range []directory.UserQuery{
		{Search: `50% _\ x`, Page: -3, PageSize: 1000}, {Search: strings.Repeat("한 ", 500), Page: 2},
	} {
		_, err := w.ListUsers(t.Context(), w.as(admin), q)
		must(err)
	}
	want := []string{`%50\% \_\\ x% 1 100`, "%" + strings.TrimSpace(strings.Repeat("한 ", 64)) + "% 2 1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// The exact lookup may neither fail the page nor hold it up.
func TestListUsers_doesNotWaitForTheExactLookup(t *testing.T) {
	t.Parallel()
	for what, fault := range map[string]func(*http.Request) (*http.Response, error){"slow": hang, "500": serverError} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
				if r.URL.Query().Get("mode.username") == "exact" {
					return fault(r)
				}
				return nil, nil
			}
			begun := time.Now()
			page, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Search: "Ann", PageSize: 20})
			if took := time.Since(begun); err != nil || len(page.Items) == 0 || took > 100*time.Millisecond {
				t.Errorf("%s: %v, %d people after %s", what, err, len(page.Items), took)
			}
		})
	}
}

func TestRights_sayWhatWouldBePermitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct {
		actor, target string
		can, cannot   []access.Action
	}{
		{admin, "t0ordinary00", []access.Action{access.UserUpdate, access.UserUpdateAddress, access.UserDelete}, nil},
		{admin, admin, []access.Action{access.UserUpdate}, []access.Action{access.UserDelete, access.UserSuspend}},
		{helpdesk, "t0ordinary00", []access.Action{access.UserUpdate, access.UserUpdateCustomData}, []access.Action{access.UserUpdateAddress}},
		{helpdesk, "t0admin00000", []access.Action{access.UserRead}, []access.Action{access.UserUpdate}},
		{auditor, "t0ordinary00", []access.Action{access.UserRead}, []access.Action{access.UserUpdate}},
	}
	for _, tt := range tests {
		rights, err := w.rights(t, w.as(tt.actor), tt.target)
		must(err)
		for _, a := range tt.can {
			if !rights.Can(a) || rights.Why(a) != nil {
				t.Errorf("%s on %s cannot %s: %v", tt.actor, tt.target, a, rights.Why(a))
			}
		}
		for _, a := range tt.cannot {
			if rights.Can(a) || rights.Why(a) == nil {
				t.Errorf("%s on %s can %s", tt.actor, tt.target, a)
			}
		}
	}
	if (directory.Rights{}).Can(access.UserRead) || (directory.Rights{}).Why(access.UserRead) == nil {
		t.Error("rights that were not asked for permit something")
	}
	if len(w.trail.All()) > 0 {
		t.Error("asking left entries in the trail")
	}
}

// rights is what actor may do to a person, as their page has it.
func (w *world) rights(t *testing.T, actor access.Actor, id string) (directory.Rights, error) {
	t.Helper()
	d, err := w.Dossier(t.Context(), actor, id)
	return d.Rights, cmp.Or(err, d.RightsErr)
}

// scopeReads counts how often the scopes of roles were read.
func (w *world) scopeReads() int {
	n := 0
	for _, call := range w.logto.made() {
		if strings.HasSuffix(call, "/scopes") {
			n++
		}
	}
	return n
}

func TestRights_areNeverOlderThanHalfAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.logto.add(target, `{}`, "role")
		agent := w.as(helpdesk)
		expect := func(when string, can bool, reads int) {
			t.Helper()
			rights, err := w.rights(t, agent, target)
			must(err)
			synctest.Wait() // for what is read behind the back
			if got := rights.Can(access.UserUpdate); got != can || w.scopeReads() != reads {
				t.Errorf("%s: %v after %d reads, want %v after %d", when, got, w.scopeReads(), can, reads)
			}
		}
		expect("cold", true, 1)
		w.logto.scopes["role"] = []string{"audit:read"}
		time.Sleep(14 * time.Second)
		expect("fresh: as it was", true, 1)
		time.Sleep(2 * time.Second)
		expect("stale: as it was, and read again behind the back", true, 2)
		expect("fresh again: as it is", false, 2)
		w.logto.scopes["role"] = nil
		time.Sleep(30 * time.Second)
		expect("too old: read while waiting", true, 3)
	})
}

func TestRights_readOnceForManyWhoAsk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.logto.before = on("GET /roles/", func(*http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return nil, nil
		})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := w.rights(t, w.as(admin), "t0helpdesk00")
				must(err)
			})
		}
		wg.Wait()
		if n := w.scopeReads(); n != 1 {
			t.Errorf("%d reads", n)
		}
	})
}

func TestReads_passOnWhatLogtoSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.organizationRoles["t0admin00000"] = []string{"owner"}
	u, err := w.User(t.Context(), w.as(auditor), "t0admin00000")
	must(err)
	d, err := w.Dossier(t.Context(), w.as(auditor), "t0admin00000")
	must(err)
	if u.Name != "Ann" || d.User.Name != "Ann" || len(d.Roles) != 1 || d.Roles[0].Name != access.RoleAdmin || d.Organizations[0].OrganizationRoles[0].Name != "owner" {
		t.Errorf("%+v %+v", u, d)
	}
	for _, err := range []error{
		second(w.User(t.Context(), w.as(auditor), "nosuchuser00")),
		second(w.Dossier(t.Context(), w.as(auditor), "nosuchuser00")),
	} {
		if !apiclient.IsNotFound(err) {
			t.Errorf("got %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestNew_needsItsParts(t *testing.T) {
	t.Parallel()
	if _, err := directory.New(directory.Options{Resource: resource}); err == nil {
		t.Error("a directory of nothing")
	}
}
