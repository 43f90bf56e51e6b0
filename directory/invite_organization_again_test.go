package directory_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/directory"
)

// Whoever may not invite does not end what others have sent, by asking for it again.
func TestResend_ofAnInvitationEndsNothingBeforeTheRulesAreAsked(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		by     string
		late   bool
		o      directory.LinkOptions
		reason access.Reason
	}{
		"an auditor":          {auditor, false, directory.LinkOptions{}, access.MissingCapability},
		"one with less":       {senior, false, directory.LinkOptions{}, access.TargetHasMore},
		"shown by them":       {senior, false, directory.LinkOptions{Show: true}, access.TargetHasMore},
		"too late":            {admin, true, directory.LinkOptions{}, access.StepUp},
		"with a reason, long": {admin, false, directory.LinkOptions{Reason: strings.Repeat("x", 501)}, ""},
	} {
		w := newWorld(t)
		sent := w.invited(t, into("t0helpdesk00@example.com"))
		code, actor := w.post.code(), w.as(c.by)
		if c.late {
			actor = w.later(c.by)
		}
		_, err := w.Resend(t.Context(), actor, sent.ID, c.o)
		if denied, ok := errors.AsType[*access.Denied](err); err == nil || ok && denied.Reason != c.reason {
			t.Errorf("%s: %v", what, err)
		}
		if w.over(t, code) != "works" || w.logto.invited[0].Status != "Pending" || len(w.post.mails) != 1 {
			t.Errorf("%s: the code is %q", what, w.over(t, code))
		}
		if c.by == senior {
			if as[*access.Denied](t, w.RevokeLink(t.Context(), actor, sent.ID, "")).Action != access.UserAssignOrganization || w.over(t, code) != "works" {
				t.Errorf("%s revoked it", what)
			}
		}
	}
}

func TestResend_ofAnInvitationKillsTheCodeBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent := w.invited(t, into("new@example.com"))
	old := w.post.code()
	if _, err := w.Resend(t.Context(), w.as(admin), sent.ID, directory.LinkOptions{Show: true}); err != nil || w.over(t, old) != directory.LinkRevoked {
		t.Errorf("%v, the old code is %q", err, w.over(t, old))
	}
	w.logto.invited[1].Status = "Accepted"
	if _, err := w.Resend(t.Context(), w.as(admin), w.links.rows[1].ID, directory.LinkOptions{}); !errors.Is(err, directory.ErrNoLink) {
		t.Errorf("what was accepted: %v", err)
	}
}

// When the next cannot be made the one before is over, and that is told.
func TestResend_ofAnInvitationSaysWhatIsHalfDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent := w.invited(t, into("new@example.com"))
	w.logto.before = on("POST /organization-invitations", serverError)
	_, err := w.Resend(t.Context(), w.as(admin), sent.ID, directory.LinkOptions{})
	if half := as[*directory.Partial](t, err); !slices.Equal(half.Done, []string{"link"}) || w.logto.invited[0].Status != "Revoked" {
		t.Errorf("got %+v, Logto has %+v", half, w.logto.invited)
	}
	w.logto.before = nil
	if _, err := w.Resend(t.Context(), w.as(admin), sent.ID, directory.LinkOptions{}); err != nil || w.over(t, w.post.code()) != "works" {
		t.Errorf("again: %v", err)
	}
}
