package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"roster/access"
)

// Options of New. Fields without a default are required.
type Options struct {
	Endpoint     string // Logto, for example https://auth.example.com; the issuer is Endpoint + "/oidc"
	ClientID     string
	ClientSecret string
	Resource     string // ROSTER_RESOURCE
	// BaseURL is the portal as browsers reach it. https, or http on a loopback address.
	BaseURL string
	// Key is ROSTER_SESSION_KEY: 32 bytes or more.
	Key   []byte
	Store SessionStore

	Trail Trail // default: none
	// SignedIn hears of everybody who signs in, and by which link, "" for none. Its failure is logged and
	// keeps nobody out. Default: nobody hears.
	SignedIn func(ctx context.Context, who access.Actor, link string) error
	Origin   func(r *http.Request) Origin // default: the address of the connection, no request id
	Provider Provider                     // default: Logto at Endpoint
	HTTP     *http.Client                 // default: one of our own, bounded and without redirects
	Log      *slog.Logger                 // default: slog.Default()
	Now      func() time.Time             // default: time.Now

	Idle     time.Duration // a session ends when it was not used for so long; default 8 h
	Absolute time.Duration // and after so long in any case; default 24 h
	Timeout  time.Duration // of one call to Logto; default 10 s
	// Grace is how long the last known capabilities are kept when Logto does not answer; default and
	// at most 5 min. Together with the life of Logto's token (300 s) it bounds how long a right that was
	// taken away can live on.
	Grace time.Duration
}

const (
	minKey   = 32
	maxGrace = 5 * time.Minute
)

// withDefaults checks the options and fills the gaps.
func (o Options) withDefaults() (Options, error) {
	if err := o.check(); err != nil {
		return o, err
	}
	o.Endpoint = strings.TrimRight(o.Endpoint, "/")
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	o.Idle = cmp.Or(o.Idle, 8*time.Hour)
	o.Absolute = cmp.Or(o.Absolute, 24*time.Hour)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	o.Grace = min(cmp.Or(o.Grace, maxGrace), maxGrace)
	o.Log = cmp.Or(o.Log, slog.Default())
	if o.Trail == nil {
		o.Trail = noTrail{}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Origin == nil {
		o.Origin = connectionOrigin
	}
	if o.HTTP == nil {
		o.HTTP = newHTTPClient(o.Timeout)
	}
	return o, nil
}

func (o Options) check() error {
	var problems []error
	for name, v := range map[string]string{"Endpoint": o.Endpoint, "ClientID": o.ClientID, "ClientSecret": o.ClientSecret, "Resource": o.Resource} {
		if v == "" {
			problems = append(problems, fmt.Errorf("auth: Options.%s is empty", name))
		}
	}
	if len(o.Key) < minKey {
		problems = append(problems, fmt.Errorf("auth: Options.Key has %d bytes, at least %d are needed", len(o.Key), minKey))
	}
	if o.Store == nil {
		problems = append(problems, errors.New("auth: Options.Store is nil"))
	}
	if err := checkBase(o.BaseURL); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// checkBase refuses http anywhere but on loopback: the session cookie would travel in clear (ASVS 3.3.1).
func checkBase(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.Trim(u.Path, "/") != "":
		return fmt.Errorf("auth: Options.BaseURL %q is not scheme, host and port", raw)
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("auth: Options.BaseURL %q must be https (http only on a loopback address)", raw)
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func connectionOrigin(r *http.Request) Origin {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return Origin{IP: host}
}
