package handlers

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"roster/views/paths"
)

// host lets only requests for the portal's own address through. A page that is
// reached under another name would set cookies there, and a name of an
// attacker's that points here (DNS rebinding) would be answered.
//
// On one computer "localhost" and "127.0.0.1" are the same for people and two
// sites for browsers: cookies of one are not sent to the other, and Logto only
// knows the redirect address under one of them. So a page asked for under the
// other name is answered with a redirect to the right one. 307 keeps the method,
// but a form is refused all the same: it comes from a page that is not ours.
//
// Health checks and Logto's webhooks come from machines that use whatever address they
// have; neither knows a session.
func (a *app) host(next http.Handler) http.Handler {
	own := a.URL
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case strings.EqualFold(r.Host, own.Host), isHealth(r.URL.Path), r.URL.Path == paths.WebhookReceiver():
			next.ServeHTTP(w, r)
		case safe && isLoopbackAlias(r.Host, own):
			to := url.URL{Scheme: own.Scheme, Host: own.Host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusTemporaryRedirect)
		default:
			a.fail(w, r, &refused{status: http.StatusMisdirectedRequest, reason: "host " + strconv.Quote(r.Host) + " is not " + own.Host})
		}
	})
}

func isHealth(path string) bool { return path == "/healthz" || path == "/readyz" }

// isLoopbackAlias: both names are loopback and the port is the same.
func isLoopbackAlias(host string, own *url.URL) bool {
	name, port := splitHost(host)
	return port == own.Port() && isLoopback(name) && isLoopback(own.Hostname())
}

func splitHost(host string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return strings.Trim(host, "[]"), ""
	}
	return name, port
}

func isLoopback(name string) bool {
	addr, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && addr.IsLoopback()
}
