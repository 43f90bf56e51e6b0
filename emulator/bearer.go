package emulator

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// managementIndicator is the audience of Management API tokens: a name, not an address.
const managementIndicator = "https://default.logto.app/api"

// managementCaller checks the bearer token of a Management API request: 401 with the JWT library's error as data when
// it is not a valid token for this API, 403 when it lacks the scope all.
func (s *Server) managementCaller(r *http.Request) (caller, error) {
	token, err := bearerToken(r)
	if err != nil {
		return caller{}, err
	}
	claims, problem := s.verifyJWT(token, s.issuer(r), managementIndicator)
	if problem != nil {
		return caller{}, fail(http.StatusUnauthorized, "auth.unauthorized").withData(problem)
	}
	subject, _ := claims["sub"].(string)
	if subject == "" {
		return caller{}, fail(http.StatusUnauthorized, "auth.jwt_sub_missing")
	}
	clientID, _ := claims["client_id"].(string)
	scope, _ := claims["scope"].(string)
	who := caller{subject: subject, clientID: clientID, scopes: strings.Fields(scope)}
	if !slices.Contains(who.scopes, "all") {
		return caller{}, fail(http.StatusForbidden, "auth.forbidden")
	}
	return who, nil
}

// bearerToken is the token of the Authorization header; the scheme's case matters, as in Logto.
func bearerToken(r *http.Request) (string, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return "", fail(http.StatusUnauthorized, "auth.authorization_header_missing")
	}
	token, isBearer := strings.CutPrefix(header, "Bearer")
	if !isBearer {
		return "", fail(http.StatusUnauthorized, "auth.authorization_token_type_not_supported").
			withData(map[string]any{"supportedTypes": []string{"Bearer"}})
	}
	return strings.TrimPrefix(token, " "), nil
}

// verifyJWT checks signature, lifetime, issuer and audience and returns the claims, or the error as the JWT library
// that Logto uses (jose) serialises it.
func (s *Server) verifyJWT(token, issuer, audience string) (claims, problem map[string]any) {
	payload, problem := s.verifySignature(token)
	if problem != nil {
		return nil, problem
	}
	claims, err := claimsOf(payload)
	if err != nil {
		return nil, joseError("ERR_JWT_INVALID", "JWTInvalid")
	}
	if claims["iss"] != issuer {
		return nil, claimError("ERR_JWT_CLAIM_VALIDATION_FAILED", "JWTClaimValidationFailed", "iss", claims)
	}
	if !hasAudience(claims["aud"], audience) {
		return nil, claimError("ERR_JWT_CLAIM_VALIDATION_FAILED", "JWTClaimValidationFailed", "aud", claims)
	}
	exp, _ := claims["exp"].(float64)
	issuedAt, _ := claims["iat"].(float64)
	if int64(exp) <= s.tenant.seconds() || s.tooOld(int64(issuedAt)) {
		return nil, claimError("ERR_JWT_EXPIRED", "JWTExpired", "exp", claims)
	}
	return claims, nil
}

func (s *Server) verifySignature(token string) (payload []byte, problem map[string]any) {
	if payload, known := s.verified.payload(token); known {
		return payload, nil
	}
	invalid := joseError("ERR_JWS_INVALID", "JWSInvalid")
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, invalid
	}
	var header struct{ Alg, Kid string }
	raw, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || json.Unmarshal(raw, &header) != nil {
		return nil, invalid
	}
	if !slices.Contains([]string{"RS", "PS", "ES", "Ed", "ML"}, header.Alg[:min(2, len(header.Alg))]) {
		return nil, joseError("ERR_JOSE_NOT_SUPPORTED", "JOSENotSupported")
	}
	if header.Alg != string(jose.ES384) || (header.Kid != "" && header.Kid != s.keyID) {
		return nil, joseError("ERR_JWKS_NO_MATCHING_KEY", "JWKSNoMatchingKey")
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.ES384})
	if err != nil {
		return nil, invalid
	}
	payload, err = jws.Verify(s.key.Public())
	if err != nil {
		return nil, joseError("ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "JWSSignatureVerificationFailed")
	}
	s.verified.remember(token, payload)
	return payload, nil
}

func claimsOf(payload []byte) (claims map[string]any, err error) {
	err = json.Unmarshal(payload, &claims)
	return claims, err
}

func hasAudience(claim any, audience string) bool {
	if list, is := claim.([]any); is {
		return slices.Contains(list, any(audience))
	}
	return claim == audience
}

func joseError(code, name string) map[string]any { return map[string]any{"code": code, "name": name} }

func claimError(code, name, claim string, payload map[string]any) map[string]any {
	return map[string]any{"code": code, "name": name, "claim": claim, "reason": "check_failed", "payload": payload}
}
