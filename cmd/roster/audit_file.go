package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"roster/audit"
	"roster/store"
)

// maxLine is more than any entry has with what is open in it.
const maxLine = 4 << 20

// verifyFile checks a file of JSON Lines that was exported.
func verifyFile(ctx context.Context, in invocation, c Config, path string, head audit.Head) int {
	file, err := os.Open(path)
	if err != nil {
		return in.fail("audit verify", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	report, err := audit.VerifyFile(ctx, linesOf(file), c.auditKey(), head)
	if _, broken := errors.AsType[*audit.BrokenError](err); err != nil && !broken {
		return in.fail("audit verify", err)
	}
	printFileReport(in.stdout, report, head)
	if err != nil {
		return exitFailed
	}
	return exitOK
}

// linesOf yields the entries of a file, one a line.
func linesOf(r io.Reader) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, maxLine)
		for n := 1; lines.Scan(); n++ {
			if len(lines.Bytes()) == 0 {
				continue
			}
			var line audit.Line
			err := json.Unmarshal(lines.Bytes(), &line)
			var record audit.Record
			if err == nil {
				record, err = line.Record()
			}
			if err != nil {
				yield(audit.Record{}, fmt.Errorf("line %d is no entry: %w", n, err))
				return
			}
			if !yield(record, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(audit.Record{}, err)
		}
	}
}

func printFileReport(w io.Writer, r audit.FileReport, head audit.Head) {
	switch {
	case len(r.Problems) > 0:
		fmt.Fprintf(w, "THE FILE IS BROKEN: %d entries read.\n", r.Entries)
		for _, p := range r.Problems {
			fmt.Fprintf(w, "  entry %d: %s\n", p.Seq, p.Fault)
		}
	case r.Whole:
		fmt.Fprintf(w, "The file is whole and unaltered: %d entries, %d to %d, from the beginning of the trail on.\n", r.Entries, r.First, r.Last)
	case r.Chained:
		fmt.Fprintf(w, "The entries are unaltered and follow one another: %d, %d to %d. What came before them is not in the file.\n", r.Entries, r.First, r.Last)
	default:
		fmt.Fprintf(w, "Each entry verifies singly: %d, between %d and %d. The file does not hold all in between, one after another, so the chain was not checked: one that is missing is not noticed.\n", r.Entries, r.First, r.Last)
	}
	if head.Seq > 0 && !r.Anchored {
		fmt.Fprintln(w, "The entry of --head is not in the file.")
	}
}

// auditHead prints the head of the trail, to be kept elsewhere.
func auditHead(ctx context.Context, in invocation) int {
	if code, ok := parseFlags(newFlags("audit head", in.stderr), in.args); !ok {
		return code
	}
	c, problems := loadConfig(in.env, false)
	if len(problems) > 0 {
		printProblems(in.stderr, "audit head", problems)
		return exitUsage
	}
	if err := existing(c); err != nil {
		return in.fail("audit head", err)
	}
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return in.fail("audit head", err)
	}
	defer func() { _ = db.Close() }() // nothing was written
	r, err := db.Audit().Head(ctx)
	if err != nil {
		return in.fail("audit head", err)
	}
	fmt.Fprintln(in.stdout, audit.Head{Seq: r.Seq, MAC: r.MAC})
	return exitOK
}
