package apiclient

import "context"

// PublicExperience is what anybody may know of how people sign in to the tenant, as
// far as it matters to somebody who looks after their own account.
type PublicExperience struct {
	MFA              MFASettings       `json:"mfa"`
	PasswordPolicy   PasswordPolicy    `json:"passwordPolicy"`
	UsernamePolicy   UsernamePolicy    `json:"usernamePolicy"`
	PasskeySignIn    PasskeySignIn     `json:"passkeySignIn"`
	ForgotPassword   ForgotPassword    `json:"forgotPassword"`
	SocialConnectors []SocialConnector `json:"socialConnectors"`
	LanguageInfo     LanguageInfo      `json:"languageInfo"`
	SignIn           SignInMethods     `json:"signIn"`
	// ProfileFields is the catalogue; which of them people see of themselves is in
	// [AccountCenter].
	ProfileFields []ProfileField `json:"customProfileFieldCatalog"`
}

// PasskeySignIn is how passkeys sign people in.
type PasskeySignIn struct {
	Enabled bool `json:"enabled"`
}

// ForgotPassword is what a lost password can be replaced by means of.
type ForgotPassword struct {
	Email bool `json:"email"`
	Phone bool `json:"phone"`
}

// SocialConnector is a social provider as the sign-in page presents it. Logo may be a
// path of Logto's, an address or a data: URL.
type SocialConnector struct {
	ID       string            `json:"id"`
	Target   string            `json:"target"`   // what identities name, such as "google"
	Platform string            `json:"platform"` // Native, Universal or Web
	Name     map[string]string `json:"name"`     // by language tag, "en" among them
	Logo     string            `json:"logo"`
	LogoDark string            `json:"logoDark"`
}

// Experience reads it (GET /.well-known/sign-in-exp). It is public: no token is sent.
func (a *AccountClient) Experience(ctx context.Context) (*PublicExperience, error) {
	return get[PublicExperience](ctx, a.as(StaticToken("")), nil, ".well-known", "sign-in-exp")
}
