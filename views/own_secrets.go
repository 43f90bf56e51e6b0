package views

import (
	"context"
	"strings"

	"roster/i18n"
	"roster/views/ui"
)

// OwnSecrets is what the pages about one's own password and second factors have beside
// fields.
type OwnSecrets struct {
	// First says that there is no password yet, Replaces that what is there stops working
	// with what is made.
	First, Replaces bool
	// Rules are what the tenant asks of a new password, RulesUnread that they are not known.
	Rules       PasswordRules
	RulesUnread bool
	// Broken are the rules that the new password breaks.
	Broken []Message
	// App is the authenticator app being set up, nil for none.
	App *AppSecret
	// Factor is what is removed or renamed, nil for none.
	Factor *FactorItem
	// Codes were just made: they are shown instead of the form, and never again.
	Codes []string
}

// AppSecret is what an authenticator app takes in: the key, in base32, and the path of
// the QR code of its address in a square of Size modules; "" for none.
type AppSecret struct{ Key, Path, Size string }

// ownReplaced are the words for what stops working: that it is there, and what happens.
var ownReplaced = map[OwnStepKind][2]string{
	OwnTOTP:  {"own.totp.replaces", "own.totp.replaces-text"},
	OwnCodes: {"own.codes.replaces", "own.codes.replaces-text"},
}

// CodesFile is what the file with backup codes is called.
const CodesFile = "backup-codes.txt"

// broken says which rules the new password breaks, "" for none.
func (p OwnSecrets) broken(ctx context.Context) string {
	var all []string
	for _, rule := range p.Broken {
		all = append(all, say(ctx, rule))
	}
	return strings.Join(all, " ")
}

// newPasswordField is the field of a new password. What was typed is drawn in answer to
// the form that brought it, and in no other.
func newPasswordField(ctx context.Context, f ui.FieldProps) ui.PasswordProps {
	return ui.PasswordProps{ID: f.ID, Name: f.Name, Label: i18n.T(ctx, "life.password.label"), Value: f.Value, Problem: f.Problem, Focus: f.Focus}
}
