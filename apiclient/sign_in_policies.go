package apiclient

// SignInMode says what the hosted pages offer.
type SignInMode string

// The modes.
const (
	ModeSignIn            SignInMode = "SignIn"
	ModeRegister          SignInMode = "Register"
	ModeSignInAndRegister SignInMode = "SignInAndRegister"
)

// SignInMethods is what people can sign in with.
type SignInMethods struct {
	Methods []SignInMethod `json:"methods"`
}

// SignInMethod is an identifier and how it is proved.
type SignInMethod struct {
	Identifier        string `json:"identifier"` // username, email or phone
	Password          bool   `json:"password"`
	VerificationCode  bool   `json:"verificationCode"`
	IsPasswordPrimary bool   `json:"isPasswordPrimary"`
}

// SignUpRequires is what newcomers must give.
type SignUpRequires struct {
	Identifiers          []string              `json:"identifiers"` // username, email, phone
	Password             bool                  `json:"password"`
	Verify               bool                  `json:"verify"` // the address, by a code
	SecondaryIdentifiers []SecondaryIdentifier `json:"secondaryIdentifiers,omitempty"`
}

// SecondaryIdentifier is asked for beside the others.
type SecondaryIdentifier struct {
	Identifier string `json:"identifier"` // or emailOrPhone
	Verify     *bool  `json:"verify,omitempty"`
}

// MFASettings is the tenant's second factors and when people are asked for one.
type MFASettings struct {
	Factors []string `json:"factors"` // Totp, WebAuthn, BackupCode, EmailVerificationCode, PhoneVerificationCode
	Policy  string   `json:"policy"`  // such as UserControlled, NoPrompt or Mandatory
	// OrganizationPolicy is NoPrompt (when "") or Mandatory, for members of
	// organizations that require a second factor.
	OrganizationPolicy string `json:"organizationRequiredMfaPolicy,omitempty"`
}

// PasswordPolicy is the rules for passwords people choose. What is nil has
// Logto's default.
type PasswordPolicy struct {
	Length         *PasswordLength  `json:"length,omitempty"`
	CharacterTypes *CharacterTypes  `json:"characterTypes,omitempty"`
	Rejects        *PasswordRejects `json:"rejects,omitempty"`
}

// PasswordLength counts characters; 8 to 256 by default.
type PasswordLength struct {
	Min int `json:"min,omitempty"`
	Max int `json:"max,omitempty"`
}

// CharacterTypes says how many of lower case, upper case, digits and symbols
// must occur; 1 by default.
type CharacterTypes struct {
	Min int `json:"min,omitempty"`
}

// PasswordRejects says what is refused; the first three are on by default.
type PasswordRejects struct {
	Pwned                 *bool    `json:"pwned,omitempty"` // asks haveibeenpwned.com for five digits of a hash
	RepetitionAndSequence *bool    `json:"repetitionAndSequence,omitempty"`
	UserInfo              *bool    `json:"userInfo,omitempty"`
	Words                 []string `json:"words,omitempty"`
}

// PasswordExpiration makes passwords expire.
type PasswordExpiration struct {
	Enabled         bool `json:"enabled"`
	ValidPeriodDays int  `json:"validPeriodDays,omitempty"`
	// EnabledAt is when it was switched on, from which on older passwords count.
	EnabledAt Millis `json:"enabledAt,omitzero"`
}

// UsernamePolicy is the rules for usernames people choose. The Management API
// keeps to CaseSensitive only.
type UsernamePolicy struct {
	CaseSensitive bool          `json:"caseSensitive"`
	MinLength     int           `json:"minLength"`
	MaxLength     int           `json:"maxLength"`
	AllowedChars  UsernameChars `json:"allowedChars"`
}

// UsernameChars is the kinds of characters a username may have.
type UsernameChars struct {
	Lowercase  bool `json:"lowercase"`
	Uppercase  bool `json:"uppercase"`
	Numbers    bool `json:"numbers"`
	Underscore bool `json:"underscore"`
}

// SentinelPolicy locks an identifier after failed attempts.
type SentinelPolicy struct {
	MaxAttempts     int `json:"maxAttempts,omitempty"`     // within an hour; 100 when 0
	LockoutDuration int `json:"lockoutDuration,omitempty"` // minutes; 60 when 0
}

// LanguageInfo is the languages of the hosted pages.
type LanguageInfo struct {
	AutoDetect       bool   `json:"autoDetect"`
	FallbackLanguage string `json:"fallbackLanguage"` // such as "en" or "ko"
}
