package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	client   = "portal app"
	secret   = "s3cret/+%"
	resource = "https://roster/api"
)

// op is an OpenID provider in the manner of Logto that does as it is told, also wrongly.
type op struct {
	*httptest.Server
	now func() time.Time

	mu      sync.Mutex
	key     *ecdsa.PrivateKey
	kid     string
	codes   map[string]url.Values // authorization request of each code not yet used
	calls   map[string]int        // "token authorization_code", "token refresh_token resource", "userinfo" …
	revoked []string

	sub, scope, sid string
	userinfo        map[string]any
	authTime        func() time.Time
	noRefresh       bool
	accessLife      time.Duration

	idToken     func(header, claims map[string]any) // changes what is signed
	accessToken func(header, claims map[string]any)
	sign        func(header, claims map[string]any) string
	// answer takes an endpoint over: "discovery", "keys", or a key of calls. It tells whether it answered.
	answer func(call string, w http.ResponseWriter, r *http.Request) bool
}

func newOP(t *testing.T, now func() time.Time) *op {
	t.Helper()
	o := &op{
		now: now, codes: map[string]url.Values{}, calls: map[string]int{},
		sub: "u_admin", sid: "logto-session-1", scope: "users:read users:update", authTime: now, accessLife: time.Hour,
		userinfo: map[string]any{"name": "Ada Admin", "username": "ada", "picture": nil, "email": "ada@x.example", "roles": []string{"Roster admin"}},
	}
	o.rotate(t)
	o.Server = httptest.NewServer(o.mux())
	t.Cleanup(o.Close)
	return o
}

// with runs f under the lock: the handlers run in other goroutines.
func (o *op) with(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
}

func (o *op) count(call string) (n int) {
	o.with(func() { n = o.calls[call] })
	return n
}

func (o *op) rotate(t *testing.T) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o.with(func() { o.key, o.kid = key, rand.Text() })
}

func (o *op) mux() http.Handler {
	mux := http.NewServeMux()
	route := func(path string, name func(*http.Request) string, h http.HandlerFunc) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm() // with its body read, the server notices when the client hangs up
			call := name(r)
			o.mu.Lock()
			o.calls[call]++
			answer := o.answer
			o.mu.Unlock()
			if answer == nil || !answer(call, w, r) {
				o.mu.Lock()
				defer o.mu.Unlock()
				h(w, r)
			}
		})
	}
	named := func(s string) func(*http.Request) string { return func(*http.Request) string { return s } }
	route("GET /oidc/.well-known/openid-configuration", named("discovery"), o.serveDiscovery)
	route("GET /oidc/jwks", named("keys"), o.serveKeys)
	route("POST /oidc/token", tokenCall, o.serveToken)
	route("GET /oidc/me", named("userinfo"), o.serveUserinfo)
	route("POST /oidc/token/revocation", named("revocation"), o.serveRevocation)
	return mux
}

func tokenCall(r *http.Request) string {
	call := "token " + r.PostFormValue("grant_type")
	if r.PostFormValue("resource") != "" {
		call += " resource"
	}
	return call
}

func (o *op) issuer() string { return o.URL + "/oidc" }

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func oauthError(w http.ResponseWriter, status int, code string) {
	reply(w, status, map[string]string{"error": code, "error_description": "for people", "code": "oidc." + code})
}

func (o *op) serveDiscovery(w http.ResponseWriter, _ *http.Request) {
	reply(w, 200, map[string]any{
		"issuer": o.issuer(), "authorization_endpoint": o.issuer() + "/auth", "token_endpoint": o.issuer() + "/token",
		"userinfo_endpoint": o.issuer() + "/me", "jwks_uri": o.issuer() + "/jwks",
		"revocation_endpoint": o.issuer() + "/token/revocation", "end_session_endpoint": o.issuer() + "/session/end",
		"authorization_response_iss_parameter_supported": true, "id_token_signing_alg_values_supported": []string{"ES384"},
	})
}

func (o *op) serveKeys(w http.ResponseWriter, _ *http.Request) {
	reply(w, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: o.key.Public(), KeyID: o.kid, Algorithm: "ES384", Use: "sig"}}})
}

func (o *op) serveToken(w http.ResponseWriter, r *http.Request) {
	id, pass, _ := r.BasicAuth()
	if id != url.QueryEscape(client) || pass != url.QueryEscape(secret) {
		oauthError(w, 401, "invalid_client")
		return
	}
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		o.serveCode(w, r)
	case "refresh_token":
		o.serveRefresh(w, r)
	}
}

