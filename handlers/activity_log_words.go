package handlers

import (
	"regexp"

	"roster/views"
)

// logKeys are the sentences of Logto's log, by what a key has in it. The first that fits
// counts; failed is the sentence of a failure where the badge alone would not say it.
var logKeys = []struct {
	form   *regexp.Regexp
	kind   views.HappeningKind
	key    string
	failed string
}{
	{regexp.MustCompile(`^Interaction\.SignIn\.Submit$`), views.HappenedSignIn, "happened.signed-in", "happened.not-signed-in"},
	{regexp.MustCompile(`^Interaction\.Register\.Submit$`), views.HappenedCreate, "happened.signed-up", "happened.not-signed-up"},
	{regexp.MustCompile(`^Interaction\.ForgotPassword\.Submit$`), views.HappenedPassword, "happened.reset-password", "happened.not-reset"},
	{regexp.MustCompile(`^Interaction\.Create$`), views.HappenedStep, "happened.begun", ""},
	{regexp.MustCompile(`^Interaction\.End$`), views.HappenedStep, "happened.ended", ""},
	{regexp.MustCompile(`^Interaction\.(.*\.)?BindMfa\..*Submit$`), views.HappenedDevice, "happened.factor-bound", "happened.factor-not-bound"},
	{regexp.MustCompile(`^Interaction\.(.*\.)?BindMfa\.`), views.HappenedDevice, "happened.step", ""},
	{regexp.MustCompile(`^Interaction\..*(Totp|WebAuthn|BackupCode|Mfa)`), views.HappenedDevice, "happened.factor", ""},
	{regexp.MustCompile(`^Interaction\..*VerificationCode\.Create$`), views.HappenedMessage, "happened.code-sent", ""},
	{regexp.MustCompile(`^Interaction\..*VerificationCode\.Submit$`), views.HappenedStep, "happened.code", ""},
	{regexp.MustCompile(`^Interaction\..*Password\.Submit$`), views.HappenedPassword, "happened.password", ""},
	{regexp.MustCompile(`^Interaction\..*(Social|EnterpriseSso|SingleSignOn)`), views.HappenedStep, "happened.provider", ""},
	{regexp.MustCompile(`^Interaction\..*Identifier`), views.HappenedStep, "happened.identified", ""},
	{regexp.MustCompile(`^Interaction\.`), views.HappenedStep, "happened.step", ""},
	{regexp.MustCompile(`^ExchangeTokenBy\.AuthorizationCode$`), views.HappenedToken, "happened.tokens", ""},
	{regexp.MustCompile(`^ExchangeTokenBy\.RefreshToken$`), views.HappenedToken, "happened.tokens-renewed", ""},
	{regexp.MustCompile(`^ExchangeTokenBy\.ClientCredentials$`), views.HappenedToken, "happened.tokens-client", ""},
	{regexp.MustCompile(`^ExchangeTokenBy\.TokenExchange$`), views.HappenedToken, "happened.tokens-exchanged", ""},
	{regexp.MustCompile(`^RevokeToken`), views.HappenedToken, "happened.token-revoked", ""},
	{regexp.MustCompile(`^RevokeGrants`), views.HappenedToken, "happened.grants-revoked", ""},
	{regexp.MustCompile(`^JwtCustomizer\.`), views.HappenedStep, "happened.customizer", ""},
	{regexp.MustCompile(`^SamlApplication\.`), views.HappenedSignIn, "happened.saml", ""},
}

// logWords is the sentence for a key of Logto's log; none for one that is not known.
func logWords(key string, failed bool) (views.HappeningKind, views.Message) {
	for _, k := range logKeys {
		if !k.form.MatchString(key) {
			continue
		}
		if failed && k.failed != "" {
			return k.kind, views.Say(k.failed)
		}
		return k.kind, views.Say(k.key)
	}
	return views.HappenedUnknown, views.Message{}
}
