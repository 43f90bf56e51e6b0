// Testreport reads `go test -json` from standard input and prints what plain `go test` prints:
// one line per package and the output of whatever failed. After that it repeats what tests counted
// ("26 of 26"), names every test that was skipped, with its reason, and counts what ran.
//
// With -strict a skipped test makes it exit 1: on CI nothing is left out without notice.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build-output
	Test       string
	Output     string
}

type report struct {
	out             io.Writer
	output          map[string][]string // "package test" → lines not yet printed
	counts, skipped []string
	passed, failed  int
	packageFailed   bool
}

func main() {
	strict := flag.Bool("strict", false, "a skipped test is a failure")
	flag.Parse()
	r := &report{out: os.Stdout, output: map[string][]string{}}
	if err := r.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(2)
	}
	if r.finish(*strict) {
		os.Exit(1)
	}
}

func (r *report) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if strings.HasPrefix(line, "{") {
			var e event
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				return fmt.Errorf("line %q: %w", line, err)
			}
			r.add(e)
		} else {
			fmt.Fprint(r.out, line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *report) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		if e.Test == "" {
			r.packageLine(e.Output)
		} else if !strings.HasPrefix(e.Output, "=== ") {
			r.output[key] = append(r.output[key], e.Output)
		}
	case "pass":
		r.counts = append(r.counts, counted(key, r.output[key])...)
		r.close(e, &r.passed)
	case "fail":
		fmt.Fprint(r.out, strings.Join(r.output[key], ""))
		r.close(e, &r.failed)
		r.packageFailed = r.packageFailed || e.Test == ""
	case "skip":
		if e.Test != "" {
			r.skipped = append(r.skipped, key+": "+reason(r.output[key]))
		}
		delete(r.output, key)
	}
}

// counting is a line of a log that says how many of how many.
var counting = regexp.MustCompile(`(?:^|: )\s*(\d+ of \d+)\s*$`)

func counted(key string, output []string) []string {
	var found []string
	for _, line := range output {
		if m := counting.FindStringSubmatch(line); m != nil {
			found = append(found, key+": "+m[1])
		}
	}
	return found
}

// reason is what a skipped test said, on one line.
func reason(output []string) string {
	said := slices.DeleteFunc(output, func(line string) bool {
		return strings.HasPrefix(strings.TrimSpace(line), "--- SKIP")
	})
	return strings.Join(strings.Fields(strings.Join(said, " ")), " ")
}

// packageLine prints what go test says about a whole package, without the bare verdicts that
// plain go test leaves out too.
func (r *report) packageLine(line string) {
	if line != "PASS\n" && !strings.HasPrefix(line, "=== ") {
		fmt.Fprint(r.out, line)
	}
}

func (r *report) close(e event, count *int) {
	if e.Test != "" {
		*count++
	}
	delete(r.output, e.Package+" "+e.Test)
}

// finish prints the sum and says whether the run counts as failed.
func (r *report) finish(strict bool) bool {
	for _, s := range r.counts {
		fmt.Fprintln(r.out, s)
	}
	for _, s := range r.skipped {
		fmt.Fprintln(r.out, "skipped:", s)
	}
	fmt.Fprintf(r.out, "%d tests passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skipped))
	if strict && len(r.skipped) > 0 {
		fmt.Fprintln(r.out, "FAIL: skipping is forbidden here (CI or ROSTER_TEST_STRICT=1)")
		return true
	}
	return r.failed > 0 || r.packageFailed
}
