package apiclient

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
)

// authorized sends a call with a token, and once more with a fresh one when
// the token was refused. That holds for every method: a 401 comes before Logto
// does anything.
func (c *Client) authorized(ctx context.Context, k call, body []byte) (http.Header, error) {
	token, err := c.token(ctx, k, "")
	if err != nil {
		return nil, err
	}
	header, err := c.once(ctx, k, body, token)
	if !IsCredential(err) || !IsUnauthorized(err) {
		return header, err
	}
	fresh, tokenErr := c.token(ctx, k, token)
	if tokenErr != nil {
		return nil, tokenErr
	}
	if fresh == token {
		return nil, err
	}
	return c.once(ctx, k, body, fresh)
}

// token gets a token for a call. A failure here means the call was not sent.
func (c *Client) token(ctx context.Context, k call, refused Secret) (Secret, error) {
	token, err := c.tokens.Token(ctx, refused)
	if err == nil {
		return token, nil
	}
	if ctx.Err() != nil {
		return "", unsent(transportError(ctx, k.method, k.path(), ctx.Err()))
	}
	return "", err
}

// once sends a call one time, within the timeout of a try, and judges the answer.
func (c *Client) once(ctx context.Context, k call, body []byte, token Secret) (http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := c.request(ctx, k, body, token)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, transportError(ctx, k.method, k.path(), err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := readBounded(resp.Body, c.maxBody)
	if err != nil {
		failed := transportError(ctx, k.method, k.path(), err)
		failed.Status, failed.Sent = resp.StatusCode, true
		return nil, failed
	}
	return resp.Header, check(k, resp, data)
}

// errTooLong stops the reading of an answer.
var errTooLong = errors.New("the answer is longer than allowed")

// readBounded reads a body up to limit bytes.
func readBounded(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLong
	}
	return data, err
}

// transportError turns a failure below HTTP into an [*Unavailable]. The cause is
// freed of the address that net/http puts around it: queries hold what people
// searched for.
func transportError(ctx context.Context, method, path string, err error) *Unavailable {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	u := &Unavailable{Kind: KindCutOff, Method: method, Path: path, Sent: true, Err: err}
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(err, errRedirect):
		u.Kind = KindRedirect
	case errors.Is(err, errTooLong):
		u.Kind = KindMalformed
	case errors.Is(ctx.Err(), context.Canceled) || errors.Is(err, context.Canceled):
		u.Kind, u.Err = KindCanceled, context.Canceled
	case ctx.Err() != nil || isTimeout(err):
		u.Kind, u.Err = KindTimeout, context.DeadlineExceeded
	}
	if isOp && op.Op == "dial" || isHandshake(err) {
		u.Sent = false
		if u.Kind == KindCutOff {
			u.Kind = KindRefused
		}
	}
	return u
}

func unsent(u *Unavailable) *Unavailable {
	u.Sent = false
	return u
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout() || errors.Is(err, context.DeadlineExceeded)
}
