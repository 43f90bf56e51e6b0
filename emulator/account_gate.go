package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// What the account center lets a person do with a field; a field that is not set is Off.
const (
	controlOff      = "Off"
	controlReadOnly = "ReadOnly"
	controlEdit     = "Edit"
)

// accountCall is a request of the Account API that passed the gate.
type accountCall struct {
	*request
	user   *user
	token  *accessToken
	scopes []string
	fields object // of the account center
}

// accountLine is a line of a table of the Account API; path is below that of the table.
type accountLine struct {
	method, path string
	handler      func(*accountCall) (response, error)
}

// accountTable makes routes of lines. To the dispatcher they are public: they check a person's token themselves.
func (s *Server) accountTable(prefix string, lines []accountLine) []route {
	table := make([]route, len(lines))
	for i, line := range lines {
		table[i] = route{method: line.method, path: prefix + line.path, public: true, handler: func(r *request) (response, error) {
			a, err := s.accountCaller(r)
			if err != nil {
				return response{}, err
			}
			return line.handler(a)
		}}
	}
	return table
}

// accountCaller checks an opaque token: 401 when it is not live, 403 without the scope openid, and 400 while the
// account center is off.
func (s *Server) accountCaller(r *request) (*accountCall, error) {
	value, err := bearerToken(r.http)
	if err != nil {
		return nil, err
	}
	token, u := s.liveToken(value)
	if u == nil {
		return nil, fail(http.StatusUnauthorized, "auth.unauthorized")
	}
	scopes := strings.Fields(token.scope)
	if !slices.Contains(scopes, "openid") {
		return nil, fail(http.StatusForbidden, "auth.forbidden")
	}
	center := object(r.tenant.settings.accountCenter)
	if !center.flag("enabled") {
		return nil, fail(http.StatusBadRequest, "account_center.not_enabled")
	}
	return &accountCall{request: r, user: u, token: token, scopes: scopes, fields: center.obj("fields")}, nil
}

// control is what the account center lets a person do with a field. Passkeys go with the other factors unless they
// are set apart.
func (a *accountCall) control(field string) string {
	if field == "passkey" && !a.fields.has(field) {
		field = "mfa"
	}
	switch set := a.fields.str(field); set {
	case controlReadOnly, controlEdit:
		return set
	}
	return controlOff
}

// need is a condition of an operation. The order of an operation's needs is Logto's, because it decides which refusal
// is given.
type need func(*accountCall) error

func (a *accountCall) needs(all ...need) error {
	for _, met := range all {
		if err := met(a); err != nil {
			return err
		}
	}
	return nil
}

// guarded validates the body before it looks at the needs, as Logto does.
func (a *accountCall) guarded(s schema, all ...need) (object, error) {
	o, err := a.guardBody(s)
	if err != nil {
		return nil, err
	}
	return o, a.needs(all...)
}

// readable is 400 for a field that is Off.
func readable(field string) need {
	return func(a *accountCall) error {
		if a.control(field) == controlOff {
			return fail(http.StatusBadRequest, "account_center.field_not_enabled")
		}
		return nil
	}
}

// editable is 400 for a field that is not Edit.
func editable(field string) need {
	return func(a *accountCall) error {
		if a.control(field) != controlEdit {
			return fail(http.StatusBadRequest, "account_center.field_not_editable")
		}
		return nil
	}
}

// scoped asks for a scope of the token. Logto is not of one mind about the status: 401 in some places, 400 in others.
func scoped(status int, scope string) need {
	return func(a *accountCall) error {
		if !slices.Contains(a.scopes, scope) {
			return fail(status, "auth.unauthorized")
		}
		return nil
	}
}

// firstParty refuses changes by an application of somebody else.
func firstParty(a *accountCall) error {
	if app := a.tenant.applications.get(a.token.clientID); app != nil && app.isThirdParty {
		return fail(http.StatusForbidden, "auth.third_party_application_forbidden")
	}
	return nil
}

// canProveIdentity tells whether a person has anything to verify their identity with.
func (u *user) canProveIdentity() bool {
	return u.passwordDigest != "" || u.primaryEmail != nil || u.primaryPhone != nil
}

// proven asks for a verification record that says the person has just shown who they are.
func proven(a *accountCall) error {
	rec := a.tenant.liveRecord(a.http.Header.Get("logto-verification-id"))
	if rec == nil || !rec.permits(a.user) {
		return fail(http.StatusUnauthorized, "verification_record.permission_denied")
	}
	return nil
}

// provenIfPossible is proven for everybody who has something to prove it with.
func provenIfPossible(a *accountCall) error {
	if !a.user.canProveIdentity() {
		return nil
	}
	return proven(a)
}

// openAccounts switches the account center on with these fields; none leave it off.
func (s *Server) openAccounts(fields map[string]string) {
	if len(fields) == 0 {
		return
	}
	controls := map[string]any{}
	for name, control := range fields {
		controls[name] = control
	}
	s.tenant.settings.accountCenter = merged(s.tenant.settings.accountCenter, map[string]any{"enabled": true, "fields": controls})
}