func (o *op) serveCode(w http.ResponseWriter, r *http.Request) {
	code := r.PostFormValue("code")
	asked, ok := o.codes[code]
	delete(o.codes, code)
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]) ||
		asked.Get("redirect_uri") != r.PostFormValue("redirect_uri") {
		oauthError(w, 400, "invalid_grant")
		return
	}
	now := o.now()
	header, claims := o.head("JWT"), map[string]any{
		"iss": o.issuer(), "sub": o.sub, "aud": client, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"nonce": asked.Get("nonce"), "auth_time": o.authTime().Unix(), "sid": o.sid,
	}
	if o.idToken != nil {
		o.idToken(header, claims)
	}
	body := map[string]any{"access_token": "opaque of " + o.sub, "token_type": "Bearer", "expires_in": int(o.accessLife.Seconds()), "id_token": o.signed(header, claims)}
	if !o.noRefresh {
		body["refresh_token"] = "refresh of " + o.sub
	}
	reply(w, 200, body)
}

func (o *op) serveRefresh(w http.ResponseWriter, r *http.Request) {
	sub, ok := strings.CutPrefix(r.PostFormValue("refresh_token"), "refresh of ")
	if !ok {
		oauthError(w, 400, "invalid_grant")
		return
	}
	if r.PostFormValue("resource") == "" {
		reply(w, 200, map[string]any{"access_token": "opaque of " + sub, "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh of " + sub})
		return
	}
	now := o.now()
	header, claims := o.head("at+jwt"), map[string]any{
		"iss": o.issuer(), "sub": sub, "aud": resource, "client_id": client, "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(300 * time.Second).Unix(), "scope": o.scope,
	}
	if o.accessToken != nil {
		o.accessToken(header, claims)
	}
	reply(w, 200, map[string]any{"access_token": o.signed(header, claims), "token_type": "Bearer", "expires_in": 300, "refresh_token": "refresh of " + sub, "scope": o.scope})
}

func (o *op) serveUserinfo(w http.ResponseWriter, r *http.Request) {
	sub, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer opaque of ")
	if !ok {
		oauthError(w, 401, "invalid_token")
		return
	}
	info := map[string]any{"sub": sub}
	maps.Copy(info, o.userinfo)
	reply(w, 200, info)
}

func (o *op) serveRevocation(w http.ResponseWriter, r *http.Request) {
	o.revoked = append(o.revoked, r.PostFormValue("token"))
	w.WriteHeader(200)
}

func (o *op) head(typ string) map[string]any {
	return map[string]any{"alg": "ES384", "kid": o.kid, "typ": typ}
}

// signed is an ES384 JWS; a test may put its own signing in its place.
func (o *op) signed(header, claims map[string]any) string {
	if o.sign != nil {
		return o.sign(header, claims)
	}
	return signES384(o.key, header, claims)
}

func signES384(key *ecdsa.PrivateKey, header, claims map[string]any) string {
	opts := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{}}
	for k, v := range header {
		if k != "alg" {
			opts.ExtraHeaders[jose.HeaderKey(k)] = v
		}
	}
	return compact(jose.SigningKey{Algorithm: jose.ES384, Key: key}, opts, claims)
}

func compact(key jose.SigningKey, opts *jose.SignerOptions, claims map[string]any) string {
	signer, err := jose.NewSigner(key, opts)
	if err != nil {
		panic(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	s, err := jws.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return s
}

// unsigned is a JWT with alg "none".
func unsigned(header, claims map[string]any) string {
	part := func(v map[string]any) string {
		b, _ := json.Marshal(v) // maps of strings and numbers
		return base64.RawURLEncoding.EncodeToString(b)
	}
	header = maps.Clone(header)
	header["alg"] = "none"
	return part(header) + "." + part(claims) + "."
}

// authorize does what Logto does when the person has signed in: the query of the callback.
func (o *op) authorize(t *testing.T, redirect string) url.Values {
	t.Helper()
	u, err := url.Parse(redirect)
	if err != nil || !strings.HasPrefix(redirect, o.issuer()+"/auth?") {
		t.Fatalf("%q is not Logto's authorization endpoint", redirect)
	}
	code := rand.Text()
	o.with(func() { o.codes[code] = u.Query() })
	return url.Values{"code": {code}, "state": {u.Query().Get("state")}, "iss": {o.issuer()}}
}
