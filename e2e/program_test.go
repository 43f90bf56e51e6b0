package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
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

// person is somebody who can sign in to the demo. Role is admin, helpdesk, auditor or user.
type person struct{ Role, Username, Password string }

// program is one running `roster demo`.
type program struct {
	URL    string   `json:"url"`
	Logto  string   `json:"logto"`
	People []person `json:"people"`

	cmd    *exec.Cmd
	stderr *transcript
	dir    string
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

// startDemo runs `roster demo` on free ports in a directory of its own and waits for the line that
// says where it is. Extra arguments are appended.
func startDemo(binary string, args ...string) (*program, error) {
	dir, err := os.MkdirTemp("", "roster-e2e-")
	if err != nil {
		return nil, err
	}
	p := &program{stderr: &transcript{}, dir: dir}
	args = append([]string{"demo", "--listen", "127.0.0.1:0", "--logto-listen", "127.0.0.1:0", "--users", "300", "--json"}, args...)
	p.cmd = exec.Command(binary, args...)
	p.cmd.Dir, p.cmd.Stderr = dir, p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if err := p.awaitReady(out); err != nil {
		return nil, errors.Join(fmt.Errorf("roster demo: %w\n%s", err, p.stderr), p.stop())
	}
	return p, nil
}

// awaitReady reads the JSON line and keeps draining what comes after it.
func (p *program) awaitReady(out io.Reader) error {
	lines := bufio.NewReader(out)
	ctx, cancel := context.WithTimeoutCause(context.Background(), 30*time.Second, errors.New("not ready within 30 s"))
	defer cancel()
	ready := make(chan error, 1)
	go func() {
		line, err := lines.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(line, p)
		}
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

// stop ends the program as an operator would, with SIGTERM, and reports an exit that was not clean
// or a race that the detector saw.
func (p *program) stop() error {
	defer os.RemoveAll(p.dir)
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(15*time.Second, func() { _ = p.cmd.Process.Kill() })
	err := p.cmd.Wait()
	if !timer.Stop() {
		err = errors.New("did not stop within 15 s of SIGTERM")
	}
	if err != nil || strings.Contains(p.stderr.String(), "DATA RACE") {
		return fmt.Errorf("roster demo ended badly: %w\n%s", err, p.stderr)
	}
	return nil
}

// person returns who plays the role in the demo.
func (p *program) person(role string) person {
	for _, who := range p.People {
		if who.Role == role {
			return who
		}
	}
	panic(fmt.Sprintf("the demo names nobody with role %q, only %v", role, p.People))
}
