package directory_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"roster/directory"
	"roster/mail"
)

// A mail of which nobody knows whether it arrived must not work later.
func TestInvite_whatWasNotMailedDoesNotWork(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		err  error
		told directory.MailFailure
		code string
	}{
		"refused":     {&mail.SendError{Kind: mail.Refused, Code: 550}, directory.MailRefused, "mail-refused"},
		"no address":  {&mail.SendError{Kind: mail.Address}, directory.MailRefused, "mail-address"},
		"busy":        {&mail.SendError{Kind: mail.Busy}, directory.MailBusy, "mail-busy"},
		"away":        {&mail.SendError{Kind: mail.Unreachable}, directory.MailAway, "mail-unreachable"},
		"silent":      {&mail.SendError{Kind: mail.Timeout}, directory.MailAway, "mail-timeout"},
		"a mistake":   {errors.New("no such kind"), directory.MailAway, "failed"},
		"given up on": {context.DeadlineExceeded, directory.MailAway, "failed"},
	} {
		w := newWorld(t)
		w.post.err = c.err
		sent, err := w.Invite(t.Context(), w.as(admin), target, directory.LinkOptions{})
		unsent := as[*directory.NotMailed](t, err)
		if unsent.Failure() != c.told || sent != (directory.SentLink{}) || w.over(t, w.post.code()) != "" {
			t.Errorf("%s: told %q, the code is %q", what, unsent.Failure(), w.over(t, w.post.code()))
		}
		if trail := w.entries(t); w.state(t, unsent.Link) != directory.LinkUndelivered || len(trail) != 2 || trail[1].Phase != "failed" || trail[1].Code != c.code {
			t.Errorf("%s: it is %q, and the trail says %+v", what, w.state(t, unsent.Link), trail)
		}
		if strings.Contains(err.Error(), "@") {
			t.Errorf("%s: the error names the address: %v", what, err)
		}
		w.post.err = nil
		if _, err := w.Resend(t.Context(), w.as(admin), unsent.Link, directory.LinkOptions{}); err != nil || w.over(t, w.post.code()) != "works" {
			t.Errorf("%s: sending again: %v", what, err)
		}
	}
}

// Two of one kind are one too many, also when both are sent at once by two replicas.
func TestInvite_leavesOneLiveLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	replicas := []*directory.Directory{w.Directory, w.replica(t)}
	actor := w.as(admin)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if _, err := replicas[i%2].SendReset(t.Context(), actor, target, directory.LinkOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var works []directory.LinkState
	for _, m := range w.post.mails {
		works = append(works, w.over(t, m.Link[strings.LastIndexByte(m.Link, '/')+1:]))
	}
	slices.Sort(works)
	if want := append(slices.Repeat([]directory.LinkState{directory.LinkRevoked}, 5), "works"); !slices.Equal(works, want) {
		t.Errorf("of six codes: %v", works)
	}
}

// What cannot be recorded is not done.
func TestInvite_needsTheTrail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.trail.FailAppend(failing(errors.New("disk full")))
	if _, err := w.Invite(t.Context(), w.as(admin), target, directory.LinkOptions{}); err == nil || len(w.links.rows)+len(w.post.mails) > 0 {
		t.Errorf("got %v, mailed %v", err, w.post.mails)
	}
}

func TestInvite_fails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.links.err = errors.New("no database")
	if _, err := w.Invite(t.Context(), w.as(admin), target, directory.LinkOptions{}); !errors.Is(err, w.links.err) || len(w.post.mails) > 0 {
		t.Errorf("without a database: %v, mailed %v", err, w.post.mails)
	}
	if _, err := w.Invite(t.Context(), w.as(admin), "nobody000000", directory.LinkOptions{}); err == nil || len(w.post.mails) > 0 {
		t.Errorf("to nobody: %v", err)
	}
	w = newWorld(t)
	w.logto.before = on("GET /users/"+target, func(*http.Request) (*http.Response, error) { return refuse(500, ""), nil })
	if _, err := w.Invite(t.Context(), w.as(admin), target, directory.LinkOptions{}); err == nil || len(w.post.mails)+len(w.links.rows) > 0 {
		t.Errorf("without Logto: %v", err)
	}
}
