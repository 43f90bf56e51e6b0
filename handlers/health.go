package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// checkWithin bounds each check of /readyz: a load balancer does not wait long.
const checkWithin = 3 * time.Second

// Check is one thing that the portal needs in order to serve. Need tells whether
// it is unfit without: the database is needed; without Logto it still answers,
// and taking every replica out of service would only hide the page that explains.
type Check struct {
	Name string
	Need bool
	Ask  func(context.Context) error
}

// healthz tells that the process runs and answers. It also names the program, so
// that a second demo can tell what holds its port.
func (a *app) healthz(w http.ResponseWriter, _ *http.Request) error {
	return answerText(w, http.StatusOK, "roster ok\n")
}

// readyz tells, line by line, whether what the portal needs answers. Why it does
// not goes to the log only.
func (a *app) readyz(w http.ResponseWriter, r *http.Request) error {
	status := http.StatusOK
	var b strings.Builder
	for _, c := range a.Checks {
		ctx, cancel := context.WithTimeout(r.Context(), checkWithin)
		err := c.Ask(ctx)
		cancel()
		if err == nil {
			fmt.Fprintf(&b, "%s ok\n", c.Name)
			continue
		}
		fmt.Fprintf(&b, "%s does not answer\n", c.Name)
		a.Log.WarnContext(r.Context(), "not ready", "check", c.Name, "error", err)
		if c.Need {
			status = http.StatusServiceUnavailable
		}
	}
	return answerText(w, status, b.String())
}

// answerText answers machines.
func answerText(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // whoever asked may be gone
	return nil
}
