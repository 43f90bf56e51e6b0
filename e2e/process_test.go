package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is the built program running one subcommand.
type process struct {
	cmd     *exec.Cmd
	command string
	stderr  transcript
	// ready is the first line it printed, began and readyAfter when and how much later.
	ready      []byte
	readyAfter time.Duration
}

// transcript is what a process wrote; safe to read while it still writes.
type transcript struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}

// buildProgram compiles cmd/roster into dir and returns the binary's path.
// ROSTER_BINARY names one that was built before.
func buildProgram(dir string) (string, error) {
	if path := os.Getenv("ROSTER_BINARY"); path != "" {
		return path, nil
	}
	path := filepath.Join(dir, "roster")
	args := append([]string{"build", "-o", path}, raceFlags...)
	cmd := exec.Command("go", append(args, "roster/cmd/roster")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// start runs a subcommand with env as its whole environment and waits for the first line it prints,
// which says that it is ready.
func start(binary string, env []string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(binary, args...), command: "roster " + args[0]}
	p.cmd.Env, p.cmd.Stderr = append([]string{"TMPDIR=" + os.TempDir()}, env...), &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if err := p.awaitReady(out); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w\n%s", p.command, err, &p.stderr), p.stop())
	}
	p.readyAfter = time.Since(began)
	return p, nil
}

// awaitReady reads the first line and keeps draining what comes after it.
func (p *process) awaitReady(out io.Reader) error {
	lines := bufio.NewReader(out)
	ctx, cancel := context.WithTimeoutCause(context.Background(), time.Minute, errors.New("not ready within a minute"))
	defer cancel()
	ready := make(chan error, 1)
	go func() {
		line, err := lines.ReadBytes('\n')
		p.ready = line
		ready <- err
		_, _ = io.Copy(io.Discard, lines)
	}()
	select {
	case err := <-ready:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// stop ends the process as an operator would, with SIGTERM, and reports an exit that was not clean
// or a race that the detector saw.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(15*time.Second, func() { _ = p.cmd.Process.Kill() })
	err := p.cmd.Wait()
	if !timer.Stop() {
		err = errors.New("did not stop within 15 s of SIGTERM")
	}
	if err == nil && strings.Contains(p.stderr.String(), "DATA RACE") {
		err = errors.New("the race detector found something")
	}
	if err != nil {
		return fmt.Errorf("%s ended badly: %w\n%s", p.command, err, &p.stderr)
	}
	return nil
}
