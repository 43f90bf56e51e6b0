package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/url"

	"roster/apiclient"
	"roster/audit"
	"roster/setup"
	"roster/store"
	"roster/views/paths"
)

// setupFlags is the command line of `roster setup`.
type setupFlags struct {
	envFile, manifest          string
	admin, newAdmin, username  string
	webhook                    string
	dryRun, remove, adopt, yes bool
	accountCenter, newLink     bool
	settings                   map[string]*string // what is written into the settings
}

func (s *setupFlags) register(flags *flag.FlagSet) {
	flags.StringVar(&s.envFile, "env-file", ".env", "`file` that the settings are read from and written to; the environment goes before it")
	flags.StringVar(&s.manifest, "manifest", "roster-setup.json", "`file` that says what setup made: keep it")
	flags.StringVar(&s.admin, "admin", "", "make this `person` admin: an id, username or e-mail address")
	flags.StringVar(&s.newAdmin, "create-admin", "", "make a person with this e-mail `address`, make them admin and print a link by which they set a password")
	flags.StringVar(&s.username, "admin-username", "", "the `username` of that person (default: from the address)")
	flags.BoolVar(&s.newLink, "new-link", false, "with --create-admin: print another link")
	flags.BoolVar(&s.accountCenter, "account-center", false, "let people edit their own account: switches Logto's account center on")
	flags.StringVar(&s.webhook, "webhook", "", "make a webhook to the portal: its `address` as Logto's host reaches it")
	flags.BoolVar(&s.adopt, "adopt", false, "take over things of the same name that setup did not make")
	flags.BoolVar(&s.dryRun, "dry-run", false, "print the plan and change nothing")
	flags.BoolVar(&s.remove, "remove", false, "delete what the manifest lists, and nothing else")
	flags.BoolVar(&s.yes, "yes", false, "do not ask before changing anything")
	s.settings = map[string]*string{
		"LOGTO_ENDPOINT":            flags.String("endpoint", "", "LOGTO_ENDPOINT, the `address` of Logto"),
		"LOGTO_M2M_APP_ID":          flags.String("m2m-id", "", "LOGTO_M2M_APP_ID, the `id` of the machine-to-machine application"),
		"LOGTO_M2M_APP_SECRET":      flags.String("m2m-secret", "", "LOGTO_M2M_APP_SECRET, its `secret` (others can see a command line: prefer the variable)"),
		"LOGTO_MANAGEMENT_RESOURCE": flags.String("management-resource", "", "LOGTO_MANAGEMENT_RESOURCE, the `indicator` of the Management API; needed for a Logto Cloud with a domain of its own"),
		"ROSTER_URL":                flags.String("url", "", "ROSTER_URL, the `address` of the portal as browsers reach it"),
	}
}

// setUp is `roster setup`.
func setUp(ctx context.Context, in invocation) int {
	var s setupFlags
	flags := newFlags("setup", in.stderr)
	s.register(flags)
	if code, ok := parseFlags(flags, in.args); !ok {
		return code
	}
	if text := s.contradiction(); text != "" {
		fmt.Fprintln(in.stderr, "roster setup: "+text)
		return exitUsage
	}
	if in.stdin != nil {
		in.stdin = bufio.NewReader(in.stdin) // one buffer for all questions
	}
	job, problems, err := s.job(in)
	if err != nil {
		return in.fail("setup", err)
	}
	if len(problems) > 0 {
		printProblems(in.stderr, "setup", problems)
		return exitUsage
	}
	if err := job.run(ctx); err != nil {
		return in.fail("setup", err)
	}
	return exitOK
}

// contradiction says what cannot be meant.
func (s *setupFlags) contradiction() string {
	switch {
	case s.admin != "" && s.newAdmin != "":
		return "--admin names somebody who is there, --create-admin makes somebody: give one of them"
	case s.newAdmin == "" && (s.username != "" || s.newLink):
		return "--admin-username and --new-link go with --create-admin"
	case s.newAdmin != "" && checkAddress(s.newAdmin) != "":
		return "--create-admin " + checkAddress(s.newAdmin)
	case s.webhook != "" && checkWebhook(s.webhook) != "":
		return "--webhook " + checkWebhook(s.webhook)
	}
	return ""
}

// setupJob is one run.
type setupJob struct {
	setupFlags
	in     invocation
	config Config
	env    map[string]string // what the file is to hold, beside what is there
}

