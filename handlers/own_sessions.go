package handlers

import (
	"context"
	"net/http"
	"slices"

	"roster/account"
	"roster/apiclient"
	"roster/views"
	"roster/views/paths"
)

// errPartly: some of what was asked for is done and some is not.
type errPartly struct {
	said views.Message
	err  error
}

func (e *errPartly) Error() string { return "done in part: " + e.err.Error() }

func (e *errPartly) Unwrap() error { return e.err }

// hidden says that the tenant shows people nothing of it, which their page says.
func hidden(err error) bool { return apiclient.HasCode(err, "account_center.field_not_enabled") }

// readSessions are the person's sessions as the page shows them; none where the tenant
// shows none.
func (s ownStep) readSessions(ctx context.Context, in ownInput) ([]views.SessionItem, error) {
	all, err := s.Account.Sessions(ctx, in.who, in.tokens, in.proof)
	if hidden(err) {
		return nil, nil
	}
	return ownSessions(all, nil), err
}

// ownSession signs out on one device.
var ownSession = ownKind{
	kind: views.OwnSession, back: paths.ProfileConnections(), proof: true,
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		all, err := s.readSessions(ctx, in)
		return sessionsPage(func(props *views.OwnStepProps) {
			at := slices.IndexFunc(all, func(i views.SessionItem) bool { return i.ID == in.r.PathValue("session") })
			if props.Gone = at < 0; !props.Gone {
				all[at].Applications = nil // named on the page before
				props.Session = &all[at]
			}
		}), err
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		ended, err := s.Account.EndSession(ctx, in.who, in.tokens, in.proof, in.r.PathValue("session"))
		return ownDone{over: ended.Here, said: endedWords(ended, views.Say("own.session.done"))}, err
	},
}

// sessionsPage is fill where the tenant lets people end sessions.
func sessionsPage(fill func(*views.OwnStepProps)) ownPage {
	return func(own account.Own, props *views.OwnStepProps) {
		if own.ControlOf(account.Sessions) != account.Edit {
			props.No, props.Closed = views.Say("problem.field-closed"), true
			return
		}
		fill(props)
	}
}

func endedWords(ended account.Ended, done views.Message) views.Message {
	if ended.PortalStays {
		return views.Say("own.session.portal")
	}
	return done
}

// ownOthers signs out on all other devices.
var ownOthers = ownKind{
	kind: views.OwnOthers, back: paths.ProfileConnections(), proof: true,
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		all, err := s.readSessions(ctx, in)
		return sessionsPage(func(props *views.OwnStepProps) {
			props.Others = slices.DeleteFunc(all, func(i views.SessionItem) bool { return i.Here })
		}), err
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		ended, err := s.Account.EndOthers(ctx, in.who, in.tokens, in.proof)
		if gone := ended.Sessions + ended.Grants; err != nil && gone > 0 {
			err = &errPartly{views.Say("own.others.partly", "ended", gone, "left", ended.Left), err}
		}
		return ownDone{said: endedWords(ended, views.Say("own.others.done", "count", ended.Sessions))}, err
	},
}

// ownGrant takes back what an application was permitted.
var ownGrant = ownKind{
	kind: views.OwnGrant, back: paths.ProfileConnections(), proof: true,
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		grants, err := s.Account.Grants(ctx, in.who, in.tokens, in.proof)
		if hidden(err) {
			err = nil
		}
		all := s.ownGrants(grants)
		return sessionsPage(func(props *views.OwnStepProps) {
			at := slices.IndexFunc(all, func(i views.GrantItem) bool { return i.ID == in.r.PathValue("application") })
			if props.Gone = at < 0; props.Gone {
				return
			}
			props.Grant = &all[at]
			if all[at].Here {
				props.No = views.Say("own.grant.portal")
			}
		}), err
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		ended, err := s.Account.RevokeGrants(ctx, in.who, in.tokens, in.proof, in.r.PathValue("application"))
		if err != nil && ended.Grants > 0 {
			err = &errPartly{views.Say("own.grant.partly"), err}
		}
		return ownDone{said: views.Say("own.grant.done")}, err
	},
}

// leave goes on to another site. Browsers hold a redirect after a form against the
// form-action of the page, so that script goes there by itself, and without it a link does.
func (s ownStep) leave(w http.ResponseWriter, r *http.Request, to string) error {
	if isHTMX(r) {
		return s.redirect(w, r, to)
	}
	props, err := s.props(r, s.input(r, nil))
	if err != nil {
		return err
	}
	props.GoTo = to
	return s.show(w, r, http.StatusOK, props)
}
