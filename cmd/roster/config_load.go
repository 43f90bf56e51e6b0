package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"os"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"
)

// problem is one thing that is wrong with one setting, as a sentence for the
// person who starts the program. It never contains the value of a secret.
type problem struct{ name, text string }

func (p problem) String() string { return p.name + " " + p.text }

// loadConfig reads the settings from env and checks the form of each. It finds
// all problems at once; the config is only good when there are none.
// needAll also asks for everything that `serve` cannot do without.
func loadConfig(environ map[string]string, needAll bool) (Config, []problem) {
	environ, problems := readSecretFiles(environ)
	var c Config
	err := env.ParseWithOptions(&c, env.Options{Environment: withoutEmpty(environ)})
	problems = append(problems, parseProblems(err)...)
	if needAll {
		problems = append(problems, missing(c, problems)...)
	}
	problems = append(problems, c.check(problems)...)
	c.LogtoEndpoint, c.URL = origin(c.LogtoEndpoint), origin(c.URL)
	return c, problems
}

// origin writes scheme, host and port as browsers do (RFC 6454, 6.2): small
// letters, no default port, nothing after it. What is no such address stays as
// it is, for check to complain of.
func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || checkOrigin(raw, false) != "" {
		return raw
	}
	port := u.Port()
	if port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		port = ""
	}
	host := strings.TrimSuffix(net.JoinHostPort(strings.ToLower(u.Hostname()), port), ":")
	return u.Scheme + "://" + host
}

// readSecretFiles replaces <NAME>_FILE by <NAME> with the file's content,
// without the line end that editors leave.
func readSecretFiles(environ map[string]string) (map[string]string, []problem) {
	environ = maps.Clone(environ)
	var problems []problem
	for _, s := range settings() {
		path := environ[s.name+"_FILE"]
		if !s.secret || path == "" {
			continue
		}
		if environ[s.name] != "" {
			problems = append(problems, problem{s.name, "is set, and " + s.name + "_FILE too: set only one of them."})
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, problem{s.name + "_FILE", fmt.Sprintf("cannot be read: %v.", err)})
			// Something must stand here, else the setting would be reported as missing as well.
			environ[s.name] = ""
			continue
		}
		environ[s.name] = strings.TrimRight(string(content), "\r\n")
	}
	return environ, problems
}

// withoutEmpty drops empty variables: compose files and unit files cannot unset
// one, so empty has to mean "not set".
func withoutEmpty(environ map[string]string) map[string]string {
	maps.DeleteFunc(environ, func(_, v string) bool { return strings.TrimSpace(v) == "" })
	return environ
}

// parseProblems says in words which values have a wrong form (durations).
func parseProblems(err error) []problem {
	var problems []problem
	many, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return nil
	}
	for _, e := range many.Errors {
		if bad, ok := errors.AsType[env.ParseError](e); ok {
			field, _ := reflect.TypeFor[Config]().FieldByName(bad.Name)
			want := "is not a duration such as 30m or 12h."
			if field.Type.Kind() == reflect.Bool {
				want = "is neither true nor false."
			}
			problems = append(problems, problem{field.Tag.Get("env"), want})
		}
	}
	return problems
}

// missing lists the needed settings that are empty and not complained of yet.
func missing(c Config, known []problem) []problem {
	var problems []problem
	v := reflect.ValueOf(c)
	for _, s := range settings() {
		if s.need && v.FieldByIndex(s.index).IsZero() && !complained(known, s.name) {
			problems = append(problems, problem{s.name, "is not set: " + s.desc + "."})
		}
	}
	return problems
}

func complained(problems []problem, name string) bool {
	for _, p := range problems {
		if p.name == name || p.name == name+"_FILE" {
			return true
		}
	}
	return false
}

// printProblems writes one line per problem.
func printProblems(w io.Writer, command string, problems []problem) {
	for _, p := range problems {
		fmt.Fprintf(w, "roster %s: %s\n", command, p)
	}
	fmt.Fprintf(w, "roster %s: `roster help config` explains every setting.\n", command)
}
