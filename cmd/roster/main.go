package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the time zones there are, for systems that have no list of them
)

// Exit codes, as sysexits-minded shells expect them.
const (
	exitOK     = 0
	exitFailed = 1 // it was started rightly and something went wrong
	exitUsage  = 2 // the command line or the configuration is wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first signal lets requests end; a second one does not wait for them
	in := invocation{env: environment(os.Environ()), stdin: terminal(os.Stdin), stdout: os.Stdout, stderr: os.Stderr}
	code := start(ctx, os.Args[1:], in)
	stop()
	os.Exit(code)
}

// invocation is what a subcommand is given: nothing in this program reads
// os.Args, the environment or the standard streams anywhere else, so that tests
// start the very same program.
type invocation struct {
	args           []string
	env            map[string]string
	stdin          io.Reader // nil when nobody is there to be asked
	stdout, stderr io.Writer
}

// terminal is f when a person sits at it, else nil.
func terminal(f *os.File) io.Reader {
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return f
}

// run is the program: it ends when the subcommand does or, for servers, soon
// after ctx is done. It returns the exit code.
func run(ctx context.Context, args []string, env map[string]string, stdout, stderr io.Writer) int {
	return start(ctx, args, invocation{env: env, stdout: stdout, stderr: stderr})
}

// start runs the subcommand that args name.
func start(ctx context.Context, args []string, in invocation) int {
	if len(args) == 0 {
		printUsage(in.stderr)
		return exitUsage
	}
	name := args[0]
	in.args = args[1:]
	if name == "-h" || name == "--help" {
		name = "help"
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, in)
		}
	}
	fmt.Fprintf(in.stderr, "roster: there is no command %q. The commands are: %s.\n", name, strings.Join(commandNames(), ", "))
	return exitUsage
}

// command is one subcommand of the program.
type command struct {
	name, summary string
	run           func(context.Context, invocation) int
}

func commands() []command {
	return []command{
		{"serve", "run the portal with the configuration in the environment", serve},
		{"demo", "run the portal and a made-up Logto together, to try everything", demo},
		{"emulator", "run only the made-up Logto", runEmulator},
		{"setup", "make in a Logto what the portal needs, and write the settings", setUp},
		{"doctor", "check settings, database and Logto, a line for each", examine},
		{"audit", "audit verify: check that the audit trail, or an exported file, is whole and unaltered; audit head: print its head", audited},
		{"version", "print the version", version},
		{"help", "help config: print the table of settings", help},
	}
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

func help(_ context.Context, in invocation) int {
	switch {
	case len(in.args) == 0:
		printUsage(in.stdout)
		return exitOK
	case len(in.args) == 1 && in.args[0] == "config":
		fmt.Fprint(in.stdout, configTable())
		return exitOK
	default:
		fmt.Fprintf(in.stderr, "roster help: there is no help on %q. There is: roster help, roster help config.\n", strings.Join(in.args, " "))
		return exitUsage
	}
}

func printUsage(w io.Writer) {
	fmt.Fprint(w, "Roster is a web portal for the people in a Logto tenant.\n\nUsage: roster <command>\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nStart with: roster demo\n")
}

// environment turns KEY=value pairs into a map; of doubles the last one wins,
// as in a shell.
func environment(pairs []string) map[string]string {
	env := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	return env
}
