package emulator

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Kinds of applications.
const (
	kindMachine     = "MachineToMachine"
	kindTraditional = "Traditional"
	kindSPA         = "SPA"
	kindNative      = "Native"
)

// confidential applications have a secret and must show it.
func (a *application) confidential() bool { return a.kind == kindMachine || a.kind == kindTraditional }

// metadataList is a list of texts in the OIDC client metadata.
func (a *application) metadataList(name string) []string { return textList(a.oidcClientMetadata[name]) }

func textList(value any) []string {
	switch list := value.(type) {
	case []string:
		return list
	case []any:
		var texts []string
		for _, v := range list {
			if text, is := v.(string); is {
				texts = append(texts, text)
			}
		}
		return texts
	}
	return nil
}

func (a *application) metadataText(name string) string {
	text, _ := a.oidcClientMetadata[name].(string)
	return text
}

// metadataNumber is a whole number of the custom client metadata, or absent when there is none.
func (a *application) metadataNumber(name string, absent int64) int64 {
	switch n := a.customClientMetadata[name].(type) {
	case float64:
		return int64(n)
	case json.Number:
		if whole, err := n.Int64(); err == nil {
			return whole
		}
	}
	return absent
}

// grantTypes the application may use.
func (a *application) grantTypes() []string {
	if a.kind == kindMachine {
		return []string{"client_credentials"}
	}
	return []string{"authorization_code", "refresh_token"}
}

// knowsSecret compares with every secret that has not expired, in constant time.
func (a *application) knowsSecret(secret string, now int64) bool {
	return slices.ContainsFunc(a.secrets, func(s *applicationSecret) bool {
		return (s.expiresAt == nil || *s.expiresAt > now) && subtle.ConstantTimeCompare([]byte(s.value), []byte(secret)) == 1
	})
}

// authenticateClient finds the application of a token request and checks its secret, given by Basic or in the body. An
// application that does not exist is 400, a wrong secret 401.
func (s *Server) authenticateClient(r *http.Request, form queryPairs) (*application, *oidcError) {
	id, secret, basic, problem := clientCredentials(r, form)
	if problem != nil {
		return nil, problem
	}
	app := s.tenant.applications.get(id)
	if app == nil {
		return nil, badRequest("invalid_client", "invalid client "+id)
	}
	if app.confidential() && !app.knowsSecret(secret, s.tenant.ms()) {
		e := oidcErr(http.StatusUnauthorized, "invalid_client", "client authentication failed")
		if basic {
			e.challenge = challenge("Basic", s.issuer(r), e)
		}
		return nil, e
	}
	return app, nil
}

func clientCredentials(r *http.Request, form queryPairs) (id, secret string, basic bool, problem *oidcError) {
	header := r.Header.Get("Authorization")
	if header == "" {
		if id = form.get("client_id"); id == "" {
			return "", "", false, badRequest("invalid_request", "no client authentication mechanism provided")
		}
		return id, form.get("client_secret"), false, nil
	}
	malformed := badRequest("invalid_request", "invalid authorization header value format")
	scheme, encoded, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", true, malformed
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", "", true, malformed
	}
	left, right, found := strings.Cut(string(raw), ":")
	if !found {
		return "", "", true, malformed
	}
	id, errID := url.QueryUnescape(left)
	secret, errSecret := url.QueryUnescape(right)
	if errID != nil || errSecret != nil {
		return "", "", true, badRequest("invalid_request", "client_id and client_secret in the authorization header are not properly encoded")
	}
	return id, secret, true, nil
}

func originOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
