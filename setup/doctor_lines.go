package setup

// Line is one thing the doctor looks at. Pages name lines too, so that a reader
// finds the same word in both places.
type Line string

// The lines, in the order they are printed.
const (
	LineConfiguration Line = "configuration"
	LineDatabase      Line = "database"
	LineDiscovery     Line = "discovery"
	LineClock         Line = "clock"
	LineToken         Line = "m2m-token"
	LineRole          Line = "m2m-role"
	LineApplication   Line = "application"
	LineRedirects     Line = "redirect-uris"
	LineResource      Line = "resource"
	LineScopes        Line = "scopes"
	LineRoles         Line = "roles"
	LineOrgRoles      Line = "organization-roles"
	LineAdmin         Line = "admin"
	LineAccountCenter Line = "account-center"
	LineWebhook       Line = "webhook"
	LineMailServer    Line = "mail-server"
	LineConnector     Line = "email-connector"
	LineSignUp        Line = "sign-up"
	LineFeatures      Line = "logto-features"
)

// Status is how a line came out.
type Status string

// The statuses. Only problems make the doctor fail.
const (
	StatusOK      Status = "ok"
	StatusNote    Status = "note"    // works, and is worth knowing
	StatusProblem Status = "problem" // does not work
	StatusSkipped Status = "skipped" // a line before it has to be mended first
)

// Finding is one line of the doctor.
type Finding struct {
	Line   Line   `json:"line"`
	Status Status `json:"status"`
	Text   string `json:"text"`
	Fix    string `json:"fix,omitempty"`
}
