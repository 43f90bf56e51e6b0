package views

import (
	"context"
	"strconv"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentLife is the region of the pages that ask before something is done about
// somebody's account.
const FragmentLife = "person-life"

// Names of the fields of these pages.
const (
	FieldReason  = "reason"
	FieldConfirm = "confirm"
)

// LifeKind is what a page asks about.
type LifeKind string

// The kinds.
const (
	LifeSuspend    LifeKind = "suspend"
	LifeReactivate LifeKind = "reactivate"
	LifeDelete     LifeKind = "delete"
	LifeUnlock     LifeKind = "unlock"   // lift a lockout
	LifeExpire     LifeKind = "expire"   // ask for a new password at the next sign-in
	LifeSignOut    LifeKind = "sign-out" // end all sessions
	LifePassword   LifeKind = "password" // set one
)

// LifeProps is the page that asks before something is done about somebody's
// account.
type LifeProps struct {
	Kind LifeKind
	ID   string
	// Known is false when Logto could not be asked who it is: only the id is certain.
	Known                                    bool
	Name, Username, Email, Phone, PictureURL string
	Suspended                                bool
	// Self says that the viewer is about to do it to themself.
	Self bool
	// Identifier is what has to be typed before deleting, "" when it is not known.
	Identifier string
	// Refused is why the viewer may not; there is no form then, unless something
	// was typed. StepUp says that a new sign-in would help.
	Refused Message
	StepUp  bool
	// Already says that there is nothing to do.
	Already bool
	Impact  LifeImpact
	// TokenLife is how long access tokens live at most, 0 when it is not known.
	TokenLife time.Duration
	// Progress is there while it is being done, nil for before and after.
	Progress *LifeProgress
	// Token is what the form is known by when it comes in.
	Token string
	// Typed says that the form was sent and refused, Restored that it was sent before a
	// sign-in; what was typed is in the fields.
	Typed, Restored bool
	Reason, Confirm Field
	// Password is what the page that sets one asks beside the reason, nil on others.
	Password *PasswordPart
	// Problem is about the form as a whole; Partly says that it tells what was done
	// and what was not. Failure says that Logto did not take it; Uncertain, that
	// nobody knows whether it did.
	Problem   Message
	Partly    bool
	Failure   *Failure
	Uncertain bool
}

// LifeImpact is what is taken away.
type LifeImpact struct {
	Sessions, Factors, Tokens, Identities, Invitations Counted
	Roles, Organizations                               Counted
	// Names of the roles, and of the organizations.
	RoleNames, OrganizationNames []string
}

// LifeProgress is how far signing out everywhere has come: Done of Total are ended,
// Sessions and Grants is what the form remembers of it for the message at the end.
type LifeProgress struct{ Done, Total, Sessions, Grants int }

// The fields that carry it on, each under BaseName.
const (
	FieldTotal    = "total"
	FieldSessions = "sessions"
	FieldGrants   = "grants"
)

// Bases are these fields.
func (p *LifeProgress) Bases() map[string]string {
	if p == nil {
		return nil
	}
	return map[string]string{
		FieldTotal: strconv.Itoa(p.Total), FieldSessions: strconv.Itoa(p.Sessions), FieldGrants: strconv.Itoa(p.Grants),
	}
}

// Counted is a number, or that it could not be read.
type Counted struct {
	N      int
	Unread bool
}

// LifeLinks is what the viewer may do about somebody's account, on their page.
type LifeLinks struct{ Suspend, Reactivate, Delete LifeLink }

// LifeLink leads to one of the pages, or says why it does not. The zero LifeLink
// is not shown.
type LifeLink struct {
	Href   string
	Locked Message
}

func (l LifeLink) none() bool { return l.Href == "" && l.Locked.None() }

func (l LifeLinks) none() bool { return l.Suspend.none() && l.Reactivate.none() && l.Delete.none() }

// asks says whether the form is there.
func (p LifeProps) asks() bool { return !p.Already && (p.Refused.None() || p.Typed && p.StepUp) }

// lifeWords are the i18n keys of a kind.
type lifeWords struct {
	title, verb, already, reasonHint string
	icon                             ui.Icon
	tone                             ui.Tone
	action                           func(id string) string
}

var lifeKinds = map[LifeKind]lifeWords{
	LifeSuspend: {
		"life.suspend.title", "life.suspend.verb", "life.suspend.already", "life.reason-hint",
		ui.IconSuspend, ui.ToneError, paths.UserSuspend,
	},
	LifeReactivate: {
		"life.reactivate.title", "life.reactivate.verb", "life.reactivate.already", "life.reason-hint",
		ui.IconReactivate, ui.ToneInfo, paths.UserReactivate,
	},
	LifeDelete: {
		"life.delete.title", "life.delete.verb", "", "life.reason-hint-delete",
		ui.IconDelete, ui.ToneError, paths.UserDelete,
	},
	LifeUnlock: {
		"life.unlock.title", "life.unlock.verb", "", "life.reason-hint",
		ui.IconUnlock, ui.ToneInfo, paths.UserUnlock,
	},
	LifeExpire: {
		"life.expire.title", "life.expire.verb", "", "life.reason-hint",
		ui.IconExpire, ui.ToneInfo, paths.UserPasswordExpire,
	},
	LifeSignOut: {
		"life.sign-out.title", "life.sign-out.verb", "", "life.reason-hint",
		ui.IconSignOut, ui.ToneInfo, paths.UserSignOut,
	},
	LifePassword: {
		"life.password.title", "life.password.verb", "", "life.reason-hint",
		ui.IconPassword, ui.ToneInfo, paths.UserPassword,
	},
}

func (p LifeProps) words() lifeWords { return lifeKinds[p.Kind] }

// heading is how the person is called, and whether that only stands for a name.
func (p LifeProps) heading(ctx context.Context) (string, bool) {
	if !p.Known {
		return p.ID, true
	}
	return displayName(ctx, p.Name, p.Email, p.Username, p.Phone)
}

// identifiers are what else tells them apart, beside the name.
func (p LifeProps) identifiers() []string {
	var all []string
	for _, s := range []string{p.Username, p.Email, p.Phone} {
		if s != "" {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return []string{p.ID}
	}
	return all
}

// title asks, where there is something to decide.
func (p LifeProps) title() string {
	if p.Progress != nil {
		return "life.progress.title"
	}
	if p.asks() {
		return p.words().title
	}
	return p.words().verb
}

// lifeField is one of the two fields.
func lifeField(ctx context.Context, p LifeProps, name string) ui.FieldProps {
	state := p.Reason
	f := ui.FieldProps{
		ID: fieldID(FragmentLife, name), Name: name,
		Label: i18n.T(ctx, "life.reason"), Hint: i18n.T(ctx, p.words().reasonHint), Rows: "3",
	}
	if name == FieldConfirm {
		state, f.Code, f.Rows, f.Hint = p.Confirm, true, "", ""
		f.Label = i18n.T(ctx, "life.confirm-unknown")
		if p.Identifier != "" {
			f.Label = i18n.T(ctx, "life.confirm")
		}
	}
	f.Value, f.Problem = state.Value, say(ctx, state.Problem)
	f.Focus = f.Problem != "" && !p.Password.wrong() && (name == FieldReason || p.Reason.Problem.None())
	return f
}

// lifeFailure is the sentence below what Logto did.
func lifeFailure(p LifeProps) string {
	switch {
	case p.Uncertain && (p.Kind == LifeSuspend || p.Kind == LifeReactivate || p.Kind == LifeDelete):
		return "life.uncertain"
	case p.Uncertain:
		return "life.uncertain-again"
	}
	return "life.not-done"
}

// lifeRestored is the sentence above what was typed before a sign-in: a password
// is not kept over it.
func lifeRestored(p LifeProps) string {
	if p.Password != nil {
		return "life.password.restored"
	}
	return "life.restored"
}
