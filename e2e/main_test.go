package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// The parts all journeys share: one browser, in which every test has a profile of its own, and one
// program, in which every test that changes somebody picks a person of its own.
var (
	browser context.Context // nil: no Chromium on this machine
	demo    *program
	binary  string
)

const noBrowser = "no Chromium on this machine; install it: apt-get install chromium-headless-shell fonts-noto-cjk"

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := runAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// oneMoreAtOnce lets one journey more run than there are processors, unless -parallel was given: a
// journey waits for the browser, the browser for the program, so that each uses half of one.
func oneMoreAtOnce() error {
	n := flag.Lookup("test.parallel")
	if n.Value.String() != n.DefValue {
		return nil
	}
	return flag.Set("test.parallel", strconv.Itoa(runtime.GOMAXPROCS(0)+1))
}

func runAll(m *testing.M) (code int, err error) {
	if err := oneMoreAtOnce(); err != nil {
		return 1, err
	}
	path := findBrowser()
	if path == "" {
		return m.Run(), nil // every journey skips itself, by name
	}
	dir, err := os.MkdirTemp("", "roster-e2e-bin-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if binary, err = buildProgram(dir); err != nil {
		return 1, err
	}
	if demo, err = startDemo(binary); err != nil {
		return 1, err
	}
	defer func() {
		if stopErr := demo.stop(); stopErr != nil {
			code, err = 1, stopErr
		}
	}()
	closeBrowser, err := startBrowser(path)
	if err != nil {
		return 1, err
	}
	defer closeBrowser()
	return m.Run(), nil
}

func findBrowser() string {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func startBrowser(path string) (func(), error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-device-scale-factor", "1"), chromedp.Flag("disable-gpu", true),
		// Pages live for a second: what the engine spends on making their code fast is not earned back.
		chromedp.Flag("js-flags", "--no-opt --no-maglev --always-sparkplug"))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium's sandbox refuses to run as root
	}
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		cancelAlloc()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	browser = ctx
	return func() { cancel(); cancelAlloc() }, nil
}

// shared is the program that all journeys share. Without a browser it skips the test, by name.
func shared(t testing.TB) *program {
	t.Helper()
	if browser == nil {
		t.Skip(noBrowser)
	}
	return demo
}
