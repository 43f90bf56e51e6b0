package apiclient

import (
	"context"
	"errors"
	"net/http"
)

// SignInExperienceService is how people sign in to the tenant (/api/sign-in-exp).
type SignInExperienceService service

// SignInExperience is the settings of signing in, as far as they matter outside
// the hosted pages: colours, texts and pictures of those are not modelled.
type SignInExperience struct {
	SignInMode SignInMode     `json:"signInMode"`
	SignIn     SignInMethods  `json:"signIn"`
	SignUp     SignUpRequires `json:"signUp"`
	// SocialTargets are the connectors' targets that the sign-in page shows.
	SocialTargets         []string           `json:"socialSignInConnectorTargets"`
	ForgotPasswordMethods []string           `json:"forgotPasswordMethods"` // EmailVerificationCode, PhoneVerificationCode
	MFA                   MFASettings        `json:"mfa"`
	PasswordPolicy        PasswordPolicy     `json:"passwordPolicy"`
	PasswordExpiration    PasswordExpiration `json:"passwordExpiration"`
	UsernamePolicy        UsernamePolicy     `json:"usernamePolicy"`
	SentinelPolicy        SentinelPolicy     `json:"sentinelPolicy"`
	SingleSignOnEnabled   bool               `json:"singleSignOnEnabled"` // through enterprise connectors
	LanguageInfo          LanguageInfo       `json:"languageInfo"`
	SupportEmail          string             `json:"supportEmail"`
	SupportWebsiteURL     string             `json:"supportWebsiteUrl"`
	TermsOfUseURL         string             `json:"termsOfUseUrl"`
	PrivacyPolicyURL      string             `json:"privacyPolicyUrl"`
}

// Get reads the settings (GET /sign-in-exp).
func (s *SignInExperienceService) Get(ctx context.Context) (*SignInExperience, error) {
	return get[SignInExperience](ctx, s.client, nil, "sign-in-exp")
}

// SignInExperiencePatch changes what is not nil, for everybody of the tenant.
// Every part is replaced as a whole, PasswordExpiration alone is merged: it is
// switched off by Enabled false.
type SignInExperiencePatch struct {
	SignInMode            *SignInMode         `json:"signInMode,omitempty"`
	SignIn                *SignInMethods      `json:"signIn,omitempty"`
	SignUp                *SignUpRequires     `json:"signUp,omitempty"`
	SocialTargets         []string            `json:"socialSignInConnectorTargets,omitzero"`
	ForgotPasswordMethods []string            `json:"forgotPasswordMethods,omitzero"`
	MFA                   *MFASettings        `json:"mfa,omitempty"`
	PasswordPolicy        *PasswordPolicy     `json:"passwordPolicy,omitempty"`
	PasswordExpiration    *PasswordExpiration `json:"passwordExpiration,omitempty"`
	UsernamePolicy        *UsernamePolicy     `json:"usernamePolicy,omitempty"`
	SentinelPolicy        *SentinelPolicy     `json:"sentinelPolicy,omitempty"`
	SingleSignOnEnabled   *bool               `json:"singleSignOnEnabled,omitempty"`
	LanguageInfo          *LanguageInfo       `json:"languageInfo,omitempty"`
	SupportEmail          *string             `json:"supportEmail,omitempty"`
	SupportWebsiteURL     *string             `json:"supportWebsiteUrl,omitempty"`
	TermsOfUseURL         *string             `json:"termsOfUseUrl,omitempty"`
	PrivacyPolicyURL      *string             `json:"privacyPolicyUrl,omitempty"`
}

// Update changes the settings and returns all of them (PATCH /sign-in-exp). 422
// entity.invalid_input for an empty patch, 400
// sign_in_experiences.enabled_connector_not_found and
// forgot_password_method_requires_connector without the connector, 422
// sign_in_experiences.password_expiration_requires_forgot_password.
func (s *SignInExperienceService) Update(ctx context.Context, change SignInExperiencePatch) (*SignInExperience, error) {
	return patch[SignInExperience](ctx, s.client, change, "sign-in-exp")
}

// CheckPassword tries a password against the tenant's policy and returns the
// rules it breaks, none when it is good
// (POST /sign-in-exp/default/check-password). userID is the person whose data
// must not be in it; policies that look at it refuse "" with 400
// request.invalid_input.
func (s *SignInExperienceService) CheckPassword(ctx context.Context, userID string, password Secret) ([]Issue, error) {
	body := map[string]string{"password": password.Reveal()}
	if userID != "" {
		body["userId"] = userID
	}
	err := tell(ctx, s.client, http.MethodPost, body, "sign-in-exp", "default", "check-password")
	if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusBadRequest && e.Code == "" && len(e.Issues) > 0 {
		return e.Issues, nil // broken rules come as a 400 that is no error envelope
	}
	return nil, err
}
