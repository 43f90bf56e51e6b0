package setup

import (
	"context"
	"errors"
	"fmt"

	"roster/apiclient"
)

// Checks are what the doctor looks at outside the tenant. Those of cmd/roster
// are handed in, since this package knows neither the settings nor the database.
type Checks struct {
	// Configuration lists what is wrong with the settings, one sentence each.
	Configuration []string
	// Database opens it and compares its version with the program's.
	Database func(context.Context) error
	// AppSecret is LOGTO_APP_SECRET, WebhookKeys are those of LOGTO_WEBHOOK_SECRET, and
	// WebhookURL is where the portal takes webhooks.
	AppSecret   apiclient.Secret
	WebhookKeys []apiclient.Secret
	WebhookURL  string
	// MailServer is ROSTER_SMTP_URL and MailFrom ROSTER_MAIL_FROM, "" for none.
	MailServer apiclient.Secret
	MailFrom   string
}

// doctor examines one tenant; what it has found so far, lines build on.
type doctor struct {
	tenant   Tenant
	portal   Portal
	checks   Checks
	client   *apiclient.Client
	found    *found
	issuer   *discovered
	findings []Finding
}

// Examine looks at everything and returns a finding per line, in their order. It
// changes nothing in the tenant.
func Examine(ctx context.Context, t Tenant, p Portal, checks Checks) []Finding {
	d := &doctor{tenant: t, portal: p, checks: checks}
	d.configuration()
	d.judge(LineDatabase, "is there and up to date", "See ROSTER_DATABASE_URL in roster help config; roster serve brings an older database up to date", func() error { return checks.Database(ctx) })
	if d.connect(ctx) {
		d.examineTenant(ctx)
	} else {
		d.skip(LineApplication, LineRedirects, LineResource, LineScopes, LineRoles, LineOrgRoles, LineAdmin, LineAccountCenter, LineWebhook)
	}
	d.mailServer(ctx)
	if d.found != nil {
		d.connector(ctx)
		d.signUp(ctx)
		d.features(ctx)
	} else {
		d.skip(LineConnector, LineSignUp, LineFeatures)
	}
	return d.findings
}

// Problems counts the findings that are problems.
func Problems(findings []Finding) int {
	n := 0
	for _, f := range findings {
		if f.Status == StatusProblem {
			n++
		}
	}
	return n
}

func (d *doctor) ok(line Line, format string, args ...any) {
	d.findings = append(d.findings, Finding{Line: line, Status: StatusOK, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) note(line Line, text, fix string) {
	d.findings = append(d.findings, Finding{line, StatusNote, text, fix})
}

func (d *doctor) problem(line Line, text, fix string) {
	d.findings = append(d.findings, Finding{line, StatusProblem, text, fix})
}

func (d *doctor) skip(lines ...Line) {
	for _, line := range lines {
		d.findings = append(d.findings, Finding{Line: line, Status: StatusSkipped, Text: "not looked at: mend what is above first"})
	}
}

// judge runs one check and words its error.
func (d *doctor) judge(line Line, good, fix string, check func() error) bool {
	err := credential(check())
	fault, ok := errors.AsType[*Fault](err)
	switch {
	case err == nil:
		d.ok(line, "%s", good)
	case ok:
		d.problem(line, fault.Text, fault.Fix)
	default:
		d.problem(line, err.Error(), fix)
	}
	return err == nil
}

func (d *doctor) configuration() {
	if len(d.checks.Configuration) == 0 {
		d.ok(LineConfiguration, "every setting that is needed is there and well-formed")
	}
	for _, text := range d.checks.Configuration {
		d.problem(LineConfiguration, text, "roster help config explains every setting; roster setup writes them")
	}
}

// connect goes as far as a call that needs the credential, and tells whether it
// came through.
func (d *doctor) connect(ctx context.Context) bool {
	client, err := d.tenant.client()
	if err != nil {
		d.skip(LineDiscovery, LineClock, LineToken, LineRole)
		return false
	}
	d.client = client
	found := d.judge(LineDiscovery, "Logto answers at "+d.tenant.Endpoint, fixEndpoint, func() error {
		d.issuer, err = d.tenant.discover(ctx)
		return err
	})
	if !found {
		d.skip(LineClock, LineToken, LineRole)
		return false
	}
	d.judge(LineClock, "this computer's clock and Logto's agree", "", func() error { return d.issuer.clock(now()) })
	return d.credential(ctx)
}

// credential tells the token from what it is good for.
func (d *doctor) credential(ctx context.Context) bool {
	_, err := d.client.Roles.List(ctx, apiclient.RoleListOptions{PageOptions: apiclient.PageOptions{PageSize: 1}})
	fault, _ := errors.AsType[*Fault](credential(err))
	if fault != nil && fault.Line == LineRole {
		d.ok(LineToken, "Logto gives a token for the Management API")
		d.problem(LineRole, fault.Text, fault.Fix)
		return false
	}
	if !d.judge(LineToken, "Logto gives a token for the Management API", "Look whether Logto runs, and run the doctor again", func() error { return err }) {
		d.skip(LineRole)
		return false
	}
	d.ok(LineRole, "the machine-to-machine application may use the Management API")
	return true
}

const again = "Run the doctor again; when it stays, look into Logto's log"

func (d *doctor) examineTenant(ctx context.Context) {
	f, err := look(ctx, d.client, d.portal)
	if err != nil {
		d.problem(LineApplication, err.Error(), again)
		d.skip(LineRedirects, LineResource, LineScopes, LineRoles, LineOrgRoles, LineAdmin, LineAccountCenter, LineWebhook)
		return
	}
	d.found = f
	d.application(ctx)
	d.resource(ctx)
	d.scopes()
	d.roles()
	d.organizationRoles(ctx)
	d.admin(ctx)
	d.accountCenter(ctx)
	d.webhook(ctx)
}
