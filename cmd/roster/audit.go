package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"roster/audit"
	"roster/store"
)

// audited is `roster audit`: audit verify and audit head.
func audited(ctx context.Context, in invocation) int {
	command := ""
	if len(in.args) > 0 {
		command, in.args = in.args[0], in.args[1:]
	}
	switch command {
	case "verify":
		return auditVerify(ctx, in)
	case "head":
		return auditHead(ctx, in)
	}
	fmt.Fprintln(in.stderr, "roster audit: there is: roster audit verify [--head <number>:<hex>] [--file <export.jsonl>], and roster audit head")
	return exitUsage
}

func auditVerify(ctx context.Context, in invocation) int {
	flags := newFlags("audit verify", in.stderr)
	raw := flags.String("head", "", "a `head` that was exported earlier (it is in the program's log): finds a trail whose end was cut off")
	file := flags.String("file", "", "a `file` of JSON Lines that was exported, in place of the database")
	if code, ok := parseFlags(flags, in.args); !ok {
		return code
	}
	var head audit.Head
	if *raw != "" {
		var err error
		if head, err = audit.ParseHead(*raw); err != nil {
			fmt.Fprintf(in.stderr, "roster audit verify: --head %q is not <number>:<hex>\n", *raw)
			return exitUsage
		}
	}
	c, problems := loadConfig(in.env, false)
	if c.AuditKey == "" && c.SessionKey == "" && len(problems) == 0 {
		problems = append(problems, problem{"ROSTER_AUDIT_KEY", "is not set, nor ROSTER_SESSION_KEY, which it would be derived from: the trail cannot be checked without its key."})
	}
	if len(problems) > 0 {
		printProblems(in.stderr, "audit verify", problems)
		return exitUsage
	}
	if *file != "" {
		return verifyFile(ctx, in, c, *file, head)
	}
	return verify(ctx, in, c, head)
}

// existing refuses a database that is not there: opening would make an empty one, which verifies.
func existing(c Config) error {
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("there is no database: %w", err)
		}
	}
	return nil
}

func verify(ctx context.Context, in invocation, c Config, head audit.Head) int {
	if err := existing(c); err != nil {
		return in.fail("audit verify", err)
	}
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return in.fail("audit verify", err)
	}
	defer func() { _ = db.Close() }() // nothing was written
	report, err := audit.Verify(ctx, db.Audit().Whole(ctx), c.auditKey(), head)
	if _, broken := errors.AsType[*audit.BrokenError](err); err != nil && !broken {
		return in.fail("audit verify", err)
	}
	printReport(in.stdout, report, head)
	if err != nil {
		return exitFailed
	}
	return exitOK
}

func printReport(w io.Writer, r audit.Report, head audit.Head) {
	if len(r.Problems) == 0 {
		fmt.Fprintf(w, "The trail is whole and unaltered: %d entries, checked at %s.\n", r.Entries, time.Now().UTC().Format(time.RFC3339))
	} else {
		fmt.Fprintf(w, "THE TRAIL IS BROKEN: %d entries read.\n", r.Entries)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(w, "  entry %d: %s\n", p.Seq, p.Fault)
	}
	if len(r.Open) > 0 {
		fmt.Fprintf(w, "Intents without an outcome (the program ended during them, or they are running): %s\n", strings.Trim(fmt.Sprint(r.Open), "[]"))
	}
	if r.Pruned.Seq > 0 {
		fmt.Fprintf(w, "It begins after entry %d: everything up to there was pruned, and the trail vouches for that.\n", r.Pruned.Seq)
	}
	switch {
	case head.Seq == 0:
		fmt.Fprintln(w, "No --head was given, so an end that was cut off cannot be noticed.")
	case !r.Anchored && len(r.Problems) == 0:
		fmt.Fprintln(w, "The entry of --head was pruned since: export a newer head.")
	}
	fmt.Fprintf(w, "head %s\n", r.Head)
}

// newFlags makes the flags of a command; they are read by parseFlags.
func newFlags(command string, w io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet("roster "+command, flag.ContinueOnError)
	flags.SetOutput(w)
	return flags
}

// parseFlags reads args, of which nothing may be left over.
func parseFlags(flags *flag.FlagSet, args []string) (code int, ok bool) {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK, false
	case err != nil:
		return exitUsage, false
	case flags.NArg() > 0:
		fmt.Fprintf(flags.Output(), "%s: %q is not understood\n", flags.Name(), flags.Arg(0))
		return exitUsage, false
	}
	return exitOK, true
}
