package emulator

// settings are the tenant's singletons, as they go on the wire. Handlers that change one replace the map, so that an
// answer being written is never changed under it.
type settings struct {
	signInExperience map[string]any
	accountCenter    map[string]any
	// idTokenClaims are the extended claims that go into the ID token; userinfo has all of them always.
	idTokenClaims []string
	// console is what Logto's own console remembers.
	console map[string]any
}

func defaultSettings() settings {
	return settings{
		signInExperience: defaultSignInExperience(),
		accountCenter: map[string]any{
			"tenantId": tenantID, "id": "default", "enabled": false, "fields": map[string]any{},
			"webauthnRelatedOrigins": []any{}, "deleteAccountUrl": nil, "customCss": nil, "profileFields": nil,
		},
		idTokenClaims: []string{"roles", "organizations", "organization_roles"},
		console:       map[string]any{"signInExperienceCustomized": false, "organizationCreated": false},
	}
}

// defaultSignInExperience is what a fresh tenant is seeded with: user name and password, no connector.
func defaultSignInExperience() map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": "default",
		"color":             map[string]any{"primaryColor": "#6139F6", "isDarkModeEnabled": false, "darkPrimaryColor": "#8768F8"},
		"branding":          map[string]any{"logoUrl": "https://logto.io/logo.svg", "darkLogoUrl": "https://logto.io/logo-dark.svg"},
		"hideLogtoBranding": false,
		"languageInfo":      map[string]any{"autoDetect": true, "fallbackLanguage": "en"},
		"termsOfUseUrl":     nil, "privacyPolicyUrl": nil, "agreeToTermsPolicy": "Automatic",
		"signIn": map[string]any{"methods": []any{map[string]any{
			"identifier": "username", "password": true, "verificationCode": false, "isPasswordPrimary": true,
		}}},
		"signUp":       map[string]any{"identifiers": []any{"username"}, "password": true, "verify": false},
		"socialSignIn": map[string]any{}, "socialSignInConnectorTargets": []any{}, "signInMode": "SignInAndRegister",
		"customCss": nil, "customContent": map[string]any{}, "customUiAssets": nil, "customUiCsp": map[string]any{},
		"passwordPolicy": map[string]any{}, "mfa": map[string]any{"factors": []any{}, "policy": "UserControlled"},
		"adaptiveMfa": map[string]any{"enabled": false}, "singleSignOnEnabled": false,
		"supportEmail": nil, "supportWebsiteUrl": nil, "unknownSessionRedirectUrl": nil,
		"captchaPolicy": map[string]any{}, "sentinelPolicy": map[string]any{}, "verificationCodePolicy": map[string]any{},
		"emailBlocklistPolicy": map[string]any{}, "forgotPasswordMethods": []any{},
		"passkeySignIn": map[string]any{}, "signUpProfileFields": nil, "passwordExpiration": map[string]any{},
		"usernamePolicy": map[string]any{"caseSensitive": true, "minLength": 1, "maxLength": 128, "allowedChars": map[string]any{
			"lowercase": true, "uppercase": true, "numbers": true, "underscore": true,
		}},
	}
}
