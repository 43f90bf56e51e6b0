package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

func TestServe_answersWhileLogtoIsDown(t *testing.T) {
	t.Parallel()
	addr := startServe(t, with(map[string]string{
		"LOGTO_ENDPOINT": "http://127.0.0.1:1", "ROSTER_LISTEN": "127.0.0.1:0", "ROSTER_LOG_LEVEL": "error",
		"ROSTER_DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "roster.db"),
	}))
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/healthz": {http.StatusOK, "roster ok"},
		"/readyz":  {http.StatusOK, "database ok\nlogto does not answer"},
		"/sign-in": {http.StatusBadGateway, "Logto does not answer"},
	} {
		status, body := get(t, addr, "localhost:8080", path)
		if status != want.status || !strings.Contains(body, want.text) {
			t.Errorf("%s: %d %.200q, want %d with %q", path, status, body, want.status, want.text)
		}
	}
}

// startServe runs `roster serve` until the test ends and returns where it listens.
func startServe(t *testing.T, env map[string]string) (addr string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		code := run(ctx, []string{"serve"}, env, in, &errs)
		_ = in.Close()
		ended <- code
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("serve ended with %d: %s", code, errs.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve printed no line: %v", err)
	}
	if _, rest, ok := strings.Cut(line, "(listening on "); ok {
		return strings.TrimSuffix(strings.TrimSpace(rest), ")")
	}
	t.Fatalf("serve printed %q", line)
	return ""
}

func get(t *testing.T, addr, host, path string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}
