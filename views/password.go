package views

import (
	"context"
	"strings"

	"roster/i18n"
	"roster/views/ui"
)

// Names of the fields that set a password. FieldPassword is kept nowhere: not in
// a draft, a cookie or a log.
const (
	FieldPassword = "password"
	FieldExpire   = "expire"
	FieldSignOut  = "sign-out"
)

// Checked is what a check box sends.
const Checked = "yes"

// PasswordPart is what the page that sets a password asks beside the reason.
type PasswordPart struct {
	// Has says whether they have one, HasUnread that it is not known.
	Has, HasUnread bool
	// Rules are the tenant's, RulesUnread says that they are not known.
	Rules       PasswordRules
	RulesUnread bool
	// Value is what was typed or, with Generated, made up; it is drawn in answer to
	// a form alone. Problems are what is wrong with it.
	Value     string
	Generated bool
	Problems  []Message
	// Expire asks for a new one at the next sign-in, SignOut ends all sessions.
	Expire, SignOut CheckBox
	// ResetURL is the page that mails a link instead, "" for viewers who may not.
	ResetURL string
}

// CheckBox is a check box; where Locked says why, there is none.
type CheckBox struct {
	Checked bool
	Locked  Message
}

// PasswordRules are what the tenant asks of passwords; what is false or 0 is not asked.
type PasswordRules struct {
	MinLength, MaxLength, MinTypes           int
	RefusesLeaked, RefusesRuns, RefusesOwner bool
	Words                                    []string
}

func (p *PasswordPart) wrong() bool { return p != nil && len(p.Problems) > 0 }

// rules are what is asked of a password, as people read it; unread says that they are
// not known. owner is the key of what is about the person themself.
func (r PasswordRules) rules(ctx context.Context, unread bool, owner string) []ui.PasswordRule {
	if unread {
		return []ui.PasswordRule{{Text: i18n.T(ctx, "life.password.rules-unread")}}
	}
	all := []ui.PasswordRule{{
		Text: i18n.T(ctx, "life.password.rule.length", "min", r.MinLength, "max", r.MaxLength), Judge: "length", Min: r.MinLength, Max: r.MaxLength,
	}}
	if r.MinTypes > 1 {
		all = append(all, ui.PasswordRule{Text: i18n.T(ctx, "life.password.rule.types", "min", r.MinTypes), Judge: "types", Min: r.MinTypes})
	}
	all = append(all, ui.PasswordRule{Text: i18n.T(ctx, "life.password.rule.characters"), Judge: "characters"})
	for _, rule := range []struct {
		asked bool
		key   string
	}{
		{r.RefusesLeaked, "life.password.rule.leaked"}, {r.RefusesRuns, "life.password.rule.runs"}, {r.RefusesOwner, owner},
	} {
		if rule.asked {
			all = append(all, ui.PasswordRule{Text: i18n.T(ctx, rule.key)})
		}
	}
	if len(r.Words) > 0 {
		all = append(all, ui.PasswordRule{Text: i18n.T(ctx, "life.password.rule.words", "words", isolated(strings.Join(r.Words, ", ")))})
	}
	return all
}

// passwordField is the field itself: in the clear when it was made up, since
// somebody has to pass it on.
func passwordField(ctx context.Context, p *PasswordPart) ui.PasswordProps {
	f := ui.PasswordProps{
		ID: fieldID(FragmentLife, FieldPassword), Name: FieldPassword, Label: i18n.T(ctx, "life.password.label"),
		Value: p.Value, Visible: p.Generated, Focus: p.Generated || p.wrong(),
	}
	if p.Generated {
		f.Note, f.Copy = i18n.T(ctx, "life.password.generated"), i18n.T(ctx, "life.password.copy")
	}
	var problems []string
	for _, problem := range p.Problems {
		problems = append(problems, say(ctx, problem))
	}
	f.Problem = strings.Join(problems, " ")
	return f
}
