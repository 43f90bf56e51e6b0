package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"strings"

	"roster/apiclient"
	"roster/setup"
	"roster/store"
)

// examine is `roster doctor`: a line for everything the portal needs. It exits
// with 1 when a line is a problem.
func examine(ctx context.Context, in invocation) int {
	flags := newFlags("doctor", in.stderr)
	envFile := flags.String("env-file", ".env", "`file` with settings; the environment goes before it")
	asJSON := flags.Bool("json", false, "print JSON: a list of line, status, text and fix")
	if code, ok := parseFlags(flags, in.args); !ok {
		return code
	}
	env, err := setup.ReadEnv(*envFile)
	if err != nil {
		return in.fail("doctor", err)
	}
	maps.Copy(env, withoutEmpty(maps.Clone(in.env)))
	c, problems := loadConfig(env, true)
	findings := setup.Examine(ctx, tenantOf(c), portalOf(c), setup.Checks{
		Configuration: sentences(problems), Database: func(ctx context.Context) error { return checkDatabaseThere(ctx, c) },
		AppSecret: apiclient.Secret(c.LogtoAppSecret), WebhookKeys: c.webhookKeys(), WebhookURL: c.webhookURL(),
		MailServer: apiclient.Secret(c.SMTPURL), MailFrom: c.MailFrom,
	})
	if err := printFindings(in.stdout, findings, *asJSON); err != nil {
		return in.fail("doctor", err)
	}
	if setup.Problems(findings) > 0 {
		return exitFailed
	}
	return exitOK
}

func sentences(problems []problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, strings.TrimSuffix(p.String(), "."))
	}
	return all
}

// checkDatabaseThere opens the database and compares its version. A SQLite file
// that is not there is no problem, since serve makes it, and is not made here.
func checkDatabaseThere(ctx context.Context, c Config) error {
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return &setup.Fault{Line: setup.LineDatabase, Text: "there is no file " + path + " yet", Fix: "roster setup and roster serve make it; or mend ROSTER_DATABASE_URL"}
		}
	}
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written
	return db.CheckVersion(ctx)
}

func printFindings(w io.Writer, findings []setup.Finding, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(findings)
	}
	for _, f := range findings {
		fix := ""
		if f.Fix != "" {
			fix = " → " + f.Fix
		}
		if _, err := fmt.Fprintf(w, "%-8s %-18s %s%s\n", f.Status, f.Line, f.Text, fix); err != nil {
			return err
		}
	}
	return nil
}
