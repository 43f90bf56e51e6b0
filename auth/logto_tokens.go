package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"roster/access"
)

// Exchange asks without resource: Logto then gives the opaque token, whatever the code was asked for with.
func (l *logto) Exchange(ctx context.Context, code, verifier, nonce string) (Tokens, Identity, error) {
	e, err := l.endpoints(ctx)
	if err != nil {
		return Tokens{}, Identity{}, err
	}
	tok, err := e.config().Exchange(l.client(ctx), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Tokens{}, Identity{}, tokenError(err)
	}
	raw, _ := tok.Extra("id_token").(string)
	if raw == "" || !strings.EqualFold(tok.TokenType, "Bearer") {
		return Tokens{}, Identity{}, bad("the answer has no ID token, or no bearer token")
	}
	id, err := e.tokens.identity(ctx, raw, nonce)
	if err != nil {
		return Tokens{}, Identity{}, err
	}
	return Tokens{Access: tok.AccessToken, Refresh: tok.RefreshToken, Expires: l.until(tok.ExpiresIn)}, id, nil
}

// tokenError keeps status and code of x/oauth2's error, whose text would quote the body.
func tokenError(err error) error {
	p := &ProviderError{Op: "token"}
	if re, ok := errors.AsType[*oauth2.RetrieveError](err); ok && re.Response != nil {
		p.Status, p.Code = re.Response.StatusCode, cleanCode(re.ErrorCode)
		return p
	}
	p.Err = transportError(err, "the answer is not a token")
	return p
}

func (l *logto) until(seconds int64) time.Time {
	return l.o.Now().Add(time.Duration(seconds) * time.Second)
}

func (l *logto) Refresh(ctx context.Context, refreshToken string) (Tokens, error) {
	t, err := l.refresh(ctx, refreshToken, "")
	if err != nil {
		return Tokens{}, err
	}
	return Tokens{Access: t.Access, Refresh: t.Refresh, Expires: l.until(t.ExpiresIn)}, nil
}

// Grant returns the refresh token also beside ErrBadToken: it may have been rotated.
func (l *logto) Grant(ctx context.Context, refreshToken string) (Grant, error) {
	t, err := l.refresh(ctx, refreshToken, l.o.Resource)
	if err != nil {
		return Grant{}, err
	}
	e, err := l.endpoints(ctx)
	if err != nil {
		return Grant{}, err
	}
	claims, err := e.tokens.grant(ctx, t.Access)
	if err != nil {
		return Grant{Refresh: t.Refresh}, err
	}
	return Grant{Subject: claims.Subject, Capabilities: access.ParseScope(claims.Scope), Expires: claims.expires, Refresh: t.Refresh}, nil
}

// tokenAnswer is what the token endpoint says (RFC 6749 5.1).
type tokenAnswer struct {
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token"`
	Type      string `json:"token_type"`
	ExpiresIn int64  `json:"expires_in"`
}

// refresh is our own because x/oauth2 cannot send a resource (RFC 8707) when it refreshes.
func (l *logto) refresh(ctx context.Context, refreshToken, resource string) (tokenAnswer, error) {
	e, err := l.endpoints(ctx)
	if err != nil {
		return tokenAnswer{}, err
	}
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refreshToken}}
	if resource != "" {
		form.Set("resource", resource)
	}
	var t tokenAnswer
	if err := l.post(ctx, "token", e.client.Endpoint.TokenURL, form, &t); err != nil {
		return tokenAnswer{}, err
	}
	if t.Access == "" || !strings.EqualFold(t.Type, "Bearer") {
		return tokenAnswer{}, &ProviderError{Op: "token", Status: http.StatusOK, Err: errors.New("the answer is not a token")}
	}
	if t.Refresh == "" {
		t.Refresh = refreshToken // it stays valid (RFC 6749 6)
	}
	return t, nil
}

func (l *logto) Revoke(ctx context.Context, refreshToken string) error {
	e, err := l.endpoints(ctx)
	if err != nil {
		return err
	}
	return l.post(ctx, "revocation", e.revocation, url.Values{"token": {refreshToken}, "token_type_hint": {"refresh_token"}}, nil)
}

// post sends a form as this client. into may be nil when the answer has no body of interest.
func (l *logto) post(ctx context.Context, op, to string, form url.Values, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return &ProviderError{Op: op, Err: errors.New("the endpoint's address is malformed")}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(url.QueryEscape(l.o.ClientID), url.QueryEscape(l.o.ClientSecret)) // RFC 6749 2.3.1
	return l.do(op, req, into)
}

// do is the one place that reads an answer of Logto here.
func (l *logto) do(op string, req *http.Request, into any) error {
	req.Header.Set("Accept", "application/json")
	resp, err := l.o.HTTP.Do(req)
	if err != nil {
		return &ProviderError{Op: op, Err: transportError(err, "the request failed")}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return &ProviderError{Op: op, Status: resp.StatusCode, Code: errorCodeOf(resp)}
	}
	if into == nil {
		return nil
	}
	if !isJSON(resp.Header) {
		return &ProviderError{Op: op, Status: resp.StatusCode, Err: errors.New("the answer is not JSON")}
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return &ProviderError{Op: op, Status: resp.StatusCode, Err: transportError(err, "the answer cannot be read")}
	}
	return nil
}

func errorCodeOf(resp *http.Response) string {
	var body struct {
		Error string `json:"error"`
	}
	if !isJSON(resp.Header) || json.NewDecoder(resp.Body).Decode(&body) != nil {
		return ""
	}
	return cleanCode(body.Error)
}