// job reads the settings: flags before environment before file, and asks for
// what is missing when somebody is there.
func (s *setupFlags) job(in invocation) (*setupJob, []problem, error) {
	file, err := setup.ReadEnv(s.envFile)
	if err != nil {
		return nil, nil, err
	}
	env := file
	maps.Copy(env, withoutEmpty(maps.Clone(in.env)))
	for name, value := range s.settings {
		if *value != "" {
			env[name] = *value
			delete(env, name+"_FILE")
		}
	}
	if err := ask(in, env); err != nil {
		return nil, nil, err
	}
	c, problems := loadConfig(env, false)
	for _, name := range []string{"LOGTO_ENDPOINT", "LOGTO_M2M_APP_ID", "LOGTO_M2M_APP_SECRET"} {
		if env[name] == "" && env[name+"_FILE"] == "" {
			problems = append(problems, problem{name, "is not set: the README says how to make the machine-to-machine application, and where its id and secret stand."})
		}
	}
	if c.Resource == c.managementResource() {
		problems = append(problems, problem{"ROSTER_RESOURCE", "is Logto's own Management API: the portal needs a resource of its own."})
	}
	return &setupJob{setupFlags: *s, in: in, config: c, env: env}, problems, nil
}

// run makes the plan, shows it and, unless it is only to be shown, carries it out.
func (j *setupJob) run(ctx context.Context) error {
	if !j.dryRun {
		release, err := setup.Lock(j.manifest)
		if err != nil {
			return err
		}
		defer release()
	}
	manifest, err := setup.OpenManifest(j.manifest, j.config.LogtoEndpoint)
	if err != nil {
		return err
	}
	s, err := setup.New(j.options(manifest))
	if err != nil {
		return err
	}
	if err := s.Probe(ctx); err != nil {
		return err
	}
	read := s.Plan
	if j.remove {
		read = s.PlanRemoval
	}
	plan, err := read(ctx)
	if err != nil {
		return err
	}
	j.show(plan)
	switch {
	case len(plan.Blocked) > 0:
		return setup.ErrBlocked
	case j.dryRun:
		return nil
	case len(plan.Steps) > 0 && !j.confirmed():
		return errors.New("nothing was changed")
	}
	return j.apply(ctx, s, plan)
}

func (j *setupJob) options(manifest *setup.Manifest) setup.Options {
	return setup.Options{
		Tenant: tenantOf(j.config), Portal: portalOf(j.config), Manifest: manifest,
		Admin: j.admin, NewAdmin: j.newAdmin, NewAdminUsername: j.username, NewLink: j.newLink,
		Adopt: j.adopt, AccountCenter: j.accountCenter, Webhook: webhookAddress(j.webhook),
	}
}

// apply writes the settings first: the keys in them seal the trail that the
// steps are written into.
func (j *setupJob) apply(ctx context.Context, s *setup.Setup, plan *setup.Plan) error {
	if !j.remove {
		if err := j.write(setup.Result{}); err != nil {
			return err
		}
	}
	if err := j.steps(ctx, s, plan); err != nil {
		return err
	}
	if j.remove {
		fmt.Fprintln(j.in.stdout, "Removed. The settings, the database and its audit trail stay.")
		return nil
	}
	if err := j.write(plan.Result()); err != nil {
		return err
	}
	j.finish(plan)
	return nil
}

func (j *setupJob) steps(ctx context.Context, s *setup.Setup, plan *setup.Plan) error {
	nothing := func(setup.Step) {}
	if len(plan.Steps) == 0 {
		return s.Apply(ctx, plan, nil, nothing)
	}
	if j.config.SessionKey == "" && j.config.AuditKey == "" { // of a removal without the settings
		return fmt.Errorf("the key of the audit trail is missing: ROSTER_SESSION_KEY is neither set nor in %s", j.envFile)
	}
	db, err := store.Open(ctx, j.config.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // every entry was committed by itself
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	trail, err := audit.New(db.Audit(), j.config.auditKey(), audit.Options{Logger: newLogger(Config{LogLevel: "error"}, j.in.stderr)})
	if err != nil {
		return err
	}
	if err := trail.CheckKey(ctx); err != nil {
		return err
	}
	return s.Apply(ctx, plan, trail, func(step setup.Step) { fmt.Fprintf(j.in.stdout, "… %s\n", step.Text) })
}

// tenantOf and portalOf are what the settings say of either side.
func tenantOf(c Config) setup.Tenant {
	return setup.Tenant{
		Endpoint: c.LogtoEndpoint, M2MAppID: c.LogtoM2MAppID, M2MAppSecret: apiclient.Secret(c.LogtoM2MAppSecret),
		ManagementResource: c.managementResource(), UserAgent: "roster/" + versionText(),
	}
}

func portalOf(c Config) setup.Portal {
	return setup.Portal{
		Resource: c.Resource, AppID: c.LogtoAppID, RedirectURI: c.URL + paths.Callback(),
		PostLogoutURI: c.URL + paths.SignOut(), BackchannelLogoutURI: c.URL + paths.BackchannelLogout(),
	}
}

// webhookAddress completes an address that names no path.
func webhookAddress(raw string) string {
	u, err := url.Parse(raw)
	if raw == "" || err != nil || u.Path != "" && u.Path != "/" {
		return raw
	}
	u.Path = "/webhooks/logto"
	return u.String()
}
