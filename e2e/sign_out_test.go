package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"sync"
	"testing"
	"time"
)

// manySessions are those of one person at a Logto that takes its time, in place of the real ones.
type manySessions struct {
	mu   sync.Mutex
	left []string
	// slow is how long it takes to list them, and to end one.
	list, end time.Duration
}

// manySessionsOf puts n sessions in place of those that a person has.
func (f *front) manySessionsOf(id string, n int, list, end time.Duration) *manySessions {
	m := &manySessions{list: list, end: end}
	for i := range n {
		m.left = append(m.left, fmt.Sprintf("session%d", i))
	}
	f.on("GET /api/users/"+id+"/sessions", m.lists)
	f.on("DELETE /api/users/"+id+"/sessions/", m.ends)
	return m
}

// takes is how long an answer takes to come.
func takes(r *http.Request, long time.Duration) {
	select {
	case <-time.After(long):
	case <-r.Context().Done():
	}
}

func (m *manySessions) lists(w http.ResponseWriter, r *http.Request, pass http.Handler) {
	takes(r, m.list)
	m.mu.Lock()
	defer m.mu.Unlock()
	all := []any{}
	for _, uid := range m.left {
		all = append(all, map[string]any{"payload": map[string]any{"uid": uid, "kind": "Session", "loginTs": 1}, "expiresAt": 1})
	}
	body, err := json.Marshal(map[string]any{"sessions": all})
	if err != nil {
		panic(err)
	}
	answers(http.StatusOK, string(body))(w, r, pass)
}

func (m *manySessions) ends(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	takes(r, m.end)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left = slices.DeleteFunc(m.left, func(uid string) bool { return uid == path.Base(r.URL.Path) })
	w.WriteHeader(http.StatusNoContent)
}

func (m *manySessions) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.left)
}

// Signing out of many sessions takes longer than one answer may: it shows how far it is, goes on by itself
// where there is script, and can be left and gone on with.
func TestSignOut_ofManySessionsShowsHowFarItIs(t *testing.T) {
	t.Parallel()
	f := newFront(t)
	prog := pairBehind(t, f, 50)
	id := prog.tenant(t).idOf(prog.person("person").Username)
	const bar = `document.querySelector('#person-life progress')`
	for _, l := range []look{desktop, {Name: "phone-no-script", Width: 390, Height: 844, Language: "en", NoScript: true}} {
		t.Run(l.Name, func(t *testing.T) {
			sessions := f.manySessionsOf(id, 40, 0, time.Second)
			me := newPage(t, prog, l)
			me.signIn("helpdesk")
			me.help("/users/"+id, "sign-out")
			me.fill(reason(), "Lost a bag of phones")
			me.confirm()
			me.holds("how far it is", bar+`?.value === 16 && `+bar+`.max === 40`)
			if !l.NoScript {
				me.holds("that it goes on by itself", `document.querySelector('#person-life form.htmx-request')
					&& getComputedStyle(document.querySelector('#person-life .step-end [type=submit]')).visibility === 'hidden'`)
				me.holds("the next step", bar+`?.value === 32`)
			} else {
				me.click(css("#person-life .step-end a")) // stop here
				me.arrives("/users/" + id)
				if sessions.count() != 24 {
					t.Errorf("%d are left", sessions.count())
				}
				me.help("/users/"+id, "sign-out") // and go on
				me.fill(reason(), "Lost a bag of phones")
				me.confirm()
				me.holds("how far it is", bar+`?.value === 16 && `+bar+`.max === 24`)
				me.confirm()
			}
			me.succeeds("/users/" + id)
			if sessions.count() != 0 {
				t.Errorf("%d are left", sessions.count())
			}
		})
	}
}
