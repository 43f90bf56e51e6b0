package emulator

import "net/http"

// oneTimeTokenRoutes are the tokens behind magic links.
func oneTimeTokenRoutes() []route {
	const path = "/one-time-tokens"
	return []route{
		{method: http.MethodGet, path: path, handler: listOneTimeTokens},
		{method: http.MethodGet, path: path + "/:id", handler: getOneTimeToken},
		{method: http.MethodPost, path: path, handler: createOneTimeToken},
		{method: http.MethodPost, path: path + "/verify", handler: verifyOneTimeToken},
		{method: http.MethodPut, path: path + "/:id/status", handler: setOneTimeTokenStatus},
		{method: http.MethodDelete, path: path + "/:id", handler: deleteOneTimeToken},
	}
}

const (
	tokenActive   = "active"
	tokenConsumed = "consumed"
	tokenRevoked  = "revoked"
	tokenExpired  = "expired"
)

func tokenStatuses() schema { return enum(tokenActive, tokenConsumed, tokenRevoked, tokenExpired) }

// statusNow is the status an answer shows; what is stored may still be active.
func (o *oneTimeToken) statusNow(now int64) string {
	if o.status == tokenActive && o.expiresAt <= now {
		return tokenExpired
	}
	return o.status
}

func (t *tenant) oneTimeTokenView(o *oneTimeToken) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": o.id, "email": o.email, "token": o.token, "context": o.context,
		"status": o.statusNow(t.ms()), "createdAt": o.createdAt, "expiresAt": o.expiresAt,
	}
}

// listOneTimeTokens filters by the stored status, and counts all tokens whatever the filter.
func listOneTimeTokens(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	q, err := r.guardQuery(obj(key{"email", str()}, key{"status", tokenStatuses()}).partial())
	if err != nil {
		return response{}, err
	}
	rows := r.tenant.mgmt.oneTimeTokens.rows
	found, err := filter(newestFirst(rows), func(o *oneTimeToken) (bool, error) {
		return (q.str("email") == "" || q.str("email") == o.email) && (!q.has("status") || q.str("status") == o.status), nil
	})
	if err != nil {
		return response{}, err
	}
	return listAll(views(pageOf(found, p), r.tenant.oneTimeTokenView), p, len(rows))
}

func (r *request) oneTimeToken() (*oneTimeToken, error) {
	return row(&r.tenant.mgmt.oneTimeTokens, r.param("id"))
}

func getOneTimeToken(r *request) (response, error) {
	have, err := r.oneTimeToken()
	if err != nil {
		return response{}, err
	}
	return ok(r.tenant.oneTimeTokenView(have))
}

// defaultTokenLife is ten minutes, in seconds.
const defaultTokenLife = 600

func createOneTimeToken(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"email", str().min(1).max(128)},
		key{"context", opt(obj(
			key{"jitOrganizationIds", opt(arr(str()))},
			key{"interactionEvent", opt(enum("SignIn", "Register", "ForgotPassword"))},
		))},
		key{"expiresIn", opt(num().min(1))},
	))
	if err != nil {
		return response{}, err
	}
	life := float64(defaultTokenLife)
	if o.has("expiresIn") {
		life = o.num("expiresIn")
	}
	made := &oneTimeToken{
		id: longID(), email: o.str("email"), token: secretText(), context: orEmpty(o.obj("context")), status: tokenActive,
		createdAt: r.tenant.ms(), expiresAt: r.tenant.ms() + int64(life*1000),
	}
	r.tenant.mgmt.oneTimeTokens.add(made.id, made)
	return created(r.tenant.oneTimeTokenView(made))
}

func verifyOneTimeToken(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"token", str().min(1)}, key{"email", str().min(1)}))
	if err != nil {
		return response{}, err
	}
	have, err := r.tenant.consumeOneTimeToken(o.str("token"), o.str("email"), "")
	if err != nil {
		return response{}, err
	}
	return ok(r.tenant.oneTimeTokenView(have))
}

// consumeOneTimeToken checks and consumes a token. purpose is the interaction event it is used for;
// empty accepts any, as the Management API does.
func (t *tenant) consumeOneTimeToken(token, email, purpose string) (*oneTimeToken, error) {
	have := t.mgmt.oneTimeTokens.find(func(o *oneTimeToken) bool { return o.token == token })
	if have == nil {
		return nil, fail(http.StatusNotFound, "one_time_token.token_not_found")
	}
	refuse := func(code string) (*oneTimeToken, error) {
		return nil, fail(http.StatusBadRequest, "one_time_token."+code)
	}
	if have.email != email {
		return refuse("email_mismatch")
	}
	bound, _ := have.context["interactionEvent"].(string)
	if purpose != "" && bound != "" && bound != purpose {
		return refuse("interaction_event_mismatch")
	}
	switch have.statusNow(t.ms()) {
	case tokenConsumed:
		return refuse("token_consumed")
	case tokenRevoked:
		return refuse("token_revoked")
	case tokenExpired:
		have.status = tokenExpired // from here on the filter finds it too
		return refuse("token_expired")
	}
	have.status = tokenConsumed
	return have, nil
}

func setOneTimeTokenStatus(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"status", tokenStatuses()}))
	if err != nil {
		return response{}, err
	}
	have, err := r.oneTimeToken()
	if err != nil {
		return response{}, err
	}
	if o.str("status") == tokenActive {
		return response{}, fail(http.StatusBadRequest, "one_time_token.cannot_reactivate_token")
	}
	have.status = o.str("status")
	return ok(r.tenant.oneTimeTokenView(have))
}

func deleteOneTimeToken(r *request) (response, error) {
	if !r.tenant.mgmt.oneTimeTokens.remove(r.param("id")) {
		return response{}, notFound()
	}
	return noContent()
}
