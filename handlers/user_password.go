package handlers

import (
	"context"
	"net/http"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// passwordPage sets a password.
var passwordPage = life{
	kind: views.LifePassword, action: access.UserSetPassword, reads: lifeParts{sessions: true, password: true},
	fields: []string{views.FieldReason, views.FieldPassword, views.FieldExpire, views.FieldSignOut},
	portal: "life.password.portal", to: paths.User,
	leavesTokens: func(form map[string]string) bool { return form[views.FieldSignOut] == views.Checked },
	said: func(_ directory.Ended, form map[string]string) views.Message {
		if form[views.FieldSignOut] == views.Checked {
			return views.Say("life.password.done-out")
		}
		return views.Say("life.password.done")
	},
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return k.SetPassword(ctx, who, id, apiclient.Secret(form[views.FieldPassword]), directory.PasswordOptions{
			Expire:      form[views.FieldExpire] == views.Checked,
			EndSessions: form[views.FieldSignOut] == views.Checked,
			Reason:      form[views.FieldReason],
		})
	},
}

// generate draws the form with a password made up for it, once: it stands in this
// answer and nowhere else.
func (u userLife) generate(w http.ResponseWriter, r *http.Request, typed map[string]string) error {
	f, err := u.facts(r)
	if err != nil {
		return err
	}
	props := f.props(u.life)
	retypeLife(&props, typed)
	props.Typed = true
	props.Password.Value, props.Password.Generated = directory.GeneratePassword(f.state.Policy).Reveal(), true
	return u.show(w, r, http.StatusOK, props)
}

// passwordPart is what the page asks beside the reason, and what it does not
// offer with the reason why.
func (f lifeFacts) passwordPart() *views.PasswordPart {
	p := f.state.Policy
	part := &views.PasswordPart{
		Has: f.state.Has, HasUnread: f.stateUnknown != nil || f.state.HasErr != nil, RulesUnread: f.stateUnknown != nil || f.state.PolicyErr != nil,
		Rules: passwordRules(p),
	}
	if refused, stepUp := f.lifeRefusal(access.UserResetPassword); (refused.None() || stepUp) && f.User.PrimaryEmail != "" {
		part.ResetURL = paths.UserResetLink(f.id)
	}
	part.Expire.Locked, part.SignOut.Locked = f.option(access.UserExpirePassword), f.option(access.UserEndSessions)
	if part.Expire.Locked.None() && part.RulesUnread {
		part.Expire.Locked = views.Say("life.password.expire-unread")
	} else if part.Expire.Locked.None() && !f.state.CanExpire {
		part.Expire.Locked = views.Say("life.expire.off")
	} else if part.Expire.Locked.None() && f.unreachable() {
		part.Expire.Locked = views.Say("life.expire.unreachable")
	}
	return part
}

// option is why something cannot be asked for together with a password; a new
// sign-in is asked for by the page itself.
func (f lifeFacts) option(action access.Action) views.Message {
	refused, stepUp := f.lifeRefusal(action)
	if stepUp {
		return views.Message{}
	}
	return refused
}

// ruleKeys are the sentences for the rules of Logto's policy.
var ruleKeys = map[string]string{
	"password_rejected.too_short":              "problem.password.short",
	"password_rejected.too_long":               "problem.password.long",
	"password_rejected.character_types":        "problem.password.types",
	"password_rejected.unsupported_characters": "problem.password.characters",
	"password_rejected.pwned":                  "problem.password.pwned",
	"password_rejected.restricted.repetition":  "problem.password.repetition",
	"password_rejected.restricted.sequence":    "problem.password.sequence",
	"password_rejected.restricted.user_info":   "problem.password.owner",
	"password_rejected.restricted.words":       "problem.password.words",
}

func brokenRules(rules []directory.PasswordRule) []views.Message {
	var all []views.Message
	for _, rule := range rules {
		if key, known := ruleKeys[rule.Code]; known {
			all = append(all, views.Say(key, "min", rule.Limit, "max", rule.Limit))
		} else {
			all = append(all, problemText("", rule.Code))
		}
	}
	return all
}

// explainPassword writes what is wrong with a password, or why there can be no
// new one, by the codes of directory and of Logto.
func explainPassword(props *views.LifeProps, codes map[string]string) {
	if code := codes[directory.NewPassword]; code != "" && props.Password != nil {
		problem := problemText("", code)
		if code == directory.Missing {
			problem = views.Say("life.problem.password")
		}
		props.Password.Problems = append(props.Password.Problems, problem)
	}
	switch codes[directory.MustRenew] {
	case directory.NoPassword:
		props.Problem = views.Say("life.expire.none")
	case directory.NoAddress:
		props.Problem = views.Say("life.expire.unreachable")
	case "sign_in_experiences.password_expiration_not_enabled":
		props.Problem = views.Say("life.expire.off")
	}
}

// partLabels are what was done together with a password.
var partLabels = map[string]string{directory.MustRenew: "life.password.expire", directory.AllSessions: "life.password.sign-out"}

// partly says what was done and what was not.
func partly(r *http.Request, e *directory.Partial) views.Message {
	if e.Done[0] != directory.NewPassword {
		return views.Say("life.partly.sessions")
	}
	var failed []string
	for _, part := range e.Failed {
		failed = append(failed, i18n.T(r.Context(), partLabels[part]))
	}
	return views.Say("life.partly.password", "failed", strings.Join(failed, ", "))
}
