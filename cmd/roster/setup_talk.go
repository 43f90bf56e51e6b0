package main

import (
	"bufio"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"roster/setup"
)

var addressForm = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

func checkAddress(raw string) string {
	if !addressForm.MatchString(raw) {
		return fmt.Sprintf("%q is no e-mail address", raw)
	}
	return ""
}

func checkWebhook(raw string) string {
	if u, err := url.Parse(raw); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return "must be an address such as https://people.example.com"
	}
	return ""
}

// ask asks a person for what neither flags nor settings tell.
func ask(in invocation, env map[string]string) error {
	if in.stdin == nil {
		return nil
	}
	lines := bufio.NewReader(in.stdin)
	for _, question := range []struct{ name, text string }{
		{"LOGTO_ENDPOINT", "Address of Logto, such as https://auth.example.com"},
		{"LOGTO_M2M_APP_ID", "App ID of the machine-to-machine application"},
		{"LOGTO_M2M_APP_SECRET", "Its App secret (shown as you type)"},
		{"ROSTER_URL", "Address of the portal, such as https://people.example.com (empty: http://localhost:8080)"},
		{"LOGTO_MANAGEMENT_RESOURCE", "Indicator of the Management API (empty for a self-hosted Logto)"},
	} {
		if env[question.name] != "" || env[question.name+"_FILE"] != "" || !needsAsking(question.name, env) {
			continue
		}
		fmt.Fprintf(in.stdout, "%s: ", question.text)
		answer, err := lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		env[question.name] = strings.TrimSpace(answer)
	}
	return nil
}

// needsAsking: the Management API's indicator is known under logto.app. A
// self-hosted Logto and a Cloud tenant with a domain of its own look alike.
func needsAsking(name string, env map[string]string) bool {
	return name != "LOGTO_MANAGEMENT_RESOURCE" || !strings.HasSuffix(hostOf(env["LOGTO_ENDPOINT"]), ".logto.app") && !isLoopback(hostOf(env["LOGTO_ENDPOINT"]))
}

func (j *setupJob) confirmed() bool {
	if j.in.stdin == nil || j.yes {
		return true
	}
	fmt.Fprint(j.in.stdout, "Go on? [y/N] ")
	answer, _ := bufio.NewReader(j.in.stdin).ReadString('\n') // no answer is no
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y")
}

// show prints the plan.
func (j *setupJob) show(plan *setup.Plan) {
	w := j.in.stdout
	fmt.Fprintf(w, "Logto %s, portal %s\n", j.config.LogtoEndpoint, j.config.URL)
	switch {
	case len(plan.Steps) == 0 && len(plan.Blocked) == 0:
		fmt.Fprintln(w, "Nothing to do in Logto.")
	case len(plan.Steps) > 0:
		fmt.Fprintln(w, "Plan:")
	}
	for i, step := range plan.Steps {
		fmt.Fprintf(w, "%3d. %s\n", i+1, step.Text)
	}
	for _, text := range plan.Notes {
		fmt.Fprintln(w, "Note: "+text)
	}
	for _, text := range plan.Blocked {
		fmt.Fprintln(j.in.stderr, "roster setup: "+text)
	}
}

// write puts the settings into the file. Keys are made once and then kept.
func (j *setupJob) write(r setup.Result) error {
	if j.config.SessionKey == "" {
		j.config.SessionKey = rand.Text() + rand.Text()
		j.env["ROSTER_SESSION_KEY"] = j.config.SessionKey
	}
	if listen := loopbackListen(j.config.URL); listen != "" && j.env["ROSTER_LISTEN"] == "" {
		j.env["ROSTER_LISTEN"] = listen
	}
	j.take("LOGTO_APP_ID", r.AppID)
	j.take("LOGTO_APP_SECRET", r.AppSecret.Reveal())
	j.take("LOGTO_WEBHOOK_SECRET", r.WebhookKey.Reveal())
	_, err := setup.WriteEnv(j.envFile, settingsOfEnv(j.env))
	return err
}

// loopbackListen is where to listen for a portal on this computer, which has no
// proxy before it: the address people use. "" for any other portal.
func loopbackListen(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" || !isLoopback(u.Hostname()) {
		return ""
	}
	host := u.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, cmp.Or(u.Port(), "80"))
}

// take notes what the tenant told. A secret that the operator keeps in a file of
// its own is theirs to change; doctor compares it.
func (j *setupJob) take(name, value string) {
	if value != "" && j.env[name+"_FILE"] == "" {
		j.env[name] = value
	}
}

// settingsOfEnv are the settings that are set, in the order of the table; a
// secret that stands in a file of its own stays there.
func settingsOfEnv(env map[string]string) []setup.Setting {
	var all []setup.Setting
	for _, s := range settings() {
		for _, name := range []string{s.name, s.name + "_FILE"} {
			if env[name] != "" && (name == s.name || s.secret) {
				all = append(all, setup.Setting{Name: name, Value: env[name]})
				break
			}
		}
	}
	return all
}

// finish says what to do next, and prints the link: the only time it is seen.
func (j *setupJob) finish(plan *setup.Plan) {
	w := j.in.stdout
	if plan.Link != "" {
		fmt.Fprintf(w, "\nSet-up link for %s. It works once, for an hour; whoever opens it sets the password:\n%s\nThen sign in at %s\n", j.newAdmin, plan.Link.Reveal(), j.config.URL)
	}
	path, err := filepath.Abs(j.envFile)
	if err != nil {
		path = j.envFile
	}
	fmt.Fprintf(w, "\nThe settings are in %s. Next:\n  roster doctor\n  set -a; . %s; set +a; roster serve\n", path, path)
}
