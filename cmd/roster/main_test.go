package main

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// started runs the program to its end, with what it printed.
func started(ctx context.Context, env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(ctx, args, env, &out, &errs)
	return code, out.String(), errs.String()
}

func TestRun_answersACommandLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"nothing":             {nil, exitUsage, "", "Usage: roster <command>"},
		"help":                {[]string{"help"}, exitOK, "Start with: roster demo", ""},
		"--help":              {[]string{"--help"}, exitOK, "Usage: roster <command>", ""},
		"help config":         {[]string{"help", "config"}, exitOK, "| `LOGTO_ENDPOINT` | needed |", ""},
		"help of no kind":     {[]string{"help", "me"}, exitUsage, "", "There is: roster help, roster help config"},
		"version":             {[]string{"version"}, exitOK, "roster ", ""},
		"a command of none":   {[]string{"srve"}, exitUsage, "", `there is no command "srve". The commands are: serve, demo, emulator, setup, doctor, audit, version, help.`},
		"serve with words":    {[]string{"serve", "now"}, exitUsage, "", "it takes no arguments"},
		"serve unconfigured":  {[]string{"serve"}, exitUsage, "", "roster serve: LOGTO_ENDPOINT is not set"},
		"audit alone":         {[]string{"audit"}, exitUsage, "", "roster audit verify"},
		"audit, a wrong head": {[]string{"audit", "verify", "--head", "x"}, exitUsage, "", `--head "x" is not <number>:<hex>`},
		"audit without key":   {[]string{"audit", "verify"}, exitUsage, "", "ROSTER_AUDIT_KEY is not set, nor ROSTER_SESSION_KEY"},
		"demo, a wrong flag":  {[]string{"demo", "--port", "1"}, exitUsage, "", "flag provided but not defined: -port"},
		"demo, fewer people":  {[]string{"demo", "--users", "-1"}, exitUsage, "", "--users must not be negative"},
		"emulator, a fault":   {[]string{"emulator", "--fault", "429=2"}, exitUsage, "", `fault "429=2": a share is a number from 0 to 1`},
		"emulator, a word":    {[]string{"emulator", "now"}, exitUsage, "", `"now" is not understood`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := started(t.Context(), map[string]string{}, test.args...)
			if code != test.code || !strings.Contains(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) {
				t.Errorf("code %d, stdout %q, stderr %q; want %d, %q, %q", code, stdout, stderr, test.code, test.stdout, test.stderr)
			}
		})
	}
}

func TestServe_tellsInOneLineWhyItCannotStart(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	taken := l.Addr().String()
	database := "sqlite:" + filepath.Join(t.TempDir(), "roster.db")
	for name, test := range map[string]struct {
		changes map[string]string
		want    string
	}{
		"port taken":       {map[string]string{"ROSTER_LISTEN": taken, "ROSTER_DATABASE_URL": database}, taken + " is in use by another program: stop that one, or choose another port with ROSTER_LISTEN"},
		"no such address":  {map[string]string{"ROSTER_LISTEN": "192.0.2.1:0", "ROSTER_DATABASE_URL": database}, "192.0.2.1:0 is no address of this computer"},
		"no such database": {map[string]string{"ROSTER_LISTEN": "127.0.0.1:0", "ROSTER_DATABASE_URL": "sqlite:/proc/none/roster.db"}, "/proc/none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, stderr := started(t.Context(), with(test.changes), "serve")
			if code != exitFailed || !strings.Contains(stderr, test.want) || strings.Count(strings.TrimSpace(stderr), "\n") > 0 {
				t.Errorf("code %d, stderr %q; want %d and one line with %q", code, stderr, exitFailed, test.want)
			}
		})
	}
}

func TestListenNear_movesOnOnlyFromADefault(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() { // it holds the port and says nothing anybody understands
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	taken := l.Addr().String()

	var told bytes.Buffer
	if _, err := listenNear(t.Context(), &told, taken, "--listen", true); err == nil || !strings.Contains(err.Error(), taken+" is in use by another program") {
		t.Errorf("a port asked for: %v, want it to be told as taken", err)
	}
	near, err := listenNear(t.Context(), &told, taken, "--listen", false)
	if err != nil {
		t.Fatal(err)
	}
	_ = near.Close()
	if near.Addr().String() == taken || !strings.Contains(told.String(), "is in use by another program, so this one takes") {
		t.Errorf("a default port: listens on %s and tells %q", near.Addr(), told.String())
	}
}

func TestServeUntil_letsRequestsEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	checkGracefulStop(ctx, t)
}
