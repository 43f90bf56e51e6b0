package e2e

import (
	"net/http"
	"testing"
)

// On a portal whose machine-to-machine secret is wrong, so that all of it is read with one's own token.
func TestMyData_isReadAndTakenAway(t *testing.T) {
	t.Parallel()
	prog := pairWithoutMachine(t)
	for username, l := range map[string]look{
		"data_desktop": desktop,
		"data_phone":   {Name: "phone-ko", Width: 390, Height: 844, Language: "ko"},
		"data_plain":   noScript,
	} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, prog, l)
			p.newcomer(username, "Data "+l.Name)
			p.click(css("main nav a[href='/profile/data']"))
			p.arrives("/profile/data")
			p.sees("Data "+l.Name, username, "Nick")
			p.holds("the way to the file", `document.querySelector('main a[href="/profile/data.json"]')`)
			p.shot("my-data")
			if l.NoScript {
				return
			}
			p.holds("a file with what the page says", `fetch('/profile/data.json?id=somebody').then(async answer => {
				const data = await answer.json()
				return answer.headers.get('Content-Disposition').startsWith('attachment; filename="my-data-') && data.version === 1 &&
					data.account.username === `+quote(username)+` && data.claims.nickname === 'Nick' && data.activity[0].action === 'session.sign-in'
			})`)
			p.open("/profile/data")
			p.holds("the file among what was done", `document.querySelectorAll('#own-activity li').length >= 2`)
		})
	}
}

func TestMyData_tellsWhoLookedAndWhy(t *testing.T) {
	t.Parallel()
	prog := pairBehind(t, newFront(t), 60)
	const username, password = "looked_at", "Zx9!vQ2#tL-own"
	id := prog.tenant(t).make("/users", map[string]any{"username": username, "password": password, "name": "Lana Lookedat"})
	me, them := newPage(t, prog, desktop), newPage(t, prog, look{Name: "phone-ko", Width: 390, Height: 844, Language: "ko"})
	me.signIn("helpdesk")
	for _, what := range []string{"suspend", "reactivate"} {
		me.open("/users/" + id + "/" + what)
		me.sees("The person can read this.")
		me.fill(reason(), "Ticket 77: "+what)
		me.confirm()
		me.arrives("/users/" + id)
	}
	them.open("/sign-in")
	them.logIn(username, password)
	them.arrives("/profile")
	if status := them.open("/profile/data?before=1000000"); status != http.StatusOK { // what was done, and nothing else
		t.Errorf("my data: %d", status)
	}
	// "Looked at the account", "Suspended the account" and so on, the newest first.
	them.sees("Ticket 77: suspend", "Ticket 77: reactivate", "계정 조회", "계정 정지", "계정 재활성화")
	them.holds("each of it once", `document.querySelectorAll('#own-activity li').length === 4`)
	them.shot("my-data-told")
}
