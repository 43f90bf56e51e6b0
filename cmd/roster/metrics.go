package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the program's numbers for Prometheus. They are served on a
// listener of their own, never on the portal's address.
type metrics struct {
	registry *prometheus.Registry
	pages    *prometheus.HistogramVec
	logto    *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		pages: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "roster_http_request_duration_seconds",
			Help: "How long the portal took to answer, by route pattern and status.",
		}, []string{"route", "code"}),
		logto: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "roster_logto_request_duration_seconds",
			Help: "How long Logto took to answer the portal, by method and status.",
		}, []string{"method", "code"}),
	}
	m.registry.MustRegister(m.pages, m.logto,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts one answer of the portal. The route is the pattern, not the
// path: its values are few and carry no personal data.
func (m *metrics) observe(route string, status int, took time.Duration) {
	m.pages.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// transport counts the calls to Logto. Its pool is wide enough for the parallel
// calls of a page.
func (m *metrics) transport() http.RoundTripper {
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.MaxIdleConnsPerHost = 32
	return promhttp.InstrumentRoundTripperDuration(m.logto, next)
}

// serve answers Prometheus until ctx is done. Without metrics it returns at once.
func (m *metrics) serve(ctx context.Context, l net.Listener, log *slog.Logger) error {
	if m == nil {
		return nil
	}
	return ended(serveUntil(ctx, newServer(m.handler(), log), l))
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
