package emulator

// tenantID is the id of the only tenant; entities that are rows in Logto carry it on the wire.
const tenantID = "default"

// user is a person. Nil pointers are null on the wire. Change identifiers only through the people index
// (tenant.people), which keeps its lookups right.
type user struct {
	id           string
	username     *string
	primaryEmail *string
	primaryPhone *string // digits, no plus sign
	name         *string
	avatar       *string
	customData   map[string]any
	profile      map[string]any
	identities   map[string]any // target → {userId, details}
	lastSignInAt *int64         // ms
	createdAt    int64          // ms; the position in the list follows from it
	updatedAt    int64          // ms
	// applicationID is the application of the first sign-in.
	applicationID     *string
	isSuspended       bool
	passwordDigest    string // empty: no password
	passwordAlgorithm string // Argon2i, MD5 …
	isPasswordExpired bool
	passwordUpdatedAt *int64 // ms
	logtoConfig       map[string]any
	mfa               []*mfaVerification
	accessTokens      []*personalToken
	// roleIDs in the order they were given; use tenant.grantRole and tenant.dropRole.
	roleIDs []string
	// organizationIDs in the order the person joined; use tenant.joinOrganization and tenant.leaveOrganization.
	organizationIDs []string
	// folded are the searchable columns in lower case, for ruling people out of a search quickly; the people index keeps it.
	folded string
}

// mfaVerification is one second factor of a person; times are ISO text on the wire.
type mfaVerification struct {
	id         string
	kind       string // Totp, BackupCode, WebAuthn
	createdAt  string
	lastUsedAt string
	secret     string
	codes      []backupCode
	name       string
	agent      string
}

type backupCode struct {
	code   string
	usedAt string
}

// personalToken is a personal access token.
type personalToken struct {
	name      string
	value     string
	createdAt int64
	expiresAt *int64
}

// role is a tenant role, for people (User) or for machines (MachineToMachine).
type role struct {
	id          string
	name        string
	description string
	kind        string // User, MachineToMachine
	isDefault   bool
	scopeIDs    []string
	// members are the ids of the people (User) or applications (MachineToMachine) that hold it.
	members map[string]struct{}
}

// resource is an API resource; its scopes are rows of their own.
type resource struct {
	id             string
	name           string
	indicator      string
	isDefault      bool
	accessTokenTTL int64 // s
}

// scope is a permission of a resource.
type scope struct {
	id          string
	resourceID  string
	name        string
	description *string
	createdAt   int64 // ms
}

// application is an OIDC client.
type application struct {
	id                   string
	name                 string
	description          *string
	kind                 string         // Traditional, SPA, Native, MachineToMachine
	oidcClientMetadata   map[string]any // redirectUris, postLogoutRedirectUris, backchannelLogoutUri …
	customClientMetadata map[string]any
	customData           map[string]any
	isThirdParty         bool
	accessControl        bool
	createdAt            int64 // ms
	secrets              []*applicationSecret
	// oldSecret is the one secret of an application from before secrets had names; most have none.
	oldSecret string
	roleIDs   []string
}

type applicationSecret struct {
	name      string
	value     string
	createdAt int64  // ms
	expiresAt *int64 // ms
}

// organization and its members.
type organization struct {
	id            string
	name          string
	description   *string
	customData    map[string]any
	isMFARequired bool
	color         map[string]any
	branding      map[string]any
	customCSS     *string
	createdAt     int64 // ms
	members       map[string]*membership
	jitDomains    []string
	jitRoleIDs    []string
}

// membership of a person in an organization.
type membership struct {
	userID  string
	roleIDs []string // organization role ids, in the order they were given
}

// organizationRole belongs to the organization template.
type organizationRole struct {
	id               string
	name             string
	description      *string
	kind             string   // User, MachineToMachine
	scopeIDs         []string // organization scopes
	resourceScopeIDs []string // scopes of API resources; Logto applies them tenant-wide
}

type organizationScope struct {
	id          string
	name        string
	description *string
}

// ptr values of a row that may be null.
func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
