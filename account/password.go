package account

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// PasswordSet is the action of [Accounts.SetPassword].
const PasswordSet access.Action = "account.set-password"

// NewPassword is the field of the password that SetPassword sets.
const NewPassword = "newPassword"

// SetPassword gives the person a new password. Their sessions go on. Who has neither
// password nor e-mail address nor phone number needs no proof. The password stands in
// no trail, error or log.
//
// A *attribute.Invalid (missing, invalid_characters) and a *attribute.Refused
// (user.same_password) are under NewPassword; *attribute.PasswordRejected has the rules
// of the tenant that it breaks. ErrProof wants an identity check. Whether a password
// without an answer was set cannot be found out: attribute.ErrUncertain. Other errors
// are those of Read.
func (a *Accounts) SetPassword(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, password apiclient.Secret) error {
	if problem := passwordProblem(password.Reveal()); problem != "" {
		return &attribute.Invalid{Fields: map[string]string{NewPassword: problem}}
	}
	err := a.do(ctx, owner, tokens, act{
		action:  PasswordSet,
		changes: func(*apiclient.Account) []audit.Change { return []audit.Change{{Field: FieldPassword}} },
		step: step{
			fields: []string{NewPassword},
			call:   func(ctx context.Context) error { return a.logto.SetPassword(ctx, tokens, proof, password) },
		},
	})
	if e, ok := errors.AsType[*apiclient.Error](err); ok && e.Code == "password.rejected" && len(e.Issues) > 0 {
		return &attribute.PasswordRejected{Rules: attribute.BrokenRules(e.Issues)}
	}
	return err
}

func passwordProblem(text string) string {
	switch {
	case text == "":
		return attribute.Missing
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return attribute.InvalidCharacters
	}
	return ""
}
