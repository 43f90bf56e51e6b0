package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestMetrics_countAnswersByRouteAndCallsByMethod(t *testing.T) {
	t.Parallel()
	logto := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(logto.Close)
	m := newMetrics()
	m.observe("GET /users/{id}", http.StatusOK, 3*time.Millisecond)
	answer, err := (&http.Client{Transport: m.transport()}).Get(logto.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()

	w := httptest.NewRecorder()
	m.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{
		`roster_http_request_duration_seconds_count{code="200",route="GET /users/{id}"} 1`,
		`roster_logto_request_duration_seconds_count{code="404",method="get"} 1`,
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("/metrics has no %s", line)
		}
	}
}
