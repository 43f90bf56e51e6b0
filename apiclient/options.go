package apiclient

import (
	"errors"
	"net/http"
	"time"
)

// Option changes a setting of [New].
type Option func(*settings) error

type settings struct {
	transport http.RoundTripper
	newTokens func(*Client) TokenSource
	userAgent string
	timeout   time.Duration
	maxBody   int64
	retry     RetryPolicy
}

// WithClientCredentials authenticates as a machine-to-machine application.
// resource is the Management API's indicator, "https://default.logto.app/api"
// on a self-hosted Logto. The token is asked for with scope "all".
func WithClientCredentials(id string, secret Secret, resource string) Option {
	return func(s *settings) error {
		if id == "" || secret == "" || resource == "" {
			return errors.New("apiclient: client id, secret and resource must all be set")
		}
		s.newTokens = func(c *Client) TokenSource { return newClientCredentials(c, id, secret, resource) }
		return nil
	}
}

// WithTokenSource takes the tokens from source.
func WithTokenSource(source TokenSource) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("apiclient: the token source is nil")
		}
		s.newTokens = func(*Client) TokenSource { return source }
		return nil
	}
}

// WithHTTPClient uses the transport of h. Its redirect rule, cookie jar and
// timeout are not used: redirects and time are this package's business.
func WithHTTPClient(h *http.Client) Option {
	return func(s *settings) error {
		if h == nil {
			return errors.New("apiclient: the HTTP client is nil")
		}
		if h.Transport != nil {
			s.transport = h.Transport
		}
		return nil
	}
}

// WithTimeout bounds one try of a call, from dialing to the last byte.
func WithTimeout(d time.Duration) Option {
	return func(s *settings) error {
		if d <= 0 {
			return errors.New("apiclient: the timeout must be positive")
		}
		s.timeout = d
		return nil
	}
}

// WithUserAgent sets the User-Agent header. Logto copies it into webhooks.
func WithUserAgent(ua string) Option {
	return func(s *settings) error {
		s.userAgent = ua
		return nil
	}
}

// WithMaxResponseSize bounds the body of an answer, in bytes.
func WithMaxResponseSize(n int64) Option {
	return func(s *settings) error {
		if n <= 0 {
			return errors.New("apiclient: the response size must be positive")
		}
		s.maxBody = n
		return nil
	}
}

// WithRetryPolicy replaces [DefaultRetryPolicy].
func WithRetryPolicy(p RetryPolicy) Option {
	return func(s *settings) error {
		if p.Tries < 1 || p.Total <= 0 || p.Base <= 0 || p.Max < p.Base {
			return errors.New("apiclient: a retry policy needs at least one try, and positive times")
		}
		s.retry = p
		return nil
	}
}

// newTransport is the default transport: a pool wide enough for the parallel
// calls of a page, and no wait for headers longer than a try may take anyway.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 32
	t.MaxResponseHeaderBytes = 256 << 10
	return t
}
