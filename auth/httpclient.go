package auth

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// maxBody bounds every answer of Logto: the largest honest one (userinfo with custom data) is far smaller.
const maxBody = 1 << 20

var errTooLarge = errors.New("answer is too large")

// newHTTPClient is the one client for calls to Logto: bounded in time and size, and it never follows a
// redirect, which would carry the client's secret to wherever it points.
func newHTTPClient(timeout time.Duration) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 8
	t.MaxConnsPerHost = 32
	t.ResponseHeaderTimeout = timeout
	return &http.Client{
		Timeout:       timeout,
		Transport:     boundedTransport{t},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type boundedTransport struct{ next http.RoundTripper }

func (b boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = &boundedBody{ReadCloser: resp.Body, left: maxBody}
	}
	return resp, err
}

// boundedBody fails, rather than ends, when there is more than it may read: half a JSON is no answer.
type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
